/** What keywords ask of the bytes around them: every engine answers as the definition does, and that misses nothing that rules take. */

import { describe, expect, test } from 'vitest';
import { escapeKind, nextEscape } from '../../src/detect/decode/escapes.ts';
import { type Ask, type AskingKeyword, answersTo, escapeFollows, escapeReach } from '../../src/prefilter/asks.ts';
import { createPrefilter } from '../../src/prefilter/index.ts';
import type { Prefilter } from '../../src/prefilter/prefilter.ts';
import { mayHoldValue } from '../../src/rules/beside.ts';
import { draw, type Random, seeded } from '../../src/rules/random.ts';

const hex: Ask = { bytes: '30396166', least: 12, first: 3, last: 40 };
const before: Ask = { bytes: '415a', least: 6, first: -30, last: -4 };
const asking = (text: string, ...asks: Ask[]): AskingKeyword => ({ text, fold: true, run: false, asks });

const keywords: readonly AskingKeyword[] = [
  asking('acme', 'value'),
  asking('hexa', hex),
  asking('kilo_name', hex, before),
  asking('mixed', 'value', before),
  asking('_pat', 'assigned'),
  asking('password', 'assigned'),
  asking('key = ', 'assigned'),
  asking('_auth', 'assigned', hex),
  { text: 'plain', fold: true, run: false },
];

const words = [
  'select',
  'register_name',
  'CamelCaseName',
  'IF_ADC1/IF_ADC2',
  'facade',
  'return',
  'x86_64',
  'drivers/net/foo.c',
];
const marks = ' \n\t"\'=:;,.()/-_+~%&\\[]{}<>@\x00\xe9';
const escapes = ['\\u0041', '%2B', '%zz', '&amp;', '&lock);', '&#43;', '=3D', '=\n', '\\n', '\\/', '%0', '\\x41'];

const assignments = [
  ...[
    '= ',
    ' = "',
    ': ',
    ' => ',
    ' := ',
    '->',
    '")',
    'h',
    'or',
    'ority',
    'value',
    'default: ',
    '--',
    ' as ',
    ' or ',
    'ENV ',
    '#define ',
  ],
  ...['\n    ', 'L\n', '0x0000ffff', 'opts.Password', "&'static str", '{ "value": "', '\n"', '\\t', '42', 'hunter2!'],
];

