/** Which refs still reach a commit: for all commits asked about in one pass over the graph, however many refs there are. */

import type { Repository } from './paths.ts';
import { gitStream, gitSync } from './run.ts';

const maxRefs = 3;

/** One bit a commit asked about. */
type Bits = Uint32Array;

/** Refs and the commits they stand for, tags peeled; in the order of their names. */
function refsOf({ root: cwd, inHook }: Repository): readonly (readonly [commit: string, name: string])[] {
  const format = '--format=%(objectname)%00%(*objectname)%00%(refname:short)';
  const { out } = gitSync(['for-each-ref', format], { cwd, inHook });
  return out
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [object = '', peeled = '', name = ''] = line.split('\0');
      return [peeled || object, name] as const;
    });
}

/** What each commit carries of the ones asked about, itself included. Oldest first; a line of history shares one set. */
async function carriedBy(repository: Repository, asked: ReadonlyMap<string, number>): Promise<Map<string, Bits>> {
  const carried = new Map<string, Bits>();
  const words = Math.ceil(asked.size / 32);
  const take = (line: string): void => {
    const [id = '', ...parents] = line.split(' ');
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
  };
  const args = ['rev-list', '--parents', '--topo-order', '--reverse', '--all'];
  let rest = '';
  for await (const piece of gitStream(args, { cwd: repository.root, inHook: repository.inHook })) {
    const lines = (rest + piece.toString('latin1')).split('\n');
    rest = lines.pop()!;
    for (const line of lines) take(line);
  }
  return carried;
}

/** For each commit: `main and 4 more`, `only in the stash`, `only in a reflog`, `in no ref`. */
export async function reach(repository: Repository, commits: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  const asked = new Map([...new Set(commits)].map((id, k) => [id, k]));
  if (asked.size === 0) return new Map();
  const carried = await carriedBy(repository, asked);
  const names: string[][] = [...asked].map(() => []);
  const counts = names.map(() => 0);
  const stashed = new Set<number>();
  for (const [tip, name] of refsOf(repository)) {
    const bits = carried.get(tip);
    if (!bits) continue;
    const stash = name === 'stash' || name === 'refs/stash';
    bits.forEach((word, k) => {
      for (let left = word; left !== 0; left &= left - 1) {
        const commit = 32 * k + 31 - Math.clz32(left & -left);
        if (stash) stashed.add(commit);
        else if (counts[commit]!++ < maxRefs) names[commit]!.push(name);
      }
    });
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
  return new Map(
    [...asked].map(([id, k]) => {
      const more = counts[k]! - maxRefs;
      if (counts[k]! > 0) return [id, `${names[k]!.join(', ')}${more > 0 ? ` and ${more} more` : ''}`];
      if (stashed.has(k)) return [id, 'only in the stash'];
      return [id, reflogged().has(id) ? 'only in a reflog' : 'in no ref'];
    }),
  );
}
