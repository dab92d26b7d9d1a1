/** Patterns as trees: what is refused, how long, how much work, which keywords. */

import { describe, expect, test } from 'vitest';
import { expandMacros } from '../../src/rules/macro.ts';
import { analysePattern } from '../../src/rules/regex/analyse.ts';
import { PatternFault } from '../../src/rules/regex/fault.ts';
import { matchLength } from '../../src/rules/regex/length.ts';
import { parsePattern } from '../../src/rules/regex/parse.ts';
import { countSteps } from '../../src/rules/regex/steps.ts';
import { attempt, failingTexts, sampleText } from '../support/backtrack.ts';
import { seeded } from '../support/keys.ts';

const analyse = (pattern: string, flags = '', more: { keywords?: string[]; companion?: boolean; left?: 'none' } = {}) =>
  analysePattern(pattern, { flags, left: 'word', companion: false, named: false, ...more });

function faultOf(act: () => unknown): PatternFault {
  try {
    act();
  } catch (cause) {
    if (cause instanceof PatternFault) return cause;
    throw cause;
  }
  throw new Error('nothing was refused');
}

/** Refused, and why. */
const refused: readonly (readonly [pattern: string, code: string, words: RegExp])[] = [
  ['acme-[a-z]*', 'PATTERN_UNBOUNDED', /"\[a-z\]\*".*\{0,40\}/],
  ['acme-[a-z]+', 'PATTERN_UNBOUNDED', /"\[a-z\]\+".*\{1,40\}/],
  ['acme-[a-z]{20,}', 'PATTERN_UNBOUNDED', /\{20,60\}/],
  ['acme-(?:[a-z]{3}-)+x', 'PATTERN_UNBOUNDED', /without end/],
  ['acme-[a-z]{20000}', 'PATTERN_UNBOUNDED', /20005 bytes/],
  ['acme-(?=[a-z]{30})[a-z]{3}', 'PATTERN_UNBOUNDED', /lookahead/],
  ['acme(?:a{1,10}){1,10}b', 'PATTERN_BACKTRACKS', /a billion.*"a"/],
  ['acme(?:a|a){30}b', 'PATTERN_BACKTRACKS', /steps/],
  ['acme(?:a?){40}b', 'PATTERN_BACKTRACKS', /steps/],
  ['acme(?:[a-z]{1,20}\\d?){1,8}!', 'PATTERN_BACKTRACKS', /steps/],
  ['acme\\w{0,99}\\w{0,99}\\w{0,99}=', 'PATTERN_BACKTRACKS', /"\\w\{0,99\}"/],
  ['acme[\\s\\S]{0,3000}[\\s\\S]{0,3000}!', 'PATTERN_BACKTRACKS', /lower the bounds/],
  ['acme(?:ab|a|b){0,30}!', 'PATTERN_BACKTRACKS', /steps/],
  ['[a-z0-9]{1,9000}\\.acme\\.com\\w{200}', 'PATTERN_BACKTRACKS', /places/],
  ['^acme', 'PATTERN_SYNTAX', /edges/],
  ['acme$', 'PATTERN_SYNTAX', /flag m/],
  ['\\bacme', 'PATTERN_SYNTAX', /edges/],
  ['(?<=x)acme', 'PATTERN_SYNTAX', /look behind/],
  ['(?<!x)acme', 'PATTERN_SYNTAX', /look behind/],
  ['(acme)\\1', 'PATTERN_SYNTAX', /refer back/],
  ['(?<a>acme)\\k<a>', 'PATTERN_SYNTAX', /refer back/],
  ['acme[a-z]{,5}', 'PATTERN_SYNTAX', /\{0,n\}/],
  ['acme\\pL', 'PATTERN_SYNTAX', /no escape/],
  ['acmé', 'PATTERN_SYNTAX', /UTF-8/],
  ['acme\\u20ac', 'PATTERN_SYNTAX', /UTF-8/],
  ['acme[a-\\d]', 'PATTERN_SYNTAX', /range/],
  ['acme(', 'PATTERN_SYNTAX', /./],
  ['(?:acme)?', 'PATTERN_SYNTAX', /nothing at all/],
  ['[a-f0-9]{32}', 'PATTERN_KEYWORD', /\{assign\}/],
  ['(?:acme|[a-z]{3})[0-9]{9}', 'PATTERN_KEYWORD', /three bytes/],
];

