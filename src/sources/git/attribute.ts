/** Who brought a blob in, when, where; whether it is gone again; and what still reaches it. One pass over all history. */

import { join } from 'node:path';
import type { Detail, Provenance } from '../../model/document.ts';
import type { Incoming } from '../../model/slice.ts';
import { shown } from '../names.ts';
import type { Attribution } from '../source.ts';
import { readAhead } from './ahead.ts';
import { type Change, type Commit, commitLog, eachCommit, type Log } from './commits.ts';
import { hiddenBy } from './hidden.ts';
import { ofModule, type Repository, submodulesOf } from './paths.ts';
import { type HidingPlace, placeOfRef } from './places.ts';
import { allRefs, linkedWorktrees, type Reach, reach, type View } from './reach.ts';
import { gitSync } from './run.ts';

interface Life {
  /** The oldest commit that brought the blob to this path. */
  commit: Commit;
  /** The newest that took it away, after which it never came back. */
  removed?: Commit;
}

const everything = ['--all', '--reflog'];

/** By blob and path. */
type Lives = Map<string, Map<string, Life>>;

/** Adds what a commit did; commits come in the order of history. */
function live(lives: Lives, ids: ReadonlySet<string>, commit: Commit, changes: readonly Change[]): void {
  if (changes.length === 0) return;
  // What a merge takes over from one parent is no news; what differs from all of them is.
  const sections = Math.max(1, commit.parents.length);
  const came = new Map<string, [id: string, path: string, count: number]>();
  const went = new Map<string, [id: string, path: string, count: number]>();
  const count = (of: typeof came, id: string, path: string): void => {
    const entry = of.get(id + path);
    if (entry) entry[2]++;
    else of.set(id + path, [id, path, 1]);
  };
  for (const { before, after, path } of changes) {
    if (ids.has(after)) count(came, after, path);
    if (ids.has(before) && before !== after) count(went, before, path);
  }
  for (const [id, path, parents] of came.values()) {
    if (parents < sections) continue;
    const byPath = lives.get(id) ?? new Map<string, Life>();
    lives.set(id, byPath);
    const life = byPath.get(path);
    if (!life) byPath.set(path, { commit });
    else delete life.removed;
  }
  for (const [id, path, parents] of went.values()) {
    const life = lives.get(id)?.get(path);
    if (life && parents >= sections) life.removed = commit;
  }
}

/** What git tells of history is held until it is asked about, at most this many bytes; then git waits. */
const mostAhead = 16 * 2 ** 20;

/** Of the repository, and of those of its submodules. Its log is read from now on. */
export function beginAttribution(target: string, repository: Repository, incoming?: Incoming): Attribution {
  const modules = incoming ? [] : submodulesOf(repository);
  if (modules.length > 0) return { of: (ids) => attributeAll(target, repository, modules, ids), end: () => {} };
  const log = logOf(repository, incoming);
  const ahead = readAhead(log.pieces, mostAhead);
  const view = viewOf(repository, incoming);
  // Who asks for it is told of its failure.
  view.catch(() => {});
  return {
    of: (ids) =>
      attribute(target, repository, ids, { log: { pieces: ahead.pieces, paths: log.paths }, view, incoming }),
    end: () => ahead.end(),
  };
}

function logOf(repository: Repository, incoming?: Incoming): Log {
  return commitLog(repository, incoming?.revisions ?? everything);
}

