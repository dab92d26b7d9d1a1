/** How fast is asked: an even rate, waits that end with the run, and when to ask again. */

import type { Failure } from './validator.ts';

/** Resolves after `ms`, or at once when the signal is given. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

export const sleep: Sleep = (ms, signal) =>
  new Promise((resolve) => {
    if (ms <= 0 || signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });

export interface Clock {
  /** Milliseconds since some moment; never runs backwards. */
  readonly elapsed: () => number;
  readonly sleep: Sleep;
}

/** A function that resolves at most `perSecond` times in any second, evenly. */
export function createPace(perSecond: number, clock: Clock, signal: AbortSignal): () => Promise<void> {
  const gap = 1000 / perSecond;
  let next = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = clock.elapsed();
    const start = Math.max(now, next);
    next = start + gap;
    await clock.sleep(start - now, signal);
  };
}

/** Repeats of one request, at most. A request that timed out may have arrived: it is not sent again. */
const repeats: Readonly<Record<Failure['kind'], number>> = {
  throttled: 3,
  server: 2,
  reset: 1,
  timeout: 0,
  unreachable: 0,
  tls: 0,
  aborted: 0,
  other: 0,
};

/** A longer `Retry-After` is not waited for, milliseconds. */
const longestWait = 60_000;

/**
 * Milliseconds until the next try, or undefined where there is none. `attempt` counts from 0; `random` is in [0, 1).
 * `Retry-After` is honoured; otherwise full jitter over a doubling second.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function retryDelay(failure: Failure | undefined, attempt: number, random: number): number | undefined {
  if (failure === undefined || attempt >= repeats[failure.kind]) return undefined;
  const jitter = random * 1000 * 2 ** attempt;
  if (failure.afterMs === undefined) return 100 + jitter;
  return failure.afterMs > longestWait ? undefined : failure.afterMs + jitter / 4;
}
