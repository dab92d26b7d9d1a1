/** Rules files: what is refused with file, line and id; what is derived and defaulted; what is merged. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { build } from '../../src/rules/build.ts';
import { compileRules } from '../../src/rules/compile.ts';
import { loadRules } from '../../src/rules/load.ts';
import { confidenceBasis, rulesMarkdown } from '../../src/rules/markdown.ts';
import { prove } from '../../src/rules/prove.ts';
import { selectRules } from '../../src/rules/select.ts';
import { rulesSchema } from '../../src/rules/store.ts';
import { readUserRules, withUserRules, withUserTexts } from '../../src/rules/user.ts';

const folder = mkdtempSync(join(tmpdir(), 'leakwalk-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const head = `provider: acme
title: Acme
references: [https://acme.example/docs]
rotation:
  - text: Revoke it.
rules:
`;

/** A sound rule; `more` replaces or adds lines. */
function entry(id: string, more: Readonly<Record<string, string>> = {}): string {
  const fields: Record<string, string> = {
    name: 'Acme key',
    description: 'Opens Acme.',
    severity: 'high',
    confidence: '0.9',
    pattern: `'acme_[A-Za-z0-9]{20}'`,
    examples: `['acme_{{alnum:20}}', 'KEY=acme_{{alnum:20}}']`,
    counterexamples: `['acme_{{alnum:19}}', 'xacme_{{alnum:20}}']`,
    ...more,
  };
  const lines = Object.entries(fields).filter(([, value]) => value !== '');
  return `  - id: ${id}\n${lines.map(([name, value]) => `    ${name}: ${value}\n`).join('')}`;
}

function compile(text: string) {
  const { rules, faults } = loadRules(text, 'acme.yaml');
  const compiled = compileRules(rules);
  return { ...compiled, faults: [...faults, ...compiled.faults] };
}

const faultsOf = (text: string): string[] => compile(text).faults.map(({ code, message }) => `${code} ${message}`);

describe('faults', () => {
  test.each([
    ['not YAML', 'provider: [acme\n', /^RULES_SYNTAX acme\.yaml:\d+ /],
    ['a key twice', `${head}${entry('acme-key')}    name: again\n`, /^RULES_SYNTAX acme\.yaml:15 .*unique/],
    ['no rules', 'provider: acme\ntitle: Acme\n', /^RULES_SCHEMA acme\.yaml:1 rules/],
    [
      'a field too many',
      `${head}${entry('acme-key', { colour: 'red' })}`,
      /^RULES_SCHEMA acme\.yaml:15 acme-key: rules\.0\.colour/,
    ],
    [
      'a field missing',
      `${head}${entry('acme-key', { severity: '' })}`,
      /^RULES_SCHEMA acme\.yaml:7 acme-key: rules\.0\.severity/,
    ],
    [
      'a wrong severity',
      `${head}${entry('acme-key', { severity: 'bad' })}`,
      /^RULES_SCHEMA acme\.yaml:10 acme-key: .*critical/,
    ],
    [
      'a confidence over one',
      `${head}${entry('acme-key', { confidence: '2' })}`,
      /^RULES_SCHEMA acme\.yaml:11 acme-key/,
    ],
    ['a number as an id', `${head}${entry('acme-2')}`, /^RULES_SCHEMA acme\.yaml:7 acme-2: .*not in a number/],
    ['one example', `${head}${entry('acme-key', { examples: '[x]' })}`, /^RULES_SCHEMA acme\.yaml:13 acme-key: .*two/],
    [
      'an empty allow',
      `${head}${entry('acme-key', { allow: '[{reason: x}]' })}`,
      /^RULES_SCHEMA acme\.yaml:15 .*allow needs/,
    ],
    [
      'the same id twice',
      `${head}${entry('acme-key')}${entry('acme-key')}`,
      /^RULES_DUPLICATE acme\.yaml:15 acme-key: /,
    ],
    [
      'an unknown check',
      `${head}${entry('acme-key', { checks: '[nope]' })}`,
      /^RULES_REFERENCE acme\.yaml:15 acme-key: .*check "nope"/,
    ],
    [
      'an unknown validator',
      `${head}${entry('acme-key', { validator: 'nope' })}`,
      /^RULES_REFERENCE acme\.yaml:15 .*validator "nope"/,
    ],
    [
      'an unknown rule',
      `${head}${entry('acme-key', { needs: '[{part: x, rules: [acme-other]}]' })}`,
      /^RULES_REFERENCE acme\.yaml:15 .*rule "acme-other"/,
    ],
    [
      'an unbounded pattern',
      `${head}${entry('acme-key', { pattern: `'acme_\\w+'` })}`,
      /^PATTERN_UNBOUNDED acme\.yaml:12 acme-key: "acme_\\w\+": .*upper bound/,
    ],
    [
      'a pattern that backtracks',
      `${head}${entry('acme-key', { pattern: `'acme(?:a{1,9}){1,9}b'` })}`,
      /^PATTERN_BACKTRACKS acme\.yaml:12 acme-key: /,
    ],
    ['no pattern', `${head}${entry('acme-key', { pattern: `'acme('` })}`, /^PATTERN_SYNTAX acme\.yaml:12 acme-key: /],
    [
      'no macro',
      `${head}${entry('acme-key', { pattern: `'acme{asign}x{9}'` })}`,
      /^PATTERN_SYNTAX acme\.yaml:12 .*\{asign\}/,
    ],
    [
      'no keyword',
      `${head}${entry('acme-key', { pattern: `'[a-f0-9]{32}'` })}`,
      /^PATTERN_KEYWORD acme\.yaml:12 acme-key: /,
    ],
    [
      'a wrong keyword',
      `${head}${entry('acme-key', { keywords: '[emca]' })}`,
      /^PATTERN_KEYWORD acme\.yaml:15 acme-key: /,
    ],
    [
      'a wrong allow',
      `${head}${entry('acme-key', { allow: `[{reason: x, value: '('}]` })}`,
      /^PATTERN_SYNTAX acme\.yaml:15 acme-key: /,
    ],
  ])('%s', (_, text, expected) => {
    const faults = faultsOf(text);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(expected);
  });

  test('all faults of a file are said, and its sound rules are kept', () => {
    const { set, faults } = compile(
      `${head}${entry('acme-a', { pattern: `'x*'` })}${entry('acme-b')}${entry('acme-c', { checks: '[nope]' })}`,
    );
    expect(faults.map(({ code }) => code)).toEqual(['PATTERN_UNBOUNDED', 'RULES_REFERENCE']);
    expect(set.rules.map(({ id }) => id)).toEqual(['acme-b']);
  });
});

