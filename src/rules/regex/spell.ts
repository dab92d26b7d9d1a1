/** Pieces of a pattern that are few strings of byte sets, so that it can be seen which of them exclude each other. */

import { type ByteSet, shared } from './set.ts';
import type { Node } from './tree.ts';

/** One way through a piece: a set for each byte. */
export type Spelling = readonly ByteSet[];

/** More are not spelled out. */
const mostSpellings = 128;
const mostLength = 64;

/** All ways through the nodes in a row, or undefined where they are many. */
export function spell(nodes: readonly Node[]): readonly Spelling[] | undefined {
  let ways: readonly Spelling[] = [[]];
  for (const node of nodes) {
    const next = spellOne(node);
    if (!next || next.length * ways.length > mostSpellings) return undefined;
    ways = ways.flatMap((head) => next.map((tail) => [...head, ...tail]));
    if (ways.some((way) => way.length > mostLength)) return undefined;
  }
  return ways;
}

function spellOne(node: Node): readonly Spelling[] | undefined {
  switch (node.kind) {
    case 'set':
      return [[node.set]];
    case 'assert':
      return undefined;
    case 'group':
      return spellOne(node.item);
    case 'sequence':
      return spell(node.items);
    case 'choice': {
      const options = node.options.map(spellOne);
      if (options.includes(undefined)) return undefined;
      const all = options.flatMap((option) => option!);
      return all.length > mostSpellings ? undefined : all;
    }
    case 'repeat': {
      if (node.max > 8) return undefined;
      const all: Spelling[] = [];
      for (let count = node.min; count <= node.max; count++) {
        const ways = spell(Array.from({ length: count }, () => node.item));
        if (!ways || all.length + ways.length > mostSpellings) return undefined;
        all.push(...ways);
      }
      return all;
    }
  }
}

/** Whether one text can begin with both. */
function agree(a: Spelling, b: Spelling): boolean {
  const length = Math.min(a.length, b.length);
  for (let k = 0; k < length; k++) if (shared(a[k]!, b[k]!) < 0) return false;
  return true;
}

/** At most so many of the ways lead through the same text: each of them agrees with each other one. */
export function mostTogether(ways: readonly Spelling[]): number {
  return Math.max(0, ...ways.map((way) => ways.filter((other) => agree(way, other)).length));
}
