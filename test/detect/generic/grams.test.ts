/** Pieces of values and names, and the table of their weights. */

import { expect, test } from 'vitest';
import { decodeGrams, gramPlaces, gramsOf } from '../../../src/detect/generic/grams.ts';

test('places of the same pieces are the same wherever they stand, and case does not matter but for the shape', () => {
  const places = new Set(gramsOf('phrase', 'xhunterx'));
  const other = gramsOf('phrase', '99Hunter99');
  // "hunt", "unte", "nter" and the pieces inside them: of each length at least.
  expect(other.filter((place) => places.has(place)).length).toBeGreaterThan(12);
  expect(gramsOf('PHRASE', 'xhunterx')).toEqual(gramsOf('phrase', 'xhunterx'));
  expect(gramsOf('phrase', 'xhunterx').every((place) => place >= 0 && place < gramPlaces)).toBe(true);
});

test('a name is told apart from a value that is spelt like it', () => {
  const asName = new Set(gramsOf('trustno', '0'));
  const asValue = gramsOf('0', 'trustno');
  expect(asValue.filter((place) => asName.has(place))).toHaveLength(0);
});

test('a value as long as a document has no more pieces than forty characters of it', () => {
  expect(gramsOf('key', 'ab'.repeat(5000)).length).toBeLessThan(250);
});

test('weights lie at the places that the steps add up to', () => {
  const bytes = Buffer.from([3, 12, 255, 255, 10, 256 - 7]);
  const weights = decodeGrams(bytes.toString('base64'));
  expect(weights[3]).toBe(12);
  expect(weights[3 + 255 + 255 + 10]).toBe(-7);
  expect([...weights].filter((weight) => weight !== -128)).toHaveLength(2);
});
