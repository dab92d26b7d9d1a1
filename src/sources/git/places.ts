/** Where git can hide something: what `--places` takes, and what a finding's `place` says. */

import { UsageError } from '../../model/errors.ts';

/**
 * A place with a sentence each. Content belongs to the first of them that reaches it; `messages` are the texts of commits
 * and tags wherever these stand.
 */
export const hidingPlaces = {
  branches: 'what branches and checked-out heads reach, merges included',
  tags: 'what only tags reach',
  remotes: 'what only remote branches reach',
  refs: 'what only other refs reach: pull requests, custom ones, backups of rewrites',
  notes: 'notes',
  replace: 'replacements of other objects',
  stash: 'stashes: what was changed, what was staged, what was untracked',
  reflog: 'what only reflogs reach, and their messages',
  index: 'what is staged and in no commit, of every worktree',
  unreachable: 'what nothing reaches',
  messages: 'messages, authors and committers of commits; messages of tags; those being written',
  names: 'names of files, folders and refs',
  config: 'configuration and whatever else lies in the git folder',
  grafts: 'the lists of grafts and of shallow borders',
  lfs: 'large files in the local store',
  worktree: 'files of the working tree',
  submodules: 'the same places in the repositories of submodules',
} as const;

export type HidingPlace = keyof typeof hidingPlaces;

const names = Object.keys(hidingPlaces) as readonly HidingPlace[];

/** Places that hold commits, in the order in which content belongs to them. */
const ofRefs = ['branches', 'tags', 'remotes', 'refs', 'notes', 'replace', 'stash', 'reflog', 'index'] as const;

/** `stash,reflog` as meant. @throws UsageError USAGE */
export function parsePlaces(words: readonly string[]): readonly HidingPlace[] {
  const wanted = words.flatMap((word) => word.split(',')).map((word) => word.trim());
  const unknown = wanted.find((word) => !(names as readonly string[]).includes(word));
  if (unknown !== undefined)
    throw new UsageError('USAGE', `--places ${unknown}: there is no such place; choose from ${names.join(', ')}`);
  return names.filter((name) => wanted.includes(name));
}

/** The place that a full ref name stands for. */
export function placeOfRef(name: string): HidingPlace {
  if (name === 'refs/stash') return 'stash';
  if (!name.startsWith('refs/')) return 'branches';
  const [, kind] = name.split('/');
  if (kind === 'heads') return 'branches';
  return kind === 'tags' || kind === 'remotes' || kind === 'notes' || kind === 'replace' ? kind : 'refs';
}

/** What no glob names. */
export interface Unnamed {
  /** `HEAD`, and the heads of linked worktrees, as far as they have a commit. */
  readonly heads: readonly string[];
  /** Entries of the stash, with the commits they are made of. */
  readonly stashes: readonly string[];
}

/** Revisions of one place, for `git rev-list`. */
const revisionsOf: Readonly<Record<(typeof ofRefs)[number], readonly string[]>> = {
  branches: ['--branches'],
  tags: ['--tags'],
  remotes: ['--remotes'],
  refs: [
    '--exclude=refs/stash',
    '--exclude=refs/notes/*',
    '--exclude=refs/replace/*',
    '--exclude=refs/heads/*',
    '--exclude=refs/tags/*',
    '--exclude=refs/remotes/*',
    '--all',
  ],
  notes: ['--glob=refs/notes/*'],
  replace: ['--glob=refs/replace/*'],
  stash: ['--glob=refs/stash'],
  reflog: ['--reflog'],
  index: ['--indexed-objects'],
};

/**
 * What lists the objects of the places wanted, as arguments for `git rev-list`: one list a place, without what the places before
 * it reach.
 */
export function revisionLists(
  wanted: readonly HidingPlace[],
  { heads, stashes }: Unnamed,
): readonly (readonly string[])[] {
  const own = (place: (typeof ofRefs)[number]): readonly string[] => {
    if (place === 'stash') return stashes;
    return place === 'branches' ? [...revisionsOf.branches, ...heads] : revisionsOf[place];
  };
  return ofRefs.flatMap((place, at) => {
    const list = own(place);
    if (!wanted.includes(place) || list.length === 0) return [];
    return [[...list, '--not', ...ofRefs.slice(0, at).flatMap(own)]];
  });
}