describe('compiled rules', () => {
  test('have defaults, derived keywords and bounds, and the words of their file', () => {
    const { set, texts, faults } = compile(`${head}${entry('acme-key')}`);
    expect(faults).toEqual([]);
    expect(set.rules).toEqual([
      {
        id: 'acme-key',
        provider: 'acme',
        name: 'Acme key',
        severity: 'high',
        confidence: 0.9,
        family: 'acme-key',
        pattern: 'acme_[A-Za-z0-9]{20}',
        flags: '',
        keywords: [{ text: 'acme_', fold: false, run: true }],
        maxLength: 25,
        keywordOffset: [0, 0],
        run: { bytes: '3039415a617a', least: 20, from: 5, to: 5 },
        left: 'word',
        right: 'word',
        checks: [],
        part: 'secret',
        public: false,
        companion: false,
        needs: [],
        binary: true,
        allow: [],
      },
    ]);
    expect(texts[0]).toMatchObject({
      id: 'acme-key',
      rotation: [{ text: 'Revoke it.' }],
      references: ['https://acme.example/docs'],
    });
  });

  test('a context rule is not run on binaries, unless it says so', () => {
    const pattern = `'acme{assign}(?<secret>[a-f0-9]{32})'`;
    const text =
      head + entry('acme-a', { pattern, flags: 'i' }) + entry('acme-b', { pattern, flags: 'i', binary: 'true' });
    expect(compile(text).set.rules.map(({ binary }) => binary)).toEqual([false, true]);
  });

  test('stand in the order of their ids, whatever the order of the file; the digest is of the rules alone', () => {
    const [a, b] = [entry('acme-a'), entry('acme-b')];
    const first = compile(head + a + b);
    const second = compile(`# a remark\n${head}${b}${a}`);
    expect(first.set.rules.map(({ id }) => id)).toEqual(['acme-a', 'acme-b']);
    expect(second.set).toEqual(first.set);
    expect(first.set.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(compile(head + a).set.digest).not.toBe(first.set.digest);
  });

  test('are held to their examples, with the line of the example', () => {
    const text = entry('acme-key', {
      examples: `['acme_{{alnum:20}}', 'acme_{{alnum:19}}', 'acme_{{nope:2}}']`,
      counterexamples: `['acme_{{alnum:19}}', 'see acme_{{alnum:20}}']`,
    });
    expect(prove(compile(head + text)).map(({ message }) => message)).toEqual([
      'acme.yaml:13 acme-key: the example "acme_{{alnum:19}}" is not found: its pattern or its edges do not fit',
      'acme.yaml:13 acme-key: "acme_{{nope:2}}": there is no {{nope}}',
      'acme.yaml:14 acme-key: the counterexample "see acme_{{alnum:20}}" is found',
    ]);
  });
});

describe('rule sets', () => {
  const base = compile(`${head}${entry('acme-key')}${entry('acme-token')}`);

  test('a user rule replaces one of the same id and joins the others', async () => {
    const file = join(folder, 'own.yaml');
    writeFileSync(
      file,
      `${head}${entry('acme-key', { severity: 'low' })}${entry('acme-own', { needs: '[{part: x, rules: [acme-token]}]' })}`,
    );
    const { rules, digest } = await withUserRules(base.set, [file]);
    expect(rules.map(({ id, severity }) => [id, severity])).toEqual([
      ['acme-key', 'low'],
      ['acme-own', 'high'],
      ['acme-token', 'high'],
    ]);
    expect(digest).not.toBe(base.set.digest);
    const texts = await withUserTexts(base.texts, base.set, [file]);
    expect(texts.map(({ id }) => id)).toEqual(['acme-key', 'acme-own', 'acme-token']);
  });

  test('a file that cannot be read, or has a fault, is an error', async () => {
    expect(() => readUserRules([join(folder, 'none.yaml')], base.set)).toThrow(/none\.yaml: cannot be read \(ENOENT\)/);
    const file = join(folder, 'bad.yaml');
    writeFileSync(file, `${head}${entry('acme-key', { pattern: `'x*'` })}`);
    await expect(withUserRules(base.set, [file])).rejects.toThrow(/bad\.yaml:12 acme-key/);
  });

  test('--only and --skip choose by the beginning of ids; what is needed stays as a companion', () => {
    const needy = compile(
      `${head}${entry('acme-id', { needs: '[{part: x, rules: [acme-token]}]' })}${entry('acme-token')}`,
    ).set;
    expect(selectRules(needy, [], ['acme-t']).rules.map(({ id }) => id)).toEqual(['acme-id']);
    expect(selectRules(needy, ['acme-id'], []).rules.map(({ id, companion }) => [id, companion])).toEqual([
      ['acme-id', false],
      ['acme-token', true],
    ]);
    expect(() => selectRules(needy, ['nope'], [])).toThrow(/"nope"/);
  });

  test('the shipped form gives back what was compiled, and the schema accepts the rules file', async () => {
    const patterns = join(folder, 'patterns');
    const { mkdirSync, readFileSync } = await import('node:fs');
    mkdirSync(patterns);
    writeFileSync(
      join(patterns, 'acme.yaml'),
      `${head}${entry('acme-key', { pattern: `'acme{assign}(?<secret>[a-f0-9]{32})'`, flags: 'i' })}`,
    );
    expect(build(patterns, folder)).toBe(1);
    const stored = JSON.parse(readFileSync(join(folder, 'rules.json'), 'utf8'));
    expect(stored.rules[0].pattern).toBe('acme{assign}(?<secret>[a-f0-9]{32})');
    expect(stored.macros.assign.length).toBeGreaterThan(100);
    writeFileSync(join(patterns, 'other.yaml'), head + entry('acme-key'));
    expect(() => build(patterns, folder)).toThrow(/provider "acme" is not the file's name/);
  });

  test('the JSON schema knows the fields of a rule', async () => {
    const { Ajv } = await import('ajv');
    const { parse } = await import('yaml');
    const validate = new Ajv({ strict: false }).compile(rulesSchema());
    expect(validate(parse(head + entry('acme-key')))).toBe(true);
    expect(validate(parse(head + entry('acme-key', { colour: 'red' })))).toBe(false);
  });

  test('docs/rules.md has a row for each rule', () => {
    const text = rulesMarkdown(base.set, base.texts);
    expect(text).toContain('## acme\n\n| id | what | severity | confidence | checks | validator |');
    expect(text).toContain('| `acme-key` | Acme key. Opens Acme. | high | 0.90, prefix |  |  |');
    expect(confidenceBasis({ ...base.set.rules[0]!, checks: ['x'], entropy: 3 })).toBe(
      '0.90, prefix, check, entropy 3',
    );
  });
});