async function attributeAll(
  target: string,
  repository: Repository,
  modules: readonly Repository[],
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly Provenance[]>> {
  const found = new Map<string, readonly Provenance[]>();
  for (const each of [repository, ...modules]) {
    const held = new Set(typesOf(each, ids).keys());
    if (held.size === 0) continue;
    for (const [id, provenances] of await attribute(target, each, held, {
      log: logOf(each),
      view: viewOf(each, undefined),
    })) {
      const named = provenances.map((entry) => ({ ...entry, details: [...ofModule(each), ...entry.details] }));
      found.set(id, [...(found.get(id) ?? []), ...named]);
    }
  }
  return found;
}

/** Types of objects; those that the repository lacks are left out. */
function typesOf({ root: cwd, inHook }: Repository, ids: Iterable<string>): ReadonlyMap<string, string> {
  const input = [...ids].map((id) => `${id}\n`).join('');
  const { out } = gitSync(['cat-file', '--batch-check'], { cwd, inHook, input });
  const lines = out.toString('latin1').split('\n');
  return new Map(
    lines
      .map((line) => line.split(' '))
      .flatMap(([id = '', type = '']) => (type === '' || type === 'missing' ? [] : [[id, type]])),
  );
}

/** What git tells of a history. */
interface Told {
  readonly log: Parameters<typeof eachCommit>[0];
  readonly view: Promise<View>;
  readonly incoming?: Incoming | undefined;
}

async function attribute(
  target: string,
  repository: Repository,
  ids: ReadonlySet<string>,
  { log, view, incoming }: Told,
): Promise<ReadonlyMap<string, readonly Provenance[]>> {
  const lives: Lives = new Map();
  /** The commits themselves, whose message or author holds a finding. */
  const named = new Map<string, Commit>();
  /** Parents of each commit, oldest first. */
  const graph = new Map<string, readonly string[]>();
  const take = (commit: Commit, changes: readonly Change[]): void => {
    if (ids.has(commit.id)) named.set(commit.id, commit);
    live(lives, ids, commit, changes);
  };
  await eachCommit(log, ids, (commit, changes) => {
    graph.set(commit.id, commit.parents);
    take(commit, changes);
  });
  const isLeft = (id: string): boolean => !lives.has(id) && !named.has(id);
  const dangling = [...ids].some(isLeft) && !incoming ? unreachable(repository, graph) : [];
  if (dangling.length > 0) {
    const input = dangling.map((id) => `${id}\n`).join('');
    const more = commitLog(repository, ['--stdin', '--not', ...everything], input);
    await eachCommit(more, ids, take);
  }
  const left = [...ids].filter(isLeft);
  const brought = [...lives.values()].flatMap((byPath) => [...byPath.values()].map(({ commit }) => commit.id));
  const commits = [...named.keys()];
  const reached = reach(repository, [...brought, ...commits], await view, graph);
  const hidden = hiddenBy(repository, [...lives.keys(), ...brought, ...commits]);
  const found = new Map<string, readonly Provenance[]>();
  for (const [id, byPath] of lives) {
    const places = [...byPath].map(([path, life]) => ({
      target,
      path: shown(path),
      details: detailsOf(life, reached, hidden.get(id) ?? hidden.get(life.commit.id)),
    }));
    found.set(id, places);
  }
  for (const [id, commit] of named)
    found.set(id, [{ target, path: 'commit', details: detailsOf({ commit }, reached, hidden.get(id)) }]);
  if (left.length > 0) {
    const place = untraced(target, repository, typesOf(repository, left));
    for (const id of left) found.set(id, [place(id)]);
  }
  return found;
}

/** What a push is made of, seen as a graph of its own. */
async function viewOf(repository: Repository, incoming: Incoming | undefined): Promise<View> {
  if (!incoming) return allRefs(repository);
  const tips = incoming.refs.map(({ id, name }) => ({ commit: id, place: 'push' as const, name: `push to ${name}` }));
  return { tips };
}

function detailsOf(
  { commit, removed }: Life,
  reached: ReadonlyMap<string, Reach>,
  hidden: string | undefined,
): Detail[] {
  const { place, text } = reached.get(commit.id) ?? { place: 'unreachable', text: 'in no ref' };
  const details: Detail[] = [
    { name: 'place', value: place },
    { name: 'commit', value: commit.id },
    { name: 'author', value: commit.author },
    { name: 'date', value: commit.authored },
  ];
  if (commit.committed !== commit.authored) details.push({ name: 'committed', value: commit.committed });
  // A stash has the form of a merge and is none.
  if (commit.parents.length > 1 && place !== 'stash')
    details.push({ name: 'merge', value: `of ${commit.parents.length} parents` });
  if (removed) details.push({ name: 'removed', value: removed.id }, { name: 'removed at', value: removed.committed });
  if (hidden !== undefined) details.push({ name: 'hidden', value: hidden });
  details.push({ name: 'reachable', value: text });
  return details;
}

/** Commits that no ref and no reflog reaches. fsck would tell as well, and obey what a hostile repository sets for it. */
function unreachable({ root: cwd, inHook }: Repository, reached: ReadonlyMap<string, unknown>): string[] {
  const args = ['cat-file', '--batch-all-objects', '--unordered', '--batch-check=%(objecttype) %(objectname)'];
  const all = gitSync(args, { cwd, inHook }).out.toString('latin1');
  return [...all.matchAll(/^commit ([0-9a-f]+)$/gm)].map((match) => match[1]!).filter((id) => !reached.has(id));
}

/** Blobs of all indexes, with where they are to stand and in which linked worktree. */
function indexedIn(repository: Repository): ReadonlyMap<string, { path: string; worktree?: string }> {
  const { root: cwd, inHook, objects } = repository;
  const found = new Map<string, { path: string; worktree?: string }>();
  for (const worktree of [undefined, ...linkedWorktrees(objects)]) {
    const own = worktree === undefined ? {} : { indexFile: join(objects, '..', 'worktrees', worktree, 'index') };
    const { out } = gitSync(['ls-files', '-s', '-z'], { cwd, inHook, ...own });
    for (const line of out.toString('latin1').split('\0')) {
      const id = line.split(' ')[1] ?? '';
      const path = line.slice(line.indexOf('\t') + 1);
      if (!found.has(id)) found.set(id, worktree === undefined ? { path } : { path, worktree });
    }
  }
  return found;
}

/** Where an object stands that no commit brought: a tag stands for itself; a blob is in an index, under a ref, or in nothing at all. */
function untraced(
  target: string,
  repository: Repository,
  types: ReadonlyMap<string, string>,
): (id: string) => Provenance {
  const { root: cwd, inHook } = repository;
  const git = (...args: string[]): Buffer => gitSync(args, { cwd, inHook }).out;
  const indexed = indexedIn(repository);
  const pointed = new Map<string, string>();
  for (const line of git('for-each-ref', '--format=%(objectname) %(refname)').toString('utf8').split('\n'))
    pointed.set(line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1));
  const place = (value: HidingPlace): Detail => ({ name: 'place', value });
  return (id) => {
    const ref = pointed.get(id);
    if (types.get(id) === 'tag') {
      const name = /^tag (.*)$/m.exec(git('cat-file', 'tag', id).toString('utf8'))?.[1] ?? id;
      const details = [
        place(ref === undefined ? 'unreachable' : 'tags'),
        { name: 'tag', value: name },
        { name: 'object', value: id },
        { name: 'reachable', value: ref ?? 'in no ref' },
      ];
      return { target, path: 'tag message', details };
    }
    const staged = indexed.get(id);
    if (staged !== undefined && ref === undefined) {
      const { path, worktree } = staged;
      const details = [place('index'), ...(worktree === undefined ? [] : [{ name: 'worktree', value: worktree }])];
      return { target, path: shown(path), details: [...details, { name: 'reachable', value: 'only in the index' }] };
    }
    const replaced = /^refs\/replace\/([0-9a-f]+)$/.exec(ref ?? '')?.[1];
    const details = [
      place(ref === undefined ? 'unreachable' : placeOfRef(ref)),
      { name: 'blob', value: id },
      ...(replaced === undefined ? [] : [{ name: 'replaces', value: replaced }]),
      { name: 'reachable', value: ref ?? 'in no commit' },
    ];
    return { target, path: `blob ${id}`, details };
  };
}
