/** The last step of a hash of 32 bits. */

/** Each bit of the word changes half of the others. @see https://github.com/aappleby/smhasher/wiki/MurmurHash3 */
export function mixed(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
