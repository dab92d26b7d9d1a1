/** What the pool and its workers say to each other: plain data only. */

import type { PackedCredential } from '../findings/transport.ts';
import type { Credential } from '../model/credential.ts';
import type { ScanEvent } from '../model/event.ts';
import type { RuleSet } from '../model/rule.ts';
import type { Slice } from '../model/slice.ts';
import type { ScannerOptions } from './scanner.ts';

/** Given to a worker at its start. */
export interface WorkerStart {
  /** Absent for the built-in rules, which a worker reads faster than it is sent them. */
  readonly rules: RuleSet | undefined;
  readonly options: Omit<ScannerOptions, 'baked'>;
  /** One 32-bit cell: documents begun in the slice at hand, written by the worker, read by the pool. */
  readonly begun: SharedArrayBuffer;
}

/** One slice to scan; the first `skip` documents of it have been dealt with. */
export interface WorkerTask {
  readonly slice: Slice;
  readonly skip: number;
}

export type PlainEvent = Exclude<ScanEvent, Credential> | PackedCredential;

export type WorkerReply =
  | { readonly kind: 'events'; readonly events: readonly PlainEvent[] }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly stack: string };
