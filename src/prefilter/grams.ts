/** Which grams of a keyword the SIMD pass looks up: four folded bytes each, at every second address. */

/** Addresses from one look-up to the next; a keyword stands in the table with as many grams, one byte apart. */
export const gramStride = 2;

const gramLength = 4;

/** Shorter keywords have no two grams. */
export const leastForGrams = gramLength + gramStride - 1;

/** The folded four bytes at `offset`, as the pass loads them. */
export function gramAt(bytes: Readonly<Uint8Array>, offset: number): number {
  const folded = (k: number): number => (bytes[offset + k]! | 0x20) << (8 * k);
  return (folded(0) | folded(1) | folded(2) | folded(3)) >>> 0;
}

/** The grams of a keyword that begin at `offset` and right after it. */
export function gramsFrom(bytes: Readonly<Uint8Array>, offset: number): number[] {
  return Array.from({ length: gramStride }, (_, k) => gramAt(bytes, offset + k));
}

/**
 * Grams at even addresses, wherever a keyword of three or four bytes stands: its own bytes, and its first three after
 * whatever byte stands before; of three bytes also with whatever stands behind.
 */
export function shortGrams(bytes: Readonly<Uint8Array>): number[] {
  const [a, b, c] = [bytes[0]!, bytes[1]!, bytes[2]!];
  const after = anyFolded.map((byte) => gramAt(Uint8Array.of(byte, a, b, c), 0));
  if (bytes.length > 3) return [...after, gramAt(bytes, 0)];
  return [...after, ...anyFolded.map((byte) => gramAt(Uint8Array.of(a, b, c, byte), 0))];
}

/** What a byte may be once it is folded. */
const anyFolded: readonly number[] = Array.from({ length: 256 }, (_, byte) => byte).filter(
  (byte) => (byte & 0x20) !== 0,
);

/** How often a gram is met, if bytes were independent. */
export function expectedShare(frequency: readonly number[]): (gram: number) => number {
  const folded = Array.from({ length: 256 }, (_, byte) => frequency[byte]! + (frequency[byte ^ 0x20] ?? 0));
  return (gram) =>
    folded[gram & 255]! * folded[(gram >>> 8) & 255]! * folded[(gram >>> 16) & 255]! * folded[gram >>> 24]!;
}

/**
 * Chooses where in each keyword its grams begin, one keyword after the other: where they add least to what passes, those
 * of keywords before it for nothing; `known` keeps its place.
 *
 * @param share how often a gram is met, per byte
 * @returns an offset for each keyword
 */
export function placeGrams(
  keywords: readonly { readonly bytes: Uint8Array }[],
  known: readonly (number | undefined)[],
  share: (gram: number) => number,
): number[] {
  const taken = new Set<number>();
  keywords.forEach(({ bytes }, index) => {
    if (known[index] !== undefined) for (const gram of gramsFrom(bytes, known[index])) taken.add(gram);
  });
  return keywords.map(({ bytes }, index) => {
    if (known[index] !== undefined) return known[index];
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let offset = 0; offset + leastForGrams <= bytes.length; offset++) {
      const cost = gramsFrom(bytes, offset).reduce((sum, gram) => sum + (taken.has(gram) ? 0 : share(gram)), 0);
      if (cost >= least) continue;
      least = cost;
      best = offset;
    }
    for (const gram of gramsFrom(bytes, best)) taken.add(gram);
    return best;
  });
}
