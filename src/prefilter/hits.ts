/** The buffer that hits are gathered in, and how they are put in order. */

import type { Keyword } from '../model/rule.ts';

/** Hits a buffer holds at least. */
const leastHits = 16 * 1024;

/** Most keywords that can stand at one position: those of which one is the beginning of the other. */
export function mostAtOnePosition(keywords: readonly Keyword[]): number {
  const texts = keywords.map((keyword) => keyword.text.toLowerCase()).sort();
  // Sorted, a text follows its own prefixes: the open prefixes are a stack.
  const open: string[] = [];
  let most = 0;
  for (const text of texts) {
    while (open.length > 0 && !text.startsWith(open[open.length - 1]!)) open.pop();
    open.push(text);
    most = Math.max(most, open.length);
  }
  return most;
}

export function longest(keywords: readonly Keyword[]): number {
  return keywords.reduce((most, keyword) => Math.max(most, keyword.text.length), 0);
}

/** How many hits the scalar engine's buffer must hold so that a full one always leaves something to resume after. */
export function hitCapacity(keywords: readonly Keyword[]): number {
  return Math.max(leastHits, 2 * mostAtOnePosition(keywords) * longest(keywords));
}

/**
 * Orders the first `count` hits by position, then keyword. They come nearly sorted (a hit is seen late by at most the
 * longest keyword), so insertion is linear.
 */
export function sortHits(positions: Uint32Array, keywords: Uint32Array, count: number): void {
  for (let i = 1; i < count; i++) {
    const position = positions[i]!;
    const keyword = keywords[i]!;
    let k = i - 1;
    for (; k >= 0; k--) {
      const other = positions[k]!;
      if (other < position || (other === position && keywords[k]! <= keyword)) break;
      positions[k + 1] = other;
      keywords[k + 1] = keywords[k]!;
    }
    positions[k + 1] = position;
    keywords[k + 1] = keyword;
  }
}

/** Hits among the first `count` (sorted) that start before `limit`. */
export function countBefore(positions: Uint32Array, count: number, limit: number): number {
  while (count > 0 && positions[count - 1]! >= limit) count--;
  return count;
}
