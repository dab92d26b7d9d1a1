/**
 * Stretches of bytes that may be encoded: runs of base64 or hex, and the escapes among them. What the decoders look at. The scalar twin
 * of the SIMD pass, which sieves out nearly all of the long names of code.
 */

import { markBytes } from '../model/byte-class.ts';
import { context } from '../model/chunk.ts';

/** What encoded runs are made of, and what introduces or goes on in an escape. */
export const encoded = { ranges: 'AZaz09', marks: '+/_-', introducers: '%\\&#;=' } as const;

/** Shortest stretch looked into, bytes. */
export const shortestStretch = 40;

/** From this length on a stretch is looked into, whatever its ends look like. */
const longStretch = 128;
/** Characters of a sample at either end. */
const sample = 32;

/** Stretches that fit a window: each has a byte after it that is of none. */
export const mostStretches = Math.ceil(context.window / (shortestStretch + 1)) + 1;

/**
 * Stretches of at least 40 bytes that hold an escape's introducer, are long, begin with hex alone, or have letters of both cases at one
 * end and may decode to text; in order. There may be more than that.
 */
export interface Stretches {
  readonly starts: Uint32Array;
  /** The byte after each. */
  readonly ends: Uint32Array;
}

const inRun = 1;
const introduces = 2;
const upper = 4;
const lower = 8;
const hexDigit = 16;

const kinds = new Uint8Array(256);
markBytes(kinds, inRun, encoded.ranges, encoded.marks);
markBytes(kinds, introduces, '', encoded.introducers);
markBytes(kinds, upper, 'AZ');
markBytes(kinds, lower, 'az');
markBytes(kinds, hexDigit, 'AFaf09');

/** 6-bit values of both alphabets; 64 for all other bytes. */
export const values = new Uint8Array(256).fill(64);
for (let k = 0; k < 64; k++) {
  values['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.charCodeAt(k)] = k;
}
values['-'.charCodeAt(0)] = 62;
values['_'.charCodeAt(0)] = 63;

/**
 * By character: which of the three bytes of a group would have its top bit set if this were the first (byte 0 of the word),
 * third (byte 2) or second (byte 3) character of a group: each byte of the word counts for one of the four phases.
 */
const tops = new Int32Array(256);
for (let byte = 0; byte < 256; byte++) {
  const value = values[byte]!;
  if (value < 64) tops[byte] = ((value >> 5) & 1) | (((value >> 1) & 1) << 16) | (((value >> 3) & 1) << 24);
}

/** Both, as `assembly/prefilter.ts` reads them. */
export function sixTable(): Uint8Array {
  const table = new Uint8Array(1280);
  table.set(new Uint8Array(tops.buffer));
  table.set(values, 1024);
  return table;
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
export function likelyPhases(bytes: Readonly<Uint8Array>, at: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let k = at; k < at + sample; k += 4) {
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

/**
 * Whether a run may begin as something compressed does, or UTF-16 by its mark: `H4`, `e` and a small value, a top value and one of the
 * upper half.
 */
function mayBePacked(bytes: Readonly<Uint8Array>, start: number): boolean {
  const first = values[bytes[start]!]!;
  const second = values[bytes[start + 1]!]!;
  return (first === 7 && second === 56) || (first === 30 && second < 16) || (first === 63 && second >= 32);
}

/** Whether a sample may be encoded, told from how its characters would decode. */
function mayDecode(bytes: Readonly<Uint8Array>, start: number, stop: number): boolean {
  if (!isMixed(bytes, start, start + sample) && !isMixed(bytes, stop - sample, stop)) return false;
  return mayBePacked(bytes, start) || likelyPhases(bytes, start) !== 0 || likelyPhases(bytes, stop - sample) !== 0;
}

const semicolon = 0x3b;

/** Whether a stretch shows at once that nothing in it is encoded. */
function isPlain(bytes: Readonly<Uint8Array>, start: number, end: number): boolean {
  let stop = end;
  while (stop > start && bytes[stop - 1] === semicolon) stop--;
  if (stop - start >= longStretch) return false;
  for (let k = start; k < stop; k++) if ((kinds[bytes[k]!]! & introduces) !== 0) return false;
  if (stop - start < shortestStretch) return true;
  return !isHex(bytes, start, start + sample) && !mayDecode(bytes, start, stop);
}

/** Base64 of text has letters of both cases; most identifiers, paths and hashes have not. */
export function isMixed(bytes: Readonly<Uint8Array>, start: number, end: number): boolean {
  let uppers = 0;
  let lowers = 0;
  for (let k = start; k < end; k++) {
    const kind = kinds[bytes[k]!]!;
    uppers += (kind & upper) >> 2;
    lowers += (kind & lower) >> 3;
  }
  return uppers >= 3 && lowers >= 2;
}

/** Whether a run is hex digits alone. */
export function isHex(bytes: Readonly<Uint8Array>, start: number, end: number): boolean {
  for (let k = start; k < end; k++) if ((kinds[bytes[k]!]! & hexDigit) === 0) return false;
  return end > start;
}

/** Finds the stretches that start in `input[from, to)`; they end at `length` at the latest. One that began before starts at `from`. */
export function createStretchFinder(input: Readonly<Uint8Array>): {
  readonly found: Stretches;
  find(from: number, to: number, length: number): number;
} {
  const found = { starts: new Uint32Array(mostStretches), ends: new Uint32Array(mostStretches) };
  const find = (from: number, to: number, length: number): number => {
    let count = 0;
    for (let at = from; at < Math.min(to, length); at++) {
      const start = at;
      while (at < length && (kinds[input[at]!]! & (inRun | introduces)) !== 0) at++;
      if (at - start < shortestStretch || isPlain(input, start, at)) continue;
      found.starts[count] = start;
      found.ends[count++] = at;
    }
    return count;
  };
  return { found, find };
}
