/** Who brought a blob in, when, where; whether it is gone again; and what still reaches it. One pass over all history. */

import { join } from 'node:path';
import type { Detail, Provenance } from '../../model/document.ts';
import type { Incoming } from '../../model/slice.ts';
import { shown } from '../names.ts';
import { hiddenBy } from './hidden.ts';
import { ofModule, type Repository, submodulesOf } from './paths.ts';
import { type HidingPlace, placeOfRef } from './places.ts';
import { allRefs, linkedWorktrees, type Reach, reach, type View } from './reach.ts';
import { gitStream, gitSync } from './run.ts';

interface Commit {
  readonly id: string;
  readonly parents: number;
  readonly author: string;
  readonly authored: string;
  readonly committed: string;
}

interface Life {
  /** The oldest commit that brought the blob to this path. */
  commit: Commit;
  /** The newest that took it away, after which it never came back. */
  removed?: Commit;
}

/** Oldest first: parents before children. */
const order = ['--topo-order', '--reverse'];
/** The author last: a name may hold anything but a line's end. */
const format = '--format=%x01%H%x02%P%x02%aI%x02%cI%x02%an <%ae>';
const everything = ['--all', '--reflog'];

/** Reads `git log -z --raw -m`: for each commit its sections, one a parent. */
async function* commitsOf(
  repository: Repository,
  revisions: readonly string[],
  input?: string,
): AsyncGenerator<{ commit: Commit; lines: [string, string][][] }> {
  const args = [
    'log',
    '-z',
    '--raw',
    '-m',
    '--no-abbrev',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    format,
    ...order,
    ...revisions,
  ];
  const tokens = tokenise(
    gitStream(args, { cwd: repository.root, inHook: repository.inHook, ...(input === undefined ? {} : { input }) }),
  );
  let commit: Commit | undefined;
  let lines: [string, string][][] = [];
  let meta = '';
  for await (const token of tokens) {
    if (meta !== '') {
      lines.at(-1)?.push([meta, token]);
      meta = '';
    } else if (token.startsWith('\x01')) {
      const [id = '', parents = '', authored = '', committed = '', ...rest] = token.slice(1).trimEnd().split('\x02');
      if (id !== commit?.id) {
        if (commit) yield { commit, lines };
        const author = shown(rest.join('\x02'));
        commit = { id, parents: parents === '' ? 0 : parents.split(' ').length, author, authored, committed };
        lines = [];
      }
      lines.push([]);
    } else meta = token.trimStart();
  }
  if (commit) yield { commit, lines };
}

async function* tokenise(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const parts = (rest + piece.toString('latin1')).split('\0');
    rest = parts.pop()!;
    yield* parts;
  }
  if (rest.trim() !== '') yield rest;
}

/** By blob and path, in the order of history. */
async function livesOf(
  repository: Repository,
  ids: ReadonlySet<string>,
  revisions: readonly string[],
  input?: string,
): Promise<Map<string, Map<string, Life>>> {
  const lives = new Map<string, Map<string, Life>>();
  for await (const { commit, lines } of commitsOf(repository, revisions, input)) {
    // What a merge takes over from one parent is no news; what differs from all of them is.
    const sections = Math.max(1, commit.parents);
    const came = new Map<string, number>();
    const went = new Map<string, number>();
    for (const [meta, path] of lines.flat()) {
      const [, , before = '', after = ''] = meta.split(' ');
      if (ids.has(after)) came.set(`${after}${path}`, (came.get(`${after}${path}`) ?? 0) + 1);
      if (ids.has(before) && before !== after) went.set(`${before}${path}`, (went.get(`${before}${path}`) ?? 0) + 1);
    }
    const cut = repository.idBytes * 2;
    for (const [key, count] of came) {
      if (count < sections) continue;
      const [id, path] = [key.slice(0, cut), key.slice(cut)];
      const byPath = lives.get(id) ?? new Map<string, Life>();
      lives.set(id, byPath);
      const life = byPath.get(path);
      if (!life) byPath.set(path, { commit });
      else delete life.removed;
    }
    for (const [key, count] of went) {
      const life = lives.get(key.slice(0, cut))?.get(key.slice(cut));
      if (life && count >= sections) life.removed = commit;
    }
  }
  return lives;
}

