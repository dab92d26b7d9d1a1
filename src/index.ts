/** leakwalk as a library: the same path that the command line runs, as one call. */

import { type CollectOptions, createCollector } from './findings/collect.ts';
import type { Report } from './model/report.ts';
import { type ReadOptions, readDefaults } from './model/slice.ts';
import { targetName } from './model/target.ts';
import { version } from './model/version.ts';
import { loadBuiltinRules, ruleTextsOf } from './rules/builtin.ts';
import { scan as scanTargets } from './scan/scan.ts';
import { workerScript } from './scan/worker-script.ts';
import { parseTarget } from './sources/index.ts';

export type { Finding, FindingPart, Occurrence, OccurrencePart } from './model/finding.ts';
export type { Problem, ProblemCode } from './model/problem.ts';
export type { Report } from './model/report.ts';
export type { ReadOptions } from './model/slice.ts';
export type { Verdict, VerdictState } from './model/verdict.ts';
export { planChecklist } from './respond/checklist.ts';

export interface ScanSettings {
  readonly read?: Partial<ReadOptions>;
  /** 0 to 1; 0.5 by default. */
  readonly minConfidence?: number;
  readonly allow?: CollectOptions['allow'];
  /** Worker threads; 0 = none. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

/**
 * Scans targets (`git:.`, `log:job.txt`, a path) with the built-in rules. Opens no connection and prints nothing.
 * @throws UsageError where a target is wrong
 */
export async function scan(targets: readonly string[], settings: ScanSettings = {}): Promise<Report> {
  const started = new Date();
  const rules = loadBuiltinRules();
  const parsed = await Promise.all(targets.map(parseTarget));
  const minConfidence = settings.minConfidence ?? 0.5;
  const collector = createCollector({
    rules,
    minConfidence,
    ...(settings.allow ? { allow: settings.allow } : {}),
  });
  const script = workerScript();
  const options = {
    read: { ...readDefaults, ...settings.read },
    detect: {},
    minConfidence,
    ...(script === undefined ? {} : { workerScript: script }),
    ...(settings.threads === undefined ? {} : { threads: settings.threads }),
    ...(settings.signal ? { signal: settings.signal } : {}),
  };
  await scanTargets(parsed, rules, options, collector.add);
  return collector.report({
    version,
    started,
    finished: new Date(),
    targets: parsed.map(targetName),
    network: { state: 'none', hosts: [], requests: [] },
    interrupted: settings.signal?.aborted === true,
    texts: ruleTextsOf,
  });
}
