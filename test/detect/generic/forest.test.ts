/** Trees as the fit writes them. */

import { expect, test } from 'vitest';
import { decodeNodes, movedBy, sumOf } from '../../../src/detect/generic/forest.ts';

function encoded(words: readonly number[]): string {
  const bytes = Buffer.alloc(words.length * 2);
  words.forEach((word, at) => {
    bytes.writeInt16LE(word, at * 2);
  });
  return bytes.toString('base64');
}

/** Asked of fact 3: no, asked of number 5 at 1.25; yes, a leaf. Then a tree of one leaf. */
const numbers = [
  ...[3, 1, 100, 16],
  ...[5, 125, -200, 8],
  ...[-1, 0, 1000, 0],
  ...[-1, 0, -1000, 0],
  ...[-1, 0, 5000, 0],
  ...[-1, 0, 42, 0],
];
const forest = { roots: [0, 20], nodes: decodeNodes(encoded(numbers)) };

test('numbers lie as they are written, also negative ones', () => {
  expect([...forest.nodes]).toEqual(numbers);
});

test.each([
  ['the fact holds', [0, 0, 0, 1, 0, 0], 0.5042],
  ['it does not, and the number is smaller', [0, 0, 0, 0, 0, 124], 0.1042],
  ['it does not, and the number is as large', [0, 0, 0, 0, 0, 125], -0.0958],
])('the answers are summed: %s', (_, seen, sum) => {
  expect(sumOf(forest, Int32Array.from(seen))).toBeCloseTo(sum, 10);
});

test('each feature moves the sum by what its step adds', () => {
  const moved = movedBy(forest, Int32Array.from([0, 0, 0, 0, 0, 125]));
  expect(moved[3]).toBeCloseTo(-0.03, 10);
  expect(moved[5]).toBeCloseTo(-0.08, 10);
});
