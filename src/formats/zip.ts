/**
 * zip (and jar, whl, docx, apk, …): by its directory where there is random access, else by its local headers as they
 * come. What the directory does not list is given as bytes of its own.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */

import { crc32 } from 'node:zlib';
import type { Document, Provenance } from '../model/document.ts';
import { type Problem, type ProblemCode, problem } from '../model/problem.ts';
import { entryName } from './entry-name.ts';
import { createInflation, type Inflation } from './inflate.ts';
import { Inlet } from './inlet.ts';
import { type ReadAt, readDirectory, type ZipRecord } from './zip-directory.ts';
import { unzstd } from './zstd.ts';

export interface ZipEntry {
  readonly kind: 'entry';
  readonly path: string;
  /** Bytes that `read` gives, where the archive says so. */
  readonly size?: number;
  /** Content; valid until the next entry is asked for. 0 = end, also at damage: then `fault` says so. */
  read(into: Uint8Array): number | Promise<number>;
  fault: Problem | undefined;
}

const method = { stored: 0, deflated: 8, zstd: 93, aes: 99 } as const;
const encrypted = 1;
const described = 8;

/** Bytes between entries that may be a descriptor. */
const smallestGap = 32;

/** Entries by the directory, then what it does not list. Undefined where there is no directory to be found. */
export function openZip(readAt: ReadAt, length: number, where: string): AsyncGenerator<ZipEntry | Problem> | undefined {
  const directory = readDirectory(readAt, length);
  if (!directory) return undefined;
  return listed(readAt, length, directory, where);
}

type Directory = NonNullable<ReturnType<typeof readDirectory>>;

async function* listed(
  readAt: ReadAt,
  length: number,
  directory: Directory,
  where: string,
): AsyncGenerator<ZipEntry | Problem> {
  const { records, problems, comment, start } = directory;
  for (const detail of problems) yield problem('CORRUPT', where, detail);
  /** Start and end of what the directory accounts for. */
  const covered: [number, number][] = [[start, length]];
  for (const record of records) {
    const at = dataStart(readAt, record);
    if (at === -1) {
      yield problem(
        'CORRUPT',
        `${where}!/${entryName(record.name).path}`,
        'the directory names an entry that is not there',
      );
      continue;
    }
    covered.push([record.offset, at + record.packed]);
    yield* entryOf(record, window(readAt, at, record.packed), where, record.size);
  }
  covered.sort((a, b) => a[0] - b[0]);
  let end = 0;
  for (const [from, to] of covered) {
    if (from - end >= smallestGap) yield raw(`bytes-${end}-${from}`, window(readAt, end, from - end), from - end);
    end = Math.max(end, to);
  }
  if (comment.length > 0) yield raw('comment', fromMemory(comment), comment.length);
}

function raw(path: string, input: Pick<Document, 'read'>, size: number): ZipEntry {
  return { kind: 'entry', path, size, read: (into) => input.read(into), fault: undefined };
}

function fromMemory(bytes: Uint8Array): Pick<Document, 'read'> {
  return window(
    (into, position) => {
      const piece = bytes.subarray(position, position + into.length);
      into.set(piece);
      return piece.length;
    },
    0,
    bytes.length,
  );
}

/** `[start, start + length)` as a stream. */
function window(readAt: ReadAt, start: number, length: number): Pick<Document, 'read'> {
  let at = start;
  const end = start + length;
  return {
    read(into) {
      const count = at < end ? readAt(into.length > end - at ? into.subarray(0, end - at) : into, at) : 0;
      at += count;
      return count;
    },
  };
}

/** Where the content of an entry starts; -1 where there is no local header. */
function dataStart(readAt: ReadAt, record: ZipRecord): number {
  const header = new Uint8Array(30);
  if (record.offset < 0 || readFully(readAt, header, record.offset) < 30) return -1;
  const view = new DataView(header.buffer);
  if (view.getUint32(0, true) !== 0x04034b50) return -1;
  return record.offset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
}

function readFully(readAt: ReadAt, into: Uint8Array, position: number): number {
  let have = 0;
  while (have < into.length) {
    const count = readAt(into.subarray(have), position + have);
    if (count === 0) break;
    have += count;
  }
  return have;
}

/** The entry with its content, or the problem why there is none. */
async function* entryOf(
  record: ZipRecord,
  packed: Pick<Document, 'read'>,
  where: string,
  size: number | undefined,
): AsyncGenerator<ZipEntry | Problem> {
  const { path, isHostile } = entryName(record.name);
  const place = `${where}!/${path}`;
  if (isHostile)
    yield problem('HOSTILE_NAME', where, `an entry's name tries to leave the archive; read as ${path}`, { note: true });
  const refused = refusal(record);
  if (refused) {
    yield problem(refused.code, place, refused.detail, { bytes: record.packed });
    return;
  }
  if (record.packed === 0 && record.isFolder) return;
  const entry = contentOf(record, packed, place);
  yield Object.assign(entry, { path }, size === undefined ? {} : { size });
  if (entry.fault) yield entry.fault;
}

