/** A path for each blob: what a rule may look at before it is known who brought the blob in. */

import type { Repository } from './paths.ts';
import { gitStream } from './run.ts';

export interface BlobPaths {
  /** Byte path (latin1), or undefined. */
  get(id: string): string | undefined;
  readonly size: number;
  /** Every path of a file or folder that was met, once. */
  names(): Iterable<string>;
  /** Objects that others name and that are not here. */
  readonly missing: readonly string[];
  /** Whether git came to the end: if not, further paths are unknown. */
  readonly whole: boolean;
}

/** Twelve hex digits of an id as a number: 48 bits tell a hundred million objects apart well enough for a hint. */
function short(id: string): number {
  return Number.parseInt(id.slice(0, 12), 16);
}

/** One pass over all trees that refs, the index and reflogs reach; `git rev-list` marks what is missing with a question mark. */
export async function blobPaths(repository: Repository, revisions: readonly string[]): Promise<BlobPaths> {
  const byId = new Map<number, string>();
  // The same few thousand names stand beside a hundred thousand blobs.
  const names = new Map<string, string>();
  const missing: string[] = [];
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
        const blank = at + repository.idBytes * 2;
        if (text[at] === '?') missing.push(text.slice(at + 1, end));
        else if (blank + 1 < end) {
          const path = text.slice(blank + 1, end);
          let name = names.get(path);
          if (name === undefined) {
            // A flat copy: a slice would keep its whole piece alive.
            name = Buffer.from(path, 'latin1').toString('latin1');
            names.set(name, name);
          }
          byId.set(short(text.slice(at, at + 12)), name);
        }
        at = end + 1;
      }
      rest = text.slice(at);
    }
  } catch {
    // A damaged repository: blobs are scanned without a path.
    whole = false;
  }
  return { get: (id) => byId.get(short(id)), size: byId.size, names: () => names.keys(), missing, whole };
}
