/** The catalogue that ships with leakwalk, compiled by the build, so that no YAML is parsed at start. */

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Rule, RuleSet, RuleText } from '../model/rule.ts';

interface Stored {
  readonly digest: string;
  readonly macros: Readonly<Record<string, string>>;
  readonly rules: readonly Rule[];
}

/** From dist/ itself, from its chunks, from the source. */
const places: readonly string[] = ['./', '../', '../../dist/'];

let place: URL | undefined;
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
  texts ??= readFile(new URL('rules-text.json', place), 'utf8').then((text) => JSON.parse(text) as readonly RuleText[]);
  return texts;
}

function readStored(): string {
  for (const folder of places) {
    const candidate = new URL(folder, import.meta.url);
    try {
      const text = readFileSync(new URL('rules.json', candidate), 'utf8');
      place = candidate;
      return text;
    } catch (cause) {
      if ((cause as { code?: string }).code !== 'ENOENT') throw cause;
    }
  }
  throw new Error('the compiled rules are missing; run "npm run build"');
}

/** Puts the macros back into the patterns. */
function restore({ digest, macros, rules: stored }: Stored): RuleSet {
  const names = Object.entries(macros).map(([name, source]) => [`{${name}}`, source] as const);
  const expand = (pattern: string): string =>
    names.reduce((text, [name, source]) => (text.includes(name) ? text.replaceAll(name, () => source) : text), pattern);
  return { digest, rules: stored.map((rule) => ({ ...rule, pattern: expand(rule.pattern) })) };
}
