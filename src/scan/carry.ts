/** What was found in a document, told again of a version made from it: the same bytes, at another place. */

import { groupBy } from '../findings/group.ts';
import { novelStride } from '../formats/pack/delta.ts';
import type { Novel } from '../model/document.ts';
import type { Match } from '../model/match.ts';
import type { Place } from '../model/span.ts';
import { countNewlines } from './newlines.ts';
import { isIn } from './ranges.ts';

const newline = 10;

/** Matches of a version: those judged in it, and those of its base that stand in it outside of what was judged. */
export interface Carried {
  readonly matches: readonly Match[];
  /** Of `matches`, those that come from the base. */
  readonly old: ReadonlySet<Match>;
}

/** More are not carried from version to version: they are judged anew. */
const mostCarried = 10_000;

/** Whether a match was found by its own bytes, and nothing else hangs on it. */
export function isCarriable({ hit, blocks, companions }: Match): boolean {
  return hit !== undefined && blocks.length === 0 && companions.length === 0;
}

/** What versions are to be told of; undefined where they have to be judged whole. */
export function carriable(matches: readonly Match[]): readonly Match[] | undefined {
  const able = matches.filter(isCarriable);
  if (able.length > mostCarried) return undefined;
  if (able.length === matches.length) return able;
  // What was dropped is dropped there in every version; nobody asks about it but a match on the same bytes.
  const harmless = matches.every(
    (match) =>
      isCarriable(match) || (match.allowed !== undefined && !able.some((other) => overlap(match.place, other.place))),
  );
  return harmless ? able : undefined;
}

/** What is carried, in the order of its keywords. */
export function inOrder(matches: readonly Match[]): readonly Match[] {
  return matches.every((match, at) => at === 0 || matches[at - 1]!.hit! <= match.hit!)
    ? matches
    : [...matches].sort((a, b) => a.hit! - b.hit!);
}

/**
 * @param base matches of the base, all carriable, in the order of their keywords
 * @param fresh matches found in the judged ranges
 * @param judged for a rule, pairs (start, end) of the version that were judged anew, ascending: a hit in them is not carried
 * @param baseLines of the base
 * @returns undefined where judging the version whole is the only way to know
 */
export function carry(
  base: readonly Match[],
  fresh: readonly Match[],
  judged: (rule: string) => readonly number[],
  bytes: Uint8Array,
  { ranges }: Novel,
  baseLines: LineTable,
): Carried | undefined {
  const old = new Set<Match>();
  if (base.length === 0) return { matches: fresh, old };
  const carried: Match[] = [];
  const linesBefore = lineShift(ranges, bytes, baseLines);
  let [from, source] = [0, 0];
  for (let k = 0; k <= ranges.length; k += novelStride) {
    const to = k < ranges.length ? ranges[k]! : bytes.length;
    const copied = source + to - from;
    let before: Match | undefined;
    let shift = 0;
    for (let at = firstFrom(base, source); at < base.length; at++) {
      const match = base[at]!;
      if (match.hit! >= copied) break;
      const hit = match.hit! - source + from;
      if (isIn(judged(match.rule), hit)) continue;
      const { start, end, line } = match.place;
      // Not all of it was copied with its keyword: then what was judged should have held it.
      if (start < source || end > copied) return undefined;
      if (match.allowed !== undefined) {
        // It was told of; nobody asks for its line again.
        carried.push({ ...match, hit, place: moved(match.place, from - source, 0, 0) });
        continue;
      }
      // What stands before it on its line may be new; two on one line of one copy are moved alike.
      if (before?.place.line !== line) shift = columnAt(bytes, start - source + from) - match.place.column;
      before = match;
      carried.push({ ...match, hit, place: moved(match.place, from - source, linesBefore(k), shift) });
    }
    if (k < ranges.length) [from, source] = [ranges[k + 1]!, ranges[k + 2]!];
  }
  // A match hides those of its rule that begin inside it: which one came first is known only from the whole.
  const byRule = groupBy(fresh, (match) => match.rule);
  for (const match of carried) {
    if (byRule.get(match.rule)?.some((other) => overlap(match.place, other.place))) return undefined;
    old.add(match);
  }
  return { matches: [...carried, ...fresh], old };
}

