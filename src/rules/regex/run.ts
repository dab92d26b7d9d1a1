/** How many bytes of `[A-Za-z0-9_-]` every match begins with. */

import { classes, isSubset } from './set.ts';
import type { Node } from './tree.ts';

/** More is not asked for. */
const enough = 64;

/** Gives the run that follows, for the number of bytes still to be passed over. */
type Follow = (skip: number) => number;

/** The least number of bytes of the class that stand in a row in every match, from `skip` bytes after its start. */
export function guaranteedRun(node: Node, skip: number): number {
  return follow(node, () => 0)(skip);
}

function follow(node: Node, rest: Follow): Follow {
  switch (node.kind) {
    case 'set': {
      const inside = isSubset(node.set, classes.run);
      return (skip) => (skip > 0 ? rest(skip - 1) : inside ? Math.min(enough, 1 + rest(0)) : 0);
    }
    case 'assert':
      return rest;
    case 'group':
      return follow(node.item, rest);
    case 'sequence':
      return node.items.reduceRight<Follow>((after, item) => follow(item, after), rest);
    case 'choice': {
      const options = node.options.map((option) => follow(option, rest));
      return (skip) => Math.min(...options.map((option) => option(skip)));
    }
    case 'repeat': {
      // More copies never shorten the run beyond what one more than the least shows.
      const counts = [Math.min(node.min, enough), Math.min(node.max, node.min + 1, enough + 1)];
      const options = counts.map((count) => {
        let after = rest;
        for (let k = 0; k < count; k++) after = follow(node.item, after);
        return after;
      });
      return (skip) => Math.min(...options.map((option) => option(skip)));
    }
  }
}
