/** The contract of a check: what a value says about itself, offline. */

import type { Fact } from '../model/match.ts';

export interface CheckResult {
  /** `fail` drops the match, `pass` may raise its confidence, `none` says nothing either way. */
  readonly outcome: 'pass' | 'fail' | 'none';
  /** Of a failure: for what the value looks like, not for what is said of it. A rule that knows it for a secret is told whose it is. */
  readonly unsure?: true;
  /** Why it failed, printed under --verbose; never a piece of the value. */
  readonly reason?: string;
  /** Printed with the finding; never secret. */
  readonly facts?: readonly Fact[];
  /** What a pass raises the confidence to, 0 to 1. */
  readonly confidence?: number;
}

export type Groups = Readonly<Record<string, string | undefined>>;

export interface Check {
  /** Named by rules: `github-crc32`. */
  readonly name: string;
  /** One sentence, for `rules list` and docs/rules.md. */
  readonly summary: string;
  /** Judges a value (latin1); `groups` are the named groups of the rule's pattern. Pure and linear, never throws. */
  test(value: string, groups: Groups): CheckResult;
  /** The checksum that completes `body` (the token so far, prefix included), for examples. */
  sign?(body: string): string;
}
