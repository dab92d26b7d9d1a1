/** GitLab's routable tokens carry their length, a checksum, and whose they are. */

import type { Fact } from '../../model/match.ts';
import type { Check } from '../check.ts';
import { crc32 } from './crc32.ts';

const meanings: Readonly<Record<string, string>> = {
  c: 'cell',
  g: 'group',
  o: 'organisation',
  p: 'project',
  u: 'user',
  t: 'token type',
};

/** `key:value` lines, numbers in base 36. */
function routing(payload: string): Fact[] {
  const text = Buffer.from(payload, 'base64url').toString('latin1');
  return [...text.matchAll(/(?:^|\n|[^a-z])([cgoput]):([0-9a-z]{1,10})(?=\n|[^0-9a-z]|$)/g)].flatMap(
    ([, key, value]) => {
      const number = Number.parseInt(value!, 36);
      return meanings[key!] && Number.isSafeInteger(number) ? [{ name: meanings[key!]!, value: String(number) }] : [];
    },
  );
}

/** @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/authn/token_field/generator/routable_token.rb */
export const gitlabRoutable: Check = {
  name: 'gitlab-routable',
  summary:
    'The last 7 characters are the CRC-32 of what stands before them; user, project or group are read out of the token.',
  test(value) {
    const checksum = value.slice(-7);
    const payload = /^[a-z]+-(?:t\d_)?([A-Za-z0-9_-]+)\./.exec(value)?.[1] ?? '';
    const facts = routing(payload);
    if (crc32(value.slice(0, -7)).toString(36).padStart(7, '0') === checksum) {
      return { outcome: 'pass', confidence: 0.99, facts };
    }
    return { outcome: 'none', facts };
  },
};
