/** CRC-32/ISO-HDLC, the checksum of many tokens. */

let table: Uint32Array | undefined;

function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
}

/** CRC-32 of a latin1 string, unsigned. @see https://reveng.sourceforge.io/crc-catalogue/all.htm#crc.cat.crc-32-iso-hdlc */
export function crc32(text: string): number {
  table ??= makeTable();
  let value = 0xffffffff;
  for (let k = 0; k < text.length; k++) value = (value >>> 8) ^ table[(value ^ text.charCodeAt(k)) & 255]!;
  return (value ^ 0xffffffff) >>> 0;
}
