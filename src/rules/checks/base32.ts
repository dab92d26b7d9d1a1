/** Base 32 (RFC 4648), whole bytes; a character of another alphabet counts as the last digit would. */

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function base32Bytes(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const char of text.toUpperCase()) {
    held = ((held << 5) | digits.indexOf(char)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >>> bits) & 255);
    }
  }
  return Uint8Array.from(bytes);
}

/** Five bits a character; the last one is filled up with zeros. */
export function toBase32(bytes: Iterable<number>): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.replace(/.{1,5}/g, (five) => digits[Number.parseInt(five.padEnd(5, '0'), 2)]!);
}