function piece(random: Random): string {
  const below = (n: number): number => Math.floor(random() * n);
  switch (below(15)) {
    case 0:
      return keywords[below(keywords.length)]!.text;
    case 1:
      return draw('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 4 + below(40), random);
    case 2:
      return draw('0123456789abcdef', 4 + below(40), random);
    case 3:
      return draw('abcdefghijklmnopqrstuvwxyz', 8 + below(30), random);
    case 4:
      return draw('0123456789', 8 + below(20), random);
    case 5:
      return `0x${draw('0123456789abcdef', 1 + below(20), random)}`;
    case 6:
      return escapes[below(escapes.length)]!;
    case 7:
      return `eyJ${words[below(words.length)]!}`;
    case 8:
      return ' '.repeat(below(200));
    case 9:
      return below(8) === 0 ? 'a_'.repeat(below(500)) : marks[below(marks.length)]!;
    case 10:
      return assignments[below(assignments.length)]!;
    case 11:
    case 12:
      return marks[below(marks.length)]!;
    default:
      return words[below(words.length)]!;
  }
}

function textOf(random: Random, pieces: number): Buffer {
  return Buffer.from(Array.from({ length: pieces }, () => piece(random)).join(''), 'latin1');
}

function hits(
  prefilter: Prefilter,
  text: Uint8Array,
  from: number,
  to: number,
  length: number,
  code = false,
): string[] {
  prefilter.input.set(text);
  prefilter.input.fill(0, text.length, text.length + 256);
  const found: string[] = [];
  for (let at = from; at < to; at = prefilter.resume) {
    const count = prefilter.scan(at, to, length, code);
    for (let k = 0; k < count; k++) found.push(`${prefilter.positions[k]} ${keywords[prefilter.keywords[k]!]!.text}`);
  }
  return found;
}

describe('keywords that ask', () => {
  const scalar = createPrefilter(keywords, { engine: 'scalar' });
  const all = createPrefilter(
    keywords.map(({ text, fold, run }) => ({ text, fold, run })),
    { engine: 'scalar' },
  );

  test.each(['simd', 'relaxed-simd'] as const)('%s reports them where the scalar engine does', (engine) => {
    const prefilter = createPrefilter(keywords, { engine });
    expect(prefilter.name).not.toBe('scalar');
    const random = seeded('asks');
    let reported = 0;
    let left = 0;
    for (let round = 0; round < 1500; round++) {
      const text = textOf(random, 5 + Math.floor(random() * 120));
      const length = text.length - Math.floor(random() * Math.min(40, text.length));
      const from = Math.floor(random() * length);
      const to = round % 3 === 0 ? length : from + Math.floor(random() * (length - from));
      const begin = round % 2 === 0 ? 0 : from;
      const code = round % 5 < 2;
      const expected = hits(scalar, text, begin, to, length, code);
      expect(hits(prefilter, text, begin, to, length, code), JSON.stringify(text.toString('latin1'))).toEqual(expected);
      reported += expected.length;
      left += hits(all, text, begin, to, length).length - expected.length;
    }
    expect(Math.min(reported, left)).toBeGreaterThan(500);
  });

  test('wherever a window begins, what is reported within it is the same', () => {
    const prefilter = createPrefilter(keywords, { engine: 'simd' });
    const random = seeded('cuts');
    for (let round = 0; round < 60; round++) {
      const text = textOf(random, 400);
      const whole = hits(prefilter, text, 0, text.length, text.length);
      const cut = Math.floor(random() * text.length);
      const parts = [
        ...hits(prefilter, text, 0, cut, text.length),
        ...hits(prefilter, text, cut, text.length, text.length),
      ];
      expect(parts).toEqual(whole);
    }
  });

  test('more values than are kept at once', () => {
    const prefilter = createPrefilter(keywords, { engine: 'simd' });
    const random = seeded('many');
    const token = (): string => draw('0123456789abcdef', 12, random);
    const lines = Array.from({ length: 12_000 }, (_, k) => (k % 1000 === 7 ? `acme ${token()}` : token()));
    const text = Buffer.from(`${lines.join('\n')}\nmixed`, 'latin1');
    expect(hits(prefilter, text, 0, text.length, text.length)).toEqual(hits(scalar, text, 0, text.length, text.length));
  });
});

test('no value beside a name is passed over', () => {
  const random = seeded('beside');
  const answers = answersTo(['value'], 4);
  let held = 0;
  let none = 0;
  for (let round = 0; round < 20_000; round++) {
    const text = textOf(random, 1 + Math.floor(random() * 12));
    const position = Math.floor(random() * text.length);
    if (mayHoldValue(text, position)) {
      held++;
      expect(answers(text, position, text.length, false), JSON.stringify(text.toString('latin1'))).toBe(true);
    } else if (!answers(text, position, text.length, false)) none++;
  }
  expect(Math.min(held, none)).toBeGreaterThan(1000);
});

test('no escape that decoders look for after a hit is passed over', () => {
  const random = seeded('escapes');
  let met = 0;
  for (let round = 0; round < 20_000; round++) {
    const text = textOf(random, 1 + Math.floor(random() * 6));
    const position = Math.floor(random() * text.length);
    const end = Math.min(text.length, position + escapeReach);
    const at = nextEscape(text, position, end);
    if (at === end) continue;
    met++;
    expect(escapeKind(text, at)).not.toBe(0);
    expect(escapeFollows(text, position, text.length), JSON.stringify(text.toString('latin1'))).toBe(true);
  }
  expect(met).toBeGreaterThan(1000);
});
