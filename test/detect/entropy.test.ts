/** Shannon entropy, against the formula written out. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entropy } from '../../src/detect/entropy.ts';

test('known values', () => {
  expect(entropy('')).toBe(0);
  expect(entropy('aaaa')).toBe(0);
  expect(entropy('abab')).toBe(1);
  expect(entropy('0123456789abcdef')).toBe(4);
});

test('equals the formula for any latin1 value', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
      const value = Buffer.from(bytes).toString('latin1');
      let expected = 0;
      for (const byte of new Set(bytes)) {
        const share = bytes.filter((other) => other === byte).length / bytes.length;
        expected -= share * Math.log2(share);
      }
      expect(entropy(value)).toBeCloseTo(expected, 9);
    }),
    { seed: 1 },
  );
});
