/** Base64 in either alphabet, with or without padding, also wrapped over lines; and hex. */

import { latin1 } from '../view.ts';
import { byOffsets, type Decoded } from './decoded.ts';
import { hexAt } from './escapes.ts';

/** 6-bit values of both alphabets; 64 for all other bytes. */
const values = new Uint8Array(256).fill(64);
for (let k = 0; k < 64; k++) {
  values['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.charCodeAt(k)] = k;
}
values['-'.charCodeAt(0)] = 62;
values['_'.charCodeAt(0)] = 63;

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

/**
 * By character: which of the three bytes of a group would have its top bit set if this were the first (byte 0 of the word),
 * third (byte 2) or second (byte 3) character of a group: each byte of the word counts for one of the four phases.
 */
const tops = new Int32Array(256);
for (let byte = 0; byte < 256; byte++) {
  const value = values[byte]!;
  if (value < 64) tops[byte] = ((value >> 5) & 1) | (((value >> 1) & 1) << 16) | (((value >> 3) & 1) << 24);
}

function turned(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/**
 * More decoded bytes of a sample than this with their top bit set are no text, whatever the others are: a quarter, and what
 * stands before a phase may count for two more.
 */
const mostTops = [6, 6, 7, 8] as const;

/**
 * At which phases the 32 characters at `at` may decode to text, as bits: told for all four in one pass, which leaves one
 * random run in ten to look at.
 */
export function likelyPhases(bytes: Uint8Array, at: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let k = at; k < at + sampleLength; k += 4) {
    a += tops[bytes[k]!]!;
    b += tops[bytes[k + 1]!]!;
    c += tops[bytes[k + 2]!]!;
    d += tops[bytes[k + 3]!]!;
  }
  const sums = a + turned(b, 8) + turned(c, 16) + turned(d, 24);
  let phases = 0;
  for (let phase = 0; phase < 4; phase++) if (((sums >>> (8 * phase)) & 255) <= mostTops[phase]!) phases |= 1 << phase;
  return phases;
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
