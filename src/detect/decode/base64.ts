/** Base64 in either alphabet, with or without padding, also wrapped over lines; and hex. */

import { values } from '../../prefilter/stretches.ts';
import { latin1 } from '../view.ts';
import { byOffsets, type Decoded } from './decoded.ts';
import { hexAt } from './escapes.ts';

/** Bytes that decoded text may hold: printable ASCII, tab, newlines, and NUL (UTF-16). */
const textual = new Uint8Array(256);
for (let byte = 0x20; byte < 0x7f; byte++) textual[byte] = 1;
for (const byte of [0, 9, 10, 13]) textual[byte] = 1;

/** Characters of a sample. */
const sampleLength = 32;

/** Whether the 32 characters at `at` (fewer before `end`) decode to at least three quarters text. */
export function decodesToText(bytes: Uint8Array, at: number, end: number): boolean {
  const groups = Math.min(sampleLength, end - at) >> 2;
  if (groups < 3) return false;
  let odd = (groups * 3) >> 2;
  for (let k = 0, p = at; k < groups; k++, p += 4) {
    const word =
      (values[bytes[p]!]! << 18) |
      (values[bytes[p + 1]!]! << 12) |
      (values[bytes[p + 2]!]! << 6) |
      values[bytes[p + 3]!]!;
    odd -= 3 - textual[(word >> 16) & 255]! - textual[(word >> 8) & 255]! - textual[word & 255]!;
    if (odd < 0) return false;
  }
  return true;
}

/** The first three decoded bytes at `at`, as one number. */
export function firstBytes(bytes: Uint8Array, at: number): number {
  return (
    (values[bytes[at]!]! << 18) |
    (values[bytes[at + 1]!]! << 12) |
    (values[bytes[at + 2]!]! << 6) |
    values[bytes[at + 3]!]!
  );
}

/** Whether the 32 hex digits at `at` decode to at least three quarters text. */
export function hexToText(bytes: Buffer, at: number, end: number): boolean {
  const count = Math.min(sampleLength, end - at) >> 1;
  let good = 0;
  for (let k = 0; k < count; k++) good += textual[hexAt(bytes, at + 2 * k, 2, end)]!;
  return count >= 8 && good * 4 >= count * 3;
}

/** One unbroken run. The way back is exact to four characters for each three bytes. */
export function decodeRun(bytes: Buffer, start: number, end: number): Decoded {
  const decoded = Buffer.from(latin1(bytes, start, end), 'base64');
  return {
    name: 'base64',
    bytes: decoded,
    encoded: (from, to) => ({
      start: start + Math.floor(from / 3) * 4,
      end: Math.min(end, start + Math.ceil(to / 3) * 4),
    }),
  };
}

/** The characters of spans, and where each stands; after the last, where they end. */
function joined(bytes: Buffer, spans: readonly number[]): { readonly text: Buffer; readonly places: Uint32Array } {
  let size = 0;
  for (let k = 0; k < spans.length; k += 2) size += spans[k + 1]! - spans[k]!;
  const text = Buffer.allocUnsafe(size);
  const places = new Uint32Array(size + 1);
  let length = 0;
  for (let k = 0; k < spans.length; k += 2) {
    for (let at = spans[k]!; at < spans[k + 1]!; at++) {
      places[length] = at;
      text[length++] = bytes[at]!;
    }
  }
  places[size] = spans.at(-1)!;
  return { text, places };
}

/** Runs that line breaks part: `spans` is start, end, start, end, … */
export function decodeWrapped(bytes: Buffer, spans: readonly number[]): Decoded {
  const { text, places } = joined(bytes, spans);
  const size = text.length;
  const group = (index: number): number => Math.min(size, index * 4);
  return {
    name: 'base64',
    bytes: Buffer.from(latin1(text, 0, size), 'base64'),
    encoded: (from, to) => ({
      start: places[group(Math.floor(from / 3))]!,
      end: places[Math.max(0, group(Math.ceil(to / 3)) - 1)]! + 1,
    }),
  };
}

export function decodeHex(bytes: Buffer, start: number, end: number): Decoded {
  const even = start + ((end - start) & ~1);
  return {
    name: 'hex',
    bytes: Buffer.from(latin1(bytes, start, even), 'hex'),
    encoded: (from, to) => ({ start: start + 2 * from, end: start + 2 * to }),
  };
}

/** Lines of hex as one: `spans` is start, end, start, end, … */
export function decodeHexLines(bytes: Buffer, spans: readonly number[]): Decoded {
  const { text, places } = joined(bytes, spans);
  return {
    name: 'hex',
    bytes: Buffer.from(latin1(text, 0, text.length & ~1), 'hex'),
    encoded: (from, to) => ({ start: places[2 * from]!, end: places[Math.max(0, 2 * to - 1)]! + 1 }),
  };
}

/** UTF-16, either byte order: the bytes of characters below 256, others as `?`. */
export function decodeUtf16(bytes: Buffer, little: boolean, skip: number): Decoded {
  const count = (bytes.length - skip) >> 1;
  const text = Buffer.allocUnsafe(count);
  const offsets = new Uint32Array(count + 1);
  for (let k = 0; k < count; k++) {
    const at = skip + 2 * k;
    const low = bytes[little ? at : at + 1]!;
    text[k] = bytes[little ? at + 1 : at] === 0 ? low : 0x3f;
    offsets[k] = at;
  }
  offsets[count] = skip + 2 * count;
  return { name: little ? 'utf-16le' : 'utf-16be', bytes: text, encoded: byOffsets(offsets) };
}
