/** Turns what was found into matches: secrets wrapped, places located in one pass over the chunk. */

import type { Chunk } from '../model/chunk.ts';
import type { Match } from '../model/match.ts';
import { Secret } from '../model/secret.ts';
import type { Location, Place, Span } from '../model/span.ts';
import { assignmentOf } from './assignment.ts';
import type { Score } from './confidence.ts';
import { featuresOf, type PathKind } from './features.ts';
import type { Found } from './judge.ts';
import type { View } from './view.ts';

/** Most that one character of a normalised text takes in the original, bytes. */
const widestCharacter = 4;

/** Locates offsets of a chunk's bytes; asked in any order, answered in one pass forward. */
function locateAll(chunk: Chunk, offsets: Iterable<number>): (offset: number) => Location {
  const known = new Map<number, Location>();
  for (const offset of [...new Set(offsets)].sort((a, b) => a - b)) {
    known.set(offset, chunk.locate(chunk.offset + offset));
  }
  return (offset) => known.get(offset)!;
}

function* offsetsOf(found: readonly Found[]): Generator<number> {
  for (const entry of found) {
    yield entry.origin.start;
    yield entry.origin.end - 1;
    yield entry.origin.end;
    for (const block of entry.blocks) {
      const { start, end } = entry.view.origin(block.start, block.end);
      yield start;
      yield end;
    }
    yield* offsetsOf(entry.companions);
  }
}

/** The end is the end of the last byte: what a normaliser removed after it does not count. */
function placeOf(span: Span, at: (offset: number) => Location): Place {
  const start = at(span.start);
  const last = at(span.end - 1);
  const after = at(span.end);
  const near = after.line === last.line && after.offset - last.offset <= widestCharacter && after.offset > last.offset;
  const end = near ? after : { offset: last.offset + 1, line: last.line, column: last.column + 1 };
  return {
    start: start.offset,
    end: end.offset,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

/** Words of a clause before a value, which name nothing: `IDENTIFIED BY '…'`. */
const clause = /^(?:by|to|as|is|with|values|default)$/i;

/** The name assigned to; for a value that was encoded by itself, the name of the encoded run. */
function keyOf(view: View, start: number): string | undefined {
  const own = assignmentOf(view.bytes, start)?.key;
  if (own !== undefined || !view.parent || start > 2) return own !== undefined && clause.test(own) ? undefined : own;
  return keyOf(view.parent.view, view.parent.start);
}

/** The bytes of the chunk that were decoded, from the outside in, to make this view. */
function encodedOf(view: View): Span | undefined {
  if (!view.parent) return undefined;
  return encodedOf(view.parent.view) ?? { start: view.parent.start, end: view.parent.end };
}

export function matchesOf(found: readonly Found[], chunk: Chunk, path: PathKind, score: Score): Match[] {
  const at = locateAll(chunk, offsetsOf(found));
  const matchOf = (entry: Found): Match => {
    const { rule } = entry.rule;
    const key = keyOf(entry.view, entry.start);
    const encoded = encodedOf(entry.view);
    const { confidence, reasons } = entry.scored ?? score(featuresOf(entry, path, entry));
    return {
      rule: rule.id,
      part: rule.part,
      secret: new Secret(entry.value),
      place: placeOf(entry.origin, at),
      hit: entry.hit === undefined || entry.view.decoders.length > 0 ? undefined : chunk.offset + entry.hit,
      decoders: entry.view.decoders,
      encoded: encoded && { start: chunk.offset + encoded.start, end: chunk.offset + encoded.end },
      blocks: entry.blocks.map((block) => {
        const { start, end } = entry.view.origin(block.start, block.end);
        return { start: at(start).offset, end: at(end).offset };
      }),
      confidence,
      reasons,
      facts: entry.facts,
      key,
      allowed: entry.allowed,
      unsure: entry.unsure,
      companions: entry.companions.map(matchOf),
    };
  };
  return found.map(matchOf);
}
