/** What to do, most urgent first, with the state of each step. */

import type { Fact } from './match.ts';
import type { Severity } from './rule.ts';
import type { VerdictState } from './verdict.ts';

export interface ChecklistStep {
  readonly id: string;
  readonly title: string;
  readonly why?: string;
  readonly commands: readonly string[];
  /** How to know that it worked. */
  readonly proof?: string;
  readonly done: boolean;
  /** ISO 8601, of being ticked off. */
  readonly doneAt?: string;
  /** What proved it, in the words of whoever ticked it off. */
  readonly provedBy?: string;
}

/** From first readable to confirmed dead. */
export interface ExposureWindow {
  /** ISO 8601, or absent when nothing dates it. */
  readonly start?: string;
  /** How the start is known, and that it is a lower bound where it is. */
  readonly basis: string;
  readonly end?: string;
}

export interface ChecklistItem {
  readonly fingerprint: string;
  readonly title: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly verdict: VerdictState;
  /** Why it stands where it stands. */
  readonly urgency: string;
  readonly owner?: string;
  readonly window: ExposureWindow;
  /** What is known of it offline: the account, the host, the id by which it is revoked. */
  readonly facts: readonly Fact[];
  readonly places: readonly string[];
  readonly steps: readonly ChecklistStep[];
  readonly references: readonly string[];
}

export interface Checklist {
  readonly schema: 'https://leakwalk.dev/schema/checklist.json';
  readonly version: 1;
  /** ISO 8601, of the report. */
  readonly reported: string;
  /** Said at the top when the scan was incomplete. */
  readonly incomplete: boolean;
  readonly items: readonly ChecklistItem[];
}
