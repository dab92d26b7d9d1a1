/** All of it, as plain JSON: versioned, self-contained, in a stable order. */

import type { Finding } from './finding.ts';
import type { Problem } from './problem.ts';
import type { RotationStep, Severity } from './rule.ts';

/** The text of a rule that a finding names, so that a report can be read and rendered alone, also later. */
export interface ReportRule {
  readonly id: string;
  readonly provider: string;
  readonly name: string;
  readonly description: string;
  readonly severity: Severity;
  readonly references: readonly string[];
  readonly rotation: readonly RotationStep[];
}

/** Matches dropped for one reason. */
export interface Allowed {
  readonly rule: string;
  readonly reason: string;
  readonly count: number;
  /** The first place, as `target path:line`. */
  readonly example: string;
}

export interface RequestLine {
  /** ISO 8601. */
  readonly at: string;
  readonly host: string;
  readonly action: string;
  /** The identifier asked about (never a secret). */
  readonly subject: string;
  readonly outcome: string;
}

export interface Report {
  readonly schema: 'https://leakwalk.dev/schema/report.json';
  readonly version: 1;
  readonly tool: {
    readonly name: 'leakwalk';
    readonly version: string;
    readonly rules: string;
    readonly ruleCount: number;
  };
  /** ISO 8601. */
  readonly started: string;
  readonly finished: string;
  readonly targets: readonly string[];
  readonly network: {
    readonly state: 'none' | 'validate' | 'remote';
    readonly hosts: readonly string[];
    readonly requests: readonly RequestLine[];
  };
  readonly totals: { readonly documents: number; readonly bytes: number };
  /** False when anything was not scanned or the run was interrupted. */
  readonly complete: boolean;
  readonly interrupted: boolean;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  readonly allowed: readonly Allowed[];
  readonly rules: readonly ReportRule[];
}
