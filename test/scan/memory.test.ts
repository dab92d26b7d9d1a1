/** What was judged in one document is told again of another, and only where nothing else decides. */

import { describe, expect, test } from 'vitest';
import type { Match } from '../../src/model/match.ts';
import { Secret } from '../../src/model/secret.ts';
import { createMemory, createSharedKeys } from '../../src/scan/memory.ts';
import { pick, seeded } from '../support/keys.ts';

function text(lines: number, seed: number): string {
  const random = seeded(seed);
  return Array.from({ length: lines }, () => `${pick('abcdefgh =(){}', 20, random)}\n`).join('');
}

const asked = (document: string, path = 'a.txt') => {
  const bytes = Buffer.from(document);
  return { bytes, path, binary: false, ranges: { near: [0, bytes.length], wide: [0, bytes.length] } };
};

function match(hit: number): Match {
  return {
    rule: 'some-rule',
    part: 'secret',
    secret: new Secret('s'),
    place: { start: hit, end: hit + 10, line: 1, column: 1, endLine: 1, endColumn: 11 },
    hit,
    decoders: [],
    blocks: [],
    confidence: 1,
    reasons: [],
    facts: [],
    companions: [],
  };
}

const size = (ranges: readonly number[]): number => ranges.reduce((sum, at, k) => sum + (k % 2 === 0 ? -at : at), 0);

describe('memory', () => {
  const body = text(1000, 1);

  test('of a document that was judged before nothing is left, and its matches stand where they stood', () => {
    const memory = createMemory(createSharedKeys(), () => false);
    const first = memory.recall(asked(body))!;
    expect(first.left.near).toEqual([0, body.length]);
    first.learn([match(9000)], []);
    const second = memory.recall(asked(body))!;
    expect(second.left.near).toEqual([]);
    expect(second.matches.map(({ hit }) => hit)).toEqual([9000]);
  });

  test('behind other lines only these and what is within reach of them is left, and matches have moved', () => {
    const memory = createMemory(createSharedKeys(), () => false);
    memory.recall(asked(body))!.learn([match(9000)], []);
    const more = text(100, 2);
    const second = memory.recall(asked(more + body))!;
    expect(size(second.left.near)).toBeGreaterThan(more.length + 1024);
    expect(size(second.left.near)).toBeLessThan(more.length + 4000);
    expect(second.matches.map(({ hit, place }) => [hit, place.start])).toEqual([
      [9000 + more.length, 9000 + more.length],
    ]);
  });

  test('at another path everything is left', () => {
    const memory = createMemory(createSharedKeys(), () => false);
    memory.recall(asked(body))!.learn([], []);
    expect(memory.recall(asked(body, 'b.txt'))!.left.near).toEqual([0, body.length]);
  });

  test('bytes that more than their surroundings decides on are always left', () => {
    const memory = createMemory(createSharedKeys(), () => false);
    memory.recall(asked(body))!.learn([], [9000, 9001]);
    const { left } = memory.recall(asked(body))!;
    expect(left.near).toHaveLength(2);
    expect(left.near[0]).toBeLessThanOrEqual(9000);
    expect(left.near[1]).toBeGreaterThan(9000);
    expect(size(left.near)).toBeLessThan(4000);
  });

  test('what one thread has found nothing in is known to others; where it found something, they judge', () => {
    const keys = createSharedKeys();
    createMemory(keys, () => false)
      .recall(asked(body))!
      .learn([match(9000)], []);
    const other = createMemory(keys, () => false).recall(asked(body))!;
    expect(other.matches).toEqual([]);
    expect(size(other.left.near)).toBeLessThan(4000);
    expect(other.left.near[0]).toBeLessThanOrEqual(9000);
  });
});
