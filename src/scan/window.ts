/** Reads a document through one fixed window, so that memory is flat whatever its size. */

import { type Chunk, context } from '../model/chunk.ts';
import type { Document } from '../model/document.ts';
import { type CountLines, createLineCounter } from './lines.ts';
import { turn } from './turn.ts';

/** Windows after which the event loop turns. */
const turnEvery = 64;

/** Zero bytes that the prefilter may read past the end. */
const padding = 128;

/** How far a window is filled, and what stopped it before the document's end. */
export interface Filled {
  readonly have: number;
  readonly fault?: unknown;
}

/**
 * Fills `into` from `have` on until it is full, or the document ends, or its rest cannot be read. At once, where the document reads so:
 * to wait for each file of a tree takes longer than to look at many of them.
 */
export function fill(document: Document, into: Uint8Array, have: number): Filled | Promise<Filled> {
  while (have < into.length) {
    try {
      const count = document.read(have === 0 ? into : into.subarray(have));
      if (typeof count !== 'number') return fillLater(document, into, have, count);
      if (count === 0) break;
      have += count;
    } catch (fault) {
      return { have, fault };
    }
  }
  return { have };
}

async function fillLater(document: Document, into: Uint8Array, have: number, coming: Promise<number>): Promise<Filled> {
  try {
    const count = await coming;
    return count === 0 ? { have } : await fill(document, into, have + count);
  } catch (fault) {
    return { have, fault };
  }
}

export interface ChunkShape {
  readonly binary: boolean;
  readonly path: string;
}

/**
 * The chunk that a document is whose first bytes stand in `window` and are all it has.
 *
 * @throws never; a fault is for the caller to throw on when the chunk is judged
 */
export function wholeChunk(window: Uint8Array, have: number, shape: ChunkShape, count?: CountLines): Chunk {
  window.fill(0, have, Math.min(have + padding, window.length));
  const lines = createLineCounter(count);
  lines.start(window);
  const locate = (offset: number) => lines.locate(offset);
  return { bytes: window.subarray(0, have), offset: 0, from: 0, to: have, last: true, locate, ...shape };
}

/**
 * Calls `judge` with each chunk of a document whose first bytes already stand in `window`. What was read before a
 * fault is judged before the fault is thrown on.
 * @returns bytes read in all
 */
export async function eachChunk(
  document: Document,
  window: Uint8Array,
  first: Filled,
  shape: ChunkShape,
  judge: (chunk: Chunk) => void,
  count?: CountLines,
): Promise<number> {
  const lines = createLineCounter(count);
  lines.start(window);
  const locate = document.locate
    ? (offset: number) => document.locate!(offset)
    : (offset: number) => lines.locate(offset);
  let offset = 0;
  let from = 0;
  let { have: end, fault } = first;
  let windows = 0;
  for (;;) {
    // A window that is not full is the last: `fill` stops early only at the end.
    const last = end < window.length;
    if (last) window.fill(0, end, Math.min(end + padding, window.length));
    const to = last ? end : window.length - context.after;
    judge({ bytes: window.subarray(0, end), offset, from, to, last, locate, ...shape });
    if (last) {
      if (fault !== undefined) throw fault;
      return offset + end;
    }
    const drop = to - context.before;
    lines.advance(drop);
    window.copyWithin(0, drop, end);
    offset += drop;
    from = context.before;
    // A long document lets the event loop turn, so that signals and timers are served.
    if (++windows % turnEvery === 0) await turn();
    ({ have: end, fault } = await fill(document, window, end - drop));
  }
}
