/**
 * One tar header block, of any of the formats: v7, ustar, pax, GNU, star.
 * @see https://www.gnu.org/software/tar/manual/html_node/Standard.html
 */

export const blockSize = 512;

export interface TarHeader {
  /** Raw bytes; long names of GNU and pax come in entries before. */
  readonly name: Uint8Array;
  /** The type letter. */
  readonly type: string;
  readonly size: number;
  readonly link: Uint8Array;
  readonly isGnu: boolean;
}

/** Whether the block's own checksum (unsigned, or signed as some old programs have it) is right. */
export function isHeader(bytes: Uint8Array, at: number): boolean {
  let unsigned = 8 * 0x20;
  let signed = 8 * 0x20;
  for (let k = 0; k < blockSize; k++) {
    if (k >= 148 && k < 156) continue;
    const byte = bytes[at + k]!;
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  const wanted = readNumber(bytes, at + 148, 8);
  return wanted === unsigned || wanted === signed;
}

export function isZeroBlock(bytes: Uint8Array, at: number): boolean {
  for (let k = at; k < at + blockSize; k++) if (bytes[k] !== 0) return false;
  return true;
}

/** Octal text, or base-256 where the first bit is set; NaN where it is neither. */
function readNumber(bytes: Uint8Array, at: number, length: number): number {
  const first = bytes[at]!;
  if (first & 0x80) {
    // Negative numbers have no use here.
    if (first & 0x40) return Number.NaN;
    let value = first & 0x3f;
    for (let k = 1; k < length; k++) value = value * 256 + bytes[at + k]!;
    return value;
  }
  let value = 0;
  let k = at;
  const end = at + length;
  while (k < end && (bytes[k] === 0x20 || bytes[k] === 0)) k++;
  for (; k < end; k++) {
    const digit = bytes[k]! - 0x30;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
  }
  return k < end && bytes[k] !== 0x20 && bytes[k] !== 0 ? Number.NaN : value;
}

function text(bytes: Uint8Array, at: number, length: number): Uint8Array {
  let end = at;
  while (end < at + length && bytes[end] !== 0) end++;
  return bytes.slice(at, end);
}

/** Reads the header at `at`, whose checksum is right; undefined where its size makes no sense. */
export function readHeader(bytes: Uint8Array, at: number): TarHeader | undefined {
  const size = readNumber(bytes, at + 124, 12);
  if (!Number.isSafeInteger(size) || size < 0) return undefined;
  const isUstar = bytes[at + 257] === 0x75 && bytes[at + 258] === 0x73 && bytes[at + 259] === 0x74;
  const isGnu = isUstar && bytes[at + 262] === 0x20;
  const name = text(bytes, at, 100);
  // GNU uses the prefix field for other things.
  const prefix = isUstar && !isGnu ? text(bytes, at + 345, 155) : new Uint8Array(0);
  return {
    name: prefix.length > 0 ? Buffer.concat([prefix, Buffer.from('/'), name]) : name,
    type: String.fromCharCode(bytes[at + 156]! || 0x30),
    size,
    link: text(bytes, at + 157, 100),
    isGnu,
  };
}

/** Records of a pax header, `length key=value\n`; values as bytes. Stops at the first that is not well made. */
export function readPax(bytes: Uint8Array): { records: Map<string, Buffer>; isWhole: boolean } {
  const records = new Map<string, Buffer>();
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  while (at < all.length && all[at] !== 0) {
    const space = all.indexOf(0x20, at);
    const length = space === -1 ? Number.NaN : Number(all.toString('latin1', at, space));
    const end = at + length;
    const equals = all.indexOf(0x3d, space);
    if (!Number.isInteger(length) || end > all.length || end <= space || equals === -1 || equals >= end)
      return { records, isWhole: false };
    records.set(all.toString('utf8', space + 1, equals), all.subarray(equals + 1, end - 1));
    at = end;
  }
  return { records, isWhole: true };
}
