/** Where a repository keeps its objects: packs and loose ones, its own and those of its alternates. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';

export interface ObjectStore {
  /** Object folders: the repository's own first, then its alternates. */
  readonly folders: readonly string[];
  /** `.idx` files that have their pack, in a stable order. */
  readonly packs: readonly string[];
  /** Packs that cannot be read directly (no index), by path. */
  readonly unindexed: readonly string[];
  /** Folders of packs that may not be read, by path. */
  readonly unreadable: readonly string[];
  /** A promisor remote holds objects that are not here. */
  readonly partial: boolean;
}

/** Alternates of alternates are followed this deep, as git does. */
const maxAlternates = 5;

/** @param objects the repository's `objects` folder */
export function openStore(objects: string): ObjectStore {
  const folders = withAlternates(resolve(objects), new Set(), 0);
  const packs: string[] = [];
  const unindexed: string[] = [];
  const unreadable: string[] = [];
  let partial = false;
  for (const folder of folders) {
    const at = join(folder, 'pack');
    const names = new Set(list(at, unreadable));
    for (const name of [...names].sort()) {
      if (name.endsWith('.promisor')) partial = true;
      if (!name.endsWith('.pack')) continue;
      const index = name.replace(/\.pack$/, '.idx');
      (names.has(index) ? packs : unindexed).push(join(at, names.has(index) ? index : name));
    }
  }
  return { folders, packs, unindexed, unreadable, partial };
}

function withAlternates(folder: string, seen: Set<string>, depth: number): string[] {
  if (seen.has(folder) || depth > maxAlternates || !statSync(folder, { throwIfNoEntry: false })) return [];
  seen.add(folder);
  const file = join(folder, 'info', 'alternates');
  if (!statSync(file, { throwIfNoEntry: false })) return [folder];
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  const others = lines.flatMap((line) =>
    withAlternates(isAbsolute(line) ? resolve(line) : resolve(folder, line), seen, depth + 1),
  );
  return [folder, ...others];
}

function list(folder: string, unreadable: string[]): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    const { code } = cause as { code?: string };
    if (code !== 'ENOENT' && code !== 'ENOTDIR') unreadable.push(folder);
    return [];
  }
}
