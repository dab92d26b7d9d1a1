/** Walks a pack's delta forest depth first: each object inflated once, each base let go before its last child is descended. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type Buffers, createBuffers } from './buffers.ts';
import { applyDelta, deltaHead, novelStride } from './delta.ts';
import { type ObjectType, objectTypes, type PackEntries, readEntries } from './entries.ts';
import { PackError, type PackIndex, readPackIndex } from './index-file.ts';
import { createInflater } from './inflate.ts';

export interface PackObject {
  readonly kind: 'object';
  readonly id: string;
  readonly type: ObjectType;
  /** Valid until the next object is asked for. */
  readonly bytes: Buffer;
  /** For an object stored as a delta. Valid until the next object is asked for. Absent = all of it is new. */
  readonly novel?: Novel;
}

/** What a version does not share with its base. */
export interface Novel {
  /** Id of the object compared with: it was given before, and since then only it and objects built on it. */
  readonly base: string;
  readonly baseBytes: Buffer;
  /** By threes, as `applyDelta` gives them. */
  readonly ranges: Uint32Array;
}

/** An object that could not be given. */
export interface PackFault {
  readonly kind: 'fault';
  readonly id: string;
  readonly reason: 'corrupt' | 'too-large' | 'missing-base';
  /** Bytes as far as known. */
  readonly size: number;
}

export interface PackWalk {
  /** Types wanted; deltas of other types are not inflated. What is damaged or lacks its base is told of with the blobs. */
  readonly types: ReadonlySet<ObjectType>;
  /** Objects above this many bytes, and what is built on them, are faults: another road is taken for them. */
  readonly maxBytes: number;
  /** Which of how many equal shares of the forest. */
  readonly part: number;
  readonly parts: number;
}

export interface Pack {
  readonly entries: PackEntries;
  readonly index: PackIndex;
  walk(options: PackWalk): Generator<PackObject | PackFault>;
  close(): void;
}

/**
 * @param file path of the `.idx`; the `.pack` stands beside it
 * @throws PackError for a damaged index; errors of the file system
 */
export function openPack(file: string, idBytes: number): Pack {
  const fd = openSync(file.replace(/\.idx$/, '.pack'), 'r');
  try {
    const plan = planOf(file, fd, idBytes);
    const { index, entries } = plan;
    return { entries, index, walk: (options) => walk(fd, plan, options), close: () => closeSync(fd) };
  } catch (cause) {
    closeSync(fd);
    throw cause;
  }
}

interface Plan {
  readonly name: string;
  readonly index: PackIndex;
  readonly entries: PackEntries;
  readonly read: Reader;
  readonly buffers: Buffers;
  /** Room for what `applyDelta` tells, of walks that are over. */
  readonly novels: Uint32Array[];
  /** By the types that are wanted. */
  readonly roots: Map<string, Roots>;
}

/** The shares of one pack are walked one after the other: what its headers say is read once, and memory is used again. */
let lastPlan: Plan | undefined;

function planOf(file: string, fd: number, idBytes: number): Plan {
  const { dev, ino, size, mtimeMs } = fstatSync(fd);
  const name = [file, dev, ino, size, mtimeMs, idBytes].join('\0');
  if (lastPlan?.name === name) return lastPlan;
  lastPlan = undefined;
  const index = readPackIndex(file, idBytes);
  checkPack(fd, size, index);
  const entries = readEntries(fd, index);
  const buffers = createBuffers();
  lastPlan = { name, index, entries, read: createReader(entries, buffers), buffers, novels: [], roots: new Map() };
  return lastPlan;
}

/** Whether the pack is one, and the one that the index was made of. Its entries carry checksums of their own. @throws PackError */
function checkPack(fd: number, size: number, { idBytes, count, packChecksum }: PackIndex): void {
  const head = Buffer.alloc(12);
  const tail = Buffer.alloc(idBytes);
  readSync(fd, head, 0, head.length, 0);
  readSync(fd, tail, 0, idBytes, Math.max(0, size - idBytes));
  if (head.toString('latin1', 0, 4) !== 'PACK' || ![2, 3].includes(head.readUInt32BE(4)))
    throw new PackError('the pack is not of version 2');
  if (head.readUInt32BE(8) !== count || !tail.equals(packChecksum))
    throw new PackError('the index is of another pack, or the pack is truncated; git index-pack makes it anew');
}

