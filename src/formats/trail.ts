/** Text made from other text, with the way back: bytes given out, and where each stood in the original. */

import { context } from '../model/chunk.ts';
import type { Location } from '../model/span.ts';

/** Numbers of one segment: where it starts in the output and in the original, its original line and column, its stamp. */
const width = 5;

const smallest = 64 * 1024;

/**
 * An output buffer that a transform appends to and a reader takes from. Keeps the last `history` bytes that were
 * taken, with their segments: runs of output that stand together, on one line, in the original.
 */
export class Trail {
  /** Output bytes; `[0, end)` are filled. A transform writes at `end` and moves it, after `reserve`. */
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(smallest);
  end = 0;
  /** Output offset of `bytes[0]`. */
  base = 0;
  /** Bytes at the end that are not given out yet. */
  held = 0;
  readonly #history: number;
  readonly #original: 'bytes' | 'utf16';
  #given = 0;
  #segments = new Float64Array(1024 * width);
  /** Numbers in use. */
  #used = 0;

  /** @param original what a character of output was: the same bytes, or units of two bytes */
  constructor(history: number = context.window, original: 'bytes' | 'utf16' = 'bytes') {
    this.#history = history;
    this.#original = original;
  }

  /** Makes room for `count` bytes after `end`; what is too old to be asked for is dropped. */
  reserve(count: number): void {
    if (this.end + count <= this.bytes.length) return;
    const drop = Math.min(this.#given - this.base - this.#history, this.end);
    if (drop > this.bytes.length / 4) this.#forget(drop);
    if (this.end + count <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.end + count));
    grown.set(this.bytes.subarray(0, this.end));
    this.bytes = grown;
  }

  /** From output byte `base + at` on, output follows the original from `origin` on. */
  mark(at: number, origin: number, line: number, column: number, stamp: number): void {
    const out = this.base + at;
    // What was taken back (a line break, an overstruck letter) takes its segments along.
    while (this.#used > 0 && this.#segments[this.#used - width]! >= out) this.#used -= width;
    if (this.#used + width > this.#segments.length) {
      const grown = new Float64Array(this.#segments.length * 2);
      grown.set(this.#segments);
      this.#segments = grown;
    }
    const segments = this.#segments;
    const k = this.#used;
    segments[k] = out;
    segments[k + 1] = origin;
    segments[k + 2] = line;
    segments[k + 3] = column;
    segments[k + 4] = stamp;
    this.#used = k + width;
  }

  /** The column that the original has at `at`, which must lie in the last segment. */
  columnAt(at: number): number {
    const k = this.#used - width;
    return this.#segments[k + 3]! + codePoints(this.bytes, this.#segments[k]! - this.base, at);
  }

  /** Bytes waiting to be read. */
  get ready(): number {
    return this.base + this.end - this.held - this.#given;
  }

  /** Gives out what is ready. */
  read(into: Uint8Array): number {
    const count = Math.min(this.ready, into.length);
    if (count === 0) return 0;
    const from = this.#given - this.base;
    into.set(this.bytes.subarray(from, from + count));
    this.#given += count;
    return count;
  }

  /** Where an output offset stands in the original. Offsets older than the history answer for its oldest byte. */
  locate(offset: number): Location {
    if (this.#used === 0) return { offset: 0, line: 1, column: 1 };
    const k = this.#find(offset);
    const start = this.#segments[k]!;
    const from = start - this.base;
    const to = Math.min(Math.max(start, offset) - this.base, this.end);
    const passed = this.#original === 'bytes' ? to - from : 2 * units(this.bytes, from, to);
    return {
      offset: this.#segments[k + 1]! + passed,
      line: this.#segments[k + 2]!,
      column: this.#segments[k + 3]! + codePoints(this.bytes, from, to),
    };
  }

  /** The stamp of the line that an output offset stands on. */
  stampAt(offset: number): number {
    return this.#used === 0 ? 0 : this.#segments[this.#find(offset) + 4]!;
  }

  /**
   * The output offset, within the history, of the last byte that came from `origin`; -1 where there is none. `before`
   * maps an offset of the input to the first original's, where the input was itself made from other text.
   */
  outputOf(origin: number, before: (offset: number) => number = (offset) => offset): number {
    let next = this.base + this.end;
    for (let k = this.#used - width; k >= 0; k -= width) {
      const start = this.#segments[k]!;
      const offset = origin - before(this.#segments[k + 1]!);
      if (offset >= 0 && offset < next - start) return start + offset;
      next = start;
    }
    return -1;
  }

  /** Appends output `[from, to)` again, with its segments. False where it is no longer here. */
  repeat(from: number, to: number): boolean {
    if (from < this.base || from >= to) return false;
    this.reserve(to - from);
    if (from < this.base) return false;
    const shift = this.base + this.end - from;
    const first = this.#find(from);
    const last = this.#used;
    for (let k = first; k < last && this.#segments[k]! < to; k += width) {
      const start = Math.max(this.#segments[k]!, from);
      const { offset, line, column } = this.locate(start);
      this.mark(start + shift - this.base, offset, line, column, this.#segments[k + 4]!);
    }
    this.bytes.copyWithin(this.end, from - this.base, to - this.base);
    this.end += to - from;
    return true;
  }

  /** Index of the segment that holds an output offset. */
  #find(offset: number): number {
    let low = 0;
    let high = this.#used / width - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#segments[middle * width]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low * width;
  }

  /** Drops the first `count` bytes and their segments; the one that reaches over starts anew. */
  #forget(count: number): void {
    const offset = this.base + count;
    const k = this.#find(offset);
    if (this.#segments[k]! < offset) {
      const { offset: origin, column } = this.locate(offset);
      this.#segments[k] = offset;
      this.#segments[k + 1] = origin;
      this.#segments[k + 3] = column;
    }
    this.#segments.copyWithin(0, k, this.#used);
    this.#used -= k;
    this.bytes.copyWithin(0, count, this.end);
    this.end -= count;
    this.base = offset;
  }
}

/** Bytes of `[from, to)` that begin a code point. */
export function codePoints(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let k = from; k < to; k++) if ((bytes[k]! & 0xc0) !== 0x80) count++;
  return count;
}

/** UTF-16 units of the UTF-8 bytes `[from, to)`. */
function units(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let k = from; k < to; k++) {
    const byte = bytes[k]!;
    if ((byte & 0xc0) !== 0x80) count += byte >= 0xf0 ? 2 : 1;
  }
  return count;
}
