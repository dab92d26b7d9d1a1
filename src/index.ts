/** leakwalk as a library: the same path that the command line runs. */

import { type CollectOptions, createCollector } from './findings/collect.ts';
import type { Report } from './model/report.ts';
import { readDefaults } from './model/slice.ts';
import { targetName } from './model/target.ts';
import { loadBuiltinRules, loadRuleTexts } from './rules/builtin.ts';
import { scan as scanTargets } from './scan/scan.ts';
import { parseTarget } from './sources/index.ts';

export type { Finding } from './model/finding.ts';
export type { Problem } from './model/problem.ts';
export type { Report } from './model/report.ts';
export type { ReadOptions } from './model/slice.ts';
