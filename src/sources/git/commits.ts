/** One pass over history, oldest first: each commit with what it did to the blobs that are asked about. */

import { shown } from '../names.ts';
import type { Repository } from './paths.ts';
import { gitStream } from './run.ts';
import { createWords } from './words.ts';

export interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly author: string;
  readonly authored: string;
  readonly committed: string;
}

/** What differs from one of the commit's parents at a path; no id stands for a blob that is not asked about, or for none. */
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

/** What git tells of commits, squeezed: a line is told in five numbers instead of a hundred and forty bytes. */
export interface LogPiece {
  /** Bytes it takes, about. */
  readonly length: number;
  /** What `format` gives, one text a commit and parent. */
  readonly commits: readonly string[];
  /**
   * By fives. Of a changed file: the names of the blobs before and after, two numbers each, and the number of its path. Before
   * the first of a commit: the commit's number in `commits`, three zeros and `ofCommit`.
   */
  readonly lines: Uint32Array;
}

export interface Log {
  readonly pieces: AsyncGenerator<LogPiece>;
  /** Byte paths by their numbers, as far as the log was read. */
  readonly paths: readonly string[];
}

const stride = 5;
const ofCommit = 0xffffffff;

/** What git tells of the commits of revisions, for `eachCommit`. */
export function commitLog(repository: Repository, revisions: readonly string[], input?: string): Log {
  const { root: cwd, inHook } = repository;
  const told = gitStream([...args, ...revisions], { cwd, inHook, ...(input === undefined ? {} : { input }) });
  return squeezed(told, repository);
}

/** @param told of `git log -z --raw` in our format */
export function squeezed(told: AsyncIterable<Buffer>, { idBytes }: Pick<Repository, 'idBytes'>): Log {
  const paths: string[] = [];
  return { pieces: piecesOf(told, 2 * idBytes, paths), paths };
}

async function* piecesOf(told: AsyncIterable<Buffer>, idLength: number, paths: string[]): AsyncGenerator<LogPiece> {
  const numbers = new Map<string, number>();
  let commits: string[] = [];
  let lines = createWords();
  /** Whether what comes next is the path of the last line. */
  let named = false;
  const numberOf = (path: string): number => {
    const known = numbers.get(path);
    if (known !== undefined) return known;
    numbers.set(path, paths.length);
    return paths.push(path) - 1;
  };
  const take = (bytes: Buffer, start: number, end: number): void => {
    if (named) {
      lines.push(numberOf(bytes.toString('latin1', start, end)));
      named = false;
    } else if (bytes[start] === 1) {
      lines.push(commits.push(bytes.toString('latin1', start, end)) - 1);
      for (const word of [0, 0, 0, ofCommit]) lines.push(word);
    } else {
      // After a commit's own line comes an empty one.
      const from = bytes[start] === 10 ? start + 1 : start;
      if (bytes[from] !== 0x3a) return;
      for (const at of [from + idAt, from + idAt + idLength + 1]) {
        lines.push(hexWord(bytes, at));
        lines.push(hexWord(bytes, at + 8));
      }
      named = true;
    }
  };
  const piece = (): LogPiece => {
    const all = { commits, lines: lines.taken() };
    const length = commits.reduce((sum, text) => sum + text.length, 4 * lines.count);
    commits = [];
    lines = createWords();
    return { length, ...all };
  };
  let rest: Buffer = Buffer.alloc(0);
  for await (const more of told) {
    const bytes = rest.length === 0 ? more : Buffer.concat([rest, more]);
    let at = 0;
    for (let end = bytes.indexOf(0); end !== -1; end = bytes.indexOf(0, at)) {
      take(bytes, at, end);
      at = end + 1;
    }
    rest = bytes.subarray(at);
    // A line whose path is in the next piece goes with it.
    if (!named) yield piece();
  }
  if (rest.toString('latin1').trim() !== '') take(rest, 0, rest.length);
  yield piece();
}

/** Eight hex digits as a number. */
function hexWord(bytes: Buffer, at: number): number {
  let word = 0;
  for (let k = at; k < at + 8; k++) {
    const byte = bytes[k]!;
    word = (word << 4) | (byte < 0x3a ? byte - 0x30 : byte - 0x57);
  }
  return word >>> 0;
}

/** 53 bits tell the blobs of a history apart. */
function nameOf(high: number, low: number): number {
  return high * 2 ** 21 + (low >>> 11);
}

/**
 * Calls `each` with every commit; the sections of one, one a parent, are taken together.
 * @param ids blobs: only changes from or to one of these are told
 */
export async function eachCommit(
  { pieces, paths }: { readonly pieces: AsyncIterable<LogPiece>; readonly paths: readonly string[] },
  ids: ReadonlySet<string>,
  each: (commit: Commit, changes: readonly Change[]) => void,
): Promise<void> {
  const byName = new Map<number, string>();
  for (const id of ids)
    byName.set(nameOf(Number.parseInt(id.slice(0, 8), 16), Number.parseInt(id.slice(8, 16), 16)), id);
  let commit: Commit | undefined;
  let changes: Change[] = [];
  const begin = (text: string): void => {
    const [id = '', parents = '', authored = '', committed = '', ...rest] = text.slice(1).trimEnd().split('\x02');
    if (id === commit?.id) return;
    if (commit) each(commit, changes);
    const author = shown(rest.join('\x02'));
    commit = { id, parents: parents === '' ? [] : parents.split(' '), author, authored, committed };
    changes = [];
  };
  for await (const { commits, lines } of pieces) {
    for (let k = 0; k < lines.length; k += stride) {
      const path = lines[k + 4]!;
      if (path === ofCommit) {
        begin(commits[lines[k]!]!);
        continue;
      }
      const before = byName.get(nameOf(lines[k]!, lines[k + 1]!));
      const after = byName.get(nameOf(lines[k + 2]!, lines[k + 3]!));
      if (before !== undefined || after !== undefined)
        changes.push({ before: before ?? '', after: after ?? '', path: paths[path]! });
    }
  }
  if (commit) each(commit, changes);
}
