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

/** Per position two sets, of bits 0..3 and of bits 3..6 of the bytes there, as 16-bit masks. */
type LookUps = Uint16Array;

/**
 * Offsets at which a window may stand: its bytes are ASCII, and it leaves, if possible, a fourth byte of the keyword
 * behind it. Empty for a keyword without three ASCII bytes in a row.
 */
export function windowOffsets({ bytes }: Pattern): number[] {
  const ascii: number[] = [];
  let run = 0;
  for (let k = 0; k < bytes.length; k++) {
    run = bytes[k]! < 128 ? run + 1 : 0;
    if (run >= windowLength) ascii.push(k - windowLength + 1);
  }
  if (ascii.length > 1 && ascii[ascii.length - 1] === bytes.length - windowLength) ascii.pop();
  return ascii;
}

/** The look-ups of a window. */
export function lookUps({ bytes, mask }: Pattern, offset: number): LookUps {
  const sets = new Uint16Array(2 * windowLength);
  for (let k = 0; k < windowLength; k++) {
    const byte = bytes[offset + k]!;
    sets[2 * k] = 1 << (byte & 15);
    sets[2 * k + 1] = (1 << (byte >> 3)) | (1 << ((byte ^ mask[offset + k]!) >> 3));
  }
  return sets;
}

function share(frequency: readonly number[], low: number, high: number): number {
  let sum = 0;
  for (let h = 0; h < 16; h++) {
    if (((high >> h) & 1) === 0) continue;
    for (let byte = 8 * h; byte < 8 * h + 8; byte++) if (((low >> (byte & 15)) & 1) === 1) sum += frequency[byte]!;
  }
  return sum;
}

/** How often a bucket's sets let three bytes through, if bytes were independent. */
function rate(frequency: readonly number[], sets: LookUps): number {
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
    if (window) join(sets[window.bucket]!, lookUps(pattern, window.offset));
  });
  const rates = sets.map((set) => rate(frequency, set));
  const merged = new Uint16Array(2 * windowLength);
  return patterns.map((pattern, index) => {
    if (known[index]) return known[index];
    let best: Window = { offset: 0, bucket: 0 };
    let least = Number.POSITIVE_INFINITY;
    for (const offset of windowOffsets(pattern)) {
      const own = lookUps(pattern, offset);
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
    join(sets[best.bucket]!, lookUps(pattern, best.offset));
    rates[best.bucket] = rate(frequency, sets[best.bucket]!);
    return best;
  });
}

/**
 * Adds look-ups to sets.
 *
 * @public scripts/prefilter-anneal.mjs
 */
export function join(sets: LookUps, more: LookUps): void {
  for (let k = 0; k < sets.length; k++) sets[k]! |= more[k]!;
}
