/** Which objects belong to the places that were asked for, and which of them no earlier run has met. */

import { PackError, readPackIndex } from '../../formats/pack/index-file.ts';
import { listLoose } from '../../formats/pack/loose.ts';
import type { ObjectStore } from '../../formats/pack/store.ts';
import type { Repository } from './paths.ts';
import { type HidingPlace, revisionLists } from './places.ts';
import { linkedWorktrees, stashParts } from './reach.ts';
import { gitSync } from './run.ts';

/**
 * Every object id of a store, packs in the order of their offsets. Packs that cannot be read are told of when they are scanned,
 * folders at once.
 */
export function* storedIds(
  store: ObjectStore,
  idBytes: number,
  unreadable: (folder: string) => void,
): Generator<string> {
  for (const file of store.packs) {
    try {
      const index = readPackIndex(file, idBytes);
      for (let order = 0; order < index.count; order++) yield index.id(order);
    } catch (cause) {
      if (!(cause instanceof PackError) && (cause as { code?: string }).code === undefined) throw cause;
    }
  }
  for (const folder of store.folders) yield* listLoose(folder, unreadable);
}

/** Revisions for `git rev-list`, a list for each place that reaches objects. */
export function placeRevisions(repository: Repository, wanted: readonly HidingPlace[]): readonly (readonly string[])[] {
  const { root: cwd, inHook, objects } = repository;
  const heads = ['HEAD', ...linkedWorktrees(objects).map((name) => `worktrees/${name}/HEAD`)].filter(
    (head) => gitSync(['rev-parse', '--verify', '--quiet', head], { cwd, inHook }).code === 0,
  );
  return revisionLists(wanted, { heads, stashes: [...stashParts(repository).keys()] });
}

const everything = ['--all', '--reflog', '--indexed-objects'];

/** Objects that nothing reaches; commits and tags wherever they are. Each where it is wanted. */
export function looseEnds(repository: Repository, wanted: readonly HidingPlace[]): string[] {
  const { root: cwd, inHook } = repository;
  const unreachable = wanted.includes('unreachable');
  const messages = wanted.includes('messages');
  if (!unreachable && !messages) return [];
  const args = ['cat-file', '--batch-all-objects', '--unordered', '--batch-check=%(objectname) %(objecttype)'];
  const all = gitSync(args, { cwd, inHook }).out.toString('latin1').split('\n').filter(Boolean);
  const reached = unreachable ? reachedBy(repository) : new Set<string>();
  const ids: string[] = [];
  for (const line of all) {
    const [id = '', type = ''] = line.split(' ');
    const text = type === 'commit' || type === 'tag';
    if (text ? messages : type === 'blob' && unreachable && !reached.has(id)) ids.push(id);
  }
  return ids;
}

function reachedBy({ root: cwd, inHook }: Repository): Set<string> {
  const args = ['rev-list', '--objects', '--no-object-names', ...everything];
  return new Set(gitSync(args, { cwd, inHook }).out.toString('latin1').split('\n'));
}
