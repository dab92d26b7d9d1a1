/** Repositories that are damaged, cut short or strange: the rest is scanned, and what was not is told. */

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { awsPair } from '../support/keys.ts';
import { cleanEnv, folder, git, leakwalk, program } from '../support/program.ts';

const leak = (seed: number): string => {
  const { id, secret } = awsPair(seed);
  return `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n`;
};

/** A repository whose history holds files that are not in its working tree, one commit each. */
function repositoryOf(files: Readonly<Record<string, string>>): string {
  const repository = folder();
  git(repository, 'init', '-q', '-b', 'main');
  git(repository, 'commit', '-q', '--allow-empty', '-m', 'start');
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(repository, name), content);
    git(repository, 'add', '.');
    git(repository, 'commit', '-qm', `add ${name}`);
    git(repository, 'rm', '-q', name);
    git(repository, 'commit', '-qm', `remove ${name}`);
  }
  return repository;
}

interface Run {
  readonly ids: readonly string[];
  /** Codes of what was not scanned. */
  readonly codes: readonly string[];
  readonly code: number | null;
  readonly report: Report;
}

function scan(repository: string, ...args: readonly string[]): Run {
  const { out, err, code } = leakwalk([
    'scan',
    '--format',
    'json',
    ...(args.length > 0 ? args : ['--history']),
    repository,
  ]);
  if (out === '') throw new Error(err);
  const report = JSON.parse(out) as Report;
  const codes = [...new Set(report.problems.filter(({ note }) => !note).map((each) => each.code))];
  return { ids: report.findings.map(({ parts }) => parts[0]!.preview).sort(), codes, code, report };
}

const id = (seed: number): string => awsPair(seed).id;
const objectFile = (repository: string, revision: string): string => {
  const name = git(repository, 'rev-parse', revision);
  return join(repository, '.git/objects', name.slice(0, 2), name.slice(2));
};

/** Makes a file of git's writable, then changes it. */
function overwrite(file: string, change: (bytes: Buffer) => Buffer): void {
  const bytes = change(readFileSync(file));
  chmodSync(file, 0o644);
  writeFileSync(file, bytes);
}

function packed(repository: string, ...args: readonly string[]): { pack: string; index: string } {
  git(repository, 'repack', '-q', '-a', '-d', ...args);
  const at = join(repository, '.git/objects/pack');
  const name = readdirSync(at).find((each) => each.endsWith('.pack'))!;
  return { pack: join(at, name), index: join(at, name.replace(/pack$/, 'idx')) };
}

describe.each([
  ['with another finding', { 'a.env': leak(1), 'b.env': leak(2) }, [id(2)], 1],
  ['with none', { 'a.env': leak(1), 'b.txt': 'fine\n' }, [], 3],
] as const)('%s', (_name, files, ids, code) => {
  test('a loose object that is damaged', () => {
    const repository = repositoryOf(files);
    overwrite(objectFile(repository, 'HEAD~3:a.env'), (bytes) => bytes.subarray(0, 20));
    expect(scan(repository)).toMatchObject({ ids, codes: ['CORRUPT'], code });
  });

  test('an object that is missing', () => {
    const repository = repositoryOf(files);
    rmSync(objectFile(repository, 'HEAD~3:a.env'));
    expect(scan(repository)).toMatchObject({ ids, codes: ['MISSING_OBJECT'], code });
    expect(scan(repository, '--range', 'HEAD~4..HEAD')).toMatchObject({ ids, codes: ['MISSING_OBJECT'], code });
  });

  test('an object in a pack that is damaged', () => {
    const repository = repositoryOf(files);
    const blob = git(repository, 'rev-parse', 'HEAD~3:a.env');
    const { pack } = packed(repository, '--depth=0');
    const listed = git(repository, 'verify-pack', '-v', pack.replace(/pack$/, 'idx'));
    const [, size, offset] = new RegExp(`^${blob} blob +\\d+ (\\d+) (\\d+)`, 'm').exec(listed)!.map(Number);
    overwrite(pack, (bytes) => bytes.fill(0xff, offset! + 6, offset! + size! - 2));
    expect(scan(repository)).toMatchObject({ ids, codes: ['CORRUPT'], code });
  });
});

