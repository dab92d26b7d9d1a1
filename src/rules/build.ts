/** Compiles a folder of patterns into the shipped form. Run by `scripts/rules.mjs`. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../model/errors.ts';
import { type Compiled, compileRules } from './compile.ts';
import { loadRules, type SourceRule } from './load.ts';
import { rulesSchema, storeRules } from './store.ts';

/** Reads `<folder>/*.yaml`, in order of names. */
export function readPatterns(folder: string): Compiled {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  const loaded = files.map((name) => {
    const { rules, faults } = loadRules(readFileSync(join(folder, name), 'utf8'), `patterns/${name}`);
    return { rules, faults: [...faults, ...rules.flatMap((source) => placed(source, name.slice(0, -'.yaml'.length)))] };
  });
  const compiled = compileRules(loaded.flatMap(({ rules }) => rules));
  return { ...compiled, faults: [...loaded.flatMap(({ faults }) => faults), ...compiled.faults] };
}

/** A built-in rule stands in the file of its provider and begins with its name. */
function placed({ provider, entry, fault }: SourceRule, name: string): UsageError[] {
  if (provider !== name) return [fault('RULES_SCHEMA', [], `provider "${provider}" is not the file's name`)];
  return entry.id.startsWith(`${provider}-`)
    ? []
    : [fault('RULES_SCHEMA', ['id'], `a rule of ${provider} begins with "${provider}-"`)];
}

/**
 * Writes rules.json, rules-text.json and schema/rules.json below `out`.
 * @throws UsageError naming every fault
 */
export function build(patterns: string, out: string): number {
  const { set, texts, faults } = readPatterns(patterns);
  if (faults.length > 0) {
    const lines = faults.map(({ code, message }) => `${message} [${code}]`);
    throw new UsageError(faults[0]!.code, `${faults.length} faults in the rules:\n${lines.join('\n')}`);
  }
  mkdirSync(join(out, 'schema'), { recursive: true });
  storeRules(out, set, texts);
  writeFileSync(join(out, 'schema', 'rules.json'), `${JSON.stringify(rulesSchema(), null, 2)}\n`);
  return set.rules.length;
}
