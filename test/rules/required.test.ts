/** The run that a pattern asks for. */

import { expect, test } from 'vitest';
import { parsePattern } from '../../src/rules/regex/parse.ts';
import { requiredRun } from '../../src/rules/regex/required.ts';

const runOf = (pattern: string, ...words: string[]) =>
  requiredRun(
    parsePattern(pattern, ''),
    words.map((text) => ({ text, fold: false, run: false })),
  );

const hex = '30396166';

test.each([
  ['of one class', 'acme[^]{0,20}?[a-f0-9]{32}', { bytes: hex, least: 32, from: 4, to: 24 }],
  [
    'over several classes in a row',
    'k_[a-f0-9]{8}-[a-f0-9]{4}',
    { bytes: '2d2d30395f5f6166', least: 14, from: 1, to: 1 },
  ],
  ['of alternatives as their union', 'acme(?:[a-c]{4}|[0-9]{12})_{30}', { bytes: '5f5f', least: 30, from: 8, to: 16 }],
  ['of a landmark', '://[^\\s]{3,90}@', { bytes: '4040', least: 1, from: 6, to: 93 }],
])('%s', (_, pattern, run) => {
  expect(runOf(pattern, 'acme', 'k_', '://')).toEqual(run);
});

test('the keyword itself says nothing', () => {
  expect(runOf('acmecorp[^]{3}', 'acmecorp')).toBeUndefined();
});

test('what is everywhere is not asked for', () => {
  expect(runOf('acme[^]{40}', 'acme')).toBeUndefined();
});
