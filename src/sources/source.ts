/** The contract of a source: Target → Slices → Documents. */

import type { Document, Provenance } from '../model/document.ts';
import type { Problem } from '../model/problem.ts';
import type { Seen } from '../model/seen.ts';
import type { ReadOptions, Slice } from '../model/slice.ts';
import type { Target } from '../model/target.ts';

/** What a slice holds, one after the other. */
export type Entry = Document | Problem;

/**
 * Entries as they are read. An asynchronous source may give many that are there at once as one list, so that not each of
 * them costs a turn of promises: a history has a hundred thousand.
 */
export type Entries = Iterable<Entry> | AsyncIterable<Entry | Iterable<Entry>>;

/** Lists gone through. */
export async function* eachEntry(entries: Entries): AsyncGenerator<Entry> {
  for await (const entry of entries) {
    if (isList(entry)) yield* entry;
    else yield entry;
  }
}

export function isList(entry: Entry | Iterable<Entry>): entry is Iterable<Entry> {
  return Symbol.iterator in entry;
}

export interface Source {
  /** The word before the colon. */
  readonly kind: string;
  /** One line for `--help`. */
  readonly summary: string;
  /** Whether this source takes a bare path (`index.ts` asks in order). */
  recognises?(path: string): boolean;
  /**
   * A cheap listing, in a stable order, on the main thread. Throws `UsageError` where the target itself is wrong. A source that
   * knows of `seen` leaves out what earlier runs have met.
   */
  slices(target: Target, options: ReadOptions, seen?: Seen): AsyncIterable<Slice | Problem>;
  /** The slice's documents, on any thread. Each is read and closed before the next is asked for. */
  documents(slice: Slice, options: ReadOptions): Entries;
  /**
   * Where else documents stand (git: commit, author, date, path). Called when the first finding comes, so that what has to be
   * read for it is read beside the scan.
   */
  attribution?(target: Target, options: ReadOptions): Attribution;
}

export interface Attribution {
  /** Of the documents of these ids, once. */
  of(ids: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly Provenance[]>>;
  /** Ends what is still being read. */
  end(): void;
}
