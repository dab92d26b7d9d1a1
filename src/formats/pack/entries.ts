/**
 * The entries of a pack: types, sizes and bases, read in one pass over the file.
 * @see https://git-scm.com/docs/gitformat-pack
 */

import { fstatSync, readSync } from 'node:fs';
import { orderAt, type PackIndex } from './index-file.ts';

export const objectTypes = ['', 'commit', 'tree', 'blob', 'tag'] as const;
export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

/** All by order of offset. */
export interface PackEntries {
  readonly count: number;
  /** 1 commit, 2 tree, 3 blob, 4 tag, 6 and 7 deltas, 0 damaged. */
  readonly types: Uint8Array;
  /** Bytes when inflated: of the object, or of the delta. */
  readonly sizes: Float64Array;
  /** Where the zlib stream begins, and ends at the latest. */
  readonly begins: Float64Array;
  readonly ends: Float64Array;
  /** Order of the base; -1 where there is none, -2 where it is missing. */
  readonly bases: Int32Array;
  /** First child and next sibling, the largest subtree last; -1 at the end. */
  readonly children: Int32Array;
  readonly siblings: Int32Array;
  /** Objects in the subtree, itself included. */
  readonly subtrees: Int32Array;
}

/** The pack is read in pieces of this many bytes for its headers. */
const piece = 4 * 2 ** 20;
/** No entry's header is longer: size, base id, and the first bytes of the stream. */
const headerRoom = 64;

export function readEntries(fd: number, index: PackIndex): PackEntries {
  const { count, offsets, idBytes } = index;
  const packEnd = fstatSync(fd).size - idBytes;
  const types = new Uint8Array(count);
  const sizes = new Float64Array(count);
  const begins = new Float64Array(count);
  const ends = new Float64Array(count);
  const bases = new Int32Array(count).fill(-1);
  const window = Buffer.allocUnsafe(piece);
  let windowAt = 0;
  let windowEnd = 0;
  for (let order = 0; order < count; order++) {
    const offset = offsets[order]!;
    ends[order] = order + 1 < count ? offsets[order + 1]! : packEnd;
    if (offset + headerRoom > windowEnd || offset < windowAt) {
      windowAt = offset;
      // Entries far apart are read alone, near ones together.
      const length = ends[order]! - offset > piece ? 4096 : piece;
      windowEnd = offset + readSync(fd, window, 0, length, offset);
    }
    const room = windowEnd - windowAt;
    let at = offset - windowAt;
    const start = at;
    if (at >= room || offset >= packEnd) continue;
    let byte = window[at++]!;
    const type = (byte >> 4) & 7;
    let size = byte & 15;
    let scale = 16;
    while (byte & 0x80 && at < room) {
      byte = window[at++]!;
      size += (byte & 127) * scale;
      scale *= 128;
    }
    if (type === 6) {
      byte = window[at++]!;
      let back = byte & 127;
      while (byte & 0x80 && at < room) {
        byte = window[at++]!;
        back = (back + 1) * 128 + (byte & 127);
      }
      bases[order] = missing(orderAt(index, offset - back), order);
    } else if (type === 7) {
      bases[order] = missing(index.find(window, at), order);
      at += idBytes;
    } else if (type === 0 || type === 5) continue;
    types[order] = type;
    sizes[order] = size;
    begins[order] = offset + (at - start);
  }
  breakCircles(bases);
  return { count, types, sizes, begins, ends, bases, ...family(bases) };
}

/** Deltas that are made from each other have no beginning: one of each circle counts as without its base. */
function breakCircles(bases: Int32Array): void {
  const seen = new Int32Array(bases.length);
  for (let k = 0; k < bases.length; k++) {
    let at = k;
    for (; at >= 0 && seen[at] === 0; at = bases[at]!) seen[at] = k + 1;
    // Met on this very way: the way leads into a circle.
    if (at >= 0 && seen[at] === k + 1) bases[at] = -2;
  }
}

function missing(base: number, self: number): number {
  return base === -1 || base === self ? -2 : base;
}

/** Children of each base. A base may stand behind its delta (ref-deltas), so sizes are summed from the leaves. */
function family(bases: Int32Array): Pick<PackEntries, 'children' | 'siblings' | 'subtrees'> {
  const count = bases.length;
  const subtrees = new Int32Array(count).fill(1);
  const open = new Int32Array(count);
  for (let k = 0; k < count; k++) if (bases[k]! >= 0) open[bases[k]!]!++;
  const ready: number[] = [];
  for (let k = 0; k < count; k++) if (open[k] === 0) ready.push(k);
  // Leaves first.
  const ordered: number[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    ordered.push(next);
    const base = bases[next]!;
    if (base < 0) continue;
    subtrees[base]! += subtrees[next]!;
    if (--open[base]! === 0) ready.push(base);
  }
  const children = new Int32Array(count).fill(-1);
  const siblings = new Int32Array(count).fill(-1);
  // Put the largest in first: each later one goes before it.
  const deltas = ordered.filter((k) => bases[k]! >= 0).sort((a, b) => subtrees[b]! - subtrees[a]! || b - a);
  for (const k of deltas) {
    const base = bases[k]!;
    siblings[k] = children[base]!;
    children[base] = k;
  }
  return { children, siblings, subtrees };
}
