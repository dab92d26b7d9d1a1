/** What was found in a document, told again of a version made from it: the same bytes, at another place. */

import { groupBy } from '../findings/group.ts';
import { novelStride } from '../formats/pack/delta.ts';
import type { Novel } from '../model/document.ts';
import type { Match } from '../model/match.ts';
import type { Place } from '../model/span.ts';

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
function isCarriable({ hit, blocks, companions }: Match): boolean {
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

/**
 * @param base matches of the base, all carriable
 * @param fresh matches found in the judged ranges
 * @param judged pairs (start, end) of the version that were judged anew, ascending: a hit in them is not carried
 * @returns undefined where judging the version whole is the only way to know
 */
export function carry(
  base: readonly Match[],
  fresh: readonly Match[],
  judged: readonly number[],
  bytes: Uint8Array,
  { ranges, baseBytes }: Novel,
): Carried | undefined {
  const old = new Set<Match>();
  if (base.length === 0) return { matches: fresh, old };
  const ordered = [...base].sort((a, b) => a.hit! - b.hit!);
  const carried: Match[] = [];
  let lines = 0;
  let [from, source] = [0, 0];
  for (let k = 0; k <= ranges.length; k += novelStride) {
    const to = k < ranges.length ? ranges[k]! : bytes.length;
    for (let at = firstFrom(ordered, source); at < ordered.length; at++) {
      const match = ordered[at]!;
      const hit = match.hit! - source + from;
      if (hit >= to) break;
      if (isIn(judged, hit)) continue;
      const { start, end } = match.place;
      // Not all of it was copied with its keyword: then what was judged should have held it.
      if (start < source || end - source + from > to) return undefined;
      carried.push({ ...match, hit, place: moved(match.place, from - source, lines, bytes) });
    }
    if (k === ranges.length) break;
    const copied = source + to - from;
    [from, source] = [ranges[k + 1]!, ranges[k + 2]!];
    lines += newlines(bytes, to, from);
    lines += copied <= source ? -newlines(baseBytes, copied, source) : newlines(baseBytes, source, copied);
  }
  // A match hides those of its rule that begin inside it: which one came first is known only from the whole.
  const byRule = groupBy(fresh, (match) => match.rule);
  for (const match of carried) {
    if (byRule.get(match.rule)?.some((other) => overlap(match.place, other.place))) return undefined;
    old.add(match);
  }
  return { matches: [...carried, ...fresh], old };
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

function isIn(judged: readonly number[], at: number): boolean {
  for (let k = 0; k < judged.length && judged[k]! <= at; k += 2) if (at < judged[k + 1]!) return true;
  return false;
}

function overlap(a: Place, b: Place): boolean {
  return a.start < b.end && b.start < a.end;
}

function newlines(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let k = from; k < to; k++) if (bytes[k] === newline) count++;
  return count;
}

function moved(place: Place, by: number, lines: number, bytes: Uint8Array): Place {
  const start = place.start + by;
  // What stands before it on its line may be new.
  let column = 1;
  for (let k = start; k > 0 && bytes[k - 1] !== newline; k--) if ((bytes[k - 1]! & 0xc0) !== 0x80) column++;
  const shift = column - place.column;
  return {
    start,
    end: place.end + by,
    line: place.line + lines,
    column,
    endLine: place.endLine + lines,
    endColumn: place.endLine === place.line ? place.endColumn + shift : place.endColumn,
  };
}
