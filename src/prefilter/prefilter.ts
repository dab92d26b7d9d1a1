/** The contract of a prefilter: all keywords of all rules, found in one pass. */

import type { AskingKeyword } from './asks.ts';
import type { Baked } from './baked.ts';
import type { LineCount } from './lines.ts';
import type { Stretches } from './stretches.ts';

export interface Prefilter {
  /** For `rules explain` and the report: `scalar`, `simd`, `relaxed-simd`. */
  readonly name: string;
  /** Where documents are read into: `context.window` bytes, followed by at least 128 that stay zero. */
  readonly input: Uint8Array;
  /**
   * Finds keywords that start in `input[from, to)`, reading on to `length`, in order of position, then of keyword. Bytes
   * before `from` count as what stands before. A `run` keyword is reported only at a run start (`run-start.ts`), one that asks only where
   * that holds (`asks.ts`). Fills `positions` and `keywords` and returns how many hits they hold. When they are
   * full, `resume` is where to call again from; otherwise it is `to`.
   *
   * @param code whether the bytes are of a programming language, where only literals are assigned
   */
  scan(from: number, to: number, length: number, code?: boolean): number;
  /** Offsets in `input` at which the hit's keyword starts. */
  readonly positions: Uint32Array;
  /** Indices into the list that the prefilter was made of. */
  readonly keywords: Uint32Array;
  readonly resume: number;
  /** Finds the stretches that start in `input[from, to)` and may be encoded; fills `found` and returns how many. */
  stretches(from: number, to: number, length: number): number;
  readonly found: Stretches;
  /** Whether `input[0, near)` holds no control characters but those of text, and `input[0, far)` no NUL. */
  isPlain(near: number, far: number): boolean;
  /** Newlines of `input[from, to)`, and code points since the last. */
  countLines(from: number, to: number): LineCount;
}

/** Keywords; a function where the baked tables are known to be of these and only another engine needs the words. */
export type Keywords = readonly AskingKeyword[] | (() => readonly AskingKeyword[]);

export interface PrefilterChoice {
  /** Force one; otherwise the fastest that this engine validates. */
  readonly engine?: 'scalar' | 'simd' | 'relaxed-simd';
  /** Tables made before; used where they are of these keywords. */
  readonly baked?: Baked;
}
