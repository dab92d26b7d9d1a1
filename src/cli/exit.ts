/** Exit codes, and who decides them. */

import type { Report } from '../model/report.ts';
import { type Severity, severities } from '../model/rule.ts';

export const exitCodes = { clean: 0, findings: 1, usage: 2, incomplete: 3, bug: 70, interrupted: 130 } as const;

/** A command sets `code`; it is the process's exit code. */
export interface Outcome {
  code: number;
}

export interface Threshold {
  /** Findings less severe than this do not count; `never` = none does. */
  readonly failOn: Severity | 'never';
  /** Findings less sure than this do not count, 0 to 1. */
  readonly failConfidence: number;
}

/** Findings that make the run fail: new ones, severe and sure enough. Canaries and dead credentials still count. */
export function counting(report: Report, threshold: Threshold): Report['findings'] {
  if (threshold.failOn === 'never') return [];
  const limit = severities.indexOf(threshold.failOn);
  return report.findings.filter(
    (finding) =>
      !finding.known && severities.indexOf(finding.severity) <= limit && finding.confidence >= threshold.failConfidence,
  );
}

export function exitCode(report: Report, threshold: Threshold): number {
  if (report.interrupted) return exitCodes.interrupted;
  if (counting(report, threshold).length > 0) return exitCodes.findings;
  return report.complete ? exitCodes.clean : exitCodes.incomplete;
}
