/** Every entry of patterns/: sound, found where it should be, silent where it should be, bounded whatever the input. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Rule } from '../../src/model/rule.ts';
import { besideReach } from '../../src/rules/beside.ts';
import { readPatterns } from '../../src/rules/build.ts';
import type { Check } from '../../src/rules/check.ts';
import { checks } from '../../src/rules/checks/index.ts';
import { expandOne, prove } from '../../src/rules/prove.ts';
import { analysePattern, mostBytes, mostHitSteps, mostSteps } from '../../src/rules/regex/analyse.ts';
import { matchLength } from '../../src/rules/regex/length.ts';
import { parsePattern } from '../../src/rules/regex/parse.ts';
import { tryRule } from '../../src/rules/trial.ts';
import { validatorNames } from '../../src/rules/validator-names.ts';
import { validators } from '../../src/validate/index.ts';
import { attempt, failingTexts } from '../support/backtrack.ts';
import { seeded } from '../support/keys.ts';
import { wrappings } from '../support/wrappings.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'patterns');
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const compiled = readPatterns(folder);
const { set, texts, faults } = compiled;

const examplesOf = (index: number): readonly string[] =>
  texts[index]!.examples.map((template, k) => expandOne(set.rules[index]!.id, 'examples', k, template));

describe('the catalogue', () => {
  test('compiles without a fault', () => {
    expect(faults.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
    expect(set.rules.length).toBeGreaterThan(0);
  });

  test('every rule finds its examples and is silent on its counterexamples', () => {
    expect(prove(compiled).map(({ message }) => message)).toEqual([]);
  });

  test('ids are unique and say what leaks', () => {
    const ids = set.rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const rule of set.rules) {
      expect(rule.id.startsWith(`${rule.provider}-`), rule.id).toBe(true);
      expect(rule.id, rule.id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)+$/);
    }
  });

  test('a companion is needed by some rule', () => {
    const needed = new Set(set.rules.flatMap((rule) => rule.needs.flatMap((need) => need.rules)));
    expect(set.rules.filter((rule) => rule.companion && !needed.has(rule.id)).map(({ id }) => id)).toEqual([]);
  });

  test('validators are those of validate/', () => {
    expect([...validatorNames].sort()).toEqual(validators.map(({ name }) => name).sort());
  });
});

describe('checks', () => {
  test('every check of the folder is listed', async () => {
    const place = join(root, 'src/rules/checks');
    const modules = await Promise.all(
      readdirSync(place, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => import(join(place, name)) as Promise<Record<string, unknown>>),
    );
    const found = modules
      .flatMap((module) => Object.values(module))
      .filter(
        (value): value is Check => typeof (value as Check | null)?.test === 'function' && 'summary' in (value as Check),
      );
    expect(found.length).toBeGreaterThan(0);
    for (const check of found) expect(checks.get(check.name), check.name).toBe(check);
  });

  test('a check that signs accepts what it signed', () => {
    for (const [index, rule] of set.rules.entries()) {
      const signing = rule.checks.filter((name) => checks.get(name)!.sign);
      for (const example of signing.length > 0 ? examplesOf(index) : []) {
        expect(
          tryRule(rule, example).filter(({ dropped }) => dropped === undefined),
          `${rule.id} ${example}`,
        ).not.toEqual([]);
      }
    }
  });
});

describe('keywords', () => {
  test('every match of an example holds one, where it should stand', () => {
    const missing: string[] = [];
    set.rules.forEach((rule, index) => {
      for (const example of examplesOf(index)) {
        for (const match of tryRule(rule, example)) if (!match.keyword) missing.push(`${rule.id}: ${example}`);
      }
    });
    expect(missing).toEqual([]);
  });

  test('are at least three bytes, in lower case where folded', () => {
    for (const rule of set.rules) {
      expect(rule.keywords.length > 0, rule.id).toBe(!rule.companion);
      for (const { text, fold } of rule.keywords) {
        expect(text.length, rule.id).toBeGreaterThanOrEqual(3);
        if (fold) expect(text, rule.id).toBe(text.toLowerCase());
      }
    }
  });

  test('a run keyword begins every match and at least 16 bytes of its class go on', () => {
    for (const [index, rule] of set.rules.entries()) {
      for (const example of rule.keywords.some(({ run }) => run) ? examplesOf(index) : []) {
        for (const match of tryRule(rule, example)) {
          const text = Buffer.from(example, 'utf8').toString('latin1').slice(match.from, match.to);
          const keyword = rule.keywords.find((entry) => text.startsWith(entry.text));
          if (keyword?.run) expect(text.slice(keyword.text.search(/[A-Za-z0-9_-]*$/)), rule.id).toMatch(/^[\w-]{16}/);
        }
      }
    }
  });
});

/** Rules whose value stands by itself: it is found in any syntax. */
const standing = set.rules.filter((rule) => rule.binary && !rule.companion);

