/** A repository that hides a different key in every place git has: all are found, each with its place named, and each place alone. */

import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type HidingPlace, hidingPlaces } from '../../src/sources/git/places.ts';
import { awsPair } from '../support/keys.ts';
import { folder, git, scanJson } from '../support/program.ts';

interface Hidden {
  readonly what: string;
  readonly id: string;
  /** What `--places` has to name for it to be found. */
  readonly chosen: HidingPlace;
  /** What the finding calls its place, where that is another. */
  readonly place: string;
  /** Must be in what the finding says of where it stands. */
  readonly said: RegExp;
}

const hidden: Hidden[] = [];

/** A new key for a place. */
function hide(what: string, chosen: HidingPlace, said: RegExp, place: string = chosen): string {
  const { id } = awsPair(1000 + hidden.length);
  hidden.push({ what, id, chosen, place, said });
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

function remove(repository: string, name: string): void {
  git(repository, 'rm', '-rq', name);
  git(repository, 'commit', '-qm', `remove ${name}`);
}

/** A commit that only a ref of the given name reaches. */
function aside(repository: string, ref: string, id: string): string {
  const at = git(repository, 'rev-parse', 'HEAD');
  const made = commit(repository, `aside-${hidden.length}.env`, id);
  git(repository, 'reset', '-q', '--hard', at);
  git(repository, 'update-ref', ref, made);
  return made;
}

function inCommits(repository: string): void {
  commit(repository, 'old.env', hide('removed from a branch', 'branches', /old\.env.*removed.*reachable main/));
  remove(repository, 'old.env');
  git(repository, 'checkout', '-q', '-b', 'side');
  writeFileSync(join(repository, 'side'), 'side\n');
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', 'side');
  git(repository, 'checkout', '-q', 'main');
  git(repository, 'merge', '-q', '--no-commit', '--no-ff', 'side');
  commit(repository, 'merged.env', hide('the result of a merge', 'branches', /merged\.env.*merge of 2 parents/));
  remove(repository, 'merged.env');
  aside(repository, 'refs/tags/v0', hide('a commit under a tag', 'tags', /reachable v0/));
  aside(repository, 'refs/remotes/origin/feature', hide('a remote branch', 'remotes', /origin\/feature/));
  aside(repository, 'refs/pull/7/head', hide('a pull request', 'refs', /pull\/7\/head/));
  aside(repository, 'refs/custom/x', hide('a custom ref', 'refs', /custom\/x/));
  aside(
    repository,
    'refs/original/refs/heads/main',
    hide('what a rewrite kept', 'refs', /original\/refs\/heads\/main/),
  );
  const empty = ['commit', '-q', '--allow-empty'];
  const message = hide('a commit message', 'messages', /field message.*commit [0-9a-f]{40}/, 'branches');
  git(repository, ...empty, '-m', `deploy with ${message}`);
  const author = hide('an author', 'messages', /field author.*commit [0-9a-f]{40}/, 'branches');
  git(repository, ...empty, '-m', 'x', `--author=${author} <a@b>`);
  const committer = hide('a committer', 'messages', /field committer.*commit [0-9a-f]{40}/, 'branches');
  const text = git(repository, 'cat-file', 'commit', 'HEAD').replace(/^committer Ada/m, `committer ${committer}`);
  const raw = join(folder({ commit: `${text}\n` }), 'commit');
  git(repository, 'reset', '-q', '--soft', git(repository, 'hash-object', '-w', '-t', 'commit', raw));
  const tagged = hide('a tag message', 'messages', /tag message.*tag v1/, 'tags');
  git(repository, 'tag', '-a', 'v1', '-m', `released with ${tagged}`);
  git(repository, 'notes', 'add', '-m', `ran with ${hide('a note', 'notes', /notes\/commits/)}`);
}

function behindOthers(repository: string): void {
  const before = git(repository, 'rev-parse', 'HEAD');
  commit(
    repository,
    'covered.env',
    hide('a commit that is replaced', 'branches', /covered\.env.*hidden by a replacement/),
  );
  const covered = git(repository, 'rev-parse', 'HEAD');
  remove(repository, 'covered.env');
  git(repository, 'replace', covered, before);
  commit(
    repository,
    'grafted.env',
    hide('a commit that a graft cuts off', 'branches', /grafted\.env.*hidden by a graft/),
  );
  remove(repository, 'grafted.env');
  git(repository, 'commit', '-q', '--allow-empty', '-m', 'after');
  const last = git(repository, 'rev-parse', 'HEAD');
  const note = hide('a remark on a graft', 'grafts', /info\/grafts/);
  writeFileSync(join(repository, '.git/info/grafts'), `# ${note}\n${last} ${before}\n`);
}

function inStashes(repository: string): void {
  put(repository, 'other', hide('an older stash', 'stash', /only in the stash \(stash@\{1\}/));
  git(repository, 'add', '.');
  git(repository, 'stash', '-q');
  writeFileSync(join(repository, 'other'), 'nothing\n');
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', 'other');
  put(
    repository,
    'other',
    hide('a staged change in the stash', 'stash', /only in the stash \(stash@\{0\}, what was staged\)/),
  );
  git(repository, 'add', '.');
  put(repository, 'other', hide('a change in the stash', 'stash', /only in the stash \(stash@\{0\}\)/));
  put(
    repository,
    'new',
    hide('an untracked file in the stash', 'stash', /only in the stash \(stash@\{0\}, what was untracked\)/),
  );
  git(repository, 'stash', '-q', '-u');
}

function lost(repository: string): void {
  put(repository, 'other', hide('a dangling blob', 'unreachable', /blob [0-9a-f]{40}.*in no commit/));
  git(repository, 'hash-object', '-w', 'other');
  git(repository, 'checkout', '-q', '--', 'other');
  const at = git(repository, 'rev-parse', 'HEAD');
  commit(repository, 'lost.env', hide('a commit that nothing reaches', 'unreachable', /lost\.env.*in no ref/));
  git(repository, 'reset', '-q', '--hard', at);
  git(repository, 'reflog', 'expire', '--expire=now', 'HEAD', 'main');
  commit(repository, 'logged.env', hide('the reflog', 'reflog', /logged\.env.*only in a reflog/));
  git(repository, 'reset', '-q', '--hard', at);
  const pulled = hide('a reflog message', 'reflog', /logs\/refs\/heads\/kept/);
  git(repository, 'update-ref', '--create-reflog', '-m', `pulled ${pulled}`, 'refs/heads/kept', 'HEAD');
}

function inNames(repository: string): void {
  commit(repository, `names/${hide('the name of a file', 'names', /names of files/)}/x`, 'none');
  remove(repository, 'names');
  git(repository, 'branch', hide('the name of a branch', 'names', /names of refs/));
}

function outside(repository: string): void {
  const url = hide('a remote URL', 'config', /\.git\/config/);
  git(repository, 'config', 'remote.origin.url', `https://${url}:x@example.org/app.git`);
  appendFileSync(join(repository, '.git/info/exclude'), `# ${hide('the exclude file', 'config', /info\/exclude/)}\n`);
  put(repository, '.git/hooks/post-merge', hide('a hook', 'config', /hooks\/post-merge/));
  put(repository, '.git/credentials', hide('a file of its own', 'config', /\.git\/credentials/));
  put(repository, '.git/MERGE_MSG', hide('a message being written', 'messages', /MERGE_MSG/));
  put(repository, '.git/rebase-apply/0001', hide('a patch being applied', 'messages', /rebase-apply\/0001/));
  const large = `aws_access_key_id = ${hide('an LFS object', 'lfs', /lfs\/objects/)}\n`;
  const oid = createHash('sha256').update(large).digest('hex');
  const store = join(repository, '.git/lfs/objects', oid.slice(0, 2), oid.slice(2, 4));
  mkdirSync(store, { recursive: true });
  writeFileSync(join(store, oid), large);
}

function inWorktrees(repository: string): void {
  const linked = join(folder(), 'linked');
  git(repository, '-c', 'advice.graftFileDeprecated=false', 'worktree', 'add', '-q', '--detach', linked);
  commit(linked, 'detached.env', hide('a detached head', 'branches', /detached\.env.*HEAD of worktree linked/));
  remove(linked, 'detached.env');
  put(linked, 'linked.env', hide('the index of a linked worktree', 'index', /linked\.env.*worktree linked/));
  git(linked, 'add', '.');
  writeFileSync(join(linked, 'linked.env'), '');
  put(repository, '.git/worktrees/linked/COMMIT_EDITMSG', hide('its message', 'messages', /linked\/COMMIT_EDITMSG/));
  put(repository, 'staged.env', hide('the index', 'index', /staged\.env.*only in the index/));
  git(repository, 'add', '.');
  writeFileSync(join(repository, 'staged.env'), '');
  put(repository, 'loose.env', hide('the working tree', 'worktree', /loose\.env/));
  const token = hide('.git-credentials in the tree', 'worktree', /\.git-credentials/);
  writeFileSync(join(repository, '.git-credentials'), `https://${token}:x@example.org\n`);
  appendFileSync(join(repository, '.git/info/exclude'), '.git-credentials\n');
}

function inReplacement(repository: string): void {
  const replaced = git(repository, 'rev-parse', 'HEAD:readme');
  put(repository, 'replacing', hide('a replacement', 'replace', new RegExp(`replaces ${replaced}`)));
  git(repository, 'replace', replaced, git(repository, 'hash-object', '-w', 'replacing'));
  rmSync(join(repository, 'replacing'));
}

function inSubmodule(repository: string): void {
  const module = folder();
  git(module, 'init', '-q', '-b', 'main');
  const key = hide('the history of a submodule', 'submodules', /module\.env submodule lib .*removed/, 'branches');
  commit(module, 'module.env', key);
  remove(module, 'module.env');
  git(repository, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', module, 'lib');
}

function build(): string {
  hidden.length = 0;
  const repository = folder();
  git(repository, 'init', '-q', '-b', 'main');
  writeFileSync(join(repository, 'readme'), 'hello\n');
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', 'start');
  for (const part of [
    inCommits,
    inStashes,
    lost,
    inNames,
    behindOthers,
    inWorktrees,
    inReplacement,
    inSubmodule,
    outside,
  ])
    part(repository);
  return repository;
}

type Read = ReturnType<typeof scanJson>;

function told(report: Read, id: string): string {
  const finding = report.findings.find(({ parts }) => parts.some((part) => part.preview === id));
  return (finding?.occurrences ?? [])
    .map(
      ({ provenance: { path, details } }) =>
        `${path} ${details.map(({ name, value }) => `${name} ${value}`).join(' ')}`,
    )
    .join(' | ');
}

const right = (report: Read, { id, said, place }: Hidden): boolean =>
  said.test(told(report, id)) && told(report, id).includes(` place ${place}`);

test.each([false, true])('every hiding place, packed: %s', (packed) => {
  const repository = build();
  if (packed) git(repository, 'gc', '-q', '--no-prune');
  const report = scanJson(['--history', repository]);
  const missed = hidden.filter((each) => !right(report, each));
  expect(missed.map(({ what, id }) => `${what}: ${told(report, id) || 'not found'}`)).toEqual([]);
  expect(report.problems.filter(({ note }) => !note)).toEqual([]);
});

test('each place alone', () => {
  const repository = build();
  const wrong: string[] = [];
  for (const place of Object.keys(hidingPlaces)) {
    const report = scanJson(['--places', place, repository]);
    // The repositories of submodules are read for the places that are named with them.
    const wanted = place === 'submodules' ? [] : hidden.filter(({ chosen }) => chosen === place);
    if (place !== 'submodules') expect(wanted.length, place).toBeGreaterThan(0);
    for (const { what, id } of hidden)
      if (wanted.some((each) => each.id === id) !== (told(report, id) !== '')) wrong.push(`${place}: ${what}`);
  }
  expect(wrong).toEqual([]);
  const both = scanJson(['--places', 'branches,submodules', repository]);
  const names = hidden.filter(({ id }) => told(both, id) !== '').map(({ chosen }) => chosen);
  expect(new Set(names)).toEqual(new Set(['branches', 'submodules']));
});

test('a place that does not exist is refused with the list of those that do', () => {
  expect(() => scanJson(['--places', 'stash,attic', folder()])).toThrow(/exit 2; .*--places attic: .*stash, reflog/);
});

test('a bare repository, and one that git bundles', () => {
  const repository = build();
  // What a graft cuts off, git does not copy.
  rmSync(join(repository, '.git/info/grafts'));
  const bare = join(folder(), 'app.git');
  git(repository, 'clone', '-q', '--mirror', repository, bare);
  const bundle = join(folder(), 'app.bundle');
  git(repository, 'bundle', 'create', '-q', bundle, '--all');
  const inRefs = hidden.filter(
    ({ chosen, said }) =>
      ['branches', 'tags', 'remotes', 'refs', 'notes', 'replace', 'names', 'messages'].includes(chosen) &&
      !/MSG|rebase|hidden|worktree/.test(said.source),
  );
  expect(inRefs.length).toBeGreaterThan(12);
  for (const target of [bare, bundle]) {
    const report = scanJson(target === bare ? ['--history', target] : [target]);
    expect(
      inRefs.filter(({ id }) => told(report, id) === '').map(({ what }) => what),
      target,
    ).toEqual([]);
  }
});
