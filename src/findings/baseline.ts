/** Findings that are known: kept by fingerprint, so that lines, files and history may move. */

import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { UsageError } from '../model/errors.ts';
import type { Report } from '../model/report.ts';

export interface BaselineEntry {
  readonly rule: string;
  /** For people: why it is accepted. */
  readonly reason: string;
  /** Day it was added, `2026-11-23`. */
  readonly added: string;
}

/** By fingerprint. */
export type Baseline = Readonly<Record<string, BaselineEntry>>;

const schema = v.object({
  schema: v.literal('https://leakwalk.dev/schema/baseline.json'),
  version: v.literal(1),
  known: v.record(v.string(), v.object({ rule: v.string(), reason: v.string(), added: v.string() })),
});

/** @throws UsageError BASELINE_INVALID */
export function readBaseline(file: string): Baseline {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as { code?: string };
    throw new UsageError(
      'BASELINE_INVALID',
      `${file}: cannot be read (${code}); make one with leakwalk baseline create`,
      { cause },
    );
  }
  return parseBaseline(text, file);
}

/** @throws UsageError BASELINE_INVALID */
export function parseBaseline(text: string, file: string): Baseline {
  try {
    return v.parse(schema, JSON.parse(text)).known;
  } catch (cause) {
    throw new UsageError('BASELINE_INVALID', `${file}: is not a baseline; make one with leakwalk baseline create`, {
      cause,
    });
  }
}

/** One entry a line, sorted: merges line by line. */
export function serialiseBaseline(baseline: Baseline): string {
  const lines = Object.keys(baseline)
    .sort()
    .map((name) => `    ${JSON.stringify(name)}: ${JSON.stringify(baseline[name])}`);
  const known = lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n  }`;
  return `{\n  "schema": "https://leakwalk.dev/schema/baseline.json",\n  "version": 1,\n  "known": ${known}\n}\n`;
}

/** Known findings are marked and do not count for the exit code. */
export function applyBaseline(report: Report, baseline: Baseline): Report {
  const findings = report.findings.map((finding) =>
    Object.hasOwn(baseline, finding.fingerprint) ? { ...finding, known: true } : finding,
  );
  return { ...report, findings };
}

export interface UpdateOptions {
  readonly reason: string;
  readonly today: string;
  /** Entries that the report no longer holds are dropped. */
  readonly prune: boolean;
}

/** Adds a report's findings; what is there keeps its reason and date. */
export function updateBaseline(before: Baseline, report: Report, { reason, today, prune }: UpdateOptions): Baseline {
  const now = report.findings.map(({ fingerprint, rule }): [string, BaselineEntry] => [
    fingerprint,
    before[fingerprint] ?? { rule, reason, added: today },
  ]);
  return prune ? Object.fromEntries(now) : { ...before, ...Object.fromEntries(now) };
}
