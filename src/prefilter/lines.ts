/** Newlines and code points of a stretch of bytes, for lines and columns of places. The scalar twin of `newlines` in WASM. */

const newline = 10;

export interface LineCount {
  /** Newlines in the stretch. */
  readonly newlines: number;
  /** Code points (bytes that do not continue a UTF-8 sequence) after its last newline, or in all of it without one. */
  readonly codePoints: number;
}

/** Counts in `input[from, to)`. */
export function countLines(input: Readonly<Uint8Array>, from: number, to: number): LineCount {
  let newlines = 0;
  let start = from;
  for (let at = input.indexOf(newline, from); at !== -1 && at < to; at = input.indexOf(newline, at + 1)) {
    newlines++;
    start = at + 1;
  }
  let codePoints = 0;
  for (let k = start; k < to; k++) if ((input[k]! & 0xc0) !== 0x80) codePoints++;
  return { newlines, codePoints };
}
