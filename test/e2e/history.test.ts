/** Keys that git hides, found in its history with the commits that brought them in. */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { awsPair } from '../support/keys.ts';
import { folder, git, scanJson } from '../support/program.ts';

function put(repository: string, name: string, seed: number): void {
  const { id, secret } = awsPair(seed);
  writeFileSync(join(repository, name), `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n`);
}

function details(repository: string, seed: number): Record<string, string>[] {
  const report = scanJson(['--history', repository]);
  const finding = report.findings.find((entry) => entry.parts[0]!.preview === awsPair(seed).id);
  expect(finding, `key ${seed}`).toBeDefined();
  return finding!.occurrences.map(({ provenance }) => ({
    path: provenance.path,
    ...Object.fromEntries(provenance.details.map(({ name, value }) => [name, value])),
  }));
}

test('a key removed again, one that came in by a merge, and one in a stash are found with their commits', () => {
  const repository = folder();
  git(repository, 'init', '-q', '-b', 'main');
  writeFileSync(join(repository, 'readme'), 'hello\n');
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', 'start');

  put(repository, 'config.env', 1);
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', 'add');
  const added = git(repository, 'rev-parse', 'HEAD');
  git(repository, 'rm', '-q', 'config.env');
  git(repository, 'commit', '-qm', 'remove');

  git(repository, 'checkout', '-qb', 'side', 'HEAD~2');
  writeFileSync(join(repository, 'side'), 'side\n');
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', 'side');
  git(repository, 'checkout', '-q', 'main');
  git(repository, 'merge', '-q', '--no-commit', '--no-ff', 'side');
  put(repository, 'merged.env', 2);
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', 'merge side');
  const merged = git(repository, 'rev-parse', 'HEAD');

  put(repository, 'readme', 3);
  git(repository, 'stash', '-q');
  const stashed = git(repository, 'rev-parse', 'refs/stash');

  expect(details(repository, 1)).toContainEqual(expect.objectContaining({ path: 'config.env', commit: added }));
  expect(details(repository, 2)).toContainEqual(expect.objectContaining({ path: 'merged.env', commit: merged }));
  expect(details(repository, 3).some((entry) => entry['commit'] === stashed)).toBe(true);
});

test('a submodule that is not checked out any more is told of with paths and commits', () => {
  const module = folder();
  git(module, 'init', '-q', '-b', 'main');
  put(module, 'module.env', 4);
  git(module, 'add', '.');
  git(module, 'commit', '-qm', 'add');
  const added = git(module, 'rev-parse', 'HEAD');
  const repository = folder();
  git(repository, 'init', '-q', '-b', 'main');
  git(repository, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', module, 'lib');
  git(repository, 'commit', '-qm', 'with a submodule');
  rmSync(join(repository, 'lib'), { recursive: true });

  const expected = { path: 'module.env', submodule: 'lib', commit: added };
  expect(details(repository, 4)).toContainEqual(expect.objectContaining(expected));
  expect(scanJson(['--history', repository]).problems).toEqual([]);
});
