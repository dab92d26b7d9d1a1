/** However git stores objects, what they hide is found; what is not there is said. */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { awsPair } from '../support/keys.ts';
import { folder, git, scanJson } from '../support/program.ts';

function commit(repository: string, name: string, seed: number): void {
  writeFileSync(join(repository, name), `AWS_ACCESS_KEY_ID=${awsPair(seed).id}\n`);
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', name);
}

/** A repository with one key in each of so many commits, each file replaced by the next. */
function repositoryOf(count: number): string {
  const repository = folder();
  git(repository, 'init', '-q', '-b', 'main');
  for (let seed = 1; seed <= count; seed++) commit(repository, 'a.env', seed);
  return repository;
}

function keysIn(repository: string): { keys: string[]; problems: string[]; complete: boolean } {
  const report = scanJson(['--history', repository]);
  return {
    keys: report.findings.map(({ parts }) => parts[0]!.preview).sort(),
    problems: report.problems.map(({ code }) => code),
    complete: report.complete,
  };
}

const keys = (count: number): string[] => Array.from({ length: count }, (_, k) => awsPair(k + 1).id).sort();

test('several packs with a multi-pack-index, bitmaps and kept packs', () => {
  const repository = folder();
  git(repository, 'init', '-q', '-b', 'main');
  for (const seed of [1, 2, 3]) {
    commit(repository, 'a.env', seed);
    git(repository, 'repack', '-dq');
  }
  git(repository, 'multi-pack-index', 'write', '--bitmap');
  commit(repository, 'a.env', 4);
  expect(keysIn(repository)).toEqual({ keys: keys(4), problems: [], complete: true });
});

test('objects of an alternate, and of its alternate', () => {
  const first = repositoryOf(2);
  const [second, third] = [join(folder(), 'second'), join(folder(), 'third')];
  git(first, 'clone', '-q', '--shared', first, second);
  commit(second, 'b.env', 3);
  git(second, 'clone', '-q', '--shared', second, third);
  expect(keysIn(third)).toEqual({ keys: keys(3), problems: [], complete: true });
});

test('a partial clone says which objects it lacks', () => {
  const whole = repositoryOf(3);
  git(whole, 'config', 'uploadpack.allowFilter', 'true');
  const partial = join(folder(), 'partial');
  git(whole, 'clone', '-q', '--no-checkout', '--filter=blob:none', `file://${whole}`, partial);
  expect(keysIn(partial)).toEqual({ keys: [], problems: Array(3).fill('MISSING_OBJECT'), complete: false });
});

test('an object that is gone from a repository is missed, the others are scanned', () => {
  const repository = repositoryOf(3);
  const gone = git(repository, 'rev-parse', 'HEAD~1:a.env');
  rmSync(join(repository, '.git/objects', gone.slice(0, 2), gone.slice(2)), { force: true });
  const { keys: found, problems, complete } = keysIn(repository);
  expect(found).toEqual([awsPair(1).id, awsPair(3).id].sort());
  expect(problems).toEqual(['MISSING_OBJECT']);
  expect(complete).toBe(false);
});

test('an object too large for memory is streamed: a key at its end is found', () => {
  const repository = folder();
  git(repository, 'init', '-q', '-b', 'main');
  const { id } = awsPair(1);
  writeFileSync(join(repository, 'large'), `${'a line of text\n'.repeat(4_700_000)}AWS_ACCESS_KEY_ID=${id}\n`);
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', 'large');
  for (const stored of ['loose', 'packed']) {
    if (stored === 'packed') git(repository, 'repack', '-adq');
    expect(keysIn(repository), stored).toEqual({ keys: [id], problems: [], complete: true });
  }
});
