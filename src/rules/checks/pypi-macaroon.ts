/** PyPI's upload tokens are macaroons of version 2: location, identifier, restrictions, signature. */

import type { Fact } from '../../model/match.ts';
import type { Check } from '../check.ts';

const prefix = 'pypi-';
const location = 1;
const identifier = 2;
const signature = 6;
const signatureLength = 32;

interface Field {
  readonly type: number;
  readonly text: string;
}

/** A number of 7 bits a byte, lowest first. Lengths here fit in three bytes. */
function varint(bytes: Buffer, at: number): { readonly value: number; readonly next: number } | undefined {
  let value = 0;
  for (let k = 0; k < 3; k++) {
    const byte = bytes[at + k];
    if (byte === undefined) return undefined;
    value += (byte & 127) << (7 * k);
    if (byte < 128) return { value, next: at + k + 1 };
  }
  return undefined;
}

/** Every field with a value; undefined where the bytes break off. @see https://github.com/rescrv/libmacaroons/blob/master/doc/format.txt */
function fields(bytes: Buffer): readonly Field[] | undefined {
  const found: Field[] = [];
  let at = 1;
  while (at < bytes.length) {
    const type = bytes[at++]!;
    if (type === 0) continue; // end of a section
    const length = varint(bytes, at);
    if (!length || length.next + length.value > bytes.length) return undefined;
    at = length.next + length.value;
    found.push({ type, text: bytes.toString('latin1', length.next, at) });
    if (type === signature) return found;
  }
  return undefined;
}

export const pypiMacaroon: Check = {
  name: 'pypi-macaroon',
  summary: 'The text after the prefix decodes to a macaroon with location, identifier and a signature of 32 bytes.',
  test(value) {
    const bytes = Buffer.from(value.slice(prefix.length), 'base64url');
    const parts = bytes[0] === 2 ? fields(bytes) : undefined;
    const where = parts?.find(({ type }) => type === location)?.text;
    if (!parts || where === undefined || parts.at(-1)?.text.length !== signatureLength) {
      return { outcome: 'none' };
    }
    // Restrictions are fields of the identifier type too; the first one is the identifier itself.
    const restrictions = parts.filter(({ type }) => type === identifier).length - 1;
    const facts: readonly Fact[] = [
      { name: 'host', value: /^[a-z.]{1,40}$/.test(where) ? where : 'unknown' },
      { name: 'restrictions', value: String(restrictions) },
    ];
    return { outcome: 'pass', confidence: 0.97, facts };
  },
};
