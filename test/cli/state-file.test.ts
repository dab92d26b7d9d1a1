/** The names that a run has met, kept for the next. */

import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStateFile } from '../../src/cli/state-file.ts';
import { problem } from '../../src/model/problem.ts';
import { folder } from '../support/program.ts';
import { reportOf } from '../support/report.ts';

const file = (): string => join(folder(), 'seen.state');
const id = (k: number, algorithm = 'sha1'): string => createHash(algorithm).update(String(k)).digest('hex');
const ids = (count: number, algorithm?: string): string[] => Array.from({ length: count }, (_, k) => id(k, algorithm));

test('a hundred thousand objects take twenty bytes each and are known again, another is not', () => {
  const path = file();
  const first = openStateFile(path, 'rules');
  expect(first.seen.fresh('git:a', ids(100_000))).toHaveLength(100_000);
  expect(first.save(reportOf([]))).toBe(true);
  expect(statSync(path).size).toBeLessThan(20 * 100_000 + 200);
  const second = openStateFile(path, 'rules');
  expect(second.seen.fresh('git:a', [...ids(100_000), id(100_000)])).toEqual([id(100_000)]);
  expect(second.before).toBe(100_000);
});

test('objects of SHA-256, and names that are no ids', () => {
  const path = file();
  const names = [...ids(50, 'sha256'), 'file\0a.env', 'ref\0refs/heads/main'];
  const first = openStateFile(path, 'rules');
  first.seen.fresh('git:a', names);
  first.save(reportOf([]));
  const second = openStateFile(path, 'rules');
  expect(second.seen.fresh('git:a', [...names, 'file\0b.env'])).toEqual(['file\0b.env']);
  expect(second.seen.fresh('git:b', names)).toEqual(names);
});

test('what one run met twice is new both times: the parts of a run do not hide from each other', () => {
  const state = openStateFile(file(), 'rules');
  expect(state.seen.fresh('git:a', [id(1)])).toEqual([id(1)]);
  expect(state.seen.fresh('git:a', [id(1)])).toEqual([id(1)]);
});

test('an object that could not be read stays new; with anything else unread the file stays as it was', () => {
  const path = file();
  const first = openStateFile(path, 'rules');
  first.seen.fresh('git:a', [id(1), id(2)]);
  const damaged = problem('CORRUPT', `git:a object ${id(1)}`, 'damaged');
  expect(first.save(reportOf([], { problems: [damaged], complete: false }))).toBe(true);
  const second = openStateFile(path, 'rules');
  expect(second.seen.fresh('git:a', [id(1), id(2), id(3)])).toEqual([id(1), id(3)]);
  const pack = problem('UNREADABLE', 'git:a .git/objects/pack/x.idx', 'cannot be opened');
  expect(second.save(reportOf([], { problems: [pack], complete: false }))).toBe(false);
  expect(second.save(reportOf([], { interrupted: true, complete: false }))).toBe(false);
  expect(openStateFile(path, 'rules').seen.fresh('git:a', [id(3)])).toEqual([id(3)]);
  const shallow = problem('SHALLOW', 'git:a', 'older history is not here');
  expect(second.save(reportOf([], { problems: [shallow], complete: false }))).toBe(true);
});

test('for other rules nothing is known', () => {
  const path = file();
  const first = openStateFile(path, 'rules');
  first.seen.fresh('git:a', [id(1)]);
  first.save(reportOf([]));
  const second = openStateFile(path, 'other rules');
  expect([second.restarted, second.seen.fresh('git:a', [id(1)])]).toEqual([true, [id(1)]]);
});
