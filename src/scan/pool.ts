/** Workers with slices to scan, a deadline per document, and back-pressure. */

import { Worker } from 'node:worker_threads';
import { createUnpacker } from '../findings/transport.ts';
import type { ScanEvent } from '../model/event.ts';
import { isProblem, problem } from '../model/problem.ts';
import type { RuleSet } from '../model/rule.ts';
import type { ReadOptions, Slice } from '../model/slice.ts';
import { findSource } from '../sources/index.ts';
import { eachEntry } from '../sources/source.ts';
import { createSharedKeys } from './memory.ts';
import type { WorkerReply, WorkerStart, WorkerTask } from './messages.ts';

export interface PoolOptions {
  readonly threads: number;
  /** One document may take this long without the next being begun, milliseconds. */
  readonly deadlineMs: number;
  /** The bundled worker. */
  readonly script: string | URL;
  readonly emit: (event: ScanEvent) => void;
}

export interface Pool {
  /** Resolves when a worker has taken the slice (so that a producer waits for a free one). */
  run(slice: Slice): Promise<void>;
  /** Resolves when all slices are done; ends the workers. Rejects with what a worker could not survive. */
  finish(): Promise<void>;
  /** Ends the workers at once; what was emitted stays. */
  stop(): Promise<void>;
}

/** How often a worker's progress is looked at, milliseconds. */
const watchMs = 250;

/**
 * What a worker allocates dies at once. Left to itself V8 gives it 48 MB of fresh memory to do so in, which are touched and
 * kept; with these it scans as fast (measured on Linux and its parts: no difference in CPU time).
 */
const youngMb = 6;

/**
 * How long a function runs before V8 optimises it, six times as long as by default. Every worker has all code optimised for
 * itself, by threads that take the cores from the workers (measured: a fifth less CPU time on a history of 12 MB packed,
 * a twentieth on one of 77 MB). With one thread it gains nothing, and it was not measured with the V8 of later versions of Node.
 */
function optimiseLater(): void {
  const { versions, getBuiltinModule } = process;
  if (versions.v8.startsWith('11.')) getBuiltinModule('node:v8').setFlagsFromString('--interrupt-budget=400000');
}

interface Seat {
  worker: Worker;
  readonly cell: Int32Array;
  slice: Slice | undefined;
  /** What the cell held when it last changed, and when that was. */
  seen: number;
  since: number;
}

export function createPool(rules: RuleSet, options: WorkerStart['options'], pool: PoolOptions): Pool {
  const seats: Seat[] = [];
  const free: Seat[] = [];
  const waiting: { slice: Slice; taken: () => void }[] = [];
  let fault: Error | undefined;
  let settled: (() => void) | undefined;
  let stopping = false;

  const shared = { ...options, keys: createSharedKeys() };
  optimiseLater();

  const hire = (begun: SharedArrayBuffer): Worker => {
    const start: WorkerStart = { rules: rules.shelf ? undefined : rules, options: shared, begun };
    return new Worker(pool.script, { workerData: start, resourceLimits: { maxYoungGenerationSizeMb: youngMb } });
  };

  const give = (seat: Seat, slice: Slice, skip: number): void => {
    const task: WorkerTask = { slice, skip };
    seat.slice = slice;
    seat.seen = skip;
    seat.since = performance.now();
    Atomics.store(seat.cell, 0, skip);
    seat.worker.postMessage(task);
  };

  const idle = (seat: Seat): void => {
    seat.slice = undefined;
    const next = waiting.shift();
    if (next) {
      give(seat, next.slice, 0);
      next.taken();
    } else {
      free.push(seat);
      if (free.length === seats.length) settled?.();
    }
  };

  const fail = (cause: Error): void => {
    fault ??= cause;
    for (const { taken } of waiting.splice(0)) taken();
    settled?.();
  };

  const attend = (seat: Seat): void => {
    const { worker } = seat;
    const unpack = createUnpacker();
    worker.on('message', (reply: WorkerReply) => {
      if (seat.worker !== worker) return;
      if (reply.kind === 'events') {
        for (const event of reply.events) pool.emit(event.kind === 'packed-credential' ? unpack(event) : event);
      } else if (reply.kind === 'done') idle(seat);
      else fail(new Error(`a worker failed\n${reply.stack}`));
    });
    worker.on('error', (cause: Error) => {
      if (seat.worker === worker && !stopping) fail(new Error(`a worker died: ${cause.name}`));
    });
  };

  /** The document that a worker is stuck in is given up; the rest of its slice goes on in a new worker. */
  const replace = async (seat: Seat, slice: Slice, stuck: number): Promise<void> => {
    const old = seat.worker;
    seat.worker = hire(seat.cell.buffer as SharedArrayBuffer);
    attend(seat);
    await old.terminate();
    const where = await nameOf(slice, stuck - 1, options.read);
    pool.emit(problem('TIMEOUT', where, `given up after ${pool.deadlineMs / 1000} s`));
    give(seat, slice, stuck);
  };

  const watch = setInterval(() => {
    const now = performance.now();
    for (const seat of seats) {
      if (!seat.slice) continue;
      const begun = Atomics.load(seat.cell, 0);
      if (begun !== seat.seen) {
        seat.seen = begun;
        seat.since = now;
      } else if (now - seat.since > pool.deadlineMs && begun > 0) {
        seat.since = Number.POSITIVE_INFINITY;
        replace(seat, seat.slice, begun).catch(fail);
      }
    }
  }, watchMs);
  watch.unref();

  for (let k = 0; k < pool.threads; k++) {
    const begun = new SharedArrayBuffer(4);
    const seat: Seat = { worker: hire(begun), cell: new Int32Array(begun), slice: undefined, seen: 0, since: 0 };
    attend(seat);
    seats.push(seat);
    free.push(seat);
  }

  const stop = async (): Promise<void> => {
    stopping = true;
    clearInterval(watch);
    await Promise.all(seats.map((seat) => seat.worker.terminate()));
  };

  return {
    stop,
    async run(slice) {
      if (fault) throw fault;
      const seat = free.pop();
      if (seat) return give(seat, slice, 0);
      await new Promise<void>((taken) => waiting.push({ slice, taken }));
      if (fault) throw fault;
    },
    async finish() {
      if (free.length < seats.length && !fault) await new Promise<void>((resolve) => (settled = resolve));
      await stop();
      if (fault) throw fault;
    },
  };
}

/** The name of a slice's document, found by listing it again. */
async function nameOf(slice: Slice, index: number, read: ReadOptions): Promise<string> {
  let at = 0;
  for await (const entry of eachEntry((await findSource(slice.target.kind)).documents(slice, read))) {
    if (isProblem(entry)) continue;
    entry.close?.();
    if (at++ === index) return `${entry.provenance.target} ${entry.provenance.path}`;
  }
  return `${slice.target.kind}:${slice.target.locator} ${slice.label}`;
}