describe('wrappings', () => {
  test('there are at least twelve, and rules to try them on', () => {
    expect(wrappings.length).toBeGreaterThanOrEqual(12);
    expect(standing.length).toBeGreaterThan(0);
  });

  test.each(wrappings)('%s', (_, wrap) => {
    const missed: string[] = [];
    for (const rule of standing) {
      const index = set.rules.indexOf(rule);
      const example = examplesOf(index)[0]!;
      const match = tryRule(rule, example).find(({ dropped }) => dropped === undefined);
      const value = match && Buffer.from(example, 'utf8').toString('latin1').slice(match.from, match.to);
      // A match of several lines, or with quotes of its own, stands in no such syntax.
      if (value === undefined || /[\s"'`\\<>]/.test(value)) continue;
      const found = tryRule(rule, wrap(value)).filter(({ dropped }) => dropped === undefined);
      if (!found.some((entry) => entry.value === match!.value)) missed.push(`${rule.id}: ${wrap(value)}`);
    }
    expect(missed).toEqual([]);
  });
});

/** Steps of a scan that tries every start at which a keyword could have led to one. */
function scanSteps(rule: Rule, text: string): number {
  const node = parsePattern(rule.pattern, rule.flags);
  let steps = 0;
  const whole = text.toLowerCase();
  const starts = new Set<number>();
  for (const { text: keyword, fold } of rule.keywords) {
    const from = fold ? whole : text;
    for (let at = from.indexOf(keyword); at >= 0; at = from.indexOf(keyword, at + 1)) {
      for (let offset = rule.keywordOffset[0]; offset <= rule.keywordOffset[1]; offset++) starts.add(at - offset);
    }
  }
  for (const start of starts) if (start >= 0) steps += attempt(node, text, start).steps;
  return steps;
}

describe('work', () => {
  test('every pattern is bounded in length and steps', () => {
    for (const rule of set.rules) {
      const options = {
        flags: rule.flags,
        left: rule.left,
        companion: rule.companion,
        named: rule.reader !== undefined,
      };
      const { steps, maxLength, keywordOffset } = analysePattern(rule.pattern, options);
      const beside = rule.reader === 'beside' ? besideReach.after : 0;
      expect(maxLength + beside, rule.id).toBe(rule.maxLength);
      expect(maxLength, rule.id).toBeLessThanOrEqual(mostBytes);
      expect(steps, rule.id).toBeLessThanOrEqual(mostSteps);
      expect(steps * (1 + keywordOffset[1] - keywordOffset[0]), rule.id).toBeLessThanOrEqual(mostHitSteps);
    }
  });

  test('an attempt takes no more steps than the bound, also on texts that lead it astray', () => {
    for (const rule of set.rules) {
      const node = parsePattern(rule.pattern, rule.flags);
      const { steps } = analysePattern(rule.pattern, {
        flags: rule.flags,
        left: rule.left,
        companion: rule.companion,
        named: rule.reader !== undefined,
      });
      const [least] = matchLength(node);
      // Long ones are few: each sample costs its length.
      const count = least > 1000 ? 1 : 6;
      for (const text of failingTexts(node, seeded(rule.id.length), count)) {
        expect(attempt(node, text, 0).steps, rule.id).toBeLessThanOrEqual(steps);
      }
    }
  });

  test('twice the worst input takes about twice the steps, not more', () => {
    for (const rule of set.rules.filter(({ companion }) => !companion)) {
      const node = parsePattern(rule.pattern, rule.flags);
      const failing = failingTexts(node, seeded(rule.id.length + 1), 2).map((text) => text.slice(0, 600));
      for (const unit of [rule.keywords[0]!.text, ...failing]) {
        const times = Math.ceil(1200 / unit.length);
        const once = scanSteps(rule, unit.repeat(times));
        const twice = scanSteps(rule, unit.repeat(times * 2));
        // The last repetitions have less to look at; a reach of one match is allowed for that.
        const reach = scanSteps(rule, unit.repeat(times * 3)) - twice;
        expect(twice - once, `${rule.id} ${JSON.stringify(unit.slice(0, 60))}`).toBeLessThanOrEqual(reach * 1.05 + 200);
      }
    }
  }, 300_000);
});

describe('patterns/ itself', () => {
  test.each(files)('%s holds no text that looks like a live key', (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const found = set.rules
      .filter((rule) => !rule.companion && !rule.public && rule.confidence >= 0.7)
      .flatMap((rule) =>
        tryRule(rule, text)
          // What holds a template is not a key yet.
          .filter(({ dropped, value }) => dropped === undefined && !value.includes('{{'))
          .map(() => rule.id),
      );
    expect(found).toEqual([]);
  });
});
