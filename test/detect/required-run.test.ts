/** The run that a rule asks for: where it does not stand near a hit, the rule cannot match there. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMayMatch, planRuns } from '../../src/detect/required-run.ts';
import type { Rule } from '../../src/model/rule.ts';
import { readPatterns } from '../../src/rules/build.ts';
import { parsePattern } from '../../src/rules/regex/parse.ts';
import { members } from '../../src/rules/regex/set.ts';
import type { Node } from '../../src/rules/regex/tree.ts';
import { rule } from './support.ts';

const digits = (least: number, from: number, to: number): Rule =>
  rule('acme-key', '', ['key'], { keywordOffset: [0, 2], run: { bytes: '3039', least, from, to } });

describe('a run near a hit', () => {
  const bytes = Buffer.from('..key=12345;');
  const at = (hit: number, { least, from, to }: { least: number; from: number; to: number }): boolean =>
    createMayMatch(planRuns([digits(least, from, to)]))(bytes, hit, 0);

  test.each([
    ['as long as asked', { least: 5, from: 4, to: 4 }, true],
    ['shorter', { least: 6, from: 4, to: 4 }, false],
    ['further off', { least: 5, from: 0, to: 3 }, false],
    ['nearer', { least: 1, from: 11, to: 20 }, false],
    ['anywhere in reach', { least: 3, from: 0, to: 40 }, true],
  ])('%s', (_, run, holds) => {
    expect(at(2, run)).toBe(holds);
  });

  test('nothing is asked of a rule without one', () => {
    expect(createMayMatch(planRuns([rule('acme-key', 'key', ['key'])]))(bytes, 2, 0)).toBe(true);
  });

  test('is found as by looking at every place', () => {
    const texts = fc.array(fc.constantFrom(0x30, 0x35, 0x39, 0x2e, 0xff), { maxLength: 60 });
    const numbers = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(30), fc.nat(30), fc.nat(59));
    fc.assert(
      fc.property(texts, numbers, (text, [least, from, more, hit]) => {
        const run = digits(least, from, from + more);
        // The keyword stands up to two bytes after the start.
        const naive = text.some(
          (_, start) =>
            start >= hit - 2 + from &&
            start <= hit + from + more &&
            start + least <= text.length &&
            text.slice(start, start + least).every((byte) => byte >= 0x30 && byte <= 0x39),
        );
        expect(createMayMatch(planRuns([run]))(Uint8Array.from(text), hit, 0)).toBe(naive);
      }),
      { seed: 20261124, numRuns: 3000 },
    );
  });
});

/** A text that a pattern takes, but for its lookaheads. */
function drawn(node: Node, next: (below: number) => number): number[] {
  switch (node.kind) {
    case 'set': {
      const bytes = members(node.set);
      return [bytes[next(bytes.length)]!];
    }
    case 'assert':
      return [];
    case 'group':
      return drawn(node.item, next);
    case 'sequence':
      return node.items.flatMap((item) => drawn(item, next));
    case 'choice':
      return drawn(node.options[next(node.options.length)]!, next);
    case 'repeat': {
      const most = Math.min(node.max, node.min + 70);
      const count = [node.min, most, node.min + next(most - node.min + 1)][next(3)]!;
      return Array.from({ length: count }, () => drawn(node.item, next)).flat();
    }
  }
}

test('every rule of the catalogue lets through what its pattern takes', () => {
  const { rules } = readPatterns(`${import.meta.dirname}/../../patterns`).set;
  const mayMatch = createMayMatch(planRuns(rules));
  let state = 7;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let asked = 0;
  rules.forEach(({ id, run, pattern, flags, keywords, keywordOffset: [least, most] }, number) => {
    if (run === undefined) return;
    const node = parsePattern(pattern, flags);
    for (let round = 0; round < 6; round++) {
      const match = Buffer.from(drawn(node, next));
      const before = next(40);
      const bytes = Buffer.concat([Buffer.alloc(before, 'x'), match, Buffer.from(' after')]);
      const text = match.toString('latin1');
      for (const { text: word, fold } of keywords) {
        const searched = fold ? text.toLowerCase() : text;
        for (let at = searched.indexOf(word, least); at !== -1 && at <= most; at = searched.indexOf(word, at + 1)) {
          asked++;
          expect(mayMatch(bytes, before + at, number), `${id}: ${text}`).toBe(true);
        }
      }
    }
  });
  expect(asked).toBeGreaterThan(3000);
});
