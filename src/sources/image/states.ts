/**
 * What became of each file of a layer: live, overwritten or deleted in a later one.
 * @see https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts
 */

import { readTar } from '../../formats/tar.ts';
import type { Document } from '../../model/document.ts';
import { isProblem } from '../../model/problem.ts';

/** What a layer does to those below it. */
export interface LayerTable {
  /** Files, links and devices it puts in place. */
  readonly files: readonly string[];
  /** Folders it puts in place. */
  readonly folders: readonly string[];
  /** Paths that it removes, with all below them. */
  readonly removed: readonly string[];
  /** Folders whose lower content it hides. */
  readonly opaque: readonly string[];
}

interface Change {
  readonly how: 'overwritten' | 'deleted';
  /** Number of the later layer, from 1. */
  readonly layer: number;
}

const whiteout = '.wh.';
const opaqueMark = '.wh..wh..opq';

export async function readTable(input: Pick<Document, 'read'>): Promise<LayerTable> {
  const files: string[] = [];
  const folders: string[] = [];
  const removed: string[] = [];
  const opaque: string[] = [];
  for await (const entry of readTar(input, '')) {
    if (isProblem(entry)) continue;
    const slash = entry.path.lastIndexOf('/') + 1;
    const folder = entry.path.slice(0, slash);
    const name = entry.path.slice(slash);
    if (name === opaqueMark) opaque.push(folder.slice(0, -1));
    // Other names with two marks are the storage driver's own.
    else if (name.startsWith('.wh..wh.')) continue;
    else if (name.startsWith(whiteout)) removed.push(folder + name.slice(whiteout.length));
    else if (entry.type === 'directory') folders.push(entry.path);
    else files.push(entry.path);
  }
  return { files, folders, removed, opaque };
}

/** Tells the fate of files from the topmost layer down. */
export interface Fates {
  /** The changes that the layers noted so far make to a file below them; undefined = live. */
  of(path: string): Change | undefined;
  /** Adds a layer that lies below those noted so far. */
  note(table: LayerTable, layer: number): void;
}

export function createFates(): Fates {
  // Each maps a path to the lowest layer, of those noted, that does it: that is the first to act on what lies below.
  const replaced = new Map<string, number>();
  const removed = new Map<string, number>();
  const opaque = new Map<string, number>();
  const folders = new Map<string, number>();
  const first = (a: number, b: number | undefined): number => (b !== undefined && b < a ? b : a);
  return {
    of(path) {
      const overwritten = replaced.get(path) ?? Number.POSITIVE_INFINITY;
      let deleted = removed.get(path) ?? Number.POSITIVE_INFINITY;
      // A folder in a file's place removes the file.
      deleted = first(deleted, folders.get(path));
      for (let slash = path.lastIndexOf('/'); ; slash = path.lastIndexOf('/', slash - 1)) {
        const folder = slash === -1 ? '' : path.slice(0, slash);
        deleted = first(deleted, opaque.get(folder));
        if (slash === -1) break;
        deleted = first(deleted, removed.get(folder));
        // A file in a folder's place removes all below it.
        deleted = first(deleted, replaced.get(folder));
        if (slash === 0) break;
      }
      if (overwritten === Number.POSITIVE_INFINITY && deleted === Number.POSITIVE_INFINITY) return undefined;
      return overwritten <= deleted ? { how: 'overwritten', layer: overwritten } : { how: 'deleted', layer: deleted };
    },
    note(table, layer) {
      for (const path of table.files) replaced.set(path, layer);
      for (const path of table.folders) folders.set(path, layer);
      for (const path of table.removed) removed.set(path, layer);
      for (const path of table.opaque) opaque.set(path, layer);
    },
  };
}
