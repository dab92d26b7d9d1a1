/** Shannon entropy of short values, without allocation. */

const counts = new Uint16Array(256);
const most = 4096;
/** k·log2(k), worked out when first met: most values hold no byte more than a few times. */
const weights = new Float64Array(most + 1);

/**
 * Bits a character of a latin1 value; 0 for the empty one. Longer values are judged by their first 4,096 characters.
 *
 * @see https://en.wikipedia.org/wiki/Entropy_(information_theory)
 */
export function entropy(value: string): number {
  const length = Math.min(value.length, most);
  if (length === 0) return 0;
  for (let k = 0; k < length; k++) counts[value.charCodeAt(k) & 255]!++;
  let sum = 0;
  for (let k = 0; k < length; k++) {
    const byte = value.charCodeAt(k) & 255;
    const count = counts[byte]!;
    if (count > 1) {
      if (weights[count] === 0) weights[count] = count * Math.log2(count);
      sum += weights[count]!;
    }
    counts[byte] = 0;
  }
  // H = log2(n) − (1/n) Σ c·log2(c)
  return Math.log2(length) - sum / length;
}
