/** The catalogue that ships with leakwalk, compiled by the build, so that no YAML is parsed at start. */

import { readFileSync } from 'node:fs';
import type { Rule, RuleSet, RuleText } from '../model/rule.ts';

/** The first line of the file, without its last words. */
interface Head {
  readonly digest: string;
  readonly macros: Readonly<Record<string, string>>;
  readonly ids: readonly string[];
  /** Where each rule's line begins, bytes after the first line. */
  readonly starts: readonly number[];
}

/** From dist/ itself, from its chunks, from the source. */
const places: readonly string[] = ['', '/..', '/../../dist'];

let place = '';
let rules: RuleSet | undefined;

/** The hot part of every rule; read once. Its `rules` are all made when they are first asked for, those of its shelf singly. */
export function loadBuiltinRules(): RuleSet {
  rules ??= restore(readStored());
  return rules;
}

/** The words of every rule, in the same order. */
export async function loadRuleTexts(): Promise<readonly RuleText[]> {
  loadBuiltinRules();
  return JSON.parse(readFileSync(`${place}/rules-text.json`, 'utf8')) as readonly RuleText[];
}

/** The words of some rules: a report has few of them, and all take longer to parse than a small tree to scan. */
export function ruleTextsOf(ids: readonly string[]): readonly RuleText[] {
  const { shelf } = loadBuiltinRules();
  const wanted = new Set(ids);
  const lines = readFileSync(`${place}/rules-text.json`, 'utf8').split('\n');
  // The first line opens the list.
  return shelf!.ids.flatMap((id, index) =>
    wanted.has(id) ? [JSON.parse(lines[index + 1]!.replace(/,$/, '')) as RuleText] : [],
  );
}

function readStored(): Buffer {
  for (const folder of places) {
    const candidate = `${import.meta.dirname}${folder}`;
    try {
      const stored = readFileSync(`${candidate}/rules.json`);
      place = candidate;
      return stored;
    } catch (cause) {
      if ((cause as { code?: string }).code !== 'ENOENT') throw cause;
    }
  }
  throw new Error('the compiled rules are missing; run "npm run build"');
}

/** What the first line ends with. */
const listBegins = ',"rules":[\n';

function restore(stored: Buffer): RuleSet {
  const end = stored.indexOf(listBegins);
  const { digest, macros, ids, starts } = JSON.parse(`${stored.toString('latin1', 0, end)}}`) as Head;
  const base = end + listBegins.length;
  const made: (Rule | undefined)[] = new Array(ids.length).fill(undefined);
  const at = (index: number): Rule => {
    let rule = made[index];
    if (!rule) {
      const next = index + 1 < ids.length ? base + starts[index + 1]! - 2 : stored.lastIndexOf('\n]}');
      rule = withMacros(JSON.parse(stored.toString('latin1', base + starts[index]!, next)) as Rule, macros);
      made[index] = rule;
    }
    return rule;
  };
  let all: readonly Rule[] | undefined;
  return {
    digest,
    shelf: { ids, at },
    get rules() {
      all ??= ids.map((_, index) => at(index));
      return all;
    },
  };
}

function withMacros(rule: Rule, macros: Readonly<Record<string, string>>): Rule {
  const expand = (text: string): string => text.replace(/\{([a-z]+)\}/g, (word, name: string) => macros[name] ?? word);
  return { ...rule, pattern: expand(rule.pattern), ...(rule.head === undefined ? {} : { head: expand(rule.head) }) };
}
