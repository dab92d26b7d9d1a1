/** What a scan yields as it goes. */

import type { Credential } from './credential.ts';
import type { Provenance } from './document.ts';
import type { Problem } from './problem.ts';

/** A match that was dropped, without its value. */
export interface AllowedMatch {
  readonly kind: 'allowed';
  readonly rule: string;
  readonly reason: string;
  readonly provenance: Provenance;
  readonly line: number;
}

/** Documents and bytes finished since the last such event. */
export interface Progress {
  readonly kind: 'progress';
  readonly target: string;
  readonly documents: number;
  readonly bytes: number;
}

/** Other places where a document that held a credential also stands (git: commits and paths). */
export interface Attribution {
  readonly kind: 'attribution';
  readonly target: string;
  readonly documentId: string;
  readonly provenances: readonly Provenance[];
}

export type ScanEvent = Credential | Problem | AllowedMatch | Progress | Attribution;
