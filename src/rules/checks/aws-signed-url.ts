/** Presigned requests carry who signed them, for what, and until when. */

import type { Fact } from '../../model/match.ts';
import type { Check } from '../check.ts';
import { keyIdFacts } from './aws-key-id.ts';
import { compactDate } from './signed-url.ts';

/** Facts of the query of a request presigned with signature version 4. */
export function signedQueryFacts(query: string): Fact[] {
  const text = query.replace(/%2[Ff]/g, '/').replace(/&amp;|\\u0026/g, '&');
  const credential = /X-Amz-Credential=([A-Z0-9]{16,24})\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/.exec(text);
  const made = compactDate(/X-Amz-Date=(\d{8}T\d{6}Z)/.exec(text)?.[1] ?? '');
  const lasts = Number(/X-Amz-Expires=(\d{1,7})/.exec(text)?.[1] ?? Number.NaN);
  const facts: Fact[] = [];
  if (credential) {
    const [, id, region, service] = credential as unknown as [string, string, string, string];
    facts.push(
      { name: 'key id', value: id },
      ...keyIdFacts(id),
      { name: 'region', value: region },
      { name: 'service', value: service },
    );
  }
  if (Number.isFinite(made)) facts.push({ name: 'signed', value: new Date(made).toISOString() });
  if (Number.isFinite(made + lasts))
    facts.push({ name: 'expires', value: new Date(made + lasts * 1000).toISOString() });
  return facts;
}

export const awsSignedUrl: Check = {
  name: 'aws-signed-url',
  summary: 'Reads key id, account, region, service and expiry out of a presigned request.',
  test(value) {
    const facts = signedQueryFacts(value);
    return facts.length > 0 ? { outcome: 'pass', confidence: 0.9, facts } : { outcome: 'none' };
  },
};

/** Bedrock short-term keys and EKS tokens are presigned requests in base64. */
export const awsSignedToken: Check = {
  name: 'aws-signed-token',
  summary: 'Decodes the presigned request inside, and reads key id, account, region and expiry out of it.',
  test(value) {
    const body = value.replace(/^bedrock-api-key-|^k8s-aws-v1\./, '');
    const facts = signedQueryFacts(Buffer.from(body, 'base64').toString('latin1'));
    if (facts.length === 0) return { outcome: 'fail', reason: 'holds no presigned request' };
    return { outcome: 'pass', confidence: 0.97, facts };
  },
};
