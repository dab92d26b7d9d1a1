/** What tells text from all else at a glance, in every engine; what a document is does not depend on it. */

import { describe, expect, test } from 'vitest';
import { recognise } from '../../src/formats/recognise.ts';
import { createPrefilter, engineNames } from '../../src/prefilter/index.ts';
import { seeded } from '../../src/rules/random.ts';

const odd = [0, 1, 7, 8, 9, 10, 13, 14, 27, 31, 32, 127, 128, 255];

describe.each(engineNames)('%s', (engine) => {
  const prefilter = createPrefilter([{ text: 'token', fold: false, run: false }], { engine });

  test('tells control characters and NUL bytes, wherever they stand', () => {
    const random = seeded('plain');
    const below = (limit: number): number => Math.floor(random() * limit);
    let plain = 0;
    for (let round = 0; round < 3000; round++) {
      const far = 1 + below(300);
      const near = Math.min(far, 1 + below(100));
      prefilter.input.fill(0x61, 0, 320);
      for (let k = below(3); k > 0; k--) prefilter.input[below(320)] = odd[below(odd.length)]!;
      const head = [...prefilter.input.subarray(0, near)];
      const text = head.every((byte) => byte >= 32 || (byte >= 8 && byte <= 13));
      const expected = text && !prefilter.input.subarray(0, far).includes(0);
      expect(prefilter.isPlain(near, far)).toBe(expected);
      if (expected) plain++;
    }
    expect(plain).toBeGreaterThan(500);
    expect(plain).toBeLessThan(2900);
  });

  test('a document is what it is without asking', () => {
    const random = seeded('kinds');
    const below = (limit: number): number => Math.floor(random() * limit);
    const heads = [
      '2026-03-19T10:11:12Z x\n',
      'plain\n',
      '\x1b[32mok\n',
      'PK\x03\x04',
      '\x1f\x8b\x08',
      '#!/bin/sh\n',
      '\xff\xfea\0',
    ];
    const paths = ['a.c', 'a.log', 'app.jar', 'run.log.1', ''];
    for (let round = 0; round < 2000; round++) {
      const length = 2 + below(9000);
      prefilter.input.fill(0x61, 0, length);
      prefilter.input.set(Buffer.from(heads[below(heads.length)]!, 'latin1'));
      for (let k = below(4); k > 0; k--) prefilter.input[below(length)] = odd[below(odd.length)]!;
      const path = paths[below(paths.length)]!;
      const told = recognise(prefilter.input, length, path, prefilter.isPlain);
      expect(told).toBe(recognise(prefilter.input, length, path));
    }
  });
});
