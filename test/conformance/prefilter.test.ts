/** Every prefilter engine reports the same hits as a plain search, on random and on adversarial bytes, however cut. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Keyword } from '../../src/model/rule.ts';
import { createPrefilter, engineNames } from '../../src/prefilter/index.ts';
import type { Prefilter } from '../../src/prefilter/prefilter.ts';
import { isRunHit, runOffset } from '../../src/prefilter/run-start.ts';
import { seed } from '../support/seed.ts';

type Hit = readonly [position: number, keyword: number];

const lower = (byte: number): number => (byte >= 65 && byte <= 90 ? byte + 32 : byte);

/** The definition, without any cleverness. */
function search(keywords: readonly Keyword[], bytes: Uint8Array, from: number, to: number, length: number): Hit[] {
  const hits: Hit[] = [];
  for (let at = from; at < to; at++) {
    keywords.forEach(({ text, fold, run }, index) => {
      if (at + text.length > length) return;
      for (let k = 0; k < text.length; k++) {
        const [a, b] = [bytes[at + k]!, text.charCodeAt(k)];
        if (fold ? lower(a) !== lower(b) : a !== b) return;
      }
      if (!run || isRunHit(bytes, at, runOffset(text), length)) hits.push([at, index]);
    });
  }
  return hits;
}

/** All hits, through as many calls as a full buffer needs. */
function collect(prefilter: Prefilter, from: number, to: number, length: number): Hit[] {
  const hits: Hit[] = [];
  for (let at = from; at < to; ) {
    const count = prefilter.scan(at, to, length);
    for (let k = 0; k < count; k++) hits.push([prefilter.positions[k]!, prefilter.keywords[k]!]);
    expect(prefilter.resume).toBeGreaterThan(at);
    at = prefilter.resume;
  }
  return hits;
}

const keyword = (alphabet: string): fc.Arbitrary<Keyword> =>
  fc.record({
    text: fc.string({ unit: fc.constantFrom(...alphabet), minLength: 3, maxLength: 9 }),
    fold: fc.boolean(),
    run: fc.boolean(),
  });

/** Few letters, so that things meet: both cases, class and other bytes, escapes, zero and a high byte. */
const letters = 'aAbB_-1.\\n%;[@`\x00\xe9';

/** Token prefixes of few letters, so that many share their first bytes. */
const prefix: fc.Arbitrary<Keyword> = fc.record({
  text: fc.string({ unit: fc.constantFrom('a', 'A', 'b', '_'), minLength: 3, maxLength: 6 }),
  fold: fc.boolean(),
  run: fc.constant(true),
});

/** Longer than a block of the SIMD pass. */
const long: fc.Arbitrary<Keyword> = fc.record({
  text: fc
    .tuple(
      fc.string({ unit: fc.constantFrom('a', 'b', '.'), minLength: 1, maxLength: 4 }),
      fc.integer({ min: 10, max: 40 }),
    )
    .map(([unit, times]) => unit.repeat(times)),
  fold: fc.boolean(),
  run: fc.boolean(),
});

const escapes = [
  '\\',
  '\\n',
  '%3D',
  '\\u003d',
  '\x1b[32m',
  '\x1b[1;31m',
  ';',
  '&gt',
  '\\a_b_c',
  '[_',
  '_',
  '.',
  '=',
  ' ',
  '\0',
];

/** Text of pieces: keywords, tokens behind all that may stand before them, runs long and short, noise. */
function haystack(keywords: readonly Keyword[]): fc.Arbitrary<Uint8Array> {
  const text = fc.constantFrom(...keywords.map((entry) => entry.text));
  const run = fc.integer({ min: 0, max: 40 }).map((count) => 'aB1_-'.repeat(8).slice(0, count));
  const token = fc.tuple(fc.constantFrom(...escapes), text, fc.integer({ min: 10, max: 20 }));
  const piece = fc.oneof(
    { weight: 4, arbitrary: text },
    { weight: 1, arbitrary: text.map((entry) => entry.toUpperCase()) },
    { weight: 6, arbitrary: token.map(([before, entry, count]) => before + entry + 'b'.repeat(count)) },
    { weight: 3, arbitrary: run },
    { weight: 2, arbitrary: fc.constantFrom(...escapes) },
    { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...letters), maxLength: 12 }) },
  );
  const pieces = fc.array(piece, { minLength: 1, maxLength: 60, size: 'max' });
  return pieces.map((list) => Buffer.from(list.join(''), 'latin1'));
}