/** Numbers that tell of inserts and seams of one delta; a delta with more is taken as wholly new. */
const novelRoom = novelStride * (1 << 15);
/** A larger input is not kept for the next entry, bytes. */
const inputRoom = 1 << 20;

interface Frame {
  readonly bytes: Buffer;
  readonly size: number;
  readonly id: string;
  next: number;
}

function* walk(
  fd: number,
  { index, entries, read, buffers, novels, roots }: Plan,
  options: PackWalk,
): Generator<PackObject | PackFault> {
  const { types, sizes, bases, children, siblings } = entries;
  const novel = novels.pop() ?? new Uint32Array(novelRoom);
  try {
    for (const root of shareOf(roots, entries, options)) {
      if (bases[root] === -2 || types[root] === 0) {
        const reason = types[root] === 0 ? 'corrupt' : 'missing-base';
        yield* faults(index, entries, root, reason);
        continue;
      }
      const type = objectTypes[types[root]!] as ObjectType;
      const size = sizes[root]!;
      if (size > options.maxBytes) {
        yield { kind: 'fault', id: index.id(root), reason: 'too-large', size };
        for (let child = children[root]!; child !== -1; child = siblings[child]!) {
          yield* faults(index, entries, child, 'too-large');
        }
        continue;
      }
      const bytes = read(fd, root);
      if (!bytes) {
        yield* faults(index, entries, root, 'corrupt');
        continue;
      }
      yield { kind: 'object', id: index.id(root), type, bytes: bytes.subarray(0, size) };
      if (children[root] === -1) {
        buffers.give(bytes);
        continue;
      }
      const stack: Frame[] = [{ bytes, size, id: index.id(root), next: children[root]! }];
      while (stack.length > 0) {
        const frame = stack[stack.length - 1]!;
        const child = frame.next;
        frame.next = siblings[child]!;
        if (frame.next === -1) stack.pop();
        const made = derive(child, frame, options.maxBytes);
        const done = frame.next === -1;
        if (typeof made === 'string') {
          if (done) buffers.give(frame.bytes);
          yield* faults(index, entries, child, made);
          continue;
        }
        const id = index.id(child);
        const whole = !Number.isFinite(made.numbers);
        const ranges = novel.subarray(0, whole ? 0 : made.numbers);
        const fresh = whole
          ? {}
          : { novel: { base: frame.id, baseBytes: frame.bytes.subarray(0, frame.size), ranges } };
        yield { kind: 'object', id, type, bytes: made.bytes.subarray(0, made.size), ...fresh };
        if (done) buffers.give(frame.bytes);
        if (children[child] === -1) buffers.give(made.bytes);
        else stack.push({ bytes: made.bytes, size: made.size, id, next: children[child]! });
      }
    }
  } finally {
    novels.push(novel);
  }

  function derive(
    child: number,
    frame: Frame,
    maxBytes: number,
  ): { bytes: Buffer; size: number; numbers: number } | PackFault['reason'] {
    if (sizes[child]! > maxBytes) return 'too-large';
    const delta = read(fd, child);
    if (!delta) return 'corrupt';
    const head = deltaHead(delta, sizes[child]!);
    if (!head || head.baseSize !== frame.size) {
      buffers.give(delta);
      return 'corrupt';
    }
    if (head.size > maxBytes) {
      buffers.give(delta);
      return 'too-large';
    }
    const bytes = buffers.take(head.size + 1);
    const numbers = applyDelta(frame.bytes, delta, sizes[child]!, head, bytes, novel);
    buffers.give(delta);
    if (numbers >= 0) return { bytes, size: head.size, numbers };
    buffers.give(bytes);
    return 'corrupt';
  }
}

/** What an object costs beside its bytes, as bytes. */
const objectCost = 4096;

/** Trees of deltas, by the order of their roots. */
interface Roots {
  readonly orders: readonly number[];
  /** What those before each hold, about; and all. */
  readonly before: readonly number[];
  readonly total: number;
}