describe('refused patterns', () => {
  test.each(refused)('%s', (pattern, code, words) => {
    const fault = faultOf(() => analyse(pattern));
    expect(fault.code).toBe(code);
    expect(fault.message).toMatch(words);
  });

  test('a keyword that not every match contains', () => {
    expect(faultOf(() => analyse('acme-(?:foo|barred)[0-9]{9}', '', { keywords: ['foo'] })).code).toBe(
      'PATTERN_KEYWORD',
    );
    expect(faultOf(() => analyse('acme-[0-9]{9}', '', { keywords: ['ac'] })).message).toMatch(/shorter/);
  });
});

describe('keywords', () => {
  const words = (pattern: string, flags = '', more = {}) => {
    const { keywords, keywordOffset } = analyse(pattern, flags, more);
    return {
      words: keywords.map(({ text }) => text),
      run: keywords.every(({ run }) => run),
      fold: keywords[0]?.fold,
      offset: keywordOffset,
    };
  };

  test.each([
    ['ghp_[A-Za-z0-9]{36}', '', ['ghp_'], true, false, [0, 0]],
    ['gh[pousr]_[A-Za-z0-9]{36}', '', ['gho_', 'ghp_', 'ghr_', 'ghs_', 'ghu_'], true, false, [0, 0]],
    ['(?:AKIA|ASIA)[A-Z2-7]{16}', '', ['AKIA', 'ASIA'], true, false, [0, 0]],
    ['SG\\.[\\w-]{22}\\.[\\w-]{43}', '', ['SG.'], true, false, [0, 0]],
    ['ab_[a-z0-9]{8}', '', ['ab_'], false, false, [0, 0]],
    ['[a-z]{1,20}\\.atlassian\\.net', '', ['.atlassian.net'], false, false, [1, 20]],
    ['sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}', '', ['T3BlbkFJ'], false, false, [23, 23]],
    ['acme{assign}(?<secret>[a-f0-9]{32})', 'i', ['acme'], false, true, [0, 0]],
    ['[Aa][Cc][Mm][Ee]=[0-9]{9}', '', ['acme='], false, true, [0, 0]],
    ['[a-z]{3}(?:foo|barbar)[0-9]{3}', '', ['foo', 'barbar'], false, false, [3, 3]],
    ['x{3}-(?:a(?:cm|pe)x|b)[0-9]{9}', '', ['xxx-acmx', 'xxx-apex', 'xxx-b'], false, false, [0, 0]],
  ])('%s', (pattern, flags, expected, run, fold, offset) => {
    const found = words(expandMacros(pattern), flags);
    expect([...found.words].sort()).toEqual([...expected].sort());
    expect(found).toMatchObject({ run, fold, offset });
  });

  test('two letters and a digit are spelled out', () => {
    expect(words('AC[a-f0-9]{32}').words).toHaveLength(16);
    expect(words('AC[a-f0-9]{32}').words).toContain('AC0');
  });

  test('no run keyword without a left edge, nor for a context word', () => {
    expect(words('ghp_[A-Za-z0-9]{36}', '', { left: 'none' }).run).toBe(false);
    expect(words('ghp_[A-Za-z0-9]{6}=(?<secret>[A-Za-z0-9]{36})').run).toBe(false);
    expect(words('thenameofaprovider', '', { named: true }).run).toBe(false);
    expect(words('(?<secret>ghp_[A-Za-z0-9]{36})').run).toBe(true);
    expect(words('ACX[a-f0-9]{32}=(?<secret>[a-f0-9]{32})').run).toBe(true);
  });

  test('given keywords are proved, with their place', () => {
    expect(words('x-acme-[0-9]{9}', '', { keywords: ['acme'] })).toMatchObject({ words: ['acme'], offset: [2, 2] });
    expect(words('[0-9]{2,4}(?:foo|bar)=[a-z]{9}', '', { keywords: ['foo', 'bar'] })).toMatchObject({ offset: [2, 4] });
    expect(words('ACME-[0-9]{9}', 'i', { keywords: ['Acme'] })).toMatchObject({ words: ['acme'], fold: true });
  });

  test('a companion has none', () => {
    expect(words('[A-Za-z0-9/+]{40}', '', { companion: true }).words).toEqual([]);
  });
});