function refusal(record: ZipRecord): { code: ProblemCode; detail: string } | undefined {
  if (record.flags & encrypted || record.method === method.aes)
    return { code: 'ENCRYPTED', detail: 'the entry is encrypted; not scanned' };
  if (record.method === method.stored || record.method === method.deflated || record.method === method.zstd)
    return undefined;
  return { code: 'COMPRESSION', detail: `zip compression method ${record.method} is not known; not scanned` };
}

/** Content of `packed`, checked against the entry's sum and size at its end. */
function contentOf(record: ZipRecord, packed: Pick<Document, 'read'>, place: string): ZipEntry {
  let sum = 0;
  let produced = 0;
  let isOver = false;
  const source = decoder(record, packed, place);
  const end = (): number => {
    if (isOver) return 0;
    isOver = true;
    source.close();
    const fault = source.fault();
    if (fault) entry.fault = fault;
    else if (produced !== record.size || sum !== record.sum)
      entry.fault = problem('CORRUPT', place, 'the size or checksum of the entry is wrong');
    return 0;
  };
  const took = (into: Uint8Array, count: number): number => {
    if (count === 0) return end();
    sum = crc32(into.subarray(0, count), sum);
    produced += count;
    return count;
  };
  const entry: ZipEntry = {
    kind: 'entry',
    path: '',
    fault: undefined,
    read(into) {
      const answer = source.read(into);
      return typeof answer === 'number' ? took(into, answer) : answer.then((count) => took(into, count));
    },
  };
  return entry;
}

interface Decoder {
  read(into: Uint8Array): number | Promise<number>;
  fault(): Problem | undefined;
  close(): void;
}

function decoder(record: ZipRecord, packed: Pick<Document, 'read'>, place: string): Decoder {
  if (record.method === method.stored)
    return { read: (into) => packed.read(into), fault: () => undefined, close: () => undefined };
  if (record.method === method.zstd) {
    const provenance: Provenance = { target: place, path: '', details: [] };
    const expansion = unzstd({ kind: 'document', provenance, read: (into) => packed.read(into) });
    return { read: (into) => expansion.read(into), fault: () => expansion.fault, close: () => expansion.close() };
  }
  return inflated(new Inlet(packed, 64 * 1024), place);
}

function inflated(inlet: Inlet, place: string): Decoder & { isDone(): boolean } {
  let inflation: Inflation | undefined = createInflation();
  let fault: Problem | undefined;
  let isDone = false;
  const read = async (into: Uint8Array): Promise<number> => {
    while (inflation && !isDone && !fault) {
      if (inlet.at === inlet.end && !inlet.ended) await inlet.more();
      const wait = inflation.run(inlet.bytes, inlet.at, inlet.end, into);
      if (wait) await wait;
      inlet.at += inflation.consumed;
      const { produced, consumed, state } = inflation;
      if (state === 'failed')
        fault = problem('CORRUPT', place, 'the compressed data is damaged; the rest of the entry was not read');
      // A stream that ends with its input cannot be told from one that is cut; sum and size tell.
      isDone = state === 'done' || (produced === 0 && consumed === 0 && inlet.ended && inlet.at === inlet.end);
      if (produced > 0) return produced;
    }
    return 0;
  };
  return {
    read,
    fault: () => fault,
    isDone: () => isDone,
    close() {
      inflation?.close();
      inflation = undefined;
    },
  };
}

/** Entries by their local headers, without random access. */
export async function* streamZip(input: Pick<Document, 'read'>, where: string): AsyncGenerator<ZipEntry | Problem> {
  const inlet = new Inlet(input, 64 * 1024);
  let stray = 0;
  const strayProblem = (): Problem => {
    const bytes = stray;
    stray = 0;
    return problem('CORRUPT', where, `${bytes} bytes between zip entries were not read`, { bytes });
  };
  while (await inlet.ensure(4)) {
    const word = new DataView(inlet.bytes.buffer, inlet.at, 4).getUint32(0, true);
    if (word === 0x04034b50 && (await inlet.ensure(30))) {
      if (stray > 0) yield strayProblem();
      yield* streamEntry(inlet, where);
    } else if (word === 0x02014b50 || word === 0x06054b50 || word === 0x08064b50) {
      if (stray > 0) yield strayProblem();
      return;
    } else {
      // To the next byte that could begin a signature.
      const next = inlet.bytes.subarray(0, inlet.end).indexOf(0x50, inlet.at + 1);
      const skip = (next === -1 ? inlet.end : next) - inlet.at;
      stray += skip;
      inlet.at += skip;
    }
  }
  stray += inlet.end - inlet.at;
  yield problem('CORRUPT', where, `the zip archive has no directory at its end; ${stray} bytes were not read`, {
    bytes: stray,
  });
}

