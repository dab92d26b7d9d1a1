/** The shipped catalogue, from source and from both bundles. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, readPatterns } from '../../src/rules/build.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'leakwalk-builtin-'));
const { set, texts } = readPatterns(join(root, 'patterns'));

type Builtin = typeof import('../../src/rules/builtin.ts');

async function bundle(format: 'cjs' | 'esm', file: string): Promise<void> {
  const made = await rolldown({ cwd: root, input: 'src/rules/builtin.ts', platform: 'node', logLevel: 'warn' });
  await made.write({ file: join(folder, file), format, minify: true });
  await made.close();
}

beforeAll(async () => {
  build(join(root, 'patterns'), folder);
  await bundle('cjs', 'program.cjs');
  await bundle('cjs', 'chunks/program.cjs');
  await bundle('esm', 'library.mjs');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Words of three characters that may stand anywhere: each is met often and costs the prefilter more than a hundred longer ones. */
const shortWords =
  '$1$ $5$ $6$ $8$ $9$ -us 00d 7q~ 8q~ :// :aa _pw aws bot cko dt0 fb_ fm1 fm2 glm ibm kty m3o mg_ sk. sl. tk. wif yc_ zai';

describe('the shipped catalogue', () => {
  test('a pattern that is looked for by a short word is no accident (`red` for `red.hat`)', () => {
    const anywhere = set.rules.flatMap((rule) => rule.keywords.filter((keyword) => !keyword.run));
    const short = new Set(anywhere.map(({ text }) => text.toLowerCase()).filter((text) => text.length <= 3));
    expect([...short].sort().join(' ')).toBe(shortWords);
  });

  const require = createRequire(import.meta.url);

  test.each(['program.cjs', 'chunks/program.cjs', 'library.mjs'])('is what was compiled, in %s', async (file) => {
    const path = join(folder, file);
    const loaded = (file.endsWith('.cjs') ? require(path) : await import(pathToFileURL(path).href)) as Builtin;
    const { rules, digest, shelf } = loaded.loadBuiltinRules();
    // Singly, and in no order, before all are made.
    const last = shelf!.ids.length - 1;
    for (const index of [last, 0, 7]) expect(shelf!.at(index)).toEqual(set.rules[index]);
    expect({ rules, digest }).toEqual(set);
    expect(shelf!.ids).toEqual(set.rules.map(({ id }) => id));
    expect(await loaded.loadRuleTexts()).toEqual(texts);
    expect(loaded.loadBuiltinRules()).toBe(loaded.loadBuiltinRules());
  });

  test('holds each macro once', () => {
    const stored = JSON.parse(readFileSync(join(folder, 'rules.json'), 'utf8'));
    const text = JSON.stringify(stored.rules);
    for (const source of Object.values<string>(stored.macros))
      expect(text).not.toContain(JSON.stringify(source).slice(1, -1));
  });

  test('comes with a schema', () => {
    const schema = JSON.parse(readFileSync(join(folder, 'schema/rules.json'), 'utf8'));
    expect(schema.properties.rules.items.properties.pattern).toMatchObject({ type: 'string' });
  });
});
