/** Versions of a file told as one place. */

import { expect, test } from 'vitest';
import type { Occurrence } from '../../src/model/finding.ts';
import { lifeText, linesText, versionsOf } from '../../src/model/lifetime.ts';
import { occurrence } from '../support/report.ts';

const at = (path: string, line: number, details: Readonly<Record<string, string>> = {}): Occurrence => {
  const made = occurrence('git:.', path, details);
  const [part] = made.parts;
  return { ...made, parts: [{ ...part!, place: { ...part!.place, line } }] };
};

const oldest = at('a.py', 12, {
  commit: 'a'.repeat(40),
  author: 'Ada <ada@example.org>',
  date: '2020-01-01T00:00:00+00:00',
  removed: 'b'.repeat(40),
  'removed at': '2020-02-01T00:00:00+00:00',
  reachable: 'main',
});
const newest = at('a.py', 40, {
  commit: 'c'.repeat(40),
  author: 'Bob <bob@example.org>',
  date: '2021-01-01T01:00:00+02:00',
  removed: 'd'.repeat(40),
  'removed at': '2021-03-01T00:00:00+00:00',
  reachable: 'main, dev',
});

test('versions of one file are one place, other files and the working tree stand for themselves', () => {
  const tree = at('a.py', 1);
  const other = at('b.py', 1, { commit: 'e'.repeat(40) });
  expect(versionsOf([tree, newest, other, oldest])).toEqual([[tree], [newest, oldest], [other]]);
});

test('it begins with the earliest author date, ends with the last removal, and tells where the latest is reachable', () => {
  expect(lifeText([newest, oldest])).toBe(
    '2 versions, first in commit aaaaaaaaaaaa by Ada <ada@example.org> on 2020-01-01T00:00:00+00:00, ' +
      'the last removed by dddddddddddd on 2021-03-01T00:00:00+00:00, still reachable from main, dev',
  );
  expect(linesText([newest, oldest])).toBe('12 to 40');
});

test('one version that stands is said, whatever became of the others', () => {
  const { removed: _removed, ...standing } = Object.fromEntries(
    newest.provenance.details.map(({ name, value }) => [name, value]),
  );
  expect(lifeText([oldest, at('a.py', 12, standing)])).toContain('1 of them not removed');
});

test('the first and the last of many versions count for all', () => {
  const marked = ([occurrence, version]: [Occurrence, string]): Occurrence => {
    const { provenance } = occurrence;
    return {
      ...occurrence,
      provenance: { ...provenance, details: [...provenance.details, { name: 'version', value: version }] },
    };
  };
  const ends = [marked([newest, 'last of 37']), marked([oldest, 'first of 37'])] as const;
  expect(lifeText(ends)).toContain('37 versions, first in commit aaaaaaaaaaaa');
  expect(lifeText(ends)).toContain('the last removed by dddddddddddd');
  expect(lifeText([marked([at('a.py', 12, { commit: 'f'.repeat(40) }), 'first and last of 9'])])).toContain(
    '9 versions, first in commit ffffffffffff',
  );
  expect(lifeText([marked([at('a.py', 12, { commit: 'f'.repeat(40) }), 'first and last of 9'])])).toContain(
    'the last of them not removed',
  );
});

test('hostile names cannot reach the terminal', () => {
  const details = { commit: 'f'.repeat(40), author: 'x\u001b[2J <>', date: 'soon' };
  expect(lifeText([at('a', 1, details), at('a', 2, details)])).not.toContain('\u001b');
});