const anyKeyword = fc.oneof(
  { weight: 4, arbitrary: keyword(letters) },
  { weight: 4, arbitrary: prefix },
  { weight: 1, arbitrary: long },
);
const scene = fc
  .array(anyKeyword, { minLength: 1, maxLength: 40 })
  .chain((keywords) => fc.record({ keywords: fc.constant(keywords), bytes: haystack(keywords) }));

describe.each(engineNames)('%s', (engine) => {
  test('runs here, or another says so by its name', () => {
    const { name } = createPrefilter([{ text: 'abc', fold: false, run: false }], { engine });
    if (name !== engine) console.log(`${engine} is not to be had in this process; ${name} was tested instead`);
    expect(engineNames).toContain(name);
  });

  test('finds what a plain search finds, for any from, to and length', () => {
    const property = fc.property(
      scene,
      fc.nat(),
      fc.nat(),
      fc.nat(),
      fc.nat({ max: 200 }),
      ({ keywords, bytes }, a, b, c, base) => {
        const prefilter = createPrefilter(keywords, { engine });
        // What is left over from earlier documents stands around the text.
        prefilter.input.fill(0x61, 0, base + bytes.length + 200);
        prefilter.input.set(bytes, base);
        const whole = base + bytes.length;
        const length = c % 4 === 0 ? Math.max(1, c % (whole + 1)) : whole;
        const from = a % 3 === 0 ? 0 : a % (length + 1);
        const to = b % 3 === 0 ? length : from + (b % (length - from + 1));
        expect(collect(prefilter, from, to, length)).toEqual(search(keywords, prefilter.input, from, to, length));
      },
    );
    fc.assert(property, { seed, numRuns: 1000 });
  });

  test('the edges of chunks change nothing', () => {
    const property = fc.property(scene, fc.array(fc.nat(), { maxLength: 6 }), ({ keywords, bytes }, cuts) => {
      const prefilter = createPrefilter(keywords, { engine });
      prefilter.input.set(bytes);
      const whole = collect(prefilter, 0, bytes.length, bytes.length);
      const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((x, y) => x - y), bytes.length];
      const pieces = edges.slice(1).flatMap((to, k) => collect(prefilter, edges[k]!, to, bytes.length));
      expect(pieces).toEqual(whole);
    });
    fc.assert(property, { seed, numRuns: 800 });
  });

  test('random bytes and random keywords', () => {
    const bytes = fc.uint8Array({ minLength: 0, maxLength: 2000 });
    const any = fc.array(keyword(String.fromCharCode(...Array(256).keys())), { maxLength: 40 });
    const property = fc.property(any, bytes, fc.array(fc.nat(), { maxLength: 30 }), (keywords, noise, places) => {
      const prefilter = createPrefilter(keywords, { engine });
      prefilter.input.set(noise);
      places.forEach((place, k) => {
        const text = keywords[k % Math.max(1, keywords.length)]?.text ?? '';
        if (text.length <= noise.length)
          prefilter.input.set(Buffer.from(text, 'latin1'), place % (noise.length - text.length + 1));
      });
      const expected = search(keywords, prefilter.input, 0, noise.length, noise.length);
      expect(collect(prefilter, 0, noise.length, noise.length)).toEqual(expected);
    });
    fc.assert(property, { seed, numRuns: 400 });
  });

  test('more hits than the buffer holds are handed over in parts', () => {
    const keywords = Array.from({ length: 12 }, (_, k) => ({
      text: 'a'.repeat(k + 3),
      fold: k % 2 === 0,
      run: k % 3 === 0,
    }));
    const prefilter = createPrefilter(keywords, { engine });
    prefilter.input.fill(0x61);
    const length = 60_000;
    expect(prefilter.positions.length).toBeLessThan(length * 8);
    const hits = collect(prefilter, 0, length, length);
    expect(hits).toEqual(search(keywords, prefilter.input, 0, length, length));
  });

  test('hits at the very end of a full window', () => {
    const keywords = [
      { text: 'end', fold: false, run: false },
      { text: 'tok_', fold: false, run: true },
      { text: 'hvs.', fold: false, run: true },
    ];
    const prefilter = createPrefilter(keywords, { engine });
    const { input } = prefilter;
    const tail = '.tok_0123456789ab hvs.0123456789abcdef.end';
    input.set(Buffer.from(tail), input.length - tail.length);
    const hits = collect(prefilter, input.length - 5000, input.length, input.length);
    expect(hits.map(([position, index]) => [position - input.length + tail.length, index])).toEqual([
      [1, 1],
      [18, 2],
      [39, 0],
    ]);
  });

  test('stretches that may be encoded are those of the scalar twin, and none is left out that is not plain', () => {
    const lengths = fc.constantFrom(0, 1, 3, 15, 20, 31, 32, 39, 40, 41, 63, 64, 65, 127, 128, 129, 300);
    const chars = fc.constantFrom(
      'a',
      'Zb',
      'zz9',
      'AZ_',
      '0123abcdef',
      '+',
      '/',
      '=',
      '%41',
      '\\',
      '&',
      '#',
      ';',
      '-',
      'dGhpcyBpcyBh',
    );
    const stretch = fc.tuple(fc.constantFrom(' ', '.', '\n', '\xe1', '\0', '"', '', ''), chars, lengths);
    const text = fc
      .array(stretch, { maxLength: 30, size: 'max' })
      .map((parts) => parts.map(([before, piece, count]) => before + piece.repeat(count).slice(0, count)).join(''));
    const prefilter = createPrefilter([{ text: 'aaa', fold: false, run: false }], { engine });
    const twin = createPrefilter([{ text: 'aaa', fold: false, run: false }], { engine: 'scalar' });
    const property = fc.property(text, fc.nat({ max: 70 }), fc.nat(), fc.nat(), (whole, base, a, b) => {
      const length = base + whole.length;
      const to = a % (length + 1);
      const from = b % (to + 1);
      const [found, expected] = [prefilter, twin].map((each) => {
        each.input.fill(0x61, 0, length + 400);
        each.input.set(Buffer.from(whole, 'latin1'), base);
        const count = each.stretches(from, to, length);
        return Array.from({ length: count }, (_, k) => [each.found.starts[k], each.found.ends[k]]);
      });
      expect(found).toEqual(expected);
      const all = Buffer.from(prefilter.input.subarray(from, length)).toString('latin1');
      const telling = [...all.matchAll(/[A-Za-z0-9+/_%\\&#;=-]{40,}/g)]
        .map((match) => [from + match.index, from + match.index + match[0].length, match[0]] as const)
        .filter(([start, , own]) => start < to && /[%&\\]|[^;]=|^[0-9a-f]{40}|[A-Za-z0-9+/_-]{128}/.test(own));
      for (const [start, end] of telling) expect(found).toContainEqual([start, end]);
    });
    fc.assert(property, { seed, numRuns: 500 });
  });

  test('lines are counted as the definition says', () => {
    const prefilter = createPrefilter([{ text: 'abc', fold: false, run: false }], { engine });
    const bytes = fc.array(fc.constantFrom(10, 97, 0xc3, 0x80, 0xbf, 0xf0), { maxLength: 400 });
    const property = fc.property(bytes, fc.nat(), fc.nat(), (list, a, b) => {
      prefilter.input.set(list);
      const from = a % (list.length + 1);
      const to = from + (b % (list.length - from + 1));
      const part = list.slice(from, to);
      const after = part.slice(part.lastIndexOf(10) + 1);
      expect(prefilter.countLines(from, to)).toEqual({
        newlines: part.filter((byte) => byte === 10).length,
        codePoints: after.filter((byte) => byte < 0x80 || byte >= 0xc0).length,
      });
    });
    fc.assert(property, { seed, numRuns: 500 });
  });
});
