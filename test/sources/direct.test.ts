/** What is staged, read from the repository's files, is what git says; what is unusual is left to git. */

import { appendFileSync, chmodSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createObjectReader } from '../../src/formats/pack/object.ts';
import { listDirect } from '../../src/sources/git/direct.ts';
import { listByGit } from '../../src/sources/git/staged.ts';
import { folder, git } from '../support/program.ts';

function repository(): string {
  const path = folder({
    'a.txt': 'a\n',
    'b.txt': 'b\n',
    'deep/er/c.txt': 'c\n',
    'deep/d.txt': 'd\n',
    'other/e.txt': 'e\n',
    'deep-x': 'sorts between\n',
    'gone.txt': 'gone\n',
  });
  git(path, 'init', '-q', '-b', 'main');
  git(path, 'add', '.');
  git(path, 'commit', '-q', '-m', 'one');
  return path;
}

function change(path: string): void {
  writeFileSync(join(path, 'a.txt'), 'changed\n');
  writeFileSync(join(path, 'deep/er/c.txt'), 'changed too\n');
  writeFileSync(join(path, 'deep/new name.txt'), 'new\n');
  mkdirSync(join(path, 'added/folder'), { recursive: true });
  writeFileSync(join(path, 'added/folder/f.txt'), 'f\n');
  chmodSync(join(path, 'b.txt'), 0o755);
  symlinkSync('a.txt', join(path, 'link'));
  git(path, 'rm', '-q', 'gone.txt');
  git(path, 'add', '.');
  // In the work tree only.
  writeFileSync(join(path, 'other/e.txt'), 'not staged\n');
}

/** Both answers; they must be the same. */
function staged(path: string, inHook = false): string[] {
  const direct = listDirect(path, inHook);
  expect(direct).toBeDefined();
  expect(direct!.blobs).toEqual(listByGit({ cwd: path, inHook }).blobs);
  return direct!.blobs.map((blob) => blob.path);
}

const all = ['a.txt', 'added/folder/f.txt', 'b.txt', 'deep/er/c.txt', 'deep/new name.txt', 'link'];

describe('the same as git', () => {
  test('changed, added, moved to another mode, linked; not what is deleted or only in the work tree', () => {
    const path = repository();
    change(path);
    expect(staged(path)).toEqual(all);
  });

  test('from a folder below', () => {
    const path = repository();
    change(path);
    expect(staged(join(path, 'deep/er'))).toEqual(all);
  });

  test('with everything packed, in deltas, and the branch in packed-refs', () => {
    const path = repository();
    const lines = Array.from({ length: 400 }, (_, k) => `a line of some length, the number ${k}\n`);
    for (const name of ['x', 'y', 'z']) {
      writeFileSync(join(path, 'deep', 'long.txt'), [...lines, name].join(''));
      git(path, 'add', '.');
      git(path, 'commit', '-q', '-m', name);
    }
    git(path, 'gc', '-q');
    git(path, 'pack-refs', '--all');
    change(path);
    expect(staged(path)).toEqual(all);
    const reader = createObjectReader(join(path, '.git/objects'));
    const old = git(path, 'rev-list', '--objects', 'HEAD', '--', 'deep/long.txt')
      .split('\n')
      .filter((line) => / /.test(line));
    for (const id of old.map((line) => line.slice(0, 40))) {
      const object = reader.read(id, 1e6)!;
      if (object.type === 'blob') expect(object.bytes.toString('latin1')).toBe(`${git(path, 'cat-file', 'blob', id)}`);
    }
    reader.close();
  });

  test('before the first commit', () => {
    const path = folder({ 'a.txt': 'a\n', 'b/c.txt': 'c\n' });
    git(path, 'init', '-q');
    git(path, 'add', '.');
    expect(staged(path)).toEqual(['a.txt', 'b/c.txt']);
  });

  test('without a branch', () => {
    const path = repository();
    git(path, 'checkout', '-q', '--detach');
    change(path);
    expect(staged(path)).toEqual(all);
  });

  test('a file where a folder was, and a folder where a file was', () => {
    const path = repository();
    git(path, 'rm', '-q', '-r', 'other', 'a.txt');
    writeFileSync(join(path, 'other'), 'a file\n');
    mkdirSync(join(path, 'a.txt'));
    writeFileSync(join(path, 'a.txt/inside'), 'i\n');
    git(path, 'add', '.');
    expect(staged(path)).toEqual(['a.txt/inside', 'other']);
  });

  test('an index of version 4, and one with announced files', () => {
    const path = repository();
    change(path);
    git(path, 'update-index', '--index-version', '4');
    expect(staged(path)).toEqual(all);
    writeFileSync(join(path, 'announced.txt'), 'later\n');
    git(path, 'add', '--intent-to-add', 'announced.txt');
    expect(staged(path)).toEqual(all);
  });

  test('names that are not UTF-8', () => {
    const path = repository();
    writeFileSync(Buffer.concat([Buffer.from(`${path}/n`), Buffer.from([0xe9])]), 'n\n');
    git(path, 'add', '.');
    expect(staged(path)).toEqual(['n\xe9']);
  });
});

