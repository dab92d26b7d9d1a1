/** Repositories whose settings would run something: git obeys them elsewhere, and does nothing of it for leakwalk. */

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hardened } from '../../src/sources/git/run.ts';
import { awsPair } from '../support/keys.ts';
import { cleanEnv, folder, git, leakwalk, scanJson } from '../support/program.ts';

const hooks = ['post-checkout', 'post-index-change', 'reference-transaction', 'pre-auto-gc', 'fsmonitor-watchman'];

/** A repository with a key in its history and a command behind every setting; what runs leaves a file in `ran`. */
function hostile(): { repository: string; ran: string } {
  const ran = folder();
  const repository = folder();
  git(repository, 'init', '-q', '-b', 'main');
  const { id, secret } = awsPair(90);
  writeFileSync(join(repository, 'a.env'), `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n`);
  writeFileSync(join(repository, 'b.txt'), 'x\n');
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', 'start');
  git(repository, 'rm', '-q', '--cached', 'a.env');
  writeFileSync(join(repository, '.gitattributes'), '* filter=x diff=x merge=x\n');
  git(repository, 'add', '.gitattributes');
  git(repository, 'commit', '-qm', 'attributes');
  writeFileSync(join(repository, 'b.txt'), 'y\n');
  git(repository, 'add', 'b.txt');

  const run = (name: string): string => {
    const script = join(ran, `${name}.sh`);
    writeFileSync(script, `#!/bin/sh\ntouch '${join(ran, `ran-${name}`)}'\nexit 1\n`, { mode: 0o755 });
    return script;
  };
  const hookFolder = join(ran, 'hooks');
  mkdirSync(hookFolder);
  for (const hook of hooks) {
    writeFileSync(join(hookFolder, hook), `#!/bin/sh\ntouch '${join(ran, `ran-${hook}`)}'\n`);
    chmodSync(join(hookFolder, hook), 0o755);
  }
  const set = (name: string, value: string): string => git(repository, 'config', name, value);
  for (const alias of ['log', 'rev-list', 'cat-file', 'ls-files', 'diff', 'rev-parse', 'for-each-ref'])
    set(`alias.${alias}`, `!${run(`alias-${alias}`)}`);
  set('core.hooksPath', hookFolder);
  for (const name of ['sshCommand', 'pager', 'editor', 'askPass', 'gitProxy', 'alternateRefsCommand'])
    set(`core.${name}`, run(`core-${name}`));
  set('diff.external', run('diff-external'));
  for (const name of ['textconv', 'command']) set(`diff.x.${name}`, run(`diff-${name}`));
  for (const name of ['clean', 'smudge', 'process']) set(`filter.x.${name}`, run(`filter-${name}`));
  set('merge.x.driver', run('merge-driver'));
  set('uploadpack.packObjectsHook', run('packObjectsHook'));
  set('credential.helper', `!${run('credential')}`);
  set('gpg.program', run('gpg'));
  set('log.showSignature', 'true');
  set('pager.log', run('pager-log'));
  set('protocol.allow', 'always');
  set('protocol.ext.allow', 'always');
  set('remote.origin.url', `ext::${run('ext')}`);
  set('remote.origin.promisor', 'true');
  set('fsck.skipList', '/dev/zero');
  set('safe.directory', '*');
  const more = join(ran, 'more.config');
  writeFileSync(more, `[core]\n\tfsmonitor = ${run('fsmonitor')}\n\tfsmonitorHookVersion = 1\n`);
  set('include.path', more);
  return { repository, ran };
}

const ranIn = (folderOf: string): string[] => readdirSync(folderOf).filter((name) => name.startsWith('ran-'));

/** A blob that only a fetch could bring, from a remote that is a command. */
function makePartial(repository: string): void {
  const blob = git(repository, 'rev-parse', 'HEAD~1:b.txt');
  rmSync(join(repository, '.git/objects', blob.slice(0, 2), blob.slice(2)));
  git(repository, 'config', 'core.repositoryFormatVersion', '1');
  git(repository, 'config', 'extensions.partialClone', 'origin');
}

/** A git in front of git that writes its arguments and variables down. */
function recorder(): { bin: string; seen: () => string[] } {
  const bin = folder();
  const log = join(bin, 'seen');
  const real = process.env['PATH']!.split(':')
    .map((part) => join(part, 'git'))
    .find((path) => existsSync(path));
  writeFileSync(join(bin, 'git'), `#!/bin/sh\n{ printf '%s\\n' "$@"; env; } >>'${log}'\nexec '${real}' "$@"\n`, {
    mode: 0o755,
  });
  return { bin, seen: () => readFileSync(log, 'utf8').split('\n') };
}

const plainGit = (cwd: string, ...args: readonly string[]): void => {
  spawnSync('git', args, { cwd, env: cleanEnv(), timeout: 5_000 });
};

