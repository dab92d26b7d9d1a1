/** One pass over history, oldest first: each commit with what it did to the blobs that are asked about. */

import { shown } from '../names.ts';
import type { Repository } from './paths.ts';
import { gitStream } from './run.ts';

export interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly author: string;
  readonly authored: string;
  readonly committed: string;
}

/** What differs from one of the commit's parents at a path; of a blob that is not asked about the id may stand too. */
export interface Change {
  readonly before: string;
  readonly after: string;
  /** Byte path. */
  readonly path: string;
}

/** Oldest first: parents before children. */
const order = ['--topo-order', '--reverse'];
/** The author last: a name may hold anything but a line's end. */
const format = '--format=%x01%H%x02%P%x02%aI%x02%cI%x02%an <%ae>';

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
];

/** `:100644 100644 `: where the first id of a raw line begins. @see https://git-scm.com/docs/git-diff-tree#_raw_output_format */
const idAt = 15;

/** A copy: a slice would keep all that was read with it alive. */
function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

/** What git tells of the commits of revisions, for `eachCommit`. */
export function commitLog(
  { root: cwd, inHook }: Repository,
  revisions: readonly string[],
  input?: string,
): AsyncGenerator<Buffer> {
  return gitStream([...args, ...revisions], { cwd, inHook, ...(input === undefined ? {} : { input }) });
}

/**
 * Calls `each` with every commit of `git log -z --raw -m`, whose sections, one a parent, are taken together.
 * @param log of `commitLog`
 * @param ids blobs: only changes from or to one of these are told
 */
export async function eachCommit(
  log: AsyncIterable<Buffer>,
  { idBytes }: Repository,
  ids: ReadonlySet<string>,
  each: (commit: Commit, changes: readonly Change[]) => void,
): Promise<void> {
  const idLength = 2 * idBytes;
  let commit: Commit | undefined;
  let changes: Change[] = [];
  /** The raw line whose path comes next: told of, or not. */
  let line: { readonly before: string; readonly after: string } | 'other' | undefined;
  const begin = (text: string): void => {
    const token = flat(text);
    const [id = '', parents = '', authored = '', committed = '', ...rest] = token.slice(1).trimEnd().split('\x02');
    if (id === commit?.id) return;
    if (commit) each(commit, changes);
    const author = shown(rest.join('\x02'));
    commit = { id, parents: parents === '' ? [] : parents.split(' '), author, authored, committed };
    changes = [];
  };
  const take = (text: string, start: number, end: number): void => {
    if (line !== undefined) {
      if (line !== 'other') changes.push({ ...line, path: flat(text.slice(start, end)) });
      line = undefined;
    } else if (text.charCodeAt(start) === 1) begin(text.slice(start, end));
    else {
      // After a commit's own line comes an empty one.
      const from = text.charCodeAt(start) === 10 ? start + 1 : start;
      if (text.charCodeAt(from) !== 0x3a) return;
      const first = from + idAt;
      const before = text.slice(first, first + idLength);
      const after = text.slice(first + idLength + 1, first + 2 * idLength + 1);
      line = ids.has(before) || ids.has(after) ? { before: flat(before), after: flat(after) } : 'other';
    }
  };
  let rest = '';
  for await (const piece of log) {
    const text = rest + piece.toString('latin1');
    let at = 0;
    for (let end = text.indexOf('\0'); end !== -1; end = text.indexOf('\0', at)) {
      take(text, at, end);
      at = end + 1;
    }
    rest = text.slice(at);
  }
  if (rest.trim() !== '') take(rest, 0, rest.length);
  if (commit) each(commit, changes);
}
