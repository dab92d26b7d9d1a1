/** A piece of a target that one thread opens alone. Plain data, so that it can be sent to a worker. */

import type { Target } from './target.ts';

export interface Slice {
  readonly kind: 'slice';
  readonly target: Target;
  /** For progress: `240 files`, `layer 3 of 7`. */
  readonly label: string;
  /** Bytes, where known, for balancing. */
  readonly bytes?: number;
  /** Bytes of all slices of the target, about, where that is known before they are listed. */
  readonly ofAll?: number;
  /** Documents in it, where known. */
  readonly documents?: number;
  /** What the source needs to open it again: structured-cloneable, meaningful to that source only. */
  readonly work: unknown;
}

/** What a push brings: told by git to the hook that judges it. */
export interface Incoming {
  /** For `git rev-list`: the new tips, without what the receiver has. */
  readonly revisions: readonly string[];
  /** The new tips, and the refs they are to become. */
  readonly refs: readonly { readonly id: string; readonly name: string }[];
}

/** How to read. Plain data. Defaults in `readDefaults`. */
export interface ReadOptions {
  /** git: every object instead of the working tree. */
  readonly history: boolean;
  /** git: the index's blobs of changed paths only. */
  readonly staged: boolean;
  /** git history: only commits after this date (git's own spelling). */
  readonly since?: string;
  /** git history: only commits in `a..b`. */
  readonly range?: string;
  /** git history: only these of the places where git can hide something; all when absent. */
  readonly places?: readonly string[];
  /** git history: only what a push brings. */
  readonly incoming?: Incoming;
  /** Globs of paths not to scan (user's own; counted, never silent). */
  readonly exclude: readonly string[];
  /** Documents over this many bytes are a `TOO_LARGE` problem; Infinity by default. */
  readonly maxBytes: number;
  /** How deep archives are opened; 0 = not at all. */
  readonly maxDepth: number;
  /** Entries of one archive. */
  readonly maxEntries: number;
  /** Expanded bytes to packed bytes, judged after the first 16 MiB. */
  readonly maxRatio: number;
  /** Expanded bytes of one archive with all that is in it. */
  readonly maxExpanded: number;
}

export const readDefaults: ReadOptions = {
  history: false,
  staged: false,
  exclude: [],
  maxBytes: Number.POSITIVE_INFINITY,
  maxDepth: 8,
  maxEntries: 1_000_000,
  maxRatio: 1_000,
  maxExpanded: 64 * 2 ** 30,
};