describe('a pack', () => {
  const files = { 'a.env': leak(1) };

  test('whose index is cut short', () => {
    const repository = repositoryOf(files);
    overwrite(packed(repository).index, (bytes) => bytes.subarray(0, bytes.length / 2));
    writeFileSync(join(repository, 'c.env'), leak(3));
    expect(scan(repository)).toMatchObject({ ids: [id(3)], codes: ['CORRUPT'], code: 1 });
  });

  test('that is cut short itself: what stands before the cut is scanned', () => {
    const repository = repositoryOf(files);
    overwrite(packed(repository).pack, (bytes) => bytes.subarray(0, bytes.length - 60));
    const run = scan(repository);
    expect([run.codes, run.report.complete]).toEqual([['CORRUPT'], false]);
  });

  test('of nothing but noise, and an empty one', () => {
    for (const content of [Buffer.alloc(3000, 0x41), Buffer.alloc(0)]) {
      const repository = repositoryOf(files);
      overwrite(packed(repository).pack, () => content);
      const run = scan(repository);
      expect([run.codes, run.code]).toEqual([['CORRUPT'], 3]);
    }
  });
});

test('objects, folders of objects, packs and indexes that may not be read', () => {
  if (process.getuid?.() === 0) return console.log('skipped: root may read everything');
  const files = { 'a.env': leak(1), 'b.env': leak(2) };
  const closed = (path: string, repository: string): Run => {
    chmodSync(path, 0);
    const run = scan(repository);
    chmodSync(path, 0o755);
    return run;
  };
  const loose = repositoryOf(files);
  const file = objectFile(loose, 'HEAD~3:a.env');
  for (const path of [file, join(file, '..')]) {
    const run = closed(path, loose);
    expect(run).toMatchObject({ ids: [id(2)], code: 1 });
    expect(run.codes).toContain('UNREADABLE');
  }
  const repository = repositoryOf(files);
  const { pack, index } = packed(repository);
  writeFileSync(join(repository, 'c.env'), leak(3));
  for (const path of [pack, index, join(pack, '..')]) {
    const run = closed(path, repository);
    expect([run.ids.includes(id(3)), run.codes.includes('UNREADABLE'), run.code], path).toEqual([true, true, 1]);
  }
});

test('an object that is a folder, and one that is a link to nothing', () => {
  const repository = repositoryOf({ 'a.env': leak(1), 'b.env': leak(2) });
  const file = objectFile(repository, 'HEAD~3:a.env');
  rmSync(file);
  mkdirSync(file);
  const run = scan(repository);
  expect(run).toMatchObject({ ids: [id(2)], code: 1 });
  expect(run.codes).toContain('UNREADABLE');
});

test('a repository without a commit, and a folder that only looks like one', () => {
  const empty = folder();
  git(empty, 'init', '-q');
  expect(scan(empty)).toMatchObject({ ids: [], codes: ['EMPTY'], code: 3 });
  for (const args of [['--places', 'stash,branches,unreachable'], ['--staged'], ['--range', 'HEAD~1..HEAD']]) {
    const { code, err } = leakwalk(['scan', ...args, empty]);
    expect([0, 2, 3], `${args.join(' ')} ${err}`).toContain(code);
    expect(err).not.toContain('a bug');
  }
  const lookalike = folder({ HEAD: 'x', 'objects/x': '', 'refs/x': '' });
  const { code, err } = leakwalk(['scan', '--history', lookalike]);
  expect([code, err]).toEqual([2, expect.stringContaining('[TARGET_NOT_GIT]')]);
});

