/** `leakwalk rules list | show | check`. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, describe, expect, test } from 'vitest';
import { registerRules } from '../../src/cli/rules.ts';
import { loadBuiltinRules } from '../../src/rules/builtin.ts';

const folder = mkdtempSync(join(tmpdir(), 'leakwalk-cli-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function rules(...args: string[]): Promise<{ out: string; err: string }> {
  const said = { out: '', err: '' };
  const program = new Command('leakwalk').exitOverride();
  registerRules(program, {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    width: 200,
    colour: false,
  });
  await program.parseAsync(['rules', ...args], { from: 'user' });
  return said;
}

function file(name: string, pattern: string, example = 'zzacme_{{alnum:20}}'): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    `provider: zzacme
title: Acme
references: [https://acme.example]
rotation: [{text: Revoke it., command: acme revoke, proof: It answers 401.}]
rules:
  - id: zzacme-key
    name: Acme key
    description: Opens Acme.
    severity: high
    confidence: 0.9
    pattern: '${pattern}'
    examples: ['${example}', 'KEY=zzacme_{{alnum:20}}']
    counterexamples: ['zzacme_{{alnum:19}}', 'nothing']
`,
  );
  return path;
}

describe('rules list', () => {
  test('prints a line for each rule', async () => {
    const { out } = await rules('list');
    const { rules: all } = loadBuiltinRules();
    expect(out.split('\n')).toHaveLength(all.length + 3);
    expect(out).toMatch(/^id +severity +confidence +checks +validator +name\n/);
    for (const { id } of all) expect(out).toContain(id);
  });

  test('takes a word, a file, and gives JSON', async () => {
    const own = file('own.yaml', 'zzacme_[A-Za-z0-9]{20}');
    const { out } = await rules('list', 'zzacme', '--rules', own, '--json');
    expect(JSON.parse(out).rules.map(({ id }: { id: string }) => id)).toEqual(['zzacme-key']);
  });
});

describe('rules show', () => {
  test('prints everything of one rule, with rotation and references', async () => {
    const own = file('own.yaml', 'zzacme_[A-Za-z0-9]{20}');
    const { out } = await rules('show', 'zzacme-key', '--rules', own);
    expect(out).toContain('zzacme-key: Acme key\n  Opens Acme.\n');
    expect(out).toContain('pattern     /zzacme_[A-Za-z0-9]{20}/\n');
    expect(out).toContain('1. Revoke it.\n     $ acme revoke\n     proof: It answers 401.\n');
    expect(out).toContain('https://acme.example');
  });

  test('an unknown id is an error', async () => {
    await expect(rules('show', 'nope-nothing')).rejects.toThrow(/no rule "nope-nothing"/);
  });
});

describe('rules check', () => {
  test('a sound file is said to be', async () => {
    expect((await rules('check', file('good.yaml', 'zzacme_[A-Za-z0-9]{20}'))).out).toBe('1 rules are sound\n');
  });

  test.each([
    ['zzacme_[A-Za-z0-9]+', undefined, /bad\.yaml:11 zzacme-key: .*upper bound/],
    ['zzacme_[A-Za-z0-9]{20}', 'zzacme_{{alnum:3}}', /bad\.yaml:12 zzacme-key: the example .* is not found/],
  ])('%s: the fault is said with file, line and id', async (pattern, example, expected) => {
    await expect(rules('check', file('bad.yaml', pattern, example))).rejects.toThrow(expected);
  });
});

describe('explain', () => {
  const value = ['q7Lw2', 'Zk9Xv4', 'Tn8Rb1'].join('');
  const path = join(folder, 'config.py');
  writeFileSync(path, `x = 1\npassword = "${value}"\nid = ${['AKIAIOSFODNN7', 'EXAMPLE'].join('')}\n`);

  test('gives the confidence of a place with the reasons, and never the value', async () => {
    const { out } = await rules('explain', `${path}:2`);
    expect(out).toMatch(
      /config\.py:2:13 {2}assigned-password\n {2}parts: \w+ \(17 bytes, line 2\)\n {2}confidence [01]\.\d\d: reported/,
    );
    expect(out).toMatch(/\n {4}[+−] /);
    expect(out).not.toContain(value);
  });

  test('says why a match was dropped, and that nothing was met', async () => {
    expect((await rules('explain', `${path}:3:6`)).out).toMatch(/aws-access-key-id\n {2}dropped: \S/);
    expect((await rules('explain', `${path}:1`)).out).toContain("no rule's pattern was met there");
    expect((await rules('explain', path)).out.match(/^\S/gm)).toHaveLength(2);
  });

  test('a file that is not there is an error', async () => {
    await expect(rules('explain', join(folder, 'none.py:1'))).rejects.toMatchObject({ code: 'TARGET_MISSING' });
  });
});
