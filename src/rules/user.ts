/** Rules of the user's own files, compiled at run time. */

import { readFileSync } from 'node:fs';
import { UsageError } from '../model/errors.ts';
import type { RuleSet, RuleText } from '../model/rule.ts';
import { type Compiled, compileRules, ruleSet } from './compile.ts';
import { loadRules } from './load.ts';

/**
 * Reads and compiles rule files; faults are collected, not thrown.
 *
 * @param known rules that may be named besides those of the files
 * @throws UsageError RULES_UNREADABLE
 */
export function readUserRules(files: readonly string[], known: RuleSet): Compiled {
  const loaded = files.map((file) => loadRules(read(file), file));
  const compiled = compileRules(
    loaded.flatMap(({ rules }) => rules),
    { known: new Set(known.rules.map(({ id }) => id)) },
  );
  return { ...compiled, faults: [...loaded.flatMap(({ faults }) => faults), ...compiled.faults] };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as { code?: string };
    throw new UsageError('RULES_UNREADABLE', `${file}: cannot be read (${code ?? 'unknown'})`, { cause });
  }
}

/**
 * The set with the rules of the files; one with the id of another replaces it.
 * @throws UsageError the first fault of the files
 */
export async function withUserRules(set: RuleSet, files: readonly string[]): Promise<RuleSet> {
  const user = readUserRules(files, set);
  if (user.faults[0]) throw user.faults[0];
  return ruleSet(merge(set.rules, user.set.rules));
}

/** The texts that go with `withUserRules`. */
export async function withUserTexts(
  texts: readonly RuleText[],
  set: RuleSet,
  files: readonly string[],
): Promise<readonly RuleText[]> {
  return merge(texts, readUserRules(files, set).texts);
}

function merge<T extends { readonly id: string }>(base: readonly T[], own: readonly T[]): readonly T[] {
  const ids = new Set(own.map(({ id }) => id));
  return [...base.filter(({ id }) => !ids.has(id)), ...own].sort((a, b) => (a.id < b.id ? -1 : 1));
}