test('the settings work: git by itself runs them', () => {
  const { repository, ran } = hostile();
  plainGit(repository, 'status');
  plainGit(repository, 'diff');
  plainGit(repository, 'log', '-p');
  plainGit(repository, 'fetch', 'origin');
  plainGit(repository, 'update-ref', 'refs/heads/other', 'HEAD');
  expect(ranIn(ran)).toEqual(expect.arrayContaining(['ran-ext', 'ran-fsmonitor', 'ran-reference-transaction']));
  expect(ranIn(ran).some((name) => /filter|diff/.test(name))).toBe(true);
});

test('none of them runs, whatever is read, and the settings against them reach git', () => {
  const { repository, ran } = hostile();
  makePartial(repository);
  const { bin, seen } = recorder();
  const env = { PATH: `${bin}:${process.env['PATH']}` };
  const { id } = awsPair(90);
  const head = git(repository, '-c', 'core.fsmonitor=false', 'cat-file', '-p', 'HEAD').includes('tree');
  expect(head).toBe(true);
  const tip = readFileSync(join(repository, '.git/refs/heads/main'), 'utf8').trim();
  const state = join(folder(), 'seen.state');
  const runs: readonly (readonly [readonly string[], string?])[] = [
    [['--history']],
    [['--history', '--threads', '2']],
    [['--since-state', state]],
    [['--places', 'stash,reflog,unreachable,messages,branches']],
    [['--range', 'HEAD~1..HEAD']],
    [['--since', '2020-01-01']],
    [['--staged']],
    [['--pushed'], `refs/heads/main ${tip} refs/heads/main ${'0'.repeat(40)}\n`],
    [[]],
  ];
  for (const [args, input] of runs) {
    const options = { cwd: repository, env, ...(input === undefined ? {} : { input }) };
    const { code, out, err } = leakwalk(['scan', ...args, '.'], options);
    expect(ranIn(ran), args.join(' ')).toEqual([]);
    expect(code, `${args.join(' ')} ${err}`).toBeLessThan(4);
    if (args[0] === '--history') expect(out).toContain(id);
  }
  const told = seen();
  for (const [name, value] of hardened) expect(told).toContain(`${name}=${value}`);
  for (const variable of ['GIT_ALLOW_PROTOCOL=none', 'GIT_NO_REPLACE_OBJECTS=1', 'GIT_OPTIONAL_LOCKS=0'])
    expect(told).toContain(variable);
});

test('a clone of it runs none of them either, and no filter for large files', () => {
  const { repository, ran } = hostile();
  const { code, out } = leakwalk(['scan', `git:file://${repository}`]);
  expect(code).toBe(1);
  expect(out).toContain(awsPair(90).id);
  expect(ranIn(ran)).toEqual([]);
});

test('a work tree that is said to be somewhere else is not read, and hides nothing', () => {
  const pair = (seed: number): string => {
    const { id, secret } = awsPair(seed);
    return `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n`;
  };
  const victim = folder({ '.env': pair(91) });
  const repository = folder({ readme: pair(94) });
  git(repository, 'init', '-q', '-b', 'main');
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', 'start');
  git(repository, 'config', 'core.worktree', victim);
  for (const args of [[], ['--history']]) {
    const { out, code } = leakwalk(['scan', ...args, repository]);
    expect(out, args.join()).not.toContain(awsPair(91).id);
    expect(out, args.join()).toContain(awsPair(94).id);
    expect(out).toContain('by Ada <');
    expect(out).toMatch(/LINK .*its configuration says that its files are elsewhere/);
    expect(code).toBe(1);
  }
});

test('an author, a message and a path that mean to write to the terminal, or into the report, do not', () => {
  const repository = folder();
  git(repository, 'init', '-q', '-b', 'main');
  const { id, secret } = awsPair(92);
  const name = 'a\x1b]0;owned\x07\n\u202e.env';
  writeFileSync(join(repository, name), `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n`);
  git(repository, 'add', '.');
  const author = 'Éve\x1b[2J\x9b\x07\u202e\x01\x02x <eve\x1b[31m@example.org>';
  git(repository, 'commit', '-qm', `\x1b[2Jgo ${awsPair(93).id}`, `--author=${author}`);
  git(repository, 'update-ref', 'refs/heads/\u202eevil', 'HEAD');
  for (const format of ['text', 'markdown', 'csv', 'github', 'junit', 'gitlab', 'sarif', 'json']) {
    const { out, err, code } = leakwalk(['scan', '--history', '--format', format, repository]);
    expect(code, err).toBe(1);
    expect(out).toContain(id);
    expect(out.replaceAll('\r\n', '\n'), format).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    if (['text', 'markdown', 'github'].includes(format)) expect(out, format).not.toContain('\u202e');
  }
  const { details } = scanJson(['--history', repository]).findings[0]!.occurrences[0]!.provenance;
  const told = Object.fromEntries(details.map((each) => [each.name, each.value]));
  // Whole, though escaped: it is what the commit says.
  expect(told['author']).toBe('Éve\\x1b[2J\\x9b\\x07\\u202e\\x01\\x02x <eve\\x1b[31m@example.org>');
  expect(told['date']).toMatch(/^\d{4}-\d\d-\d\dT/);
});
