/** Keywords are unique, name their rules, and short tokens get probes for their base64. */

import { expect, test } from 'vitest';
import { indexKeywords } from '../../src/detect/keywords.ts';
import { awsRules, rule, setOf } from './support.ts';

test('rules that share a keyword share its entry; companions have none', () => {
  const index = indexKeywords(
    setOf(
      rule('a', 'key1', ['key1', 'other']),
      rule('b', 'key1', ['key1']),
      rule('c', 'key1', ['key1'], { flags: 'i' }),
      rule('d', 'key1', ['key1'], { companion: true }),
    ),
  );
  expect(index.keywords.map(({ text, fold }) => [text, fold])).toEqual([
    ['key1', false],
    ['other', false],
    ['key1', true],
  ]);
  expect([...index.starts]).toEqual([0, 2, 3, 4]);
  expect([...index.rules]).toEqual([0, 1, 0, 2]);
});

test('a short token is looked for in base64 by the characters that are certain', () => {
  const { keywords, probes } = indexKeywords(awsRules);
  expect(keywords.slice(probes)).toEqual([
    { text: 'QUtJQ', fold: false, run: true },
    { text: 'QVNJQ', fold: false, run: true },
  ]);
});
