/** Where the stages meet: targets in, events out. */

import type { ScanEvent } from '../model/event.ts';
import { isProblem, problem } from '../model/problem.ts';
import type { RuleSet } from '../model/rule.ts';
import type { Seen } from '../model/seen.ts';
import type { Slice } from '../model/slice.ts';
import { type Target, targetName } from '../model/target.ts';
import { findSource } from '../sources/index.ts';
import type { Attribution } from '../sources/source.ts';
import { keepFreshMemorySmall } from './fresh-memory.ts';
import { createScanner, type ScannerOptions } from './scanner.ts';
import { type Stop, scanSlice } from './slice.ts';

export interface ScanOptions extends ScannerOptions {
  /** Worker threads; 0 = main thread only; absent = as many as there are cores where the target is large. */
  readonly threads?: number;
  /** The bundled worker; without it everything runs in the main thread. */
  readonly workerScript?: string | URL;
  /** One document may take this long in a worker, milliseconds. */
  readonly deadlineMs?: number;
  readonly signal?: Stop;
  /** What earlier runs have met is left out, by the sources that can. */
  readonly seen?: Seen;
  /** Documents whose credentials are all less sure than this are not traced. */
  readonly minConfidence?: number;
}

/** Below these, starting workers costs more than they save. */
const small = { bytes: 100e6, documents: 10_000 } as const;

/**
 * The same on two cores for a target that says at once how much it holds. V8's own threads and what is read beside the scan
 * fill half of the second core; by the CPU time of both ways two threads gain from some 300 MB on.
 */
const smallOnTwoCores = 300e6;

const deadlineMs = 120_000;

function cores(): number {
  return process.getBuiltinModule('node:os').availableParallelism();
}

/**
 * Scans targets one after the other. Tells of credentials, problems, allowed matches, progress and attributions in no
 * particular order, as they come: a history has a hundred thousand, so that no queue holds them. An abort ends it early,
 * without an error.
 * @throws UsageError where a target is wrong; what was told before stands
 */
export async function scan(
  targets: readonly Target[],
  rules: RuleSet,
  options: ScanOptions,
  emit: (event: ScanEvent) => void,
): Promise<void> {
  for (const target of targets) {
    if (options.signal?.aborted) return;
    await scanTarget(target, rules, options, emit);
  }
}

async function scanTarget(
  target: Target,
  rules: RuleSet,
  options: ScanOptions,
  emit: (event: ScanEvent) => void,
): Promise<void> {
  const source = await findSource(target.kind);
  const ids = new Set<string>();
  let attribution: Attribution | undefined;
  let seen = 0;
  const least = options.minConfidence ?? 0;
  const take = (event: ScanEvent): void => {
    if (event.kind === 'credential' && event.documentId !== undefined && event.confidence >= least) {
      ids.add(event.documentId);
      attribution ??= source.attribution?.(target, options.read);
    }
    if (event.kind === 'progress') seen += event.documents;
    emit(event);
  };
  try {
    await scanSlices(source.slices(target, options.read, options.seen), rules, options, take);
    const mayBeEmpty = options.read.staged || options.read.incoming !== undefined || options.seen !== undefined;
    if (seen === 0 && !options.signal?.aborted && !mayBeEmpty) {
      emit(problem('EMPTY', targetName(target), 'nothing to scan was found here'));
    }
    await trace(target, attribution, ids, options, emit);
  } finally {
    // What was asked for in `take` is not seen by the compiler.
    (attribution as Attribution | undefined)?.end();
  }
}

/** Where else the documents stand in which something was found. */
async function trace(
  target: Target,
  attribution: Attribution | undefined,
  ids: ReadonlySet<string>,
  options: ScanOptions,
  emit: (event: ScanEvent) => void,
): Promise<void> {
  if (!attribution || options.signal?.aborted) return;
  for (const [documentId, provenances] of await attribution.of(ids))
    emit({ kind: 'attribution', target: targetName(target), documentId, provenances });
}

