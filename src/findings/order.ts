/** One order for all lists of a report: by code units, the same everywhere. */

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function byString<T>(keyOf: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => compare(keyOf(a), keyOf(b));
}
