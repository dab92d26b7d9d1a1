/** A path for each blob: what a rule may look at before it is known who brought the blob in. */

import type { Repository } from './paths.ts';
import { gitStream } from './run.ts';
import { createWords, type Words } from './words.ts';

export interface BlobPaths {
  /** Byte path (latin1), or undefined. */
  get(id: string): string | undefined;
  /** Every path of a file or folder that was met, once. */
  names(): Iterable<string>;
}

/** The same as memory that threads share: one pass over all trees serves them all. */
export interface PathTable {
  /** A hash table: three words an entry (of the id 32 bits and 16, the number of its name from 1), a power of two of them. */
  readonly ids: SharedArrayBuffer;
  /** Where each name begins in `text`, and one more; latin1. */
  readonly starts: SharedArrayBuffer;
  readonly text: SharedArrayBuffer;
}

/** What was met besides. */
export interface Trees {
  readonly table: PathTable;
  /** Objects that others name and that are not here. */
  readonly missing: readonly string[];
  /** Whether git came to the end: if not, further paths are unknown. */
  readonly whole: boolean;
}

/** Words of an entry. */
const stride = 3;

/** 48 bits tell a hundred million objects apart well enough for a hint. */
function high(id: string, at: number): number {
  return Number.parseInt(id.slice(at, at + 8), 16);
}

function low(id: string, at: number): number {
  return Number.parseInt(id.slice(at + 8, at + 12), 16);
}

/** One pass over all trees that refs, the index and reflogs reach; `git rev-list` marks what is missing with a question mark. */
export async function readTrees(repository: Repository, revisions: readonly string[]): Promise<Trees> {
  // By threes, as in the table.
  const entries = createWords();
  // The same few thousand names stand beside a hundred thousand blobs.
  const names = new Map<string, number>();
  const missing: string[] = [];
  const idLength = repository.idBytes * 2;
  let whole = true;
  let rest = '';
  try {
    for await (const piece of gitStream(['rev-list', '--objects', '--missing=print', ...revisions], {
      cwd: repository.root,
      inHook: repository.inHook,
    })) {
      const text = rest + piece.toString('latin1');
      let at = 0;
      for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', at)) {
        const blank = at + idLength;
        if (text[at] === '?') missing.push(text.slice(at + 1, end));
        else if (blank + 1 < end) {
          entries.push(high(text, at));
          entries.push(low(text, at));
          entries.push(numberOf(names, text.slice(blank + 1, end)));
        }
        at = end + 1;
      }
      rest = text.slice(at);
    }
  } catch {
    // A damaged repository: blobs are scanned without a path.
    whole = false;
  }
  return { table: tableOf(entries, names.keys()), missing, whole };
}

function numberOf(names: Map<string, number>, path: string): number {
  const known = names.get(path);
  if (known !== undefined) return known;
  // A flat copy: a slice would keep its whole piece alive.
  names.set(Buffer.from(path, 'latin1').toString('latin1'), names.size + 1);
  return names.size;
}

function tableOf(entries: Words, names: Iterable<string>): PathTable {
  const list = [...names];
  let slots = 16;
  while (slots * stride < 2 * entries.count) slots *= 2;
  const ids = new SharedArrayBuffer(4 * stride * slots);
  const words = new Uint32Array(ids);
  for (let k = 0; k < entries.count; k += stride) {
    const slot = slotOf(words, entries.at(k), entries.at(k + 1));
    for (let n = 0; n < stride; n++) words[slot + n] = entries.at(k + n);
  }
  const starts = new Uint32Array(new SharedArrayBuffer(4 * (list.length + 1)));
  list.forEach((name, k) => {
    starts[k + 1] = starts[k]! + name.length;
  });
  const text = new SharedArrayBuffer(Math.max(1, starts[list.length]!));
  const into = Buffer.from(text);
  list.forEach((name, k) => {
    into.write(name, starts[k]!, 'latin1');
  });
  return { ids, starts: starts.buffer as SharedArrayBuffer, text };
}

/** Where an id stands in the table, or may be put: the first word of the entry. */
function slotOf(words: Uint32Array, first: number, second: number): number {
  const slots = words.length / stride;
  let slot = first & (slots - 1);
  for (;;) {
    const at = slot * stride;
    if (words[at + 2] === 0 || (words[at] === first && words[at + 1] === second)) return at;
    slot = (slot + 1) & (slots - 1);
  }
}

export function readPaths({ ids, starts, text }: PathTable): BlobPaths {
  const words = new Uint32Array(ids);
  const begins = new Uint32Array(starts);
  const letters = Buffer.from(text);
  /** Names that were asked for: the same few thousand again and again. */
  const made: string[] = [];
  const name = (number: number): string =>
    (made[number] ??= letters.toString('latin1', begins[number - 1]!, begins[number]!));
  return {
    get(id) {
      const number = words[slotOf(words, high(id, 0), low(id, 0)) + 2]!;
      return number === 0 ? undefined : name(number);
    },
    *names() {
      for (let number = 1; number < begins.length; number++) yield name(number);
    },
  };
}

/** Of a list at hand. */
export function pathsOf(byId: ReadonlyMap<string, string>): BlobPaths {
  const names = new Set(byId.values());
  names.delete('');
  return { get: (id) => byId.get(id) || undefined, names: () => names };
}
