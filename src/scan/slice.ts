/** Scans all documents of one slice with one scanner. */

import type { Document } from '../model/document.ts';
import type { ScanEvent } from '../model/event.ts';
import { isProblem, ProblemError } from '../model/problem.ts';
import type { ReadOptions, Slice } from '../model/slice.ts';
import { findSource } from '../sources/index.ts';
import { type Entry, isList } from '../sources/source.ts';
import type { Emit, Scanner } from './scanner.ts';
import { turn } from './turn.ts';

/** Says when to stop: an `AbortSignal`, or what stands for one where loading that would cost. */
export interface Stop {
  readonly aborted: boolean;
}

export interface SliceRun {
  readonly emit: Emit;
  /** Documents at the start that are not to be scanned (again). */
  readonly skip?: number;
  /** Called before each document with its number, from 1. */
  readonly begin?: (index: number) => void;
  readonly signal?: Stop;
}

/** The event loop turns at least this often between documents, milliseconds: signals and what git says meanwhile wait for it. */
const turnMs = 10;

/** Documents and bytes are told in steps of this many documents, so that a tree of small files costs few events. */
const progressStep = 64;

export async function scanSlice(slice: Slice, scanner: Scanner, read: ReadOptions, run: SliceRun): Promise<void> {
  const emit = gatherProgress(slice, run.emit);
  const skip = run.skip ?? 0;
  let index = 0;
  // Synchronous sources never let the event loop turn; signals and timers need it to.
  let turned = Date.now();
  const next = (document: Document): Promise<void> | undefined => {
    run.begin?.(index);
    return scanner.scan(document, emit.event);
  };
  const later = async (document: Document): Promise<void> => {
    await turn();
    turned = Date.now();
    if (run.signal?.aborted) document.close?.();
    else await next(document);
  };
  /** What there is to wait for, if anything. */
  const visit = (entry: Entry): Promise<void> | undefined => {
    if (isProblem(entry)) {
      if (index >= skip) emit.event(entry);
      return undefined;
    }
    if (index++ < skip) {
      entry.close?.();
      return undefined;
    }
    return Date.now() - turned > turnMs ? later(entry) : next(entry);
  };
  try {
    for await (const entry of (await findSource(slice.target.kind)).documents(slice, read)) {
      for (const each of isList(entry) ? entry : [entry]) {
        const waiting = visit(each);
        if (waiting) await waiting;
        if (run.signal?.aborted) return;
      }
    }
  } catch (cause) {
    if (!(cause instanceof ProblemError)) throw cause;
    emit.event(cause.problem);
  } finally {
    emit.flush();
  }
}

/** Adds progress up, lets everything else through. */
function gatherProgress(slice: Slice, emit: Emit): { event: Emit; flush: () => void } {
  let documents = 0;
  let bytes = 0;
  const target = `${slice.target.kind}:${slice.target.locator}`;
  const flush = (): void => {
    if (documents > 0) emit({ kind: 'progress', target, documents, bytes });
    documents = 0;
    bytes = 0;
  };
  return {
    flush,
    event: (event: ScanEvent) => {
      if (event.kind !== 'progress') return emit(event);
      documents += event.documents;
      bytes += event.bytes;
      if (documents >= progressStep || bytes > 2 ** 24) flush();
    },
  };
}