/** As `attribute`, in the repository and in those of its submodules. */
export async function attributeAll(
  target: string,
  repository: Repository,
  ids: ReadonlySet<string>,
  incoming?: Incoming,
): Promise<ReadonlyMap<string, readonly Provenance[]>> {
  if (incoming) return attribute(target, repository, ids, incoming);
  const modules = submodulesOf(repository);
  if (modules.length === 0) return attribute(target, repository, ids);
  const found = new Map<string, readonly Provenance[]>();
  for (const each of [repository, ...modules]) {
    const held = new Set(typesOf(each, ids).keys());
    if (held.size === 0) continue;
    for (const [id, provenances] of await attribute(target, each, held)) {
      const named = provenances.map((entry) => ({ ...entry, details: [...ofModule(each), ...entry.details] }));
      found.set(id, [...(found.get(id) ?? []), ...named]);
    }
  }
  return found;
}

/** Types of objects; those that the repository lacks, or that git cannot tell of (a submodule whose work tree is gone), are left out. */
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

async function attribute(
  target: string,
  repository: Repository,
  ids: ReadonlySet<string>,
  incoming?: Incoming,
): Promise<ReadonlyMap<string, readonly Provenance[]>> {
  const lives = await livesOf(repository, ids, incoming?.revisions ?? everything);
  const left = new Set([...ids].filter((id) => !lives.has(id)));
  const dangling = left.size > 0 && !incoming ? unreachable(repository) : [];
  if (dangling.length > 0) {
    const input = dangling.map((id) => `${id}\n`).join('');
    for (const [id, life] of await livesOf(repository, left, ['--stdin', '--not', ...everything], input)) {
      lives.set(id, life);
      left.delete(id);
    }
  }
  const types = typesOf(repository, left);
  const commits = [...left].filter((id) => types.get(id) === 'commit');
  const brought = [...lives.values()].flatMap((byPath) => [...byPath.values()].map(({ commit }) => commit.id));
  const reached = await reach(repository, [...brought, ...commits], viewOf(repository, incoming));
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
  for (const [id, commit] of await commitsNamed(repository, commits))
    found.set(id, [{ target, path: 'commit', details: detailsOf({ commit }, reached, hidden.get(id)) }]);
  const elsewhere = [...left].filter((id) => !found.has(id));
  if (elsewhere.length > 0) {
    const place = untraced(target, repository, types);
    for (const id of elsewhere) found.set(id, [place(id)]);
  }
  return found;
}

/** The commits themselves, whose message or author holds a finding. */
async function commitsNamed(repository: Repository, ids: readonly string[]): Promise<Map<string, Commit>> {
  const commits = new Map<string, Commit>();
  if (ids.length === 0) return commits;
  const input = ids.map((id) => `${id}\n`).join('');
  for await (const { commit } of commitsOf(repository, ['--no-walk', '--stdin'], input)) commits.set(commit.id, commit);
  return commits;
}

/** What a push is made of, seen as a graph of its own. */
function viewOf(repository: Repository, incoming: Incoming | undefined): View {
  if (!incoming) return allRefs(repository);
  const tips = incoming.refs.map(({ id, name }) => ({ commit: id, place: 'push' as const, name: `push to ${name}` }));
  return { revisions: incoming.revisions, tips };
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
  if (commit.parents > 1 && place !== 'stash') details.push({ name: 'merge', value: `of ${commit.parents} parents` });
  if (removed) details.push({ name: 'removed', value: removed.id }, { name: 'removed at', value: removed.committed });
  if (hidden !== undefined) details.push({ name: 'hidden', value: hidden });
  details.push({ name: 'reachable', value: text });
  return details;
}

/** Commits that no ref and no reflog reaches. fsck would tell as well, and obey what a hostile repository sets for it. */
function unreachable({ root: cwd, inHook }: Repository): string[] {
  const args = ['cat-file', '--batch-all-objects', '--unordered', '--batch-check=%(objecttype) %(objectname)'];
  const all = gitSync(args, { cwd, inHook }).out.toString('latin1');
  const reached = new Set(
    gitSync(['rev-list', ...everything], { cwd, inHook })
      .out.toString('latin1')
      .split('\n'),
  );
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
