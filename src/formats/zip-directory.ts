/** The directory at the end of a zip archive, with the 64-bit forms. */

/** Reads at a position; 0 = end. */
export type ReadAt = (into: Uint8Array, position: number) => number;

export interface ZipRecord {
  readonly name: Uint8Array;
  readonly flags: number;
  readonly method: number;
  /** CRC-32. */
  readonly sum: number;
  /** Bytes in the archive, and unpacked. */
  readonly packed: number;
  readonly size: number;
  /** Where the local header stands. */
  readonly offset: number;
  readonly isFolder: boolean;
}

export interface ZipDirectory {
  readonly records: readonly ZipRecord[];
  /** Where the directory starts. */
  readonly start: number;
  readonly problems: readonly string[];
  /** Of the archive and its entries. */
  readonly comment: Uint8Array;
}

const endSize = 22;
/** End record and the longest comment. */
const tailLength = endSize + 65535;
/** Larger directories are damage. */
const largestDirectory = 512 * 2 ** 20;

/** Reads the directory of an archive of `length` bytes; undefined where it has none. */
export function readDirectory(readAt: ReadAt, length: number): ZipDirectory | undefined {
  const tail = readRange(readAt, Math.max(0, length - tailLength), Math.min(length, tailLength));
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  for (let at = tail.length - endSize; at >= 0; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    const found = fromEnd(readAt, view, at, length - tail.length + at);
    if (found) return found;
  }
  return undefined;
}

function readRange(readAt: ReadAt, from: number, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  let have = 0;
  while (have < count) {
    const got = readAt(bytes.subarray(have), from + have);
    if (got === 0) break;
    have += got;
  }
  return bytes.subarray(0, have);
}

function fromEnd(readAt: ReadAt, view: DataView, at: number, position: number): ZipDirectory | undefined {
  let count = view.getUint16(at + 10, true);
  let size = view.getUint32(at + 12, true);
  let stated = view.getUint32(at + 16, true);
  let end = position;
  if (count === 0xffff || size === 0xffffffff || stated === 0xffffffff) {
    const long = readLongEnd(readAt, position);
    if (long) ({ count, size, stated, end } = long);
  }
  if (size > largestDirectory || size > end) return undefined;
  // Where something was put before the archive, the stated offset is short by that much.
  const start = end - size;
  const shift = start - stated;
  const bytes = readRange(readAt, start, size);
  if (bytes.length < size || (size > 0 && new DataView(bytes.buffer).getUint32(0, true) !== 0x02014b50))
    return undefined;
  const comments: Uint8Array[] = [];
  const length = view.getUint16(at + 20, true);
  if (length > 0)
    comments.push(
      new Uint8Array(view.buffer, view.byteOffset + at + endSize, Math.min(length, view.byteLength - at - endSize)),
    );
  const records = readRecords(bytes, shift, comments);
  const problems =
    records.length < count ? [`the zip directory names ${count} entries and holds ${records.length}`] : [];
  return { records, start, problems, comment: Buffer.concat(comments) };
}

/** The zip64 end record that stands before the end record at `position`. */
function readLongEnd(
  readAt: ReadAt,
  position: number,
): { count: number; size: number; stated: number; end: number } | undefined {
  if (position < 76) return undefined;
  const locator = readRange(readAt, position - 20, 20);
  if (locator.length < 20 || new DataView(locator.buffer).getUint32(0, true) !== 0x07064b50) return undefined;
  // It stands right before its locator, unless it was extended; the locator's own offset ignores what was put before.
  for (const where of [position - 76, Number(new DataView(locator.buffer).getBigUint64(8, true))]) {
    const record = readRange(readAt, where, 56);
    if (record.length < 56) continue;
    const view = new DataView(record.buffer);
    if (view.getUint32(0, true) !== 0x06064b50) continue;
    return {
      count: Number(view.getBigUint64(32, true)),
      size: Number(view.getBigUint64(40, true)),
      stated: Number(view.getBigUint64(48, true)),
      end: where,
    };
  }
  return undefined;
}

function readRecords(bytes: Uint8Array, shift: number, comments: Uint8Array[]): ZipRecord[] {
  const records: ZipRecord[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  while (at + 46 <= bytes.length && view.getUint32(at, true) === 0x02014b50) {
    const names = view.getUint16(at + 28, true);
    const extras = view.getUint16(at + 30, true);
    const words = view.getUint16(at + 32, true);
    const name = bytes.slice(at + 46, at + 46 + names);
    const record = {
      name,
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      sum: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
      isFolder: name.at(-1) === 0x2f,
    };
    lengthen(record, view, at + 46 + names, Math.min(at + 46 + names + extras, bytes.length));
    records.push({ ...record, offset: record.offset + shift });
    const comment = at + 46 + names + extras;
    if (words > 0) comments.push(bytes.slice(comment, comment + words), Buffer.from('\n'));
    at = comment + words;
  }
  return records;
}

interface Lengths {
  size: number;
  packed: number;
  offset: number;
}

/** Replaces fields that did not fit by those of the zip64 extra field, which holds just those, in this order. */
function lengthen(record: Lengths, view: DataView, from: number, to: number): void {
  for (let at = from; at + 4 <= to; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let next = at + 4;
    for (const field of ['size', 'packed', 'offset'] as const) {
      if (record[field] !== 0xffffffff || next + 8 > to) continue;
      record[field] = Number(view.getBigUint64(next, true));
      next += 8;
    }
    return;
  }
}