async function* streamEntry(inlet: Inlet, where: string): AsyncGenerator<ZipEntry | Problem> {
  const view = new DataView(inlet.bytes.buffer, inlet.at, 30);
  const flags = view.getUint16(6, true);
  const names = view.getUint16(26, true);
  const extras = view.getUint16(28, true);
  const header = {
    flags,
    method: view.getUint16(8, true),
    sum: view.getUint32(14, true),
    packed: view.getUint32(18, true),
    size: view.getUint32(22, true),
    offset: inlet.position,
  };
  if (!(await inlet.ensure(30 + names + extras))) {
    yield problem('CORRUPT', where, 'the zip archive is cut off in a header');
    inlet.at = inlet.end;
    return;
  }
  const name = inlet.bytes.slice(inlet.at + 30, inlet.at + 30 + names);
  const extra = inlet.bytes.slice(inlet.at + 30 + names, inlet.at + 30 + names + extras);
  inlet.at += 30 + names + extras;
  const long = longSizes(extra);
  if (header.size === 0xffffffff && long) Object.assign(header, { size: long.size, packed: long.packed });
  const record: ZipRecord = { ...header, name, isFolder: name.at(-1) === 0x2f };
  const isOpen = (flags & described) !== 0 && record.packed === 0;
  if (!isOpen) {
    let left = record.packed;
    const packed = {
      read: async (into: Uint8Array): Promise<number> => {
        const count = await inlet.take(into, left);
        left -= count;
        return count;
      },
    };
    const known = (flags & described) === 0 ? record.size : undefined;
    yield* entryOf(record, packed, where, known);
    const missing = left - (await inlet.skip(left));
    if (missing > 0)
      yield problem('CORRUPT', `${where}!/${entryName(name).path}`, 'the archive is cut off within this entry');
    return;
  }
  yield* openEntry(inlet, record, where);
}

function longSizes(extra: Uint8Array): { size: number; packed: number } | undefined {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.length);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1 || at + 20 > extra.length) continue;
    return { size: Number(view.getBigUint64(at + 4, true)), packed: Number(view.getBigUint64(at + 12, true)) };
  }
  return undefined;
}

/** An entry whose sizes follow it: only its own compression says where it ends. */
async function* openEntry(inlet: Inlet, record: ZipRecord, where: string): AsyncGenerator<ZipEntry | Problem> {
  const { path, isHostile } = entryName(record.name);
  const place = `${where}!/${path}`;
  if (isHostile)
    yield problem('HOSTILE_NAME', where, `an entry's name tries to leave the archive; read as ${path}`, { note: true });
  if (record.isFolder) {
    await skipDescriptor(inlet);
    return;
  }
  if (record.method !== method.deflated || record.flags & encrypted) {
    const code = record.flags & encrypted ? 'ENCRYPTED' : 'COMPRESSION';
    yield problem(code, place, 'a zip entry whose length is not known cannot be read from a stream; not scanned');
    return;
  }
  const source = inflated(inlet, place);
  let sum = 0;
  const entry: ZipEntry = {
    kind: 'entry',
    path,
    fault: undefined,
    async read(into) {
      const count = await source.read(into);
      sum = crc32(into.subarray(0, count), sum);
      return count;
    },
  };
  yield entry;
  const scratch = new Uint8Array(16 * 1024);
  while (!source.isDone() && !source.fault() && (await entry.read(scratch)) > 0);
  source.close();
  const fault = source.fault();
  if (fault) yield fault;
  else if ((await skipDescriptor(inlet)) !== sum)
    yield problem('CORRUPT', place, 'the checksum of the entry is wrong, or the archive is cut off within it');
}

/** Skips a descriptor with or without its signature, of 32 or 64 bits; returns the sum it holds. */
async function skipDescriptor(inlet: Inlet): Promise<number | undefined> {
  if (!(await inlet.ensure(12))) return undefined;
  const isSigned = new DataView(inlet.bytes.buffer, inlet.at, 4).getUint32(0, true) === 0x08074b50;
  if (isSigned) inlet.at += 4;
  if (!(await inlet.ensure(12))) return undefined;
  const sum = new DataView(inlet.bytes.buffer, inlet.at, 4).getUint32(0, true);
  await inlet.ensure(24);
  const isShort = inlet.bytes[inlet.at + 12] === 0x50 && inlet.bytes[inlet.at + 13] === 0x4b;
  inlet.at += isShort || inlet.end - inlet.at < 20 ? 12 : 20;
  return sum;
}
