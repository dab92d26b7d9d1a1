/** Marvin32, the checksum inside Microsoft's identifiable keys. @see https://github.com/microsoft/security-utilities */

const mask = 0xffffffff;

function rotate(value: number, bits: number): number {
  return ((value << bits) | (value >>> (32 - bits))) >>> 0;
}

/** 64 bits of hash as two halves; the 32-bit form is their exclusive or. */
export function marvin64(bytes: Uint8Array, seedHigh: number, seedLow: number): readonly [high: number, low: number] {
  let p0 = seedLow >>> 0;
  let p1 = seedHigh >>> 0;
  const block = (): void => {
    p1 = (p1 ^ p0) >>> 0;
    p0 = rotate(p0, 20);
    p0 = (p0 + p1) & mask;
    p1 = rotate(p1, 9);
    p1 = (p1 ^ p0) >>> 0;
    p0 = rotate(p0 >>> 0, 27);
    p0 = (p0 + p1) & mask;
    p1 = rotate(p1, 19);
  };
  const whole = bytes.length - (bytes.length % 4);
  for (let k = 0; k < whole; k += 4) {
    const word = bytes[k]! | (bytes[k + 1]! << 8) | (bytes[k + 2]! << 16) | (bytes[k + 3]! << 24);
    p0 = (p0 + word) & mask;
    block();
  }
  let last = 0x80;
  for (let k = bytes.length - 1; k >= whole; k--) last = (last << 8) | bytes[k]!;
  p0 = (p0 + last) & mask;
  block();
  block();
  return [p1 >>> 0, p0 >>> 0];
}

/** @returns unsigned 32 bits */
export function marvin32(bytes: Uint8Array, seedHigh: number, seedLow: number): number {
  const [high, low] = marvin64(bytes, seedHigh, seedLow);
  return (high ^ low) >>> 0;
}

/** Seeds are spelled as eight characters: `Default0`. */
export function seedOf(name: string): readonly [high: number, low: number] {
  const bytes = Buffer.from(name, 'latin1');
  return [bytes.readUInt32BE(0), bytes.readUInt32BE(4)];
}
