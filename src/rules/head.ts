/**
 * The head of a pattern: what a match must begin with, cut off where the long part begins. A bounded repeat is unrolled
 * when a regex is built, so that building one of our longest patterns takes as long as reading a megabyte; most hits fail
 * in their first bytes, which the head alone tells.
 */

/** Patterns shorter than this are built as fast as their heads. */
const worthCutting = 200;
/** A group that takes more than this belongs to the long part. */
const longestGroup = 300;
/** A head that says less than this lets nearly every hit through. */
const shortestHead = 4;

/** The index after the class that begins at `at`. */
function classEnd(pattern: string, at: number): number {
  let k = at + 1;
  while (k < pattern.length && pattern[k] !== ']') k += pattern[k] === '\\' ? 2 : 1;
  return k + 1;
}

/** The index after the group that begins at `at`. */
function groupEnd(pattern: string, at: number): number {
  let depth = 0;
  let k = at;
  while (k < pattern.length) {
    const char = pattern[k];
    if (char === '\\') k += 2;
    else if (char === '[') k = classEnd(pattern, k);
    else {
      k++;
      if (char === '(') depth++;
      else if (char === ')' && --depth === 0) break;
    }
  }
  return k;
}

/** The index after the piece at `at`: one character, escape, class or group. */
function pieceEnd(pattern: string, at: number): number {
  if (pattern[at] === '(') return groupEnd(pattern, at);
  if (pattern[at] === '[') return classEnd(pattern, at);
  if (pattern[at] !== '\\') return at + 1;
  // What an escape takes: one character but for these.
  const long = /^\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|c[A-Za-z]|k<\w+>|\d+)/.exec(pattern.slice(at, at + 64));
  return at + (long ? long[0].length : 2);
}

/**
 * The source of a regex that holds wherever the pattern does, at the same place; undefined where there is none that is
 * worth asking first.
 */
export function headOf(pattern: string): string | undefined {
  if (pattern.length < worthCutting) return undefined;
  let cut: number | undefined;
  for (let at = 0; at < pattern.length; ) {
    // Alternatives on top: no part of it must be met.
    if (pattern[at] === '|') return undefined;
    const end = pieceEnd(pattern, at);
    const counted = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(pattern.slice(end, end + 24))?.[0] ?? '';
    const piece = pattern.slice(at, end);
    const long = counted.length > 2 || /^[*+]/.test(counted) || piece.length > longestGroup || /[^\\]\{\d/.test(piece);
    if (long) cut ??= at;
    at = end + counted.length;
  }
  return cut !== undefined && cut >= shortestHead ? pattern.slice(0, cut) : undefined;
}
