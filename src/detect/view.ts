/** Bytes to look at: the chunk itself, or what a decoder made of a part of it. */

import type { Span } from '../model/span.ts';

export interface View {
  readonly bytes: Buffer;
  /** Decoders that led to it, outermost first. */
  readonly decoders: readonly string[];
  /** Whether only rules that stand by themselves are run. */
  readonly binary: boolean;
  /** The bytes of the chunk that hold `[start, end)` of this view. */
  origin(start: number, end: number): Span;
  /** The view that holds the encoded bytes, and where they stand in it. */
  readonly parent: { readonly view: View; readonly start: number; readonly end: number } | undefined;
}

/** A Buffer on the same memory, for its native slices. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The chunk as a view. */
export function rootView(bytes: Uint8Array, binary: boolean): View {
  return { bytes: asBuffer(bytes), decoders: [], binary, origin: (start, end) => ({ start, end }), parent: undefined };
}

/** Where the line of `at` begins, looking back at most `reach` bytes. */
export function lineStart(bytes: Uint8Array, at: number, reach: number): number {
  const least = Math.max(0, at - reach);
  let k = at;
  while (k > least && bytes[k - 1] !== 0x0a) k--;
  return k;
}

/** Where the line of `at` ends (its newline, or the end), looking at most `reach` bytes ahead. */
export function lineEnd(bytes: Uint8Array, at: number, reach: number): number {
  const most = Math.min(bytes.length, at + reach);
  let k = at;
  while (k < most && bytes[k] !== 0x0a) k++;
  return k;
}

/** Undocumented but lasting: `toString('latin1', …)` without its argument checks, which cost as much as short slices. */
interface LatinBuffer extends Buffer {
  latin1Slice(start: number, end: number): string;
}

/** `[start, end)` as a string of one character a byte; the end may lie beyond the bytes. */
export function latin1(bytes: Buffer, start: number, end: number): string {
  const last = end < bytes.length ? end : bytes.length;
  return start < last ? (bytes as LatinBuffer).latin1Slice(start, last) : '';
}
