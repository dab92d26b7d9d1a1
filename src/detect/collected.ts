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

const percent = /%([0-9A-Fa-f]{2})/g;

/** As it stands, and as it reads when its percent signs are undone: a URL's parameter was met both ways. */
function spellings({ value }: Found): readonly string[] {
  if (!value.includes('%')) return [value];
  const plain = value.replace(percent, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return plain === value ? [value] : [value, plain];
}

export function createCollected(): Collected {
  const found: Found[] = [];
  let byValue: Map<string, Found[]> | undefined;

  const remember = (entry: Found): void => {
    for (const value of spellings(entry)) {
      const list = byValue!.get(value);
      if (list) list.push(entry);
      else byValue!.set(value, [entry]);
    }
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
