import { expect, test } from 'vitest';
import { createPlaceSet } from '../../src/findings/place-set.ts';
import type { Provenance } from '../../src/model/document.ts';

const at = (path: string, value = ''): Provenance => ({ target: 't', path, details: [{ name: 'blob', value }] });

test('a place is new once, by what, document and line, also when there are many', () => {
  const places = createPlaceSet(1e6);
  const all = (): string[] => {
    const answers: string[] = [];
    for (let file = 0; file < 100; file++)
      for (let line = 1; line <= 100; line++) answers.push(places.add(`rule ${line % 3}`, at(`file ${file}`), line));
    return answers;
  };
  expect(new Set(all())).toEqual(new Set(['new']));
  expect(new Set(all())).toEqual(new Set(['known']));
  expect(places.add('rule 1', at('file 1', 'other'), 1)).toBe('new');
  expect(places.add('rule 2', at('file 1'), 1)).toBe('new');
  expect(places.add('rule 1', at('file 1'), 101)).toBe('new');
});

test('beyond its room it knows what it has and tells of no other', () => {
  const places = createPlaceSet(2);
  places.add('rule', at('a'), 1);
  places.add('rule', at('a'), 2);
  expect(places.add('rule', at('a'), 3)).toBe('full');
  expect(places.add('rule', at('a'), 3)).toBe('full');
  expect(places.add('rule', at('a'), 2)).toBe('known');
});
