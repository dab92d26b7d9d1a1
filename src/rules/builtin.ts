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
let texts: readonly RuleText[] | undefined;

/** The hot part of every rule; read once. Its `rules` are all made when they are first asked for, those of its shelf singly. */
export function loadBuiltinRules(): RuleSet {
  rules ??= restore(readStored());
  return rules;
}

/** The words of every rule, in the same order; read once, when there is something to say. */
export async function loadRuleTexts(): Promise<readonly RuleText[]> {
  loadBuiltinRules();
  texts ??= JSON.parse(readFileSync(`${place}/rules-text.json`, 'utf8')) as readonly RuleText[];
  return texts;
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
