/** Trees as the fit writes them. */

import { expect, test } from 'vitest';
import { decodeForest } from '../../../src/detect/generic/forest.ts';

function encoded(words: readonly number[]): string {
  const bytes = Buffer.alloc(words.length * 2);
  words.forEach((word, at) => {
    bytes.writeInt16LE(word, at * 2);
  });
  return bytes.toString('base64');
}

test('a tree lies left side first, and each node knows its right side', () => {
  // Asked of fact 3: no, asked of number 5 at 1.25; yes, a leaf. Then a tree of one leaf.
  const forest = decodeForest(encoded([3, 0, 100, 5, 125, -200, -1, 1000, -1, -1000, -1, 5000, -1, 42]));
  expect([...forest.roots]).toEqual([0, 5]);
  expect([...forest.feature.subarray(0, 6)]).toEqual([3, 5, -1, -1, -1, -1]);
  expect(forest.limit[1]).toBe(1.25);
  expect([...forest.value.subarray(0, 6)]).toEqual([0.01, -0.02, 0.1, -0.1, 0.5, 0.0042]);
  expect([forest.right[0], forest.right[1]]).toEqual([4, 3]);
});
