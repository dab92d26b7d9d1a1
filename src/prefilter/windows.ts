/** Which three bytes of a keyword the SIMD pass looks for, and in which of its eight buckets. */

/** Buckets of the SIMD pass: one bit of a byte each. */
export const buckets = 8;

/** Bytes of a window. */
export const windowLength = 3;

export interface Window {
  /** Of the window's first byte within the keyword. */
  readonly offset: number;
  readonly bucket: number;
}

/** What is compared: bytes with the bit that case may flip, as in `Needle`. */
export interface Pattern {
  readonly bytes: Uint8Array;
  readonly mask: Uint8Array;
}

/** Per position two sets of nibbles, low and high, as 16-bit masks. */
type NibbleSets = Uint16Array;

/** Offsets at which a window may stand: all those that leave it, and if possible a fourth byte, inside the keyword. */
export function windowOffsets(length: number): number[] {
  return Array.from({ length: Math.max(1, length - windowLength) }, (_, offset) => offset);
}

/** The nibbles of a window. */
export function nibbles({ bytes, mask }: Pattern, offset: number): NibbleSets {
  const sets = new Uint16Array(2 * windowLength);
  for (let k = 0; k < windowLength; k++) {
    const byte = bytes[offset + k]!;
    sets[2 * k] = 1 << (byte & 15);
    sets[2 * k + 1] = (1 << (byte >> 4)) | (1 << ((byte ^ mask[offset + k]!) >> 4));
  }
  return sets;
}

function share(frequency: readonly number[], low: number, high: number): number {
  let sum = 0;
  for (let h = 0; h < 16; h++) {
    if (((high >> h) & 1) === 0) continue;
    for (let l = 0; l < 16; l++) if (((low >> l) & 1) === 1) sum += frequency[h * 16 + l]!;
  }
  return sum;
}

/** How often a bucket's sets let three bytes through, if bytes were independent. */
function rate(frequency: readonly number[], sets: NibbleSets): number {
  return (
    share(frequency, sets[0]!, sets[1]!) * share(frequency, sets[2]!, sets[3]!) * share(frequency, sets[4]!, sets[5]!)
  );
}

/**
 * Places keywords, one after the other, where they add fewest candidates; `known` keeps its place.
 *
 * @param frequency share of each byte value in real text
 * @returns a window for each pattern
 */
export function placeWindows(
  patterns: readonly Pattern[],
  known: readonly (Window | undefined)[],
  frequency: readonly number[],
): Window[] {
  const sets = Array.from({ length: buckets }, () => new Uint16Array(2 * windowLength));
  patterns.forEach((pattern, index) => {
    const window = known[index];
    if (window) join(sets[window.bucket]!, nibbles(pattern, window.offset));
  });
  const rates = sets.map((set) => rate(frequency, set));
  const merged = new Uint16Array(2 * windowLength);
  return patterns.map((pattern, index) => {
    if (known[index]) return known[index];
    let best: Window = { offset: 0, bucket: 0 };
    let least = Number.POSITIVE_INFINITY;
    for (const offset of windowOffsets(pattern.bytes.length)) {
      const own = nibbles(pattern, offset);
      const alone = rate(frequency, own);
      for (let bucket = 0; bucket < buckets; bucket++) {
        merged.set(sets[bucket]!);
        join(merged, own);
        // A rare window is worth more than an empty place: it is what passes the sieve in the end.
        const cost = rate(frequency, merged) - rates[bucket]! + 8 * alone;
        if (cost >= least) continue;
        least = cost;
        best = { offset, bucket };
      }
    }
    join(sets[best.bucket]!, nibbles(pattern, best.offset));
    rates[best.bucket] = rate(frequency, sets[best.bucket]!);
    return best;
  });
}

/** Adds nibbles to sets. */
export function join(sets: NibbleSets, more: NibbleSets): void {
  for (let k = 0; k < sets.length; k++) sets[k]! |= more[k]!;
}
