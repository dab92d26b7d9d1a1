/** Zuplo's API keys (`zpka_`) end in a checksum of their body. */

import type { Check } from '../check.ts';
import { crc32 } from './crc32.ts';

const prefix = 'zpka_';
const bodyLength = 32;

/** @see https://zuplo.com/docs/articles/api-key-leak-detection */
function sign(body: string): string {
  return crc32(body.slice(prefix.length, prefix.length + bodyLength))
    .toString(16)
    .padStart(8, '0');
}

export const zuploCrc32: Check = {
  name: 'zuplo-crc32',
  summary: 'The last 8 hex digits are the CRC-32 of the 32 characters after the prefix.',
  test(value) {
    if (value.slice(-8) === sign(value)) return { outcome: 'pass', confidence: 0.99 };
    // Zuplo does not publish the algorithm: a mismatch proves nothing.
    return { outcome: 'none' };
  },
  sign,
};
