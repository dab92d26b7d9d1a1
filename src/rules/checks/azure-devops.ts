/** Azure DevOps' personal access tokens of the form before the annotated keys. */

import type { Check } from '../check.ts';
import { base32Bytes } from './base32.ts';
import { crc32 } from './crc32.ts';

const checksumPlaces = [22, 8, 7, 2] as const;
const userMask = 0xe0b9692d;
const applicationMask = 0x1019f92e;

/** @see https://github.com/microsoft/security-utilities */
export const azureDevopsCrc32: Check = {
  name: 'azure-devops-crc32',
  summary: 'Four of its 32 bytes are the CRC-32 of the others.',
  test(value) {
    const bytes = base32Bytes(value);
    const said = checksumPlaces.reduce((sum, place, k) => sum + bytes[place]! * 2 ** (8 * k), 0);
    const rest = bytes.filter((_, place) => !checksumPlaces.includes(place as 2));
    const sum = crc32(String.fromCharCode(...rest));
    const kind = [userMask, applicationMask].findIndex((mask) => (sum ^ mask) >>> 0 === said);
    if (kind < 0) return { outcome: 'none' };
    const facts = [
      { name: 'kind', value: kind === 0 ? 'personal access token' : 'application token' },
      { name: 'checksum', value: 'holds' },
    ];
    return { outcome: 'pass', confidence: 0.99, facts };
  },
};
