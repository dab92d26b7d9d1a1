/** Who brought a blob in, when, where; whether it is gone again; and what still reaches it. One pass over all history. */

import type { Detail, Provenance } from '../../model/document.ts';
import { shown } from '../names.ts';
import { ofModule, type Repository, submodulesOf } from './paths.ts';
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
const format = '--format=%x01%H%x02%P%x02%an <%ae>%x02%aI%x02%cI';
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
      const [id = '', parents = '', author = '', authored = '', committed = ''] = token
        .slice(1)
        .trimEnd()
        .split('\x02');
      if (id !== commit?.id) {
        if (commit) yield { commit, lines };
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

const maxRefs = 3;

/** In which refs a commit still stands: `main and 4 more`, `only in the stash`, `only in a reflog`, `in no ref`. */
function reach(repository: Repository, commit: string, reflogged: () => ReadonlySet<string>): string {
  const { out } = gitSync(['for-each-ref', `--contains=${commit}`, '--format=%(refname:short)'], {
    cwd: repository.root,
    inHook: repository.inHook,
  });
  const refs = out
    .toString('utf8')
    .split('\n')
    .filter((ref) => ref !== '');
  const others = refs.filter((ref) => ref !== 'stash' && ref !== 'refs/stash');
  if (others.length > 0) {
    const more = others.length - maxRefs;
    return `${others.slice(0, maxRefs).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  }
  if (refs.length > 0) return 'only in the stash';
  return reflogged().has(commit) ? 'only in a reflog' : 'in no ref';
}

/** Commits asked about with `for-each-ref`, each a process. */
const maxAsked = 200;

/** As `attribute`, in the repository and in those of its submodules. */
export async function attributeAll(
  target: string,
  repository: Repository,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly Provenance[]>> {
  const modules = submodulesOf(repository);
  if (modules.length === 0) return attribute(target, repository, ids);
  const found = new Map<string, readonly Provenance[]>();
  for (const each of [repository, ...modules]) {
    const held = heldBy(each, ids);
    if (held.size === 0) continue;
    for (const [id, provenances] of await attribute(target, each, held)) {
      const named = provenances.map((entry) => ({ ...entry, details: [...ofModule(each), ...entry.details] }));
      found.set(id, [...(found.get(id) ?? []), ...named]);
    }
  }
  return found;
}

/** Those of the objects that a repository has; none where git cannot work in it (a submodule whose work tree is gone). */
function heldBy({ root: cwd, inHook }: Repository, ids: ReadonlySet<string>): ReadonlySet<string> {
  const input = [...ids].map((id) => `${id}\n`).join('');
  const { out } = gitSync(['cat-file', '--batch-check'], { cwd, inHook, input });
  const lines = out.toString('latin1').split('\n');
  return new Set(lines.flatMap((line) => (line === '' || line.endsWith(' missing') ? [] : [line.split(' ')[0]!])));
}

async function attribute(
  target: string,
  repository: Repository,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly Provenance[]>> {
  const found = new Map<string, readonly Provenance[]>();
  const lives = await livesOf(repository, ids, everything);
  const untraced = [...ids].filter((id) => !lives.has(id));
  let dangling: ReadonlySet<string> = new Set();
  if (untraced.length > 0) {
    const commits = unreachable(repository);
    dangling = new Set(commits);
    if (commits.length > 0) {
      const input = commits.map((id) => `${id}\n`).join('');
      for (const [id, life] of await livesOf(repository, new Set(untraced), ['--stdin'], input)) lives.set(id, life);
    }
  }
  let logged: ReadonlySet<string> | undefined;
  const reflogged = (): ReadonlySet<string> => {
    logged ??= new Set(
      gitSync(['rev-list', '--reflog'], { cwd: repository.root, inHook: repository.inHook })
        .out.toString('latin1')
        .split('\n'),
    );
    return logged;
  };
  const reached = new Map<string, string>();
  const state = (commit: string): string => {
    let words = reached.get(commit);
    if (words === undefined) {
      words = reached.size < maxAsked ? reach(repository, commit, reflogged) : 'not looked up';
      reached.set(commit, words);
    }
    return words;
  };
  for (const [id, byPath] of lives) {
    found.set(
      id,
      [...byPath].map(([path, life]) => ({ target, path: shown(path), details: detailsOf(life, state) })),
    );
  }
  for (const id of ids)
    if (!found.has(id)) found.set(id, [untracedProvenance(target, repository, id, dangling, state)]);
  return found;
}

function detailsOf({ commit, removed }: Life, state: (commit: string) => string): Detail[] {
  const details: Detail[] = [
    { name: 'commit', value: commit.id },
    { name: 'author', value: commit.author },
    { name: 'date', value: commit.authored },
  ];
  if (commit.committed !== commit.authored) details.push({ name: 'committed', value: commit.committed });
  if (commit.parents > 1) details.push({ name: 'merge', value: `of ${commit.parents} parents` });
  if (removed) details.push({ name: 'removed', value: removed.id }, { name: 'removed at', value: removed.committed });
  details.push({ name: 'reachable', value: state(commit.id) });
  return details;
}

/** Commits that no ref and no reflog reaches. */
function unreachable({ root: cwd, inHook }: Repository): string[] {
  const { out } = gitSync(['fsck', '--unreachable', '--connectivity-only', '--no-dangling', '--no-progress'], {
    cwd,
    inHook,
  });
  return [...out.toString('latin1').matchAll(/^unreachable commit ([0-9a-f]+)$/gm)].map((match) => match[1]!);
}

/** Commits and tags stand for themselves; other blobs are in the index, in a note, or in nothing at all. */
function untracedProvenance(
  target: string,
  repository: Repository,
  id: string,
  dangling: ReadonlySet<string>,
  state: (commit: string) => string,
): Provenance {
  const { root: cwd, inHook } = repository;
  const type = gitSync(['cat-file', '-t', id], { cwd, inHook }).out.toString('latin1').trim();
  if (type === 'commit') {
    const shownAs = gitSync(['show', '-s', '--format=%an <%ae>%x02%aI', id], { cwd, inHook })
      .out.toString('utf8')
      .trim()
      .split('\x02');
    const reachable = dangling.has(id) ? 'in no ref' : state(id);
    const details = [
      { name: 'commit', value: id },
      { name: 'author', value: shownAs[0] ?? '' },
      { name: 'date', value: shownAs[1] ?? '' },
      { name: 'reachable', value: reachable },
    ];
    return { target, path: 'commit message', details };
  }
  if (type === 'tag') {
    const name = /^tag (.*)$/m.exec(gitSync(['cat-file', 'tag', id], { cwd, inHook }).out.toString('utf8'))?.[1] ?? id;
    return {
      target,
      path: 'tag message',
      details: [
        { name: 'tag', value: name },
        { name: 'object', value: id },
      ],
    };
  }
  const indexed = gitSync(['ls-files', '-s', '-z'], { cwd, inHook }).out.toString('latin1').split('\0');
  const entry = indexed.find((line) => line.split(' ')[1] === id);
  if (entry)
    return {
      target,
      path: shown(entry.slice(entry.indexOf('\t') + 1)),
      details: [{ name: 'reachable', value: 'only in the index' }],
    };
  const pointed = gitSync(['for-each-ref', `--points-at=${id}`, '--format=%(refname)'], { cwd, inHook });
  const [ref = ''] = pointed.out.toString('utf8').split('\n');
  return {
    target,
    path: `blob ${id}`,
    details: [
      { name: 'blob', value: id },
      { name: 'reachable', value: ref === '' ? 'in no commit' : ref },
    ],
  };
}
