/** Lines and columns of offsets in a document that is read in windows, counted only when asked for or when a window is left. */

import type { Location } from '../model/span.ts';
import { countLines } from '../prefilter/lines.ts';

export interface LineCounter {
  /** The window's bytes, and the offset in the document of its first byte. */
  start(bytes: Uint8Array): void;
  /** The first `count` bytes of the window are about to be dropped. */
  advance(count: number): void;
  /** A document offset within the window. */
  locate(offset: number): Location;
}

/** Newlines of `[from, to)` of the window, and code points since the last of them. */
export type CountLines = (from: number, to: number) => { readonly newlines: number; readonly codePoints: number };

/**
 * @param count where something counts the window's bytes faster; it must stand in the same memory
 *
 * Counts as `Place` says: from 1; columns are code points, i.e. bytes that are not UTF-8 continuation bytes.
 */
export function createLineCounter(count?: CountLines): LineCounter {
  let bytes: Uint8Array = new Uint8Array(0);
  const counted = count ?? ((from: number, to: number) => countLines(bytes, from, to));
  // Where the window starts.
  let base = 0;
  let baseLine = 1;
  let baseColumn = 1;
  // The last place located in this window: matches come in order, so counting goes on from there.
  let at = 0;
  let line = 1;
  let column = 1;

  const moveTo = (index: number): void => {
    if (index < at) {
      at = 0;
      line = baseLine;
      column = baseColumn;
    }
    const { newlines, codePoints } = counted(at, index);
    line += newlines;
    column = (newlines > 0 ? 1 : column) + codePoints;
    at = index;
  };

  return {
    start(window) {
      bytes = window;
      base = 0;
      baseLine = line = 1;
      baseColumn = column = 1;
      at = 0;
    },
    advance(count) {
      moveTo(count);
      base += count;
      baseLine = line;
      baseColumn = column;
      at = 0;
    },
    locate(offset) {
      moveTo(offset - base);
      return { offset, line, column };
    },
  };
}
