/** The shipped form of the catalogue. Read by `builtin.ts`. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { Rule, RuleSet, RuleText } from '../model/rule.ts';
import { foldMacros, storedMacros } from './macro.ts';
import { fileSchema } from './schema.ts';

/** rules.json, rules-text.json. */
export function storeRules(folder: string, { rules, digest }: RuleSet, texts: readonly RuleText[]): void {
  const lines = rules.map((rule) => ascii(JSON.stringify({ ...rule, ...folded(rule) })));
  const starts: number[] = [];
  let at = 0;
  for (const line of lines) {
    starts.push(at);
    at += line.length + 2;
  }
  const head = ascii(JSON.stringify({ digest, macros: storedMacros(), ids: rules.map(({ id }) => id), starts }));
  // Valid JSON, of which single lines can be read.
  writeFileSync(join(folder, 'rules.json'), `${head.slice(0, -1)},"rules":[\n${lines.join(',\n')}\n]}\n`, 'latin1');
  const words = texts.map((text) => JSON.stringify(text));
  writeFileSync(join(folder, 'rules-text.json'), `[\n${words.join(',\n')}\n]\n`);
}

/** Macros stand once in the file instead of in every rule. */
function folded({ pattern, head }: Rule): Pick<Rule, 'pattern' | 'head'> {
  return { pattern: foldMacros(pattern), ...(head === undefined ? {} : { head: foldMacros(head) }) };
}

/** JSON in ASCII alone is read and parsed in half the time. */
function ascii(json: string): string {
  return json.replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** JSON schema of a rules file, for editors. */
export function rulesSchema(): object {
  const schema = toJsonSchema(fileSchema, { errorMode: 'ignore', typeMode: 'input' });
  return { $id: 'https://leakwalk.dev/schema/rules.json', title: 'leakwalk rules', ...schema };
}
