/** Options as meant: the command line over the configuration file over the defaults. */

import { UsageError } from '../model/errors.ts';
import type { RuleSet } from '../model/rule.ts';
import type { ReadOptions } from '../model/slice.ts';
import { loadBuiltinRules } from '../rules/builtin.ts';
import { selectRules } from '../rules/select.ts';
import { readOptions, type ScanArguments } from './arguments.ts';
import type { Config } from './config.ts';
import type { Threshold } from './exit.ts';
import { findConfig } from './find-config.ts';

export interface Settings {
  readonly args: ScanArguments;
  readonly read: ReadOptions;
  readonly rules: RuleSet;
  readonly threshold: Threshold;
  readonly minConfidence: number;
  readonly baseline: string | undefined;
  readonly allow: Config['allow'];
}

/** Findings less sure than this are dropped (and counted): a hook may not cry wolf, a sweep may not miss. */
export const leastConfidence = { staged: 0.7, other: 0.5 } as const;

const noConfig: Config = { exclude: [], rules: [], only: [], skip: [], allow: [] };

async function configuration(args: ScanArguments): Promise<Config> {
  const file = args.config ?? (args.trustConfig === 'yes' ? findConfig(process.cwd()) : undefined);
  if (file === undefined) return noConfig;
  const { readConfig } = await import('./config.ts');
  return readConfig(file);
}

/** Ways to say which part of a repository is read: no two go together. */
function refuseMixed({ staged, pushed, range, since, places, sinceState, history, remote }: ScanArguments): void {
  const given = Object.entries({
    '--staged': staged,
    '--pushed': pushed,
    '--range': range,
    '--places': places,
    '--since-state': sinceState,
  })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  if (given.length > 1) throw new UsageError('USAGE', `${given.join(' and ')} cannot be combined; choose one`);
  if (staged && (history || since !== undefined))
    throw new UsageError('USAGE', '--staged reads the index; it cannot be combined with --history or --since');
  if (since !== undefined && given.length > 0 && range === undefined)
    throw new UsageError('USAGE', `--since goes with --range or --history only, not with ${given[0]}`);
  if (remote !== undefined && !pushed) throw new UsageError('USAGE', '--remote goes with --pushed');
}

/** Whether git has to be asked what is meant. */
function narrows({ places, pushed, range }: ScanArguments): boolean {
  return places !== undefined || pushed === true || range === 'ci';
}

export async function settle(args: ScanArguments): Promise<Settings> {
  refuseMixed(args);
  const config = await configuration(args);
  const files = [...config.rules, ...(args.rules ?? [])];
  let rules = loadBuiltinRules();
  if (files.length > 0) {
    const { withUserRules } = await import('../rules/user.ts');
    rules = await withUserRules(rules, files);
  }
  const read = readOptions(args, config.exclude);
  return {
    args,
    read: narrows(args) ? (await import('./narrow.ts')).narrow(read, args) : read,
    rules: selectRules(rules, [...config.only, ...(args.only ?? [])], [...config.skip, ...(args.skip ?? [])]),
    threshold: { failOn: args.failOn ?? config.failOn ?? 'low', failConfidence: 0 },
    minConfidence:
      args.minConfidence ??
      config.minConfidence ??
      (args.staged || args.pushed ? leastConfidence.staged : leastConfidence.other),
    baseline: args.baseline ?? config.baseline,
    allow: config.allow,
  };
}
