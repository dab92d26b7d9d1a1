/** Reads a document through one fixed window, so that memory is flat whatever its size. */

import { setImmediate } from 'node:timers/promises';
import { type Chunk, context } from '../model/chunk.ts';
import type { Document } from '../model/document.ts';
import { createLineCounter } from './lines.ts';

/** Windows after which the event loop turns. */
const turnEvery = 64;

/** Zero bytes that the prefilter may read past the end. */
const padding = 128;

/** Fills `into` from `have` on until it is full or the document ends. Returns how many bytes it then holds. */
export async function fill(document: Document, into: Uint8Array, have: number): Promise<number> {
  while (have < into.length) {
    const answer = document.read(have === 0 ? into : into.subarray(have));
    const count = typeof answer === 'number' ? answer : await answer;
    if (count === 0) break;
    have += count;
    if (have === document.size && have < into.length) break;
  }
  return have;
}

export interface ChunkShape {
  readonly binary: boolean;
  readonly path: string;
}

/**
 * Calls `judge` with each chunk of a document whose first `have` bytes already stand in `window`.
 * @returns bytes read in all
 */
export async function eachChunk(
  document: Document,
  window: Uint8Array,
  have: number,
  shape: ChunkShape,
  judge: (chunk: Chunk) => void,
): Promise<number> {
  const lines = createLineCounter();
  lines.start(window);
  const locate = document.locate
    ? (offset: number) => document.locate!(offset)
    : (offset: number) => lines.locate(offset);
  let offset = 0;
  let from = 0;
  let end = have;
  let windows = 0;
  for (;;) {
    // A window that is not full is the last: `fill` stops early only at the end.
    const last = end < window.length;
    if (last) window.fill(0, end, Math.min(end + padding, window.length));
    const to = last ? end : window.length - context.after;
    judge({ bytes: window.subarray(0, end), offset, from, to, last, locate, ...shape });
    if (last) return offset + end;
    const drop = to - context.before;
    lines.advance(drop);
    window.copyWithin(0, drop, end);
    offset += drop;
    from = context.before;
    // A long document lets the event loop turn, so that signals and timers are served.
    if (++windows % turnEvery === 0) await setImmediate();
    end = await fill(document, window, end - drop);
  }
}
