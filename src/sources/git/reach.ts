/** What still reaches a commit: for all commits asked about in one pass over the graph, however many refs there are. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from './paths.ts';
import { type HidingPlace, hidingPlaces, placeOfRef } from './places.ts';
import { gitStream, gitSync } from './run.ts';

/** Where a commit stands. */
export interface Reach {
  readonly place: HidingPlace | 'push';
  /** `main and 4 more`, `only in the stash`, `only in a reflog`, `in no ref`. */
  readonly text: string;
}

/** What the commits of a graph are called by. */
export interface View {
  readonly tips: readonly Tip[];
}

export interface Tip {
  readonly commit: string;
  readonly place: Reach['place'];
  readonly name: string;
}

const maxRefs = 3;

/** The order in which a commit belongs to places. */
const order: readonly string[] = ['push', ...Object.keys(hidingPlaces)];

/** One bit a commit asked about. */
type Bits = Uint32Array;

/** All that refs reach. */
export async function allRefs(repository: Repository): Promise<View> {
  const tips = [...(await tipsOf(repository)), ...headsOf(repository)];
  // Branches are named before what only copies them.
  return { tips: tips.sort((a, b) => order.indexOf(a.place) - order.indexOf(b.place)) };
}

/** Refs and the commits they stand for, tags peeled; the branch that is checked out first, then in the order of their names. */
async function tipsOf({ root: cwd, inHook }: Repository): Promise<Tip[]> {
  const format = '--format=%(objectname)%00%(*objectname)%00%(refname)%00%(refname:short)%00%(HEAD)';
  const pieces: Buffer[] = [];
  for await (const piece of gitStream(['for-each-ref', format], { cwd, inHook })) pieces.push(piece);
  return Buffer.concat(pieces)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [object = '', peeled = '', full = '', name = '', head] = line.split('\0');
      return { commit: peeled || object, place: placeOfRef(full), name, head: head === '*' };
    })
    .sort((a, b) => Number(b.head) - Number(a.head));
}

/** Heads that stand at no branch, of the repository and its worktrees: a commit may be reached by nothing else. */
function headsOf({ root: cwd, inHook, objects }: Repository): Tip[] {
  const head = (name: string, folder: string): Tip[] => {
    const asked = gitSync(['rev-parse', '--verify', '--quiet', `${folder}HEAD`], { cwd, inHook });
    const commit = asked.out.toString('latin1').trim();
    return commit === '' ? [] : [{ commit, place: 'branches', name }];
  };
  const detached = gitSync(['symbolic-ref', '--quiet', 'HEAD'], { cwd, inHook }).code !== 0;
  return [
    ...(detached ? head('HEAD', '') : []),
    ...linkedWorktrees(objects).flatMap((name) => head(`HEAD of worktree ${name}`, `worktrees/${name}/`)),
  ];
}

/** Names of the linked worktrees, by the folder of objects. */
export function linkedWorktrees(objects: string): string[] {
  try {
    return readdirSync(join(objects, '..', 'worktrees')).sort();
  } catch {
    return [];
  }
}

/** What each commit carries of the ones asked about, itself included. Oldest first; a line of history shares one set. */
function carriedBy(asked: ReadonlyMap<string, number>, graph: Graph): Map<string, Bits> {
  const carried = new Map<string, Bits>();
  const words = Math.ceil(asked.size / 32);
  for (const [id, parents] of graph) {
    let bits: Bits | undefined;
    let own = false;
    for (const parent of parents) {
      const more = carried.get(parent);
      if (!more || more === bits) continue;
      if (!bits) {
        bits = more;
        continue;
      }
      if (more.every((word, k) => (word | bits![k]!) === bits![k])) continue;
      bits = own ? bits : bits.slice();
      own = true;
      for (let k = 0; k < words; k++) bits[k]! |= more[k]!;
    }
    const bit = asked.get(id);
    if (bit !== undefined) {
      bits = own ? bits! : (bits?.slice() ?? new Uint32Array(words));
      bits[bit >> 5]! |= 1 << (bit & 31);
    }
    if (bits) carried.set(id, bits);
  }
  return carried;
}

/** Parents of each commit, oldest first. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** What reaches each commit. The stash counts only where no other ref does. */
export function reach(
  repository: Repository,
  commits: Iterable<string>,
  view: View,
  graph: Graph,
): ReadonlyMap<string, Reach> {
  const asked = new Map([...new Set(commits)].map((id, k) => [id, k]));
  if (asked.size === 0) return new Map();
  const carried = carriedBy(asked, graph);
  const names: string[][] = [...asked].map(() => []);
  const counts = names.map(() => 0);
  const places = names.map(() => order.length);
  const stashed = new Set<number>();
  for (const { commit, place, name } of view.tips) {
    const bits = carried.get(commit);
    if (!bits) continue;
    const rank = order.indexOf(place);
    // Thousands of refs by thousands of commits: most of them hold most.
    for (let index = 0; index < bits.length; index++) {
      for (let left = bits[index]!; left !== 0; left &= left - 1) {
        const k = 32 * index + 31 - Math.clz32(left & -left);
        if (place === 'stash') stashed.add(k);
        else {
          places[k] = Math.min(places[k]!, rank);
          if (counts[k]!++ < maxRefs) names[k]!.push(name);
        }
      }
    }
  }
  let logged: ReadonlySet<string> | undefined;
  const reflogged = (): ReadonlySet<string> => {
    logged ??= new Set(
      lines(gitSync(['rev-list', '--reflog'], { cwd: repository.root, inHook: repository.inHook }).out),
    );
    return logged;
  };
  let stash: ReadonlyMap<string, string> | undefined;
  const parts = (): ReadonlyMap<string, string> => {
    stash ??= stashParts(repository);
    return stash;
  };
  const told = (id: string, k: number): Reach => {
    const more = counts[k]! - maxRefs;
    if (counts[k]! > 0) {
      const text = `${names[k]!.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
      return { place: order[places[k]!] as Reach['place'], text };
    }
    if (stashed.has(k) || parts().has(id)) return { place: 'stash', text: stashText(parts().get(id)) };
    return reflogged().has(id)
      ? { place: 'reflog', text: 'only in a reflog' }
      : { place: 'unreachable', text: 'in no ref' };
  };
  return new Map([...asked].map(([id, k]) => [id, told(id, k)]));
}

function stashText(part: string | undefined): string {
  return part === undefined ? 'only in the stash' : `only in the stash (${part})`;
}

function lines(out: Buffer): string[] {
  return out.toString('latin1').split('\n');
}

/** What each commit of the stash holds: `stash@{0}`, `stash@{0}, what was staged`, `stash@{0}, what was untracked`. */
export function stashParts({ root: cwd, inHook }: Repository): ReadonlyMap<string, string> {
  const asked = gitSync(['log', '-g', '--format=%H %P', 'refs/stash', '--'], { cwd, inHook });
  const parts = new Map<string, string>();
  for (const [n, line] of lines(asked.out).filter(Boolean).entries()) {
    const [whole = '', , staged, untracked] = line.split(' ');
    parts.set(whole, `stash@{${n}}`);
    if (staged !== undefined) parts.set(staged, `stash@{${n}}, what was staged`);
    if (untracked !== undefined) parts.set(untracked, `stash@{${n}}, what was untracked`);
  }
  return parts;
}
