/**
 * What was judged before, whatever document it stood in: a piece with the same bytes around it holds the same matches. The
 * versions of a file are not all made from each other, and siblings share what their base lacks.
 */

import type { Match } from '../model/match.ts';
import { inOrder } from './carry.ts';
import { createCutter, type Pieces } from './pieces.ts';
import { isIn, pairsInOrder } from './ranges.ts';
import { overRuns } from './versions.ts';
import type { Judged } from './watch.ts';

/** Keys remembered at most, in groups of `ways`: 8 MiB. */
const slots = 1 << 20;
const ways = 4;
const seedWords = 2;
/** Matches remembered at most, by this thread. */
const mostMatches = 20_000;

/**
 * The keys of pieces in which nothing was found: shared by threads. A key that another thread is writing is at worst not
 * met, and what was judged by one is judged by another.
 */
export function createSharedKeys(): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(4 * (seedWords + 2 * slots));
  const random = process.getBuiltinModule('node:crypto').randomBytes(4 * seedWords);
  new Uint8Array(shared).set(random);
  return shared;
}

/** A document that is to be judged. */
export interface Asked {
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly binary: boolean;
  readonly ranges: Judged;
}

/** What is left of the ranges, and what is known of the rest. */
export interface Recalled {
  readonly left: Judged;
  /** Standing where they stand in this document, lines not yet counted. */
  readonly matches: readonly Match[];
  /**
   * Remembers the rest for other documents.
   * @param fresh matches found in what was left
   * @param apart pairs (start, end) of bytes, in any order, of which more than their surroundings decides
   */
  learn(fresh: readonly Match[], apart: readonly number[]): void;
}

export interface Memory {
  /** Undefined where the document is not to be had in pieces. */
  recall(asked: Asked): Recalled | undefined;
}

/** @param isWide whether a rule is of wide reach, by id */
export function createMemory(shared: SharedArrayBuffer, isWide: (rule: string) => boolean): Memory {
  const seeds = new Uint32Array(shared, 0, seedWords);
  const table = new Uint32Array(shared, 4 * seedWords);
  const cutter = createCutter(seeds);
  const found = new Map<number, Told>();
  let kept = 0;
  let victim = 0;
  /** What is known of the pieces at hand, by number. */
  const before: (Told | undefined)[] = [];

  const isEmpty = (a: number, b: number): boolean => {
    const group = groupOf(a, b);
    for (let k = group; k < group + 2 * ways; k += 2) if (table[k] === a && table[k + 1] === b) return true;
    return false;
  };

  const noteEmpty = (a: number, b: number): void => {
    const group = groupOf(a, b);
    let slot = group;
    while (slot < group + 2 * ways && table[slot] !== 0) slot += 2;
    if (slot === group + 2 * ways) slot = group + 2 * (victim++ & (ways - 1));
    table[slot] = a;
    table[slot + 1] = b;
  };

  const noteFound = (a: number, b: number, told: Told): void => {
    if (kept + told.matches.length > mostMatches) {
      found.clear();
      kept = 0;
    }
    kept += told.matches.length;
    found.set(nameOf(a, b), told);
  };

  /** What is known of a piece; undefined: nothing. */
  const known = (a: number, b: number): Told | undefined => {
    if (a === 0) return undefined;
    return isEmpty(a, b) ? nothing : found.get(nameOf(a, b));
  };

  /** Notes the pieces that were not known, lie wholly in the ranges, and touch none of the spans. */
  const learn = (
    { starts, ends, keysA, keysB, count }: Pieces,
    ranges: readonly number[],
    spans: readonly number[],
    ordered: readonly Match[],
  ): void => {
    let [range, span, next] = [0, 0, 0];
    for (let k = 0; k < count; k++) {
      const [start, end] = [starts[k]!, ends[k]!];
      while (range < ranges.length && ranges[range + 1]! < end) range += 2;
      if (range >= ranges.length) return;
      if (ranges[range]! > start || before[k] !== undefined || keysA[k] === 0) continue;
      while (span < spans.length && spans[span + 1]! <= start) span += 2;
      if (span < spans.length && spans[span]! < end) continue;
      while (next < ordered.length && ordered[next]!.hit! < start) next++;
      const first = next;
      while (next < ordered.length && ordered[next]!.hit! < end) next++;
      if (first === next) noteEmpty(keysA[k]!, keysB[k]!);
      else noteFound(keysA[k]!, keysB[k]!, { start, matches: ordered.slice(first, next) });
    }
  };

  return {
    recall({ bytes, path, binary, ranges }) {
      const pieces = cutter.cut(bytes, ranges.wide, `${binary ? 'b' : 't'}${path}`);
      if (!pieces) return undefined;
      let some = false;
      for (let k = 0; k < pieces.count; k++) {
        before[k] = known(pieces.keysA[k]!, pieces.keysB[k]!);
        if (before[k] !== undefined && before[k] !== nothing) some = true;
      }
      const left = {
        near: without(ranges.near, pieces, before),
        // A run that goes on in what is left is decoded from its start.
        wide: overRuns(without(ranges.wide, pieces, before), bytes, ranges.wide),
      };
      const isToBeTold = (rule: string, hit: number): boolean =>
        isWide(rule)
          ? isIn(ranges.wide, hit) && !isIn(left.wide, hit)
          : isIn(ranges.near, hit) && !isIn(left.near, hit);
      return {
        left,
        matches: some ? [...told(pieces, before, isToBeTold)] : [],
        learn: (fresh, apart) => learn(pieces, ranges.near, pairsInOrder(apart), inOrder(fresh)),
      };
    },
  };
}

/** What was found in a piece that began there. */
interface Told {
  readonly start: number;
  readonly matches: readonly Match[];
}

const nothing: Told = { start: 0, matches: [] };

function groupOf(a: number, b: number): number {
  return (2 * ways * ((a >>> 1) ^ b)) & (2 * slots - 1) & -(2 * ways);
}

/** 53 bits, for the few pieces in which something was found. */
function nameOf(a: number, b: number): number {
  return a * 2 ** 21 + (b & (2 ** 21 - 1));
}

/** Ranges without the pieces that are known. */
function without(
  ranges: readonly number[],
  { starts, ends, count }: Pieces,
  known: readonly (Told | undefined)[],
): number[] {
  const left: number[] = [];
  let piece = 0;
  for (let k = 0; k < ranges.length; k += 2) {
    let from = ranges[k]!;
    const to = ranges[k + 1]!;
    while (piece < count && ends[piece]! <= from) piece++;
    let at = piece;
    for (; at < count && starts[at]! < to; at++) {
      if (known[at] === undefined) continue;
      if (starts[at]! > from) left.push(from, starts[at]!);
      from = ends[at]!;
    }
    if (from < to) left.push(from, to);
  }
  return left;
}

/** What known pieces tell of hits that are to be told of. */
function* told(
  { starts, count }: Pieces,
  known: readonly (Told | undefined)[],
  isToBeTold: (rule: string, hit: number) => boolean,
): Generator<Match> {
  for (let k = 0; k < count; k++) {
    const entry = known[k];
    if (entry === undefined || entry.matches.length === 0) continue;
    const by = starts[k]! - entry.start;
    for (const match of entry.matches) {
      const hit = match.hit! + by;
      if (!isToBeTold(match.rule, hit)) continue;
      yield { ...match, hit, place: { ...match.place, start: match.place.start + by, end: match.place.end + by } };
    }
  }
}