describe('a shallow clone', () => {
  const clone = (depth: number): { repository: string; origin: string } => {
    const origin = repositoryOf({ 'a.env': leak(1), 'b.env': leak(2) });
    const repository = join(folder(), 'clone');
    git(folder(), 'clone', '-q', `--depth=${depth}`, `file://${origin}`, repository);
    return { repository, origin };
  };

  test('is scanned as far as it goes, and says that there is more', () => {
    expect(scan(clone(1).repository)).toMatchObject({ ids: [], codes: ['SHALLOW'], code: 3 });
    expect(scan(clone(2).repository)).toMatchObject({ ids: [id(2)], codes: ['SHALLOW'], code: 1 });
  });

  test('holds a range, or lacks its beginning and says what to do', () => {
    const { repository, origin } = clone(3);
    expect(scan(repository, '--range', 'HEAD~1..HEAD')).toMatchObject({ ids: [], codes: [], code: 0 });
    const from = git(origin, 'rev-parse', 'HEAD~4');
    const env = { CI_COMMIT_BEFORE_SHA: from, CI_COMMIT_SHA: git(origin, 'rev-parse', 'HEAD') };
    const failed = leakwalk(['scan', '--range', 'ci', repository], { env });
    expect(failed.code).toBe(2);
    expect(failed.err).toMatch(
      /is no commit of this clone; this clone is shallow: .*fetch-depth: 0.*\[RANGE_MISSING\]/,
    );
    git(repository, 'fetch', '-q', '--unshallow');
    const done = leakwalk(['scan', '--range', 'ci', repository], { env });
    expect(done.code).toBe(1);
    expect(done.err).toContain(`the range of this build is ${from}..`);
    expect(done.out).toContain(id(2));
  });
});

test('paths with a line’s end, with bytes that are no UTF-8, and with what git quotes', () => {
  const repository = folder();
  git(repository, 'init', '-q', '-b', 'main');
  const names = [Buffer.from('a\nb.env'), Buffer.from([0x66, 0xff, 0xfe, 0x2e, 0x65]), Buffer.from('tab\t"q"\\.env')];
  for (const [k, name] of names.entries())
    writeFileSync(Buffer.concat([Buffer.from(`${repository}/`), name]), leak(10 + k));
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', 'add');
  for (const args of [['--history'], [], ['--staged']]) {
    if (args[0] === '--staged') {
      git(repository, 'rm', '-q', '-r', '--cached', '.');
      git(repository, 'commit', '-qm', 'remove');
      git(repository, 'add', '.');
    }
    const { out } = leakwalk(['scan', '--format', 'json', ...args, repository]);
    const { findings } = JSON.parse(out) as Report;
    const paths = findings.map(({ occurrences }) => occurrences[0]!.provenance.path).sort();
    expect(paths, args.join()).toEqual(['a\nb.env', 'f\\xff\\xfe.e', 'tab\t"q"\\.env']);
  }
});

test('a hundred thousand refs', () => {
  const repository = repositoryOf({ 'a.env': leak(1) });
  const tip = git(repository, 'rev-parse', 'HEAD');
  const lines = Array.from({ length: 100_000 }, (_, k) => `${tip} refs/pull/${String(k).padStart(6, '0')}/head\n`);
  writeFileSync(
    join(repository, '.git/packed-refs'),
    `# pack-refs with: peeled fully-peeled sorted \n${lines.join('')}`,
  );
  const done = spawnSync(process.execPath, [program, 'scan', '--history', '--format', 'json', repository], {
    encoding: 'utf8',
    env: cleanEnv(),
    maxBuffer: 1 << 28,
    timeout: 25_000,
  });
  const report = JSON.parse(done.stdout) as Report;
  const reachable = report.findings[0]!.occurrences[0]!.provenance.details.find(({ name }) => name === 'reachable');
  expect(reachable?.value).toBe('main, pull/000000/head, pull/000001/head and 99998 more');
});
