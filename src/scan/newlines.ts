/** Newlines of bytes in memory, counted four at a time. */

import type { CountLines } from './lines.ts';

const newline = 10;
/** Words after which a byte of the sum may be full. */
const mostWords = 255;

/** For `createLineCounter`, of a document in memory. */
export function countIn(bytes: Uint8Array): CountLines {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return (from, to) => {
    const newlines = countNewlines(bytes, view, from, to);
    let start = to;
    while (start > from && bytes[start - 1] !== newline) start--;
    let codePoints = 0;
    for (let k = start; k < to; k++) if ((bytes[k]! & 0xc0) !== 0x80) codePoints++;
    return { newlines, codePoints };
  };
}

/** Newlines in `[from, to)`. @param view of the same bytes */
export function countNewlines(bytes: Uint8Array, view: DataView, from: number, to: number): number {
  let count = 0;
  let at = from;
  while (at + 4 <= to) {
    const end = Math.min(to - 3, at + 4 * mostWords);
    let sums = 0;
    for (; at < end; at += 4) {
      const word = view.getInt32(at, true) ^ 0x0a0a0a0a;
      // The top bit of each byte that is zero now, and of no other. @see https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord
      const zero = ~(((word & 0x7f7f7f7f) + 0x7f7f7f7f) | word | 0x7f7f7f7f | 0);
      sums = (sums + (zero >>> 7)) | 0;
    }
    count += (sums & 255) + ((sums >>> 8) & 255) + ((sums >>> 16) & 255) + (sums >>> 24);
  }
  for (; at < to; at++) if (bytes[at] === newline) count++;
  return count;
}
