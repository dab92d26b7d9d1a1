/**
 * One object of a repository by its id, without listing or indexing anything: what a hook needs, which reads a handful.
 * `walk.ts` is for all of them.
 * @see https://git-scm.com/docs/gitformat-pack
 */

import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { applyDelta, deltaHead } from './delta.ts';
import type { ObjectType } from './entries.ts';

export interface GitObject {
  readonly type: ObjectType;
  readonly bytes: Buffer;
}

export interface ObjectReader {
  /**
   * Undefined where it is not there, is larger than `maxBytes`, or is kept in a way that is not read here; git then says
   * what is true.
   */
  read(id: string, maxBytes: number): GitObject | undefined;
  close(): void;
}

/** Deltas on deltas: git makes chains of 50, and up to 4095 when told to. */
const deepest = 4096;
/** Of an entry's header: size, base id or offset. */
const headRoom = 64;
const types = ['', 'commit', 'tree', 'blob', 'tag'] as const;
/** A SHA-1 id, bytes. */
const idBytes = 20;

interface Pack {
  readonly pack: number;
  readonly index: number;
  /** Ids whose first byte is at most so much. */
  readonly fanout: Buffer;
  readonly count: number;
}

/** @param objects the repository's `objects` folder, of SHA-1 ids and without alternates */
export function createObjectReader(objects: string): ObjectReader {
  const opened: Pack[] = [];
  let names: string[] | undefined;

  const nextPack = (): Pack | undefined => {
    names ??= packNames(objects);
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      const pack = openPack(join(objects, 'pack', name));
      if (!pack) continue;
      opened.push(pack);
      return pack;
    }
    return undefined;
  };

  const packed = (id: Buffer, maxBytes: number, depth: number): GitObject | undefined => {
    for (let k = 0; ; k++) {
      const pack = opened[k] ?? nextPack();
      if (!pack) return undefined;
      const offset = findOffset(pack, id);
      if (offset >= 0) return entryAt(pack, offset, maxBytes, depth);
    }
  };

  const entryAt = (pack: Pack, offset: number, maxBytes: number, depth: number): GitObject | undefined => {
    if (depth > deepest) return undefined;
    const head = Buffer.alloc(headRoom);
    const have = readSync(pack.pack, head, 0, headRoom, offset);
    let at = 0;
    let byte = head[at++]!;
    const type = (byte >> 4) & 7;
    let size = byte & 15;
    for (let scale = 16; byte & 0x80 && at < have; scale *= 128) {
      byte = head[at++]!;
      size += (byte & 127) * scale;
    }
    if (size > maxBytes) return undefined;
    if (type >= 1 && type <= 4) {
      const bytes = inflateAt(pack.pack, offset + at, size);
      return bytes && { type: types[type] as ObjectType, bytes };
    }
    let base: GitObject | undefined;
    if (type === 6) {
      byte = head[at++]!;
      let back = byte & 127;
      while (byte & 0x80 && at < have) {
        byte = head[at++]!;
        back = (back + 1) * 128 + (byte & 127);
      }
      if (back <= 0 || back > offset) return undefined;
      const delta = inflateAt(pack.pack, offset + at, size);
      base = delta && entryAt(pack, offset - back, maxBytes, depth + 1);
      return base && applied(base, delta!, maxBytes);
    }
    if (type !== 7) return undefined;
    const id = head.subarray(at, at + idBytes);
    const delta = inflateAt(pack.pack, offset + at + idBytes, size);
    base = delta && (loose(id.toString('hex'), maxBytes) ?? packed(Buffer.from(id), maxBytes, depth + 1));
    return base && applied(base, delta!, maxBytes);
  };

  const loose = (id: string, maxBytes: number): GitObject | undefined => {
    let file: Buffer;
    try {
      file = readFileSync(join(objects, id.slice(0, 2), id.slice(2)));
    } catch {
      return undefined;
    }
    // What does not inflate to more than git packs a hundredfold is inflated at once.
    const whole = inflated(file, maxBytes + headRoom);
    const end = whole?.indexOf(0) ?? -1;
    const head =
      end > 0 && end < headRoom ? /^(commit|tree|blob|tag) (\d{1,15})$/.exec(whole!.toString('latin1', 0, end)) : null;
    if (!head || Number(head[2]) !== whole!.length - end - 1) return undefined;
    return { type: head[1] as ObjectType, bytes: whole!.subarray(end + 1) };
  };

  return {
    read: (id, maxBytes) => loose(id, maxBytes) ?? packed(Buffer.from(id, 'hex'), maxBytes, 0),
    close() {
      for (const { pack, index } of opened.splice(0)) {
        closeSync(pack);
        closeSync(index);
      }
    },
  };
}

