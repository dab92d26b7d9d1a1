/** The catalogue that ships with leakwalk, compiled by the build, so that no YAML is parsed at start. */

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Rule, RuleSet, RuleText } from '../model/rule.ts';

type StoredRule = Omit<Rule, 'pattern'> & { pattern: string };

interface Stored {
  readonly digest: string;
  readonly macros: Readonly<Record<string, string>>;
  readonly rules: readonly StoredRule[];
}

/** From dist/ itself, from its chunks, from the source. */
const places: readonly string[] = ['', '/..', '/../../dist'];

let place = '';
let rules: RuleSet | undefined;
let texts: Promise<readonly RuleText[]> | undefined;

/** The hot part of every rule; read once. */
export function loadBuiltinRules(): RuleSet {
  rules ??= restore(JSON.parse(readStored()) as Stored);
  return rules;
}

/** The words of every rule, in the same order; read once, when there is something to say. */
export function loadRuleTexts(): Promise<readonly RuleText[]> {
  loadBuiltinRules();
  texts ??= readFile(`${place}/rules-text.json`, 'utf8').then((text) => JSON.parse(text) as readonly RuleText[]);
  return texts;
}

function readStored(): string {
  for (const folder of places) {
    const candidate = `${import.meta.dirname}${folder}`;
    try {
      const text = readFileSync(`${candidate}/rules.json`, 'latin1');
      place = candidate;
      return text;
    } catch (cause) {
      if ((cause as { code?: string }).code !== 'ENOENT') throw cause;
    }
  }
  throw new Error('the compiled rules are missing; run "npm run build"');
}

/**
 * A rule whose macros are put back when its pattern is first asked for: most rules of a scan never meet their keyword, and
 * texts of that length would cost more than parsing them.
 */
function withMacros(rule: StoredRule, macros: Readonly<Record<string, string>>): Rule {
  const stored = rule.pattern;
  if (!stored.includes('{')) return rule;
  let pattern: string | undefined;
  return Object.defineProperty(rule, 'pattern', {
    enumerable: true,
    get: () => {
      pattern ??= stored.replace(/\{([a-z]+)\}/g, (text, name: string) => macros[name] ?? text);
      return pattern;
    },
  });
}

function restore({ digest, macros, rules }: Stored): RuleSet {
  for (const rule of rules) withMacros(rule, macros);
  return { digest, rules };
}
