/** Tables of byte classes, made without a regex: dozens of them are made at every start. */

/** Sets `bit` of the bytes in the ranges (`AZaz09`: first and last of each) and of single characters. */
export function markBytes(table: Uint8Array, bit: number, ranges: string, chars = ''): void {
  for (let k = 0; k < ranges.length; k += 2) {
    const last = ranges.charCodeAt(k + 1);
    for (let byte = ranges.charCodeAt(k); byte <= last; byte++) table[byte]! |= bit;
  }
  for (let k = 0; k < chars.length; k++) table[chars.charCodeAt(k)]! |= bit;
}
