/**
 * tar, streaming. Unlike programs that extract, it goes on: after the end-of-archive mark (concatenated archives), past
 * headers that are damaged (to the next good one), and says what was left out.
 */

import type { Document } from '../model/document.ts';
import { type Problem, problem } from '../model/problem.ts';
import { entryName } from './entry-name.ts';
import { Inlet } from './inlet.ts';
import { blockSize, isHeader, isZeroBlock, readHeader, readPax, type TarHeader } from './tar-header.ts';

export interface TarEntry {
  readonly kind: 'entry';
  readonly path: string;
  /** `file` has content; the rest has none of its own. */
  readonly type: 'file' | 'directory' | 'link' | 'special';
  /** Bytes that `read` gives. */
  readonly size: number;
  /** Where the content starts in the archive. */
  readonly position: number;
  /** Of links: where they point, as written. */
  readonly link: string;
  /** Extended attributes and other text of the pax header that is not part of the layout. */
  readonly comment: string;
  /** Content; valid until the next entry is asked for. 0 = end. */
  read(into: Uint8Array): number | Promise<number>;
}

/** Reads what a document's `read` gives. */
export interface TarInput extends Pick<Document, 'read'> {
  /** Moves on without reading; returns by how many bytes it could. */
  seek?(count: number): number;
}

/** Long names and pax headers above this are damage. */
const longestMeta = 1024 * 1024;

/** pax keys that say how the archive is laid out. */
const layout =
  /^(path|linkpath|size|[acm]time|uid|gid|uname|gname|GNU\.sparse\.|SCHILY\.(dev|ino|nlink)|LIBARCHIVE\.(creationtime|symlinktype)|hdrcharset|charset)/;

interface Meta {
  name?: Uint8Array;
  link?: Uint8Array;
  pax: Map<string, Buffer>;
}

/** Entries and problems in order. `where` names the archive in problems. An entry not read to its end is skipped over. */
export async function* readTar(input: TarInput, where: string): AsyncGenerator<TarEntry | Problem> {
  const { seek } = input;
  const inlet = new Inlet(input, undefined, seek && ((count) => seek(count)));
  const globals = new Map<string, Buffer>();
  let meta: Meta = { pax: new Map() };
  let stray = 0;
  let zeros = 0;
  let isCut = false;

  const strayProblem = (): Problem => {
    const bytes = stray;
    stray = 0;
    return problem('CORRUPT', where, `${bytes} bytes where a tar header should be; went on at the next good one`, {
      bytes,
    });
  };

  while (await inlet.ensure(blockSize)) {
    const at = inlet.at;
    if (isZeroBlock(inlet.bytes, at)) {
      zeros++;
      inlet.at += blockSize;
      if (stray > 0) yield strayProblem();
      continue;
    }
    const header = isHeader(inlet.bytes, at) ? readHeader(inlet.bytes, at) : undefined;
    if (!header) {
      stray += blockSize;
      inlet.at += blockSize;
      continue;
    }
    if (stray > 0) yield strayProblem();
    zeros = 0;
    inlet.at += blockSize;
    const meaning = metaOf(header);
    if (meaning !== 'none') {
      const body = await readMeta(inlet, header.size);
      if (!body) {
        yield problem('CORRUPT', where, 'an extended tar header is cut off or far too long');
        meta = { pax: new Map() };
        await inlet.skip(padded(header.size));
        continue;
      }
      if (meaning === 'name') meta.name = body;
      else if (meaning === 'link') meta.link = body;
      else {
        const { records, isWhole } = readPax(body);
        for (const [key, value] of records) (meaning === 'global' ? globals : meta.pax).set(key, value);
        if (!isWhole) yield problem('CORRUPT', where, 'an extended tar header is not well made');
      }
      continue;
    }
    const given = meta;
    meta = { pax: new Map() };
    isCut = yield* readEntry(inlet, header, given, globals, where);
  }
  stray += inlet.end - inlet.at;
  if (stray === 0) {
    if (zeros === 0 && inlet.position > 0 && !isCut)
      yield problem('CORRUPT', where, 'the tar archive has no end mark; it may be cut off between two entries');
    return;
  }
  // Fewer than 512 zeros after the end are bad padding and nothing to miss.
  if (zeros > 0 && stray < blockSize && inlet.bytes.subarray(inlet.at, inlet.end).every((byte) => byte === 0)) return;
  yield problem('CORRUPT', where, `${stray} bytes at the end are no part of the tar archive; not scanned`, {
    bytes: stray,
  });
}

