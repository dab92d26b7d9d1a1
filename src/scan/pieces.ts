/**
 * A document cut into pieces by what its lines say: the same lines give the same pieces wherever they stand, and each
 * piece has a key for its bytes with those around it.
 */

import { wideReach } from './watch.ts';

/** One line in so many ends a piece, on average; a power of two. */
const linesInPiece = 8;
/** Shorter pieces are not made, bytes: so many before a line's end say whether a piece ends there. */
const shortestPiece = 16;
/** Bytes read beside a range so that its first and last piece have all their surroundings. */
const lead = wideReach + 768;
/** More bytes are not cut at once. */
const longestStretch = 2 ** 24;

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

const newline = 10;
const multiplierA = 0x9e3779b1 | 0;
const multiplierB = 0x85ebca77 | 0;
/** A piece whose surroundings are more pieces has no key. */
const mostAround = 1024;
const powersA = powers(multiplierA, mostAround + 1);
const powersB = powers(multiplierB, mostAround + 1);

/** Of one stretch: where pieces end, and running sums of what they hash to. */
interface Cut {
  readonly ends: Uint32Array;
  readonly sumsA: Int32Array;
  readonly sumsB: Int32Array;
}

function roomFor(pieces: number): Cut {
  return { ends: new Uint32Array(pieces), sumsA: new Int32Array(pieces + 1), sumsB: new Int32Array(pieces + 1) };
}

/** Whether a piece may end with the line that ends before `end`. */
function endsPiece(view: DataView, end: number): boolean {
  const asked =
    Math.imul(view.getInt32(end - 16, true), 0x9e3779b1) ^
    Math.imul(view.getInt32(end - 12, true), 0x85ebca77) ^
    Math.imul(view.getInt32(end - 8, true), 0xc2b2ae3d) ^
    Math.imul(view.getInt32(end - 4, true), 0x27d4eb2f);
  return (mixed(asked) & (linesInPiece - 1)) === 0;
}

/**
 * Cuts `[from, to)`; returns how many pieces that gives.
 * @see https://en.wikipedia.org/wiki/Rolling_hash#Content-based_slicing_using_a_rolling_hash
 */
function cutStretch(
  bytes: Buffer,
  view: DataView,
  from: number,
  to: number,
  seedA: number,
  seedB: number,
  { ends, sumsA, sumsB }: Cut,
): number {
  let count = 0;
  let start = from;
  let sumA = 0;
  let sumB = 0;
  sumsA[0] = 0;
  sumsB[0] = 0;
  while (start < to) {
    let end = start;
    for (;;) {
      end = bytes.indexOf(newline, end) + 1;
      if (end === 0 || end > to) {
        end = to;
        break;
      }
      if (end - start >= shortestPiece && endsPiece(view, end)) break;
    }
    let a = seedA | 0;
    let b = seedB | 0;
    let at = start;
    for (; at < end - 3; at += 4) {
      const word = view.getInt32(at, true);
      a = Math.imul(a ^ word, multiplierA);
      a ^= a >>> 15;
      b = Math.imul((b + word) | 0, multiplierB);
      b = (b << 13) | (b >>> 19);
    }
    for (; at < end; at++) {
      const byte = bytes[at]!;
      a = Math.imul(a ^ byte, multiplierA);
      a ^= a >>> 15;
      b = Math.imul((b + byte) | 0, multiplierB);
      b = (b << 13) | (b >>> 19);
    }
    sumA = (Math.imul(sumA, multiplierA) + mixed(a ^ (end - start))) | 0;
    sumB = (Math.imul(sumB, multiplierB) + mixed((b + end - start) | 0)) | 0;
    ends[count++] = end;
    sumsA[count] = sumA;
    sumsB[count] = sumB;
    start = end;
  }
  return count;
}

/** @param seeds two random numbers: nobody can write a text whose key is that of another */
export function createCutter(seeds: Uint32Array): Cutter {
  const seedA = seeds[0]! | 0;
  const seedB = seeds[1]! | 0;
  let cut = roomFor(1024);
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
    const { ends, sumsA, sumsB } = cut;
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
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      const whole = bytes.length;
      for (let k = 0; k < ranges.length; ) {
        const first = k;
        const start = Math.max(0, ranges[k]! - lead);
        let end = 0;
        for (; k < ranges.length && (end === 0 || ranges[k]! - lead <= end); k += 2)
          end = Math.min(whole, ranges[k + 1]! + lead);
        if (end - start > longestStretch) return undefined;
        const most = Math.ceil((end - start) / shortestPiece) + 1;
        if (most > cut.ends.length) cut = roomFor(2 * most);
        const count = cutStretch(buffer, view, start, end, seedA, seedB, cut);
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

/** Each bit of the word changes half of the others. @see https://github.com/aappleby/smhasher/wiki/MurmurHash3 */
function mixed(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function powers(base: number, count: number): Int32Array {
  const table = new Int32Array(count);
  table[0] = 1;
  for (let k = 1; k < count; k++) table[k] = Math.imul(table[k - 1]!, base);
  return table;
}
