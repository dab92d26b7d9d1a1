/** Microsoft's keys that prove themselves: storage and Cosmos keys, annotated keys, Azure DevOps tokens. */

import type { Check } from '../check.ts';
import { crc32 } from './crc32.ts';
import { marvin32 } from './marvin32.ts';

/** "Default0" */
const seedHigh = 0x44656661;
const seedLow = 0x756c7430;

/** @see https://github.com/microsoft/security-utilities */
export const azureMarvin: Check = {
  name: 'azure-marvin',
  summary: 'The last 4 of 64 bytes are the Marvin32 checksum of the first 60.',
  test(value) {
    const bytes = Buffer.from(value, 'base64');
    if (bytes.length !== 64) return { outcome: 'fail', reason: 'does not decode to 64 bytes' };
    if (marvin32(bytes.subarray(0, 60), seedHigh, seedLow) === bytes.readUInt32LE(60)) {
      return { outcome: 'pass', confidence: 0.99 };
    }
    return { outcome: 'none' };
  },
};

const firstYear = 2024;

/** The date when an annotated key was made stands after its mark: a letter each for year and month. */
export const azureCask: Check = {
  name: 'azure-cask',
  summary: 'Reads the month in which the key was made.',
  test(value) {
    const at = value.indexOf('JQQJ9') + 6;
    const year = firstYear + value.charCodeAt(at) - 65;
    const month = value.charCodeAt(at + 1) - 64;
    if (year > firstYear + 25 || month < 1 || month > 12) return { outcome: 'none' };
    const made = `${year}-${String(month).padStart(2, '0')}`;
    return { outcome: 'pass', confidence: 0.95, facts: [{ name: 'made', value: made }] };
  },
};

const base32 = 'abcdefghijklmnopqrstuvwxyz234567';
const checksumPlaces = [22, 8, 7, 2] as const;
const userMask = 0xe0b9692d;
const applicationMask = 0x1019f92e;

function base32Bytes(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const char of text) {
    held = ((held << 5) | base32.indexOf(char)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >>> bits) & 255);
    }
  }
  return Uint8Array.from(bytes);
}

/** @see https://github.com/microsoft/security-utilities */
export const azureDevopsCrc32: Check = {
  name: 'azure-devops-crc32',
  summary: 'Four of its 32 bytes are the CRC-32 of the others.',
  test(value) {
    const bytes = base32Bytes(value.toLowerCase());
    const said = checksumPlaces.reduce((sum, place, k) => sum + bytes[place]! * 2 ** (8 * k), 0);
    const rest = bytes.filter((_, place) => !checksumPlaces.includes(place as 2));
    const sum = crc32(String.fromCharCode(...rest));
    const kind = [userMask, applicationMask].findIndex((mask) => (sum ^ mask) >>> 0 === said);
    if (kind < 0) return { outcome: 'none' };
    const facts = [{ name: 'kind', value: kind === 0 ? 'personal access token' : 'application token' }];
    return { outcome: 'pass', confidence: 0.99, facts };
  },
};