function metaOf(header: TarHeader): 'name' | 'link' | 'local' | 'global' | 'none' {
  switch (header.type) {
    case 'L':
      return 'name';
    case 'K':
      return 'link';
    case 'x':
    case 'X':
      return 'local';
    case 'g':
      return 'global';
    default:
      return 'none';
  }
}

function padded(size: number): number {
  return Math.ceil(size / blockSize) * blockSize;
}

async function readMeta(inlet: Inlet, size: number): Promise<Uint8Array | undefined> {
  if (size > longestMeta || !(await inlet.ensure(padded(size)))) return undefined;
  const body = inlet.bytes.slice(inlet.at, inlet.at + size);
  inlet.at += padded(size);
  return body;
}

function withoutNul(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end === -1 ? bytes : bytes.subarray(0, end);
}

/** Returns whether the archive is cut off within the entry. */
async function* readEntry(
  inlet: Inlet,
  header: TarHeader,
  meta: Meta,
  globals: ReadonlyMap<string, Buffer>,
  where: string,
): AsyncGenerator<TarEntry | Problem, boolean> {
  const pax = (key: string): Buffer | undefined => meta.pax.get(key) ?? globals.get(key);
  const paxSize = Number(pax('size')?.toString('latin1') ?? Number.NaN);
  const size = Number.isSafeInteger(paxSize) && paxSize >= 0 ? paxSize : header.size;
  const type = typeOf(header.type);
  // Links and directories carry no content, whatever their size field says; the oldest formats wrote hard links with one.
  const held = type === 'file' || header.type > '7' ? size : 0;
  const rawName = pax('GNU.sparse.name') ?? pax('path') ?? (meta.name ? withoutNul(meta.name) : header.name);
  const { path, isHostile } = entryName(rawName);
  if (isHostile) {
    yield problem('HOSTILE_NAME', where, `an entry's name tries to leave the archive; read as ${path}`, { note: true });
  }
  // An old-style sparse header goes on in further blocks.
  if (header.type === 'S') await skipSparseMap(inlet, header);
  let left = held;
  const link = entryName(meta.link ? withoutNul(meta.link) : (pax('linkpath') ?? header.link));
  yield {
    kind: 'entry',
    path,
    type: header.type === '0' && Buffer.from(rawName).at(-1) === 0x2f ? 'directory' : type,
    size: held,
    position: inlet.position,
    link: type === 'link' ? link.path : '',
    comment: commentOf(meta.pax),
    read(into) {
      const answer = inlet.take(into, left);
      if (typeof answer === 'number') {
        left -= answer;
        return answer;
      }
      return answer.then((count) => {
        left -= count;
        return count;
      });
    },
  };
  const isShort = left > 0 && (await inlet.skip(left)) < left;
  await inlet.skip(padded(held) - held);
  if (isShort) yield problem('CORRUPT', `${where}!/${path}`, 'the archive is cut off within this entry');
  return isShort;
}

/** pax values that a person wrote: comments, attributes. */
function commentOf(pax: ReadonlyMap<string, Buffer>): string {
  let text = '';
  for (const [key, value] of pax) if (!layout.test(key)) text += `${key}=${value.toString('latin1')}\n`;
  return text;
}

function typeOf(letter: string): TarEntry['type'] {
  if (letter === '5' || letter === 'D') return 'directory';
  if (letter === '1' || letter === '2') return 'link';
  return letter === '3' || letter === '4' || letter === '6' || letter === 'V' ? 'special' : 'file';
}

/** GNU's sparse map, in the header's last bytes and then in blocks of 21 entries. The content that follows has no holes. */
async function skipSparseMap(inlet: Inlet, header: TarHeader): Promise<void> {
  let goesOn = header.isGnu && inlet.bytes[inlet.at - blockSize + 482] === 1;
  while (goesOn && (await inlet.ensure(blockSize))) {
    goesOn = inlet.bytes[inlet.at + 504] === 1;
    inlet.at += blockSize;
  }
}
