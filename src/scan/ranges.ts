/** Ranges as pairs (start, end) in one list: ascending, half-open, not touching. */

export function isIn(ranges: readonly number[], at: number): boolean {
  let low = 0;
  for (let high = ranges.length >> 1; low < high; ) {
    const middle = (low + high) >> 1;
    if (ranges[2 * middle + 1]! <= at) low = middle + 1;
    else high = middle;
  }
  return 2 * low < ranges.length && ranges[2 * low]! <= at;
}

/** Pairs in any order, also touching, as ranges. */
export function pairsInOrder(pairs: readonly number[]): number[] {
  const sorted: [number, number][] = [];
  for (let k = 0; k < pairs.length; k += 2) sorted.push([pairs[k]!, pairs[k + 1]!]);
  sorted.sort((a, b) => a[0] - b[0]);
  const ranges: number[] = [];
  for (const [start, end] of sorted) {
    if (ranges.length > 0 && start <= ranges.at(-1)!) ranges[ranges.length - 1] = Math.max(ranges.at(-1)!, end);
    else ranges.push(start, end);
  }
  return ranges;
}
