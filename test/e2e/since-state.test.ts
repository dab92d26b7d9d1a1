/** Scans that leave out what an earlier one has met: only what is new is read and told. */

import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { awsPair } from '../support/keys.ts';
import { folder, git, leakwalk } from '../support/program.ts';

function put(repository: string, name: string, seed: number): void {
  const { id, secret } = awsPair(seed);
  writeFileSync(join(repository, name), `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n`);
}

function commit(repository: string, name: string, seed: number): void {
  put(repository, name, seed);
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', `add ${name}`);
}

function start(): { repository: string; state: string } {
  const repository = folder();
  git(repository, 'init', '-q', '-b', 'main');
  commit(repository, 'a.env', 1);
  return { repository, state: join(folder(), 'seen.state') };
}

interface Run {
  readonly ids: readonly string[];
  readonly documents: number;
  readonly seen: number;
  readonly err: string;
  readonly code: number | null;
}

function scan(state: string, targets: readonly string[], more: readonly string[] = []): Run {
  const { out, err, code } = leakwalk(['scan', '--format', 'json', '--since-state', state, ...more, ...targets]);
  if (out === '') throw new Error(err);
  const report = JSON.parse(out) as Report;
  const ids = report.findings.map(({ parts }) => parts[0]!.preview).sort();
  const seen = report.problems.find((problem) => problem.code === 'SEEN')?.count ?? 0;
  return { ids, documents: report.totals.documents, seen, err, code };
}

const id = (seed: number): string => awsPair(seed).id;

describe.each(['loose', 'packed'])('%s objects', (form) => {
  test('a second run reads nothing, a third what came since, wherever it is', () => {
    const { repository, state } = start();
    const pack = (): void => {
      if (form === 'packed') git(repository, 'gc', '-q');
    };
    pack();
    const first = scan(state, [repository]);
    expect([first.ids, first.code, first.seen]).toEqual([[id(1)], 1, 0]);
    const second = scan(state, [repository]);
    expect([second.ids, second.code, second.documents]).toEqual([[], 0, 0]);
    expect(second.seen).toBeGreaterThan(5);
    expect(second.err).toMatch(/^leakwalk: nothing is new; \d+ objects, files and names of earlier runs left out$/m);
    commit(repository, 'b.env', 2);
    put(repository, 'a.env', 3);
    git(repository, 'config', 'remote.origin.url', `https://${id(4)}:x@example.org/a.git`);
    git(repository, 'branch', id(5));
    pack();
    const third = scan(state, [repository]);
    expect(third.ids).toEqual([id(2), id(3), id(4), id(5)].sort());
    expect(scan(state, [repository]).documents).toBe(0);
  });
});

test('repacking brings nothing new', () => {
  const { repository, state } = start();
  scan(state, [repository]);
  git(repository, 'repack', '-q', '-a', '-d');
  expect(scan(state, [repository]).ids).toEqual([]);
});

test('other rules, or other settings, make everything new', () => {
  const { repository, state } = start();
  scan(state, [repository]);
  const again = scan(state, [repository], ['--only', 'aws']);
  expect([again.ids, again.seen]).toEqual([[id(1)], 0]);
  expect(again.err).toContain('rules or settings have changed, so everything counts as new');
  expect(scan(state, [repository], ['--only', 'aws']).ids).toEqual([]);
});

test('targets do not answer for each other, and a run on one keeps what is known of the other', () => {
  const { repository, state } = start();
  const other = join(folder(), 'copy');
  git(folder(), 'clone', '-q', repository, other);
  expect(scan(state, [repository]).ids).toEqual([id(1)]);
  expect(scan(state, [other]).ids).toEqual([id(1)]);
  expect(scan(state, [repository, other]).documents).toBe(0);
});

test('a remote is known by its objects, though it is cloned anew', () => {
  const { repository, state } = start();
  const target = `git:file://${repository}`;
  expect(scan(state, [target]).ids).toEqual([id(1)]);
  expect(scan(state, [target]).documents).toBe(0);
  commit(repository, 'b.env', 2);
  expect(scan(state, [target]).ids).toEqual([id(2)]);
});

test('an object that could not be read is tried again', () => {
  const { repository, state } = start();
  git(repository, 'rm', '-q', 'a.env');
  git(repository, 'commit', '-qm', 'remove');
  const blob = git(repository, 'rev-parse', 'HEAD~1:a.env');
  const file = join(repository, '.git/objects', blob.slice(0, 2), blob.slice(2));
  const bytes = readFileSync(file);
  rmSync(file);
  writeFileSync(file, bytes.subarray(0, 20));
  const broken = scan(state, [repository]);
  expect([broken.ids, broken.code]).toEqual([[], 3]);
  writeFileSync(file, bytes);
  expect(scan(state, [repository]).ids).toEqual([id(1)]);
});

test('the file is for its owner, small, and holds nothing of what was scanned', () => {
  const { repository, state } = start();
  git(repository, 'config', 'remote.origin.url', `https://${id(4)}:${awsPair(4).secret}@example.org/a.git`);
  scan(state, [repository]);
  expect(statSync(state).mode & 0o777).toBe(0o600);
  const bytes = readFileSync(state);
  for (const seed of [1, 4]) {
    expect(bytes.includes(id(seed))).toBe(false);
    expect(bytes.includes(awsPair(seed).secret)).toBe(false);
  }
  const counted = /"count":(\d+)/.exec(bytes.toString('latin1'))![1]!;
  expect(bytes.length).toBeLessThan(20 * Number(counted) + 500);
});

test('a file that is none, or cut short, is refused; nothing is scanned', () => {
  const { repository, state } = start();
  scan(state, [repository]);
  truncateSync(state, statSync(state).size - 1);
  expect(() => scan(state, [repository])).toThrow(/cut short.*\[STATE_INVALID\]/);
  writeFileSync(state, 'something else\n');
  expect(() => scan(state, [repository])).toThrow(/is no state file.*\[STATE_INVALID\]/);
});

test('only repositories are known by their objects', () => {
  expect(() => scan(join(folder(), 'state'), [folder({ a: 'x' })])).toThrow(/is for repositories.*\[USAGE\]/);
});
