/** Real pushes to a real bare repository, refused by the hooks that `hook install` writes. */

import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { awsPair } from '../support/keys.ts';
import { cleanEnv, folder, git, leakwalk, program, type RunOptions } from '../support/program.ts';

/** A folder whose `leakwalk` is the built program: hooks look for it in PATH. */
function bin(): string {
  const path = folder({ leakwalk: `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n` });
  chmodSync(join(path, 'leakwalk'), 0o755);
  return path;
}

interface Pushed {
  readonly code: number | null;
  readonly err: string;
}

function push(cwd: string, ...args: readonly string[]): Pushed {
  const done = spawnSync('git', ['push', ...args], {
    cwd,
    encoding: 'utf8',
    env: cleanEnv({ PATH: `${bin()}:${process.env['PATH']}`, GIT_CONFIG_NOSYSTEM: '1' }),
  });
  return { code: done.status, err: done.stderr + done.stdout };
}

function commit(cwd: string, name: string, content: string): string {
  writeFileSync(join(cwd, name), content);
  git(cwd, 'add', '.');
  git(cwd, 'commit', '-qm', `write ${name}`);
  return git(cwd, 'rev-parse', 'HEAD');
}

const leak = (seed: number): string => {
  const { id, secret } = awsPair(seed);
  return `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n`;
};

/** A clone with one clean commit pushed, and the bare repository it came from. */
function pair(): { server: string; clone: string } {
  const server = join(folder(), 'app.git');
  git(folder(), 'init', '-q', '--bare', '-b', 'main', server);
  const clone = join(folder(), 'app');
  git(folder(), 'clone', '-q', `file://${server}`, clone);
  git(clone, 'checkout', '-q', '-B', 'main');
  commit(clone, 'readme', 'hello\n');
  git(clone, 'push', '-q', 'origin', 'main');
  return { server, clone };
}

const tips = (repository: string): string => git(repository, 'for-each-ref', '--format=%(refname) %(objectname)');

describe.each(['pre-push', 'pre-receive'])('%s', (stage) => {
  const installed = (): { server: string; clone: string } => {
    const both = pair();
    const where = stage === 'pre-push' ? both.clone : both.server;
    expect(leakwalk(['hook', 'install', '--stage', stage, where]).out).toContain('installed');
    return both;
  };

  test('a push is refused for a key in any of its commits, and goes through without it', () => {
    const { server, clone } = installed();
    const { id, secret } = awsPair(70);
    const bad = commit(clone, 'config.env', leak(70));
    git(clone, 'rm', '-q', 'config.env');
    git(clone, 'commit', '-qm', 'remove it again');
    const before = tips(server);
    const refused = push(clone, 'origin', 'main');
    expect(refused.code, refused.err).toBe(1);
    expect(refused.err).toContain(id);
    expect(refused.err).toContain(`commit ${bad.slice(0, 12)}`);
    expect(refused.err).toContain('push to main');
    expect(refused.err).not.toContain(secret);
    expect(tips(server)).toBe(before);

    git(clone, 'reset', '-q', '--hard', 'origin/main');
    commit(clone, 'fine', 'fine\n');
    const accepted = push(clone, 'origin', 'main');
    expect(accepted.code, accepted.err).toBe(0);
    expect(tips(server)).not.toBe(before);
  });

  test('what the other side has already is not held against a push', () => {
    const { clone } = pair();
    commit(clone, 'config.env', leak(71));
    git(clone, 'push', '-q', 'origin', 'main');
    leakwalk([
      'hook',
      'install',
      '--stage',
      stage,
      stage === 'pre-push' ? clone : git(clone, 'remote', 'get-url', 'origin').slice('file://'.length),
    ]);
    git(clone, 'checkout', '-q', '-b', 'feature');
    commit(clone, 'fine', 'fine\n');
    const accepted = push(clone, 'origin', 'feature');
    expect(accepted.code, accepted.err).toBe(0);
    expect(accepted.err).toMatch(/\d+ pushed objects read/);
  });

  test('new branches, tags with a message, and names of files are looked at; a deletion brings nothing', () => {
    const { server, clone } = installed();
    git(clone, 'tag', '-a', 'v1', '-m', `released with ${awsPair(72).id}`);
    expect(push(clone, 'origin', 'v1').err).toContain(awsPair(72).id);
    git(clone, 'checkout', '-q', '-b', 'feature');
    commit(clone, awsPair(73).id, 'x\n');
    expect(push(clone, 'origin', 'feature').err).toContain(awsPair(73).id);
    expect(git(server, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
    git(clone, 'reset', '-q', '--hard', 'main');
    expect(push(clone, 'origin', 'feature').code).toBe(0);
    const deleted = push(clone, 'origin', ':feature');
    expect(deleted.code, deleted.err).toBe(0);
    expect(deleted.err).toContain('the push brings nothing to scan');
  });
});

test('a message in a commit that is pushed by force over an unknown one is found', () => {
  const { server, clone } = pair();
  const other = join(folder(), 'other');
  git(folder(), 'clone', '-q', `file://${server}`, other);
  commit(other, 'a', 'a\n');
  git(other, 'push', '-q', 'origin', 'main');
  leakwalk(['hook', 'install', '--stage', 'pre-push', clone]);
  git(clone, 'commit', '-q', '--amend', '-m', `deploy with ${awsPair(74).id}`);
  const refused = push(clone, '--force', 'origin', 'main');
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(/field message/);
});

describe('lines that are not from git', () => {
  const scan = (options: RunOptions) => leakwalk(['scan', '--pushed'], options);

  test('are refused', () => {
    const { clone } = pair();
    for (const input of ['main\n', `${'a'.repeat(40)} ${'b'.repeat(40)}\n`, `x --output=f y ${'a'.repeat(40)}\n`]) {
      const { code, err } = scan({ cwd: clone, input });
      expect(code, input).toBe(2);
      expect(err).toContain('[PUSH_UNREAD]');
    }
  });

  test('the tool pre-commit says the same in variables', () => {
    const { clone } = pair();
    const from = git(clone, 'rev-parse', 'HEAD');
    const to = commit(clone, 'config.env', leak(75));
    const env = { PRE_COMMIT_FROM_REF: from, PRE_COMMIT_TO_REF: to, PRE_COMMIT_REMOTE_BRANCH: 'refs/heads/main' };
    const { code, out } = scan({ cwd: clone, env });
    expect(code).toBe(1);
    expect(out).toContain('push to main');
  });
});

test('a hook that stands there already is not broken', () => {
  const { clone } = pair();
  writeFileSync(join(clone, '.git/hooks/pre-push'), '#!/bin/sh\ncat >/dev/null\n');
  const { code, err } = leakwalk(['hook', 'install', '--stage', 'pre-push', '--append', clone]);
  expect(code).toBe(2);
  expect(err).toContain('lines=$(cat)');
});
