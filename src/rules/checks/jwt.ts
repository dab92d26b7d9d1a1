/** JSON web tokens say who issued them, for whom, for what and until when. */

import type { Fact } from '../../model/match.ts';
import type { Check, CheckResult } from '../check.ts';
import { fact, type Payload, payloadOf, timeFact } from './payload.ts';

/** Claims that name somebody or something, by what they are told as; the first of each that there is. */
const claims: readonly (readonly [fact: string, ...claims: string[]])[] = [
  ['issuer', 'iss'],
  ['subject', 'sub'],
  ['audience', 'aud'],
  ['scope', 'scope', 'scp', 'scopes', 'permissions'],
  ['client', 'azp', 'client_id', 'appid', 'cid', 'app_id'],
  ['user', 'preferred_username', 'email', 'upn', 'unique_name', 'username', 'user_name', 'name'],
  ['tenant', 'tid', 'org_id', 'tenant', 'tenantId'],
  ['role', 'role', 'roles'],
  ['project', 'ref', 'project_id'],
  ['key id', 'jti'],
];

/** Service accounts of Kubernetes, in tokens that last and in those that are bound. */
function kubernetes(payload: Payload): Fact[] {
  const bound = payload['kubernetes.io'];
  if (typeof bound === 'object' && bound !== null) {
    const { namespace, serviceaccount } = bound as Payload;
    return [
      ...fact('namespace', namespace),
      ...fact('service account', (serviceaccount as Payload | undefined)?.['name']),
    ];
  }
  return [
    ...fact('namespace', payload['kubernetes.io/serviceaccount/namespace']),
    ...fact('service account', payload['kubernetes.io/serviceaccount/service-account.name']),
  ];
}

function factsOf(header: Payload, payload: Payload): Fact[] {
  return [
    ...fact('algorithm', header['alg']),
    ...fact('signing key', header['kid']),
    ...claims.flatMap(([name, ...keys]) => {
      const key = keys.find((entry) => fact(name, payload[entry]).length > 0);
      return key === undefined ? [] : fact(name, payload[key]);
    }),
    ...kubernetes(payload),
    ...timeFact('issued', payload['iat']),
    ...timeFact('not before', payload['nbf']),
    ...(payload['exp'] === undefined ? [{ name: 'expires', value: 'never' }] : timeFact('expires', payload['exp'])),
  ];
}

/** Two parts of JSON and a signature; a prefix before them (`ghs_1_`, `wrka-`) does not count. Nothing is proved: tests are full of them. */
function read(value: string): CheckResult {
  const [first = '', second = ''] = value.slice(Math.max(0, value.search(/ey[JK]/))).split('.', 2);
  const header = payloadOf(first);
  const payload = payloadOf(second);
  if (!header || !payload || typeof header['alg'] !== 'string') return { outcome: 'none' };
  return { outcome: 'none', facts: factsOf(header, payload) };
}

/** @see https://www.rfc-editor.org/rfc/rfc7519 */
export const jwt: Check = {
  name: 'jwt',
  summary: 'Header and claims are JSON: reads issuer, subject, audience, scope, time of issue and expiry.',
  test: read,
};