const patterns: readonly (readonly [pattern: string, flags: string])[] = [
  ['ghp_[A-Za-z0-9]{36}', ''],
  ['acme{assign}(?<secret>[a-f0-9]{32})', 'i'],
  ['acme{assign}(?<secret>[A-Za-z0-9_-]{20,60})(?![a-z])', ''],
  ['ey[\\w-]{5,60}\\.ey[\\w-]{5,60}\\.[\\w-]{5,60}', ''],
  ['sk-[A-Za-z0-9]{20,40}T3BlbkFJ[A-Za-z0-9]{20,40}', ''],
  ['-----BEGIN (?:RSA |EC )?KEY-----[\\s\\S]{20,200}?-----END', ''],
  ['(?:mongodb(?:\\+srv)?|amqps?)://[^\\s:@/]{1,30}:(?<secret>[^\\s@/]{1,30})@[^\\s/]{1,40}', ''],
  ['acme(?:ab|a|b){0,8}!', ''],
  ['acme(?:a{1,3}){1,4}b?c', ''],
  ['acme[ab]{0,9}[bc]{0,9}[ac]{0,9}!', 'i'],
  ['acme(?=[a-z]{2})(?:x|y{1,3}){2,5}?$', 'm'],
  ['acme(?:(?:a?b?){0,3}c){1,3}d', ''],
  ['acme[^\\W\\d_]{0,12}.{0,9}\\x41[\\]\\\\-]?', 's'],
];

describe('against the oracle', () => {
  test.each(patterns)('%s', (source, flags) => {
    const pattern = expandMacros(source);
    const node = parsePattern(pattern, flags);
    const { steps } = countSteps(node, pattern, flags);
    const [least, most] = matchLength(node);
    const native = new RegExp(pattern, `${flags}y`);
    const random = seeded(pattern.length);
    const texts = [
      ...failingTexts(node, random, 150),
      ...Array.from({ length: 150 }, () => sampleText(node, random, false)),
    ];
    let matched = 0;
    for (const text of texts) {
      native.lastIndex = 0;
      const expected = native.exec(text);
      const found = attempt(node, text, 0);
      expect(found.end, JSON.stringify(text)).toBe(expected ? expected[0].length : -1);
      expect(found.steps, JSON.stringify(text)).toBeLessThanOrEqual(steps);
      if (!expected) continue;
      matched++;
      expect(expected[0].length).toBeGreaterThanOrEqual(least);
      expect(expected[0].length).toBeLessThanOrEqual(most);
    }
    expect(matched).toBeGreaterThan(0);
  });

  test('the bound sees an explosion that the oracle meets', () => {
    const node = parsePattern('acme(?:a{1,10}){1,10}b', '');
    const text = `acme${'a'.repeat(40)}!`;
    expect(attempt(node, text, 0, 200_000).steps).toBeGreaterThan(200_000);
    expect(countSteps(node, 'acme(?:a{1,10}){1,10}b', '').steps).toBeGreaterThan(200_000);
  });
});
