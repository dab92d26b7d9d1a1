/** Repositories that are cloned for the scan, and bundles. */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cloneSettings } from '../../src/sources/git/remote.ts';
import { awsPair } from '../support/keys.ts';
import { cleanEnv, folder, git, leakwalk, program, scanJson } from '../support/program.ts';

/** A repository with a key that only its history holds, and another only a pull request's ref. */
function origin(): string {
  const repository = folder();
  git(repository, 'init', '-q', '-b', 'main');
  const commit = (seed: number): void => {
    const { id, secret } = awsPair(seed);
    writeFileSync(join(repository, 'config.env'), `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n`);
    git(repository, 'add', '.');
    git(repository, 'commit', '-qm', `add ${seed}`);
  };
  commit(1);
  git(repository, 'rm', '-q', 'config.env');
  git(repository, 'commit', '-qm', 'remove');
  commit(2);
  git(repository, 'update-ref', 'refs/pull/7/head', 'HEAD');
  git(repository, 'reset', '-q', '--hard', 'HEAD~1');
  git(repository, 'reflog', 'expire', '--expire=now', '--all');
  return repository;
}

const ids = (target: string, env: Record<string, string> = {}): string[] =>
  scanJson([target], { env })
    .findings.map((finding) => finding.parts[0]!.preview)
    .sort();
const both = [awsPair(1).id, awsPair(2).id].sort();

test('a remote is cloned with every ref, scanned with its history, and the clone is removed', () => {
  const tmp = folder();
  const repository = origin();
  expect(ids(`git:file://${repository}`, { TMPDIR: tmp })).toEqual(both);
  expect(readdirSync(tmp)).toEqual([]);
  const report = scanJson([`git:file://${repository}`], { env: { TMPDIR: tmp } });
  const { details } = report.findings[0]!.occurrences[0]!.provenance;
  expect(details.map(({ name }) => name)).toContain('commit');
  expect(JSON.stringify(report)).not.toContain(tmp);
});

test('a bundle is a target, by its kind or by itself', () => {
  const repository = origin();
  const bundle = join(folder(), 'app.bundle');
  git(repository, 'bundle', 'create', '-q', bundle, '--all');
  expect(ids(bundle)).toEqual(both);
  expect(ids(`git:${bundle}`)).toEqual(both);
});

test('what cannot be cloned is one clear line, without the password of its URL', () => {
  const tmp = folder();
  const password = ['hunter', 'Two9'].join('');
  const { code, err } = leakwalk(['scan', `git:http://ada:${password}@127.0.0.1:9/app.git`], { env: { TMPDIR: tmp } });
  expect(code).toBe(2);
  expect(err).toMatch(
    /^leakwalk: http:\/\/127\.0\.0\.1:9\/app\.git: it could not be cloned: fatal: .*\[GIT_FAILED\]\n$/,
  );
  expect(err).not.toContain(password);
  expect(readdirSync(tmp)).toEqual([]);
  expect(leakwalk(['scan', 'https://example.org/app.git']).err).toContain('write git:https://');
});

test.each(['SIGINT', 'SIGTERM'] as const)('a clone that is interrupted by %s leaves nothing behind', async (signal) => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as { port: number };
  const tmp = folder();
  const child = spawn(process.execPath, [program, 'scan', `git:http://127.0.0.1:${port}/x.git`], {
    env: cleanEnv({ TMPDIR: tmp }),
    stdio: 'ignore',
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  await new Promise<void>((resolve) => silent.once('connection', () => resolve()));
  expect(readdirSync(tmp)).not.toEqual([]);
  child.kill(signal);
  expect(await ended).toBe(130);
  expect(readdirSync(tmp)).toEqual([]);
  silent.close();
});

test.each(['SIGINT', 'SIGTERM'] as const)('nor does a scan of what was cloned, ended by %s', async (signal) => {
  const repository = origin();
  // Enough to be busy with: blobs that nothing holds, which a mirror brings along under refs.
  const blobs = Array.from(
    { length: 30_000 },
    (_, k) => `blob\nmark :${k + 1}\ndata ${String(k).length + 5}\ntext ${k}\n`,
  );
  const tree = Array.from({ length: 30_000 }, (_, k) => `M 100644 :${k + 1} many/${k}\n`);
  const commit = `commit refs/heads/many\ncommitter A <a@b> 1 +0000\ndata 1\nx\n${tree.join('')}`;
  spawnSync('git', ['fast-import', '--quiet'], { cwd: repository, input: `${blobs.join('')}${commit}` });
  const tmp = folder();
  const child = spawn(process.execPath, [program, 'scan', '--threads', '0', `git:file://${repository}`], {
    env: cleanEnv({ TMPDIR: tmp }),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const cloned = (): boolean =>
    readdirSync(tmp).some((name) => existsSync(join(tmp, name, 'clone.git', 'packed-refs')));
  while (!cloned()) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill(signal);
  expect(await ended).toBe(130);
  expect(readdirSync(tmp)).toEqual([]);
  expect(out).toContain('interrupted');
});

test('the settings that disarm a repository reach git, and its hooks do not run', () => {
  const bin = folder();
  const seen = join(bin, 'seen');
  const real = process.env['PATH']!.split(':')
    .map((part) => join(part, 'git'))
    .find((path) => existsSync(path));
  writeFileSync(join(bin, 'git'), `#!/bin/sh\nprintf '%s\\n' "$@" >>'${seen}'\nexec '${real}' "$@"\n`, { mode: 0o755 });
  const home = folder();
  const template = folder({ 'hooks/post-checkout': `#!/bin/sh\ntouch '${join(home, 'ran')}'\n` });
  writeFileSync(
    join(home, '.gitconfig'),
    `[init]\n\ttemplateDir = ${template}\n[core]\n\tfsmonitor = touch ${join(home, 'ran')}\n`,
  );
  expect(ids(`git:file://${origin()}`, { HOME: home, PATH: `${bin}:${process.env['PATH']}` })).toEqual(both);
  const args = readFileSync(seen, 'utf8').split('\n');
  for (const setting of cloneSettings) expect(args).toContain(setting);
  expect(existsSync(join(home, 'ran'))).toBe(false);
});