async function scanSlices(
  slices: AsyncIterable<Slice | ScanEvent>,
  rules: RuleSet,
  options: ScanOptions,
  emit: (event: ScanEvent) => void,
): Promise<void> {
  const gathered: Slice[] = [];
  const iterator = slices[Symbol.asyncIterator]();
  let bytes = 0;
  let documents = 0;
  const asked = options.workerScript ? options.threads : 0;
  const isSmall = (): boolean => bytes < small.bytes && documents < small.documents;
  // Slices are listed until they are known to be many; a small target never starts a worker.
  while (asked === 0 || asked === undefined ? isSmall() : false) {
    const next = await iterator.next();
    if (next.done || options.signal?.aborted) return scanHere(gathered, rules, options, emit);
    if (next.value.kind !== 'slice') {
      emit(next.value);
      continue;
    }
    gathered.push(next.value);
    bytes += next.value.bytes ?? 0;
    documents += next.value.documents ?? 1;
    const { ofAll } = next.value;
    if (ofAll === undefined) continue;
    keepFreshMemorySmall();
    if (ofAll < (cores() > 2 ? small.bytes : smallOnTwoCores)) {
      const begun = gathered.splice(0);
      await scanHere(upTo(ofAll + small.bytes, concatenate(begun, iterator), gathered), rules, options, emit);
      if (gathered.length === 0) return;
    }
    documents = small.documents;
    break;
  }
  // A lone large document: threads have nothing to share, and no deadline may end it.
  if (asked === undefined && documents === 1) {
    const next = await iterator.next();
    if (next.done) return scanHere(gathered, rules, options, emit);
    if (next.value.kind === 'slice') gathered.push(next.value);
    else emit(next.value);
  }
  keepFreshMemorySmall();
  const rest = concatenate(gathered, iterator);
  const threads = asked ?? cores();
  await (threads > 1 ? scanThreads(rest, rules, options, threads, emit) : scanHere(rest, rules, options, emit));
}

type Slices = Iterable<Slice | ScanEvent> | AsyncIterable<Slice | ScanEvent>;

async function* concatenate(
  first: readonly Slice[],
  rest: AsyncIterator<Slice | ScanEvent>,
): AsyncGenerator<Slice | ScanEvent> {
  yield* first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** Slices of so many bytes; the first that is beyond them is left over. */
async function* upTo(
  mostBytes: number,
  slices: AsyncIterable<Slice | ScanEvent>,
  over: Slice[],
): AsyncGenerator<Slice | ScanEvent> {
  let bytes = 0;
  for await (const slice of slices) {
    if (slice.kind === 'slice') {
      bytes += slice.bytes ?? 0;
      if (bytes > mostBytes) {
        over.push(slice);
        return;
      }
    }
    yield slice;
  }
}

async function scanHere(
  slices: Slices,
  rules: RuleSet,
  options: ScanOptions,
  emit: (event: ScanEvent) => void,
): Promise<void> {
  const scanner = createScanner(rules, options);
  for await (const slice of slices) {
    if (options.signal?.aborted) return;
    if (slice.kind === 'slice')
      await scanSlice(slice, scanner, options.read, { emit, ...(options.signal ? { signal: options.signal } : {}) });
    else emit(slice);
  }
}

async function scanThreads(
  slices: Slices,
  rules: RuleSet,
  options: ScanOptions,
  threads: number,
  emit: (event: ScanEvent) => void,
): Promise<void> {
  const { createPool } = await import('./pool.ts');
  const { engine, read, detect } = options;
  const pool = createPool(
    rules,
    { read, detect, ...(engine ? { engine } : {}) },
    {
      threads,
      deadlineMs: options.deadlineMs ?? deadlineMs,
      script: options.workerScript!,
      emit,
    },
  );
  try {
    for await (const slice of slices) {
      if (options.signal?.aborted) break;
      if (isProblem(slice)) emit(slice);
      else if (slice.kind === 'slice') await pool.run(slice);
    }
    if (!options.signal?.aborted) await pool.finish();
  } finally {
    await pool.stop();
  }
}
