/** Long runs of encoded-looking bytes. The scalar twin of what the SIMD pass notes by the way. */

import { context } from '../model/chunk.ts';
import type { LongRuns } from './prefilter.ts';
import { longRun, wideClass } from './run-start.ts';

/** Runs that fit a window: each has a byte after it that is of none. */
export const mostRuns = Math.ceil(context.window / (longRun + 1)) + 1;

/** Finds the long runs that start in `input[from, to)`; they end at `length` at the latest. */
export function createRunFinder(input: Readonly<Uint8Array>): {
  readonly runs: LongRuns;
  find(from: number, to: number, length: number): void;
} {
  const runs = { starts: new Uint32Array(mostRuns), ends: new Uint32Array(mostRuns), count: 0 };
  const find = (from: number, to: number, length: number): void => {
    runs.count = 0;
    let at = from;
    // What began before belongs to an earlier scan.
    if (from > 0 && wideClass[input[from - 1]!] === 1) while (at < length && wideClass[input[at]!] === 1) at++;
    while (at < Math.min(to, length)) {
      if (wideClass[input[at]!] === 0) {
        at++;
        continue;
      }
      const start = at;
      while (at < length && wideClass[input[at]!] === 1) at++;
      if (at - start < longRun) continue;
      runs.starts[runs.count] = start;
      runs.ends[runs.count++] = at;
    }
  };
  return { runs, find };
}
