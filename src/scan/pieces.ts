/**
 * A document cut into pieces by what its lines say: the same lines give the same pieces wherever they stand, and each
 * piece has a key for its bytes with those around it.
 */

import { mixed } from '../model/mixed.ts';
import { createStretch } from './stretch.ts';
import { wideReach } from './watch.ts';

/** Bytes read beside a range so that its first and last piece have all their surroundings. */
const lead = wideReach + 768;
/** More bytes are not cut at once. */
const longestStretch = 2 ** 24;
/** Room for stretches at first, bytes; it grows. */
const usualStretch = 2 ** 16;

/** Pieces of the ranges asked about, ascending; the arrays are used again by the next call. */
export interface Pieces {
  count: number;
  starts: Uint32Array;
  ends: Uint32Array;
  /** Two numbers that are both the same only for the same bytes; 0 where the surroundings are not wholly known. */
  keysA: Uint32Array;
  keysB: Uint32Array;
}

export interface Cutter {
  /**
   * @param ranges pairs (start, end), ascending: pieces that lie in them, wholly or in part
   * @param salt what else the pieces are to be told apart by
   * @returns undefined where they are too many
   */
  cut(bytes: Uint8Array, ranges: readonly number[], salt: string): Pieces | undefined;
}

const multiplierA = 0x9e3779b1 | 0;
const multiplierB = 0x85ebca77 | 0;
/** A piece whose surroundings are more pieces has no key. */
const mostAround = 1024;
const powersA = powers(multiplierA, mostAround + 1);
const powersB = powers(multiplierB, mostAround + 1);

/** @param seeds two random numbers: nobody can write a text whose key is that of another */
export function createCutter(seeds: Uint32Array): Cutter {
  const seedA = seeds[0]! | 0;
  const seedB = seeds[1]! | 0;
  let room = usualStretch;
  let stretch = createStretch(room, seeds);
  let pieces = emptyPieces(1024);
  let saltText = '';
  let [saltA, saltB] = [0, 0];
  const season = (salt: string): void => {
    if (salt === saltText) return;
    saltText = salt;
    [saltA, saltB] = [seedA, seedB];
    for (let k = 0; k < salt.length; k++) {
      const code = salt.charCodeAt(k);
      saltA = mixed(Math.imul(saltA ^ code, multiplierA));
      saltB = mixed(Math.imul(saltB + code, multiplierB));
    }
  };

  /** Adds the pieces of the stretch `[start, end)` that lie in ranges from number `first` up to `last`. */
  const add = (
    ranges: readonly number[],
    first: number,
    last: number,
    { start, end, whole, count }: { start: number; end: number; whole: number; count: number },
  ): void => {
    if (pieces.count + count > pieces.starts.length) pieces = morePieces(pieces, pieces.count + count);
    const { ends, sumsA, sumsB } = stretch;
    const { starts, ends: ownEnds, keysA, keysB } = pieces;
    let out = pieces.count;
    let range = first;
    let left = 0;
    let right = 0;
    let from = start;
    for (let piece = 0; piece < count; piece++) {
      const to = ends[piece]!;
      const own = from;
      from = to;
      while (range < last && ranges[range + 1]! <= own) range += 2;
      if (range >= last) break;
      if (ranges[range]! >= to) continue;
      if (right < piece) right = piece;
      while (left < piece && ends[left]! + wideReach <= own) left++;
      while (right < count - 1 && ends[right]! < to + wideReach) right++;
      starts[out] = own;
      ownEnds[out] = to;
      const around = right - left + 1;
      // What begins or ends with the stretch, but not with the document, is cut.
      const isWhole = (left > 0 || start === 0) && (right < count - 1 || end === whole);
      if (!isWhole || around > mostAround) {
        keysA[out] = 0;
        keysB[out++] = 0;
        continue;
      }
      const edges = (left === 0 ? 1 : 0) | (right === count - 1 && end === whole ? 2 : 0);
      const place = ((piece - left) << 16) ^ (around << 2) ^ edges;
      const a = sumsA[right + 1]! - Math.imul(sumsA[left]!, powersA[around]!);
      const b = sumsB[right + 1]! - Math.imul(sumsB[left]!, powersB[around]!);
      keysA[out] = mixed((mixed(a ^ saltA) + place) | 0) | 1;
      keysB[out++] = mixed(mixed((b + saltB) | 0) ^ place);
    }
    pieces.count = out;
  };

  return {
    cut(bytes, ranges, salt) {
      season(salt);
      pieces.count = 0;
      const whole = bytes.length;
      for (let k = 0; k < ranges.length; ) {
        const first = k;
        const start = Math.max(0, ranges[k]! - lead);
        let end = 0;
        for (; k < ranges.length && (end === 0 || ranges[k]! - lead <= end); k += 2)
          end = Math.min(whole, ranges[k + 1]! + lead);
        if (end - start > longestStretch) return undefined;
        if (end - start > room) {
          room = 2 * (end - start);
          stretch = createStretch(room, seeds);
        }
        const count = stretch.cut(bytes, start, end);
        add(ranges, first, k, { start, end, whole, count });
      }
      return pieces;
    },
  };
}

function emptyPieces(room: number): Pieces {
  const list = (): Uint32Array => new Uint32Array(room);
  return { count: 0, starts: list(), ends: list(), keysA: list(), keysB: list() };
}

function morePieces(before: Pieces, least: number): Pieces {
  const after = emptyPieces(2 * least);
  after.count = before.count;
  for (const name of ['starts', 'ends', 'keysA', 'keysB'] as const) after[name].set(before[name]);
  return after;
}

function powers(base: number, count: number): Int32Array {
  const table = new Int32Array(count);
  table[0] = 1;
  for (let k = 1; k < count; k++) table[k] = Math.imul(table[k - 1]!, base);
  return table;
}