/** A copy from elsewhere shorter than this is counted as if it were new, bytes. */
const aside = 1024;

/**
 * How many lines more a version has before a copy than its base has before the copied bytes. Asked in ascending order,
 * by the index in `ranges` of what ends the copy.
 */
function lineShift(ranges: Uint32Array, bytes: Uint8Array, baseLines: LineTable): (copy: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let lines = 0;
  let done = 0;
  // The last copy that counted: where it ends in both.
  let [end, baseEnd] = [0, 0];
  const enter = (from: number, source: number): void => {
    lines += countNewlines(bytes, view, end, from);
    lines += baseEnd <= source ? -baseLines.between(baseEnd, source) : baseLines.between(source, baseEnd);
    [end, baseEnd] = [from, source];
  };
  return (copy) => {
    for (; done <= copy; done += novelStride) {
      const [from, source] = done === 0 ? [0, 0] : [ranges[done - 2]!, ranges[done - 1]!];
      const to = done < ranges.length ? ranges[done]! : bytes.length;
      const length = to - from;
      if (done < copy && length < aside && Math.abs(source - baseEnd) > length) continue;
      enter(from, source);
      [end, baseEnd] = [to, source + length];
    }
    return lines;
  };
}

function firstFrom(ordered: readonly Match[], hit: number): number {
  let low = 0;
  for (let high = ordered.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (ordered[middle]!.hit! < hit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function overlap(a: Place, b: Place): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Whether two matches of one rule lie on the same bytes: which of them hides the other is known only from the whole. */
export function collide(matches: readonly Match[]): boolean {
  for (const same of groupBy(matches, (match) => match.rule).values()) {
    const plain = same.filter((match) => match.decoders.length === 0).sort((a, b) => a.place.start - b.place.start);
    if (plain.some((match, k) => k > 0 && overlap(plain[k - 1]!.place, match.place))) return true;
  }
  return false;
}

/** Matches that stand elsewhere than where they were judged, with the lines that they stand in now. */
export function withLines(matches: readonly Match[], lines: LineTable): Match[] {
  return matches.map((match) => {
    const { place } = match;
    const more = 1 + lines.between(0, place.start) - place.line;
    return more === 0
      ? match
      : { ...match, place: { ...place, line: place.line + more, endLine: place.endLine + more } };
  });
}

/** Bytes of one entry of the table. */
const step = 256;

/** How many lines end between two offsets of a text. A delta jumps back and forth in its base: long ways are counted once. */
export interface LineTable {
  between(from: number, to: number): number;
}

/** @param bytes valid as long as the table is asked */
export function createLineTable(bytes: Uint8Array): LineTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let before: Uint32Array | undefined;
  const upTo = (at: number): number => {
    before ??= lineSums(bytes, view);
    const entry = Math.floor(at / step);
    return before[entry]! + countNewlines(bytes, view, entry * step, at);
  };
  return {
    between: (from, to) => (to - from <= 4 * step ? countNewlines(bytes, view, from, to) : upTo(to) - upTo(from)),
  };
}

function lineSums(bytes: Uint8Array, view: DataView): Uint32Array {
  const sums = new Uint32Array(Math.floor(bytes.length / step) + 1);
  for (let k = 1; k < sums.length; k++) sums[k] = sums[k - 1]! + countNewlines(bytes, view, (k - 1) * step, k * step);
  return sums;
}

function columnAt(bytes: Uint8Array, at: number): number {
  let column = 1;
  for (let k = at; k > 0 && bytes[k - 1] !== newline; k--) if ((bytes[k - 1]! & 0xc0) !== 0x80) column++;
  return column;
}

function moved(place: Place, by: number, lines: number, shift: number): Place {
  return {
    start: place.start + by,
    end: place.end + by,
    line: place.line + lines,
    column: place.column + shift,
    endLine: place.endLine + lines,
    endColumn: place.endLine === place.line ? place.endColumn + shift : place.endColumn,
  };
}
