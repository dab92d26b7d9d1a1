/** Findings that are known: kept by fingerprint, so that lines, files and history may move. */

import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { UsageError } from '../model/errors.ts';
import { misfitText } from '../model/misfit.ts';
import type { Report } from '../model/report.ts';
import { compare } from './order.ts';

interface BaselineEntry {
  readonly rule: string;
  /** For people: why it is accepted. */
  readonly reason: string;
  /** Day it was added, `2026-11-23`. */
  readonly added: string;
}

/** By fingerprint. */
export type Baseline = ReadonlyMap<string, BaselineEntry>;

const head = 'https://leakwalk.dev/schema/baseline.json';

const schema = v.object({
  schema: v.literal(head),
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
    throw new UsageError('BASELINE_INVALID', `${file}: cannot be read (${code}); ${remedy}`, { cause });
  }
  return parseBaseline(text, file);
}

const remedy = 'make one with leakwalk baseline create';

/** @throws UsageError BASELINE_INVALID */
export function parseBaseline(text: string, file: string): Baseline {
  const conflict = text.split('\n').findIndex((line) => /^(?:<{7}|={7}|>{7})(?: |$)/.test(line));
  if (conflict !== -1) {
    throw new UsageError(
      'BASELINE_INVALID',
      `${file}:${conflict + 1}: holds a merge conflict; keep the lines of both sides, each entry is a line of its own`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UsageError('BASELINE_INVALID', `${file}: is not JSON; mend it or ${remedy}`, { cause });
  }
  const result = v.safeParse(schema, value);
  if (result.success) return new Map(Object.entries(result.output.known));
  const [issue] = result.issues;
  const at = v.getDotPath(issue) ?? 'its root';
  throw new UsageError('BASELINE_INVALID', `${file}: does not fit at ${at}: ${misfitText(issue)}; ${remedy}`);
}

/** One entry a line, sorted, no line numbers, no counts: merges line by line. */
export function serialiseBaseline(baseline: Baseline): string {
  const lines = [...baseline]
    .sort(([a], [b]) => compare(a, b))
    .map(
      ([name, { rule, reason, added }]) => `    ${JSON.stringify(name)}: ${JSON.stringify({ rule, reason, added })}`,
    );
  const known = lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n  }`;
  return `{\n  "schema": ${JSON.stringify(head)},\n  "version": 1,\n  "known": ${known}\n}\n`;
}

/** Known findings are marked and do not count for the exit code. */
export function applyBaseline(report: Report, baseline: Baseline): Report {
  const findings = report.findings.map((finding) =>
    baseline.has(finding.fingerprint) ? { ...finding, known: true } : finding,
  );
  return { ...report, findings };
}

/** Adds a report's findings; what is there keeps its reason and date. */
export function updateBaseline(
  before: Baseline,
  report: Report,
  { reason, today }: { readonly reason: string; readonly today: string },
): Baseline {
  const now = report.findings.map(({ fingerprint, rule }): [string, BaselineEntry] => [
    fingerprint,
    before.get(fingerprint) ?? { rule, reason, added: today },
  ]);
  return new Map([...before, ...now]);
}

/** Drops what a report no longer holds; adds nothing. */
export function pruneBaseline(before: Baseline, report: Report): Baseline {
  const now = new Set(report.findings.map((finding) => finding.fingerprint));
  return new Map([...before].filter(([name]) => now.has(name)));
}
