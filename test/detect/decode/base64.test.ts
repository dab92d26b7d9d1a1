/** The sample of all four phases never leaves out one at which a run decodes to text. */

import { describe, expect, test } from 'vitest';
import { decodesToText } from '../../../src/detect/decode/base64.ts';
import { likelyPhases } from '../../../src/prefilter/stretches.ts';

/** Numbers below `limit` from a fixed seed. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

describe('likely phases', () => {
  test('every phase that gives text is among them, however near to no text it is', () => {
    const next = numbers(7);
    let texts = 0;
    for (let round = 0; round < 40_000; round++) {
      // Bytes of text with some that are not, behind up to three characters of something else.
      const noise = next(12);
      const bytes = Buffer.from(Array.from({ length: 30 }, () => (next(24) < noise ? 128 + next(128) : 32 + next(95))));
      const phase = next(4);
      const run = Buffer.from(`${'/_-'.slice(0, phase)}${bytes.toString('base64')}`, 'latin1');
      const likely = likelyPhases(run, 0);
      for (let p = 0; p < 4; p++) {
        if (!decodesToText(run, p, run.length)) continue;
        texts++;
        expect((likely >> p) & 1).toBe(1);
      }
    }
    expect(texts).toBeGreaterThan(10_000);
  });

  test('one random phase in ten is left to look at, or fewer', () => {
    const next = numbers(11);
    let left = 0;
    for (let round = 0; round < 10_000; round++) {
      const run = Buffer.from(Buffer.from(Array.from({ length: 30 }, () => next(256))).toString('base64'), 'latin1');
      for (let rest = likelyPhases(run, 0); rest !== 0; rest &= rest - 1) left++;
    }
    expect(left).toBeLessThan(0.1 * 40_000);
  });
});
