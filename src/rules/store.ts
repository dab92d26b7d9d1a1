/** The shipped form of the catalogue. Read by `builtin.ts`. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { RuleSet, RuleText } from '../model/rule.ts';
import { foldMacros, storedMacros } from './macro.ts';
import { fileSchema } from './schema.ts';

/** rules.json, rules-text.json. */
export function storeRules(folder: string, { rules, digest }: RuleSet, texts: readonly RuleText[]): void {
  const stored = {
    digest,
    macros: storedMacros(),
    rules: rules.map((rule) => ({ ...rule, pattern: foldMacros(rule.pattern) })),
  };
  writeFileSync(join(folder, 'rules.json'), ascii(JSON.stringify(stored)), 'latin1');
  writeFileSync(join(folder, 'rules-text.json'), JSON.stringify(texts));
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
