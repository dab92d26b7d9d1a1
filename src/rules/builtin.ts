/** The catalogue that ships with leakwalk, compiled by the build, so that no YAML is parsed at start. */

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Rule, RuleSet, RuleText } from '../model/rule.ts';

interface Stored {
  readonly digest: string;
  readonly macros: Readonly<Record<string, string>>;
  readonly rules: readonly (Omit<Rule, 'pattern'> & { pattern: string })[];
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

/** Puts the macros back into the patterns: in place, since copies of so many objects would cost more than parsing them. */
function restore({ digest, macros, rules: stored }: Stored): RuleSet {
  for (const name of Object.keys(macros)) {
    const word = `{${name}}`;
    const source = macros[name]!;
    for (let k = 0; k < stored.length; k++) {
      const rule = stored[k]!;
      for (let at = rule.pattern.indexOf(word); at >= 0; at = rule.pattern.indexOf(word, at + source.length)) {
        rule.pattern = rule.pattern.slice(0, at) + source + rule.pattern.slice(at + word.length);
      }
    }
  }
  return { digest, rules: stored };
}