/** This part's roots of wanted types: whole trees, dealt by what their objects hold, about, so that parts are even. */
function shareOf(known: Map<string, Roots>, entries: PackEntries, { types, part, parts }: PackWalk): readonly number[] {
  const name = [...types].join();
  const { orders, before, total } = known.get(name) ?? rootsOf(entries, types);
  known.set(name, { orders, before, total });
  return orders.filter((_, k) => Math.floor((before[k]! * parts) / total) === part);
}

function rootsOf({ count, types, bases, subtrees, sizes }: PackEntries, wanted: ReadonlySet<ObjectType>): Roots {
  const isWanted = new Uint8Array(8);
  for (const type of wanted) isWanted[objectTypes.indexOf(type)] = 1;
  // What is damaged or lacks its base.
  if (wanted.has('blob')) for (const type of [0, 5, 6, 7]) isWanted[type] = 1;
  const orders: number[] = [];
  const before: number[] = [];
  let total = 0;
  for (let k = 0; k < count; k++) {
    if (bases[k]! >= 0 || isWanted[types[k]!] === 0) continue;
    orders.push(k);
    before.push(total);
    total += subtrees[k]! * (sizes[k]! + objectCost);
  }
  return { orders, before, total };
}

/** A fault, and one for each object built on it. */
function* faults(
  index: PackIndex,
  entries: PackEntries,
  order: number,
  reason: PackFault['reason'],
): Generator<PackFault> {
  const stack = [order];
  const seen = new Set<number>();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    yield { kind: 'fault', id: index.id(next), reason, size: entries.sizes[next]! };
    for (let child = entries.children[next]!; child !== -1; child = entries.siblings[child]!) stack.push(child);
  }
}

/** Entries up to a quarter of this are read through blocks of the file, bytes: most deltas are much shorter. */
const block = 16 * 1024;
/** Blocks kept at most, a power of two. The versions of one file stand all over a pack. */
const mostBlocks = 256;

/** Pieces of a pack, each at the place that its number gives it: which one goes for another is all the same. */
interface Blocks {
  /** -1 where there is none. */
  readonly numbers: Float64Array;
  /** A block, and as many bytes of the next as one short entry may need. */
  readonly rooms: (Buffer | undefined)[];
  readonly have: Uint32Array;
}

function createBlocks(): Blocks {
  return { numbers: new Float64Array(mostBlocks).fill(-1), rooms: [], have: new Uint32Array(mostBlocks) };
}

/** Inflates an entry; undefined where it is damaged. */
type Reader = (fd: number, order: number) => Buffer | undefined;

/** Neighbours are read from the file together. */
function createReader(entries: PackEntries, buffers: Buffers): Reader {
  const blocks = createBlocks();
  const { begins, ends, sizes } = entries;
  const inflate = createInflater();
  let large = Buffer.alloc(0);

  /** Where the block is. */
  const slotOf = (fd: number, number: number): number => {
    const slot = number % mostBlocks;
    if (blocks.numbers[slot] === number) return slot;
    blocks.numbers[slot] = -1;
    const room = blocks.rooms[slot] ?? Buffer.allocUnsafeSlow(block + block / 4);
    blocks.rooms[slot] = room;
    blocks.have[slot] = readSync(fd, room, 0, room.length, number * block);
    blocks.numbers[slot] = number;
    return slot;
  };

  return (fd, order) => {
    const begin = begins[order]!;
    const size = sizes[order]!;
    // Deflating adds next to nothing: whatever else stands before the next entry is not its stream.
    const length = Math.min(ends[order]! - begin, 2 * size + block);
    // A deflated byte holds at most some 1032; a header that states more is a bomb or a lie.
    if (length <= 0 || size > length * 1040 + 64) return undefined;
    let source: Buffer;
    let from = 0;
    let have: number;
    if (length <= block / 4) {
      const number = Math.floor(begin / block);
      const slot = slotOf(fd, number);
      source = blocks.rooms[slot]!;
      have = blocks.have[slot]!;
      from = begin - number * block;
    } else {
      if (large.length < length) large = Buffer.allocUnsafeSlow(length);
      source = large;
      have = readSync(fd, large, 0, length, begin);
      if (large.length > inputRoom) large = Buffer.alloc(0);
    }
    if (from + length > have) return undefined;
    const into = buffers.take(size + 1);
    if (inflate(source, from, from + length, into, size)) return into;
    buffers.give(into);
    return undefined;
  };
}
