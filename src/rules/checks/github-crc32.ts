/** GitHub's classic tokens (`ghp_`, `gho_`, …) end in a checksum; npm's (`npm_`) are made the same way. */

import type { Check } from '../check.ts';
import { base62 } from './base62.ts';
import { crc32 } from './crc32.ts';

const prefixLength = 4;
const bodyLength = 30;
const checksumLength = 6;

/** @see https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/ */
function sign(body: string): string {
  return base62(crc32(body.slice(prefixLength)), checksumLength);
}

export const githubCrc32: Check = {
  name: 'github-crc32',
  summary: 'The last 6 characters are the CRC-32 of the 30 before them, in base 62.',
  test(value) {
    // Tokens of other lengths (installation tokens that are JWTs) carry no such checksum.
    if (value.length !== prefixLength + bodyLength + checksumLength) return { outcome: 'none' };
    const body = value.slice(0, -checksumLength);
    if (value.slice(-checksumLength) === sign(body)) return { outcome: 'pass', confidence: 0.99 };
    return { outcome: 'fail', reason: 'its checksum does not fit: not a token that GitHub or npm issued' };
  },
  sign,
};