function packNames(objects: string): string[] {
  try {
    return readdirSync(join(objects, 'pack')).filter((name) => name.endsWith('.idx'));
  } catch {
    return [];
  }
}

function openPack(indexFile: string): Pack | undefined {
  let index = -1;
  try {
    index = openSync(indexFile, 'r');
    const head = Buffer.alloc(8 + 1024);
    const whole = readSync(index, head, 0, head.length, 0) === head.length;
    // \377tOc, version 2.
    if (!whole || head.readUInt32BE(0) !== 0xff744f63 || head.readUInt32BE(4) !== 2) throw new Error('not version 2');
    const pack = openSync(indexFile.replace(/idx$/, 'pack'), 'r');
    const fanout = head.subarray(8);
    return { pack, index, fanout, count: fanout.readUInt32BE(4 * 255) };
  } catch {
    if (index !== -1) closeSync(index);
    return undefined;
  }
}

/** Where the object stands in the pack; -1 where it does not. */
function findOffset({ index, fanout, count }: Pack, id: Buffer): number {
  let low = id[0] === 0 ? 0 : fanout.readUInt32BE(4 * (id[0]! - 1));
  let high = fanout.readUInt32BE(4 * id[0]!) - 1;
  const idsAt = 8 + 1024;
  const found = Buffer.alloc(idBytes);
  while (low <= high) {
    const middle = (low + high) >>> 1;
    readSync(index, found, 0, idBytes, idsAt + middle * idBytes);
    const order = found.compare(id);
    if (order === 0) return offsetOf(index, count, middle);
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function offsetOf(index: number, count: number, nth: number): number {
  const smallAt = 8 + 1024 + count * (idBytes + 4);
  const word = Buffer.alloc(8);
  readSync(index, word, 0, 4, smallAt + 4 * nth);
  const small = word.readUInt32BE(0);
  if (small < 0x8000_0000) return small;
  readSync(index, word, 0, 8, smallAt + 4 * count + 8 * (small - 0x8000_0000));
  return Number(word.readBigUInt64BE(0));
}

/** The stream that begins at `offset`, which inflates to exactly `size` bytes. */
function inflateAt(pack: number, offset: number, size: number): Buffer | undefined {
  // What deflate never takes more than (zlib's compressBound), within the file.
  const most = size + (size >> 12) + (size >> 14) + (size >> 25) + headRoom;
  const packed = Buffer.allocUnsafe(Math.max(0, Math.min(most, fstatSync(pack).size - offset)));
  const have = readSync(pack, packed, 0, packed.length, offset);
  const bytes = inflated(packed.subarray(0, have), size);
  return bytes?.length === size ? bytes : undefined;
}

function inflated(packed: Buffer, maxBytes: number): Buffer | undefined {
  const { inflateSync } = process.getBuiltinModule('node:zlib');
  try {
    return inflateSync(packed, { maxOutputLength: maxBytes + 1 });
  } catch {
    return undefined;
  }
}

const noNovel = new Uint32Array(0);

function applied({ type, bytes: base }: GitObject, delta: Buffer, maxBytes: number): GitObject | undefined {
  const head = deltaHead(delta, delta.length);
  if (!head || head.size > maxBytes || head.baseSize !== base.length) return undefined;
  const bytes = Buffer.allocUnsafe(head.size);
  return applyDelta(base, delta, delta.length, head, bytes, noNovel) === -1 ? undefined : { type, bytes };
}
