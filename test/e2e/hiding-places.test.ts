/** A repository that hides a different key in every place git has: all are found, each with its place named. */

import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { awsPair } from '../support/keys.ts';
import { folder, git, scanJson } from '../support/program.ts';

interface Hidden {
  readonly place: string;
  readonly id: string;
  /** Must be in what the finding says of where it stands. */
  readonly said: RegExp;
}

const hidden: Hidden[] = [];

/** A new key for a place. */
function hide(place: string, said: RegExp): string {
  const { id } = awsPair(1000 + hidden.length);
  hidden.push({ place, id, said });
  return id;
}

function put(repository: string, name: string, id: string): void {
  mkdirSync(dirname(join(repository, name)), { recursive: true });
  writeFileSync(join(repository, name), `aws_access_key_id = ${id}\n`);
}

function commit(repository: string, name: string, id: string): string {
  put(repository, name, id);
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', `add ${name}`);
  return git(repository, 'rev-parse', 'HEAD');
}

/** A commit that only a ref of the given name reaches; with none, nothing does. */
function aside(repository: string, ref: string | undefined, id: string): void {
  const at = git(repository, 'rev-parse', 'HEAD');
  const made = commit(repository, `aside-${hidden.length}.env`, id);
  git(repository, 'reset', '-q', '--hard', at);
  if (ref !== undefined) git(repository, 'update-ref', ref, made);
}

function build(): string {
  const repository = folder();
  git(repository, 'init', '-q', '-b', 'main');
  writeFileSync(join(repository, 'readme'), 'hello\n');
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', 'start');

  commit(repository, 'old.env', hide('removed from a branch', /old\.env.*removed.*main/));
  git(repository, 'rm', '-q', 'old.env');
  git(repository, 'commit', '-qm', 'remove');
  aside(repository, 'refs/remotes/origin/feature', hide('a remote branch', /origin\/feature/));
  aside(repository, 'refs/pull/7/head', hide('a pull request', /pull\/7\/head/));
  aside(repository, 'refs/custom/x', hide('a custom ref', /custom\/x/));
  git(
    repository,
    'commit',
    '-q',
    '--allow-empty',
    '-m',
    `deploy with ${hide('a commit message', /commit [0-9a-f]{40}/)}`,
  );
  git(
    repository,
    'commit',
    '-q',
    '--allow-empty',
    '-m',
    'x',
    `--author=${hide('an author', /commit [0-9a-f]{40}/)} <a@b>`,
  );
  git(repository, 'tag', '-a', 'v1', '-m', `released with ${hide('a tag message', /tag message tag v1/)}`);
  git(repository, 'notes', 'add', '-m', `ran with ${hide('a note', /notes\/commits/)}`);

  const replaced = git(repository, 'rev-parse', 'HEAD:readme');
  put(repository, 'other', hide('a replacement', /replace\//));
  git(repository, 'replace', replaced, git(repository, 'hash-object', '-w', 'other'));
  put(repository, 'other', hide('a dangling blob', /in no ref|no commit/));
  git(repository, 'hash-object', '-w', 'other');
  writeFileSync(join(repository, 'other'), 'nothing\n');
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', 'other');

  // The stash: what was changed, what was staged, what was untracked.
  put(repository, 'other', hide('a staged change in the stash', /only in the stash/));
  git(repository, 'add', '.');
  put(repository, 'other', hide('a change in the stash', /only in the stash/));
  put(repository, 'untracked', hide('an untracked file in the stash', /only in the stash/));
  git(repository, 'stash', '-q', '-u');

  aside(repository, undefined, hide('the reflog', /only in a reflog/));
  git(
    repository,
    'update-ref',
    '--create-reflog',
    '-m',
    `pulled ${hide('a reflog message', /logs\/refs\/heads\/kept/)}`,
    'refs/heads/kept',
    'HEAD',
  );
  put(repository, `names/${hide('the name of a file', /names/)}/x`, 'none');
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', 'names');
  git(repository, 'rm', '-rq', 'names');
  git(repository, 'commit', '-qm', 'no names');
  git(
    repository,
    'config',
    'remote.origin.url',
    `https://${hide('a remote URL', /\.git\/config/)}:x@example.org/app.git`,
  );

  const linked = join(folder(), 'linked');
  git(repository, 'worktree', 'add', '-q', '--detach', linked);
  put(linked, 'linked.env', hide('the index of a linked worktree', /blob [0-9a-f]{40}|linked\.env/));
  git(linked, 'add', '.');
  writeFileSync(join(linked, 'linked.env'), '');
  put(repository, 'staged.env', hide('the index', /staged\.env|blob [0-9a-f]{40}/));
  git(repository, 'add', '.');
  writeFileSync(join(repository, 'staged.env'), '');
  put(repository, 'loose.env', hide('the working tree', /loose\.env/));

  const large = `aws_access_key_id = ${hide('an LFS object', /lfs\/objects/)}\n`;
  const oid = createHash('sha256').update(large).digest('hex');
  mkdirSync(join(repository, '.git/lfs/objects', oid.slice(0, 2), oid.slice(2, 4)), { recursive: true });
  writeFileSync(join(repository, '.git/lfs/objects', oid.slice(0, 2), oid.slice(2, 4), oid), large);

  const module = folder();
  git(module, 'init', '-q', '-b', 'main');
  commit(module, 'module.env', hide('the history of a submodule', /module\.env submodule lib .*removed/));
  git(module, 'rm', '-q', 'module.env');
  git(module, 'commit', '-qm', 'remove');
  git(repository, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', module, 'lib');

  writeFileSync(join(repository, '.git/MERGE_MSG'), `wip ${hide('a message being written', /MERGE_MSG/)}\n`);
  appendFileSync(join(repository, '.git/info/exclude'), `# ${hide('the exclude file', /info\/exclude/)}\n`);
  return repository;
}

function told(report: ReturnType<typeof scanJson>, id: string): string {
  const finding = report.findings.find(({ parts }) => parts.some((part) => part.preview === id));
  return (finding?.occurrences ?? [])
    .map(
      ({ provenance: { path, details } }) =>
        `${path} ${details.map(({ name, value }) => `${name} ${value}`).join(' ')}`,
    )
    .join('\n');
}

test.each([false, true])('every hiding place, packed: %s', (packed) => {
  hidden.length = 0;
  const repository = build();
  if (packed) git(repository, 'gc', '-q', '--no-prune');
  const report = scanJson(['--history', repository]);
  const missed = hidden.filter(({ id, said }) => !said.test(told(report, id).replaceAll('\n', ' | ')));
  expect(missed.map(({ place, id }) => `${place}: ${told(report, id) || 'not found'}`)).toEqual([]);
  expect(report.problems.filter(({ note }) => !note)).toEqual([]);
});
