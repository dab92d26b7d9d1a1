/** The head of a pattern holds wherever the pattern does, and comes before its long part. */

import { describe, expect, test } from 'vitest';
import { readPatterns } from '../../src/rules/build.ts';
import { checks } from '../../src/rules/checks/index.ts';
import { expandExample } from '../../src/rules/example.ts';
import { headOf } from '../../src/rules/head.ts';

const long = `(?:${'x'.repeat(320)})`;

describe('what is cut off', () => {
  test.each([
    ['a group that is long', `acme_(?:key|token)${long}`, 'acme_(?:key|token)'],
    ['a counted repeat', `acme[_-]?key[a-z]{0,30}${long}`, 'acme[_-]?key'],
    ['an endless one', `acme_key\\d+${long}`, 'acme_key'],
    ['a group with a counted repeat in it', `acme(?=[a-z])(?<near>[^]{0,48}?=)${long}`, 'acme(?=[a-z])'],
    ['nothing that an escape or a class holds', `a\\(b[)\\]|(]\\x41\\u0042c${long}`, 'a\\(b[)\\]|(]\\x41\\u0042c'],
  ])('%s', (_, pattern, head) => {
    expect(headOf(pattern)).toBe(head);
  });

  test.each([
    ['a short pattern', 'acme_key=[a-z]{20}'],
    ['alternatives on top', `acme_key${long}|other`],
    ['a head that says nothing', `a.?${long}`],
  ])('%s has none', (_, pattern) => {
    expect(headOf(pattern)).toBeUndefined();
  });
});

test('each head in the catalogue is met where an example of its rule is', () => {
  const { set, texts } = readPatterns(`${import.meta.dirname}/../../patterns`);
  let looked = 0;
  set.rules.forEach((rule, index) => {
    if (rule.head === undefined) return;
    const head = new RegExp(rule.head, `${rule.flags}y`);
    for (const [k, template] of texts[index]!.examples.entries()) {
      const example = expandExample(template, `head ${k}`, checks);
      for (const { index: at } of example.matchAll(new RegExp(rule.pattern, `${rule.flags}g`))) {
        head.lastIndex = at;
        expect(head.test(example), rule.id).toBe(true);
        looked++;
      }
    }
  });
  expect(looked).toBeGreaterThan(80);
});
