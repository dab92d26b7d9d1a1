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
 * Stretches of at least 40 bytes that hold an escape's introducer, are long, or have at one end letters of both cases or hex alone; in
 * order. There may be more than that.
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

const semicolon = 0x3b;

/** Whether a stretch shows at once that nothing in it is encoded. */
function isPlain(bytes: Readonly<Uint8Array>, start: number, end: number): boolean {
  let stop = end;
  while (stop > start && bytes[stop - 1] === semicolon) stop--;
  if (stop - start >= longStretch) return false;
  for (let k = start; k < stop; k++) if ((kinds[bytes[k]!]! & introduces) !== 0) return false;
  if (stop - start < shortestStretch) return true;
  return (
    !isMixed(bytes, start, start + sample) &&
    !isMixed(bytes, stop - sample, stop) &&
    !isHex(bytes, start, start + sample)
  );
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
