/** Packs with entries that git would not write. */

import { createHash } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { folder } from '../../support/program.ts';

export interface Entry {
  readonly id: string;
  /** 3 a blob, 7 a delta of the object `base`. */
  readonly type: 3 | 7;
  readonly base?: string;
  readonly bytes: Buffer;
  /** What the header says, where it lies. */
  readonly size?: number;
  /** Where it stands, where not behind the one before. */
  readonly at?: number;
}

function header(type: number, size: number): Buffer {
  const bytes = [(type << 4) | (size & 15)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1]! |= 128;
    bytes.push(rest % 128);
  }
  return Buffer.from(bytes);
}

/** Sizes of base and version, then instructions. */
export function delta(baseSize: number, size: number, ...instructions: number[]): Buffer {
  const number = (value: number): number[] =>
    value < 128 ? [value] : [(value % 128) | 128, ...number(Math.floor(value / 128))];
  return Buffer.from([...number(baseSize), ...number(size), ...instructions]);
}

/** A pack and its index in a folder of their own. Sparse where entries stand far apart. @returns the path of the index */
export function craft(entries: readonly Entry[]): string {
  const at = folder();
  const pack = openSync(join(at, 'p.pack'), 'w+');
  const head = Buffer.alloc(12);
  head.write('PACK', 'latin1');
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(entries.length, 8);
  writeSync(pack, head, 0, head.length, 0);
  let end = head.length;
  const places = entries.map(({ type, base, bytes, size, at: place }) => {
    const start = place ?? end;
    const body = [header(type, size ?? bytes.length), Buffer.from(base ?? '', 'hex'), deflateSync(bytes)];
    end = start + writeSync(pack, Buffer.concat(body), 0, undefined, start);
    return start;
  });
  const checksum = createHash('sha1').update(String(end)).digest();
  ftruncateSync(pack, end);
  writeSync(pack, checksum, 0, checksum.length, end);
  closeSync(pack);
  writeFileSync(join(at, 'p.idx'), indexOf(entries, places, checksum));
  return join(at, 'p.idx');
}

/** @see https://git-scm.com/docs/gitformat-pack#_version_2_pack_idx_files_support_packs_larger_than_4_gib_and */
function indexOf(entries: readonly Entry[], places: readonly number[], checksum: Buffer): Buffer {
  const sorted = entries.map(({ id }, k) => ({ id, at: places[k]! })).sort((a, b) => (a.id < b.id ? -1 : 1));
  const fanout = Buffer.alloc(1024);
  for (let byte = 0; byte < 256; byte++)
    fanout.writeUInt32BE(sorted.filter(({ id }) => Number.parseInt(id.slice(0, 2), 16) <= byte).length, 4 * byte);
  const small = Buffer.alloc(4 * sorted.length);
  const large: Buffer[] = [];
  for (const [k, { at }] of sorted.entries()) {
    small.writeUInt32BE(at < 2 ** 31 ? at : 2 ** 31 + large.length, 4 * k);
    if (at < 2 ** 31) continue;
    const offset = Buffer.alloc(8);
    offset.writeBigUInt64BE(BigInt(at));
    large.push(offset);
  }
  return Buffer.concat([
    Buffer.from('ff744f6300000002', 'hex'),
    fanout,
    ...sorted.map(({ id }) => Buffer.from(id, 'hex')),
    Buffer.alloc(4 * sorted.length),
    small,
    ...large,
    checksum,
    Buffer.alloc(20),
  ]);
}
