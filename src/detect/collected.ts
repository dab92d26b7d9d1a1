/** What was found in a chunk: each value once a place, however many roads led to it. */

import { overlaps } from '../model/span.ts';
import type { Found } from './judge.ts';

export interface Collected {
  readonly found: Found[];
  /**
   * Adds a match. The same value that was found there in plainer clothes stays; the new one is kept beside it, since its
   * surroundings may be easier to read.
   */
  add(entry: Found): void;
}

export function createCollected(): Collected {
  const found: Found[] = [];
  let byValue: Map<string, Found[]> | undefined;

  const remember = (entry: Found): void => {
    const list = byValue!.get(entry.value);
    if (list) list.push(entry);
    else byValue!.set(entry.value, [entry]);
  };

  return {
    found,
    add(entry) {
      // Plain matches do not overlap each other: they need no table until something decoded comes.
      if (entry.view.decoders.length === 0) {
        found.push(entry);
        return;
      }
      if (!byValue) {
        byValue = new Map();
        for (const other of found) remember(other);
      }
      const same = byValue
        .get(entry.value)
        ?.find((other) => other.rule === entry.rule && overlaps(other.origin, entry.origin));
      if (same) same.alternatives.push(entry);
      else {
        found.push(entry);
        remember(entry);
      }
    },
  };
}
