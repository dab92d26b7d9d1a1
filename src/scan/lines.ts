/** Lines and columns of offsets in a document that is read in windows, counted only when asked for or when a window is left. */

import type { Location } from '../model/span.ts';

const newline = 10;

export interface LineCounter {
  /** The window's bytes, and the offset in the document of its first byte. */
  start(bytes: Uint8Array): void;
  /** The first `count` bytes of the window are about to be dropped. */
  advance(count: number): void;
  /** A document offset within the window. */
  locate(offset: number): Location;
}

/** Counts as `Place` says: from 1; columns are code points, i.e. bytes that are not UTF-8 continuation bytes. */
export function createLineCounter(): LineCounter {
  let bytes: Uint8Array = new Uint8Array(0);
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
    let lineStart = -1;
    for (let next = bytes.indexOf(newline, at); next !== -1 && next < index; next = bytes.indexOf(newline, next + 1)) {
      line++;
      lineStart = next + 1;
    }
    if (lineStart !== -1) column = 1;
    for (let k = lineStart === -1 ? at : lineStart; k < index; k++) if ((bytes[k]! & 0xc0) !== 0x80) column++;
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