describe('in a hook', () => {
  afterEach(() => {
    delete process.env['GIT_INDEX_FILE'];
    delete process.env['GIT_DIR'];
  });

  test('the index that git names is read', () => {
    const path = repository();
    change(path);
    git(path, 'commit', '-q', '-m', 'two');
    renameSync(join(path, '.git/index'), join(path, '.git/next-index-1.lock'));
    appendFileSync(join(path, 'a.txt'), 'more\n');
    process.env['GIT_INDEX_FILE'] = join(path, '.git/next-index-1.lock');
    process.env['GIT_DIR'] = join(path, '.git');
    expect(staged(path, true)).toEqual([]);
    // Any other repository is looked for by its own path.
    expect(listDirect(repository(), false)!.blobs).toEqual([]);
  });
});

describe('left to git', () => {
  test.each<[string, (path: string) => void]>([
    ['a split index', (path) => git(path, 'update-index', '--split-index')],
    ['a conflict', conflict],
    ['alternates', (path) => writeFileSync(join(path, '.git/objects/info/alternates'), '/elsewhere\n')],
    ['extensions of the repository', (path) => git(path, 'config', 'extensions.worktreeConfig', 'true')],
    ['a later format', (path) => git(path, 'config', 'core.repositoryFormatVersion', '1')],
    ['a damaged index', (path) => writeFileSync(join(path, '.git/index'), 'DIRC\0\0\0\x02\0\0\xff\xff')],
    ['a tree that is missing', loseTrees],
    ['a submodule', submodule],
  ])('%s', (_, make) => {
    const path = repository();
    make(path);
    expect(listDirect(path, false)).toBeUndefined();
  });

  test('ids of SHA-256, linked work trees, bare repositories, and no repository', () => {
    const sha256 = folder();
    git(sha256, 'init', '-q', '--object-format=sha256');
    expect(listDirect(sha256, false)).toBeUndefined();
    const path = repository();
    git(path, 'worktree', 'add', '-q', 'linked');
    expect(listDirect(join(path, 'linked'), false)).toBeUndefined();
    expect(listDirect(join(path, '.git'), false)).toBeUndefined();
    expect(listDirect('/', false)).toBeUndefined();
  });
});

function conflict(path: string): void {
  git(path, 'checkout', '-q', '-b', 'side');
  writeFileSync(join(path, 'a.txt'), 'one way\n');
  git(path, 'commit', '-q', '-a', '-m', 'side');
  git(path, 'checkout', '-q', 'main');
  writeFileSync(join(path, 'a.txt'), 'another\n');
  git(path, 'commit', '-q', '-a', '-m', 'main');
  expect(() => git(path, 'merge', '-q', 'side')).toThrow();
}

function loseTrees(path: string): void {
  change(path);
  const tree = git(path, 'rev-parse', 'HEAD^{tree}');
  const [name] = readdirSync(join(path, '.git/objects', tree.slice(0, 2)));
  renameSync(join(path, '.git/objects', tree.slice(0, 2), name!), join(path, 'lost'));
}

function submodule(path: string): void {
  const inner = join(path, 'module');
  mkdirSync(inner);
  git(inner, 'init', '-q');
  writeFileSync(join(inner, 'm.txt'), 'm\n');
  git(inner, 'add', '.');
  git(inner, 'commit', '-q', '-m', 'm');
  git(path, 'add', 'module');
}
