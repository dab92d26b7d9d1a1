/** How long a match of a pattern can be. */

import type { Node } from './tree.ts';

/** Bytes of the shortest and the longest match. */
export function matchLength(node: Node): readonly [least: number, most: number] {
  switch (node.kind) {
    case 'set':
      return [1, 1];
    case 'assert':
      return [0, 0];
    case 'group':
      return matchLength(node.item);
    case 'repeat': {
      const [least, most] = matchLength(node.item);
      return [least * node.min, most * node.max];
    }
    case 'choice': {
      const lengths = node.options.map(matchLength);
      return [Math.min(...lengths.map(([least]) => least)), Math.max(...lengths.map(([, most]) => most))];
    }
    case 'sequence':
      return node.items.map(matchLength).reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
  }
}

/** How many bytes from its start a pattern can look at: its lookaheads may see further than it matches. */
export function matchReach(node: Node): number {
  switch (node.kind) {
    case 'set':
      return 1;
    case 'assert':
      return node.item ? matchReach(node.item) : 1;
    case 'group':
      return matchReach(node.item);
    case 'repeat':
      return node.max === 0 ? 0 : matchLength(node.item)[1] * (node.max - 1) + matchReach(node.item);
    case 'choice':
      return Math.max(...node.options.map(matchReach));
    case 'sequence': {
      let [reach, before] = [0, 0];
      for (const item of node.items) {
        reach = Math.max(reach, before + matchReach(item));
        before += matchLength(item)[1];
      }
      return reach;
    }
  }
}
