/** Where an image's parts lie: a folder, a tar, a compressed tar. Any part can be opened by any thread. */

import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import type { Expansion } from '../../formats/expansion.ts';
import { gunzip } from '../../formats/gzip.ts';
import { recognise } from '../../formats/recognise.ts';
import { readTar } from '../../formats/tar.ts';
import { unzstd } from '../../formats/zstd.ts';
import { bytesDocument, type Document, type Provenance } from '../../model/document.ts';
import { isProblem, type Problem } from '../../model/problem.ts';

/** One part. Plain data. */
export interface Part {
  /** The name within the folder or archive, `/`-separated. */
  readonly name: string;
  /** The file on disk that holds it, from `offset` on (of the unpacked archive, where it is packed). */
  readonly file: string;
  readonly offset: number;
  readonly size: number;
  readonly packed: 'no' | 'gzip' | 'zstd';
}

export interface Store {
  readonly parts: ReadonlyMap<string, Part>;
  readonly problems: readonly Problem[];
}

/** Lists what is in a folder or archive. `where` names it in problems. */
export async function openStore(path: string, where: string): Promise<Store> {
  return statSync(path).isDirectory() ? folderStore(path) : archiveStore(path, where);
}

function folderStore(path: string): Store {
  const parts = new Map<string, Part>();
  const names = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of names.sort()) {
    const name = file.slice(join(path, sep).length).split(sep).join('/');
    parts.set(name, { name, file, offset: 0, size: statSync(file).size, packed: 'no' });
  }
  return { parts, problems: [] };
}

async function archiveStore(path: string, where: string): Promise<Store> {
  const packed = packingOf(path);
  const whole: Part = { name: '', file: path, offset: 0, size: statSync(path).size, packed: 'no' };
  const document = openPart(whole, { target: where, path: '', details: [] });
  const expansion = packed === 'no' ? undefined : expand(document, packed);
  const parts = new Map<string, Part>();
  const links = new Map<string, string>();
  const problems: Problem[] = [];
  try {
    for await (const entry of readTar(expansion ?? document, where)) {
      if (isProblem(entry)) problems.push(entry);
      else if (entry.type === 'link') links.set(entry.path, entry.link);
      else if (entry.type === 'file')
        parts.set(entry.path, { name: entry.path, file: path, offset: entry.position, size: entry.size, packed });
    }
  } finally {
    expansion?.close();
    document.close?.();
  }
  if (expansion?.fault) problems.push(expansion.fault);
  for (const [name, link] of links) {
    const part = parts.get(posix.join(posix.dirname(name), link)) ?? parts.get(link);
    if (part && !parts.has(name)) parts.set(name, part);
  }
  return { parts, problems };
}

function expand(document: Document, packed: 'gzip' | 'zstd'): Expansion {
  return packed === 'gzip' ? gunzip(document) : unzstd(document);
}

/** How the archive itself is compressed. */
export function packingOf(path: string): Part['packed'] {
  const head = Buffer.alloc(512);
  const fd = openSync(path, 'r');
  try {
    const kind = recognise(head, readSync(fd, head, 0, head.length, 0));
    return kind === 'gzip' || kind === 'zstd' ? kind : 'no';
  } finally {
    closeSync(fd);
  }
}

/** A part as a document. Parts of a compressed archive are reached by unpacking what comes before. */
export function openPart(part: Part, provenance: Provenance): Document & { seek(count: number): number } {
  if (part.packed !== 'no') return packedPart(part, part.packed, provenance);
  let fd = -1;
  let at = 0;
  const open = (): void => {
    if (fd === -1) fd = openSync(part.file, 'r');
  };
  const readAt = (into: Uint8Array, position: number): number => {
    open();
    const length = Math.max(0, Math.min(into.length, part.size - position));
    return length === 0 ? 0 : readSync(fd, into, 0, length, part.offset + position);
  };
  return {
    kind: 'document',
    provenance,
    size: part.size,
    readAt,
    read(into) {
      const count = readAt(into, at);
      at += count;
      return count;
    },
    seek(count) {
      const moved = Math.min(count, part.size - at);
      at += moved;
      return moved;
    },
    close() {
      if (fd !== -1) closeSync(fd);
      fd = -1;
    },
  };
}

function packedPart(
  part: Part,
  packed: 'gzip' | 'zstd',
  provenance: Provenance,
): Document & { seek(count: number): number } {
  const outer = openPart({ ...part, offset: 0, size: statSync(part.file).size, packed: 'no' }, provenance);
  const expansion = expand(outer, packed);
  let skip = part.offset;
  let left = part.size;
  const reach = async (): Promise<void> => {
    const scratch = Buffer.alloc(64 * 1024);
    while (skip > 0) {
      const count = await expansion.read(skip < scratch.length ? scratch.subarray(0, skip) : scratch);
      if (count === 0) break;
      skip -= count;
    }
  };
  return {
    kind: 'document',
    provenance,
    size: part.size,
    async read(into) {
      if (skip > 0) await reach();
      const count = left > 0 ? await expansion.read(into.length > left ? into.subarray(0, left) : into) : 0;
      left -= count;
      return count;
    },
    seek: () => 0,
    close() {
      expansion.close();
      outer.close?.();
    },
  };
}

/** Descriptions above this are damage. */
const largestText = 64 * 2 ** 20;

/** The whole of a small part. Undefined where it is missing, far too long or cut off. */
export async function readPart(store: Store, name: string): Promise<Buffer | undefined> {
  const part = store.parts.get(name);
  if (!part || part.size > largestText) return undefined;
  const document = openPart(part, { target: '', path: name, details: [] });
  const bytes = Buffer.alloc(part.size);
  let have = 0;
  try {
    while (have < bytes.length) {
      const count = await document.read(bytes.subarray(have));
      if (count === 0) return undefined;
      have += count;
    }
    return bytes;
  } finally {
    document.close?.();
  }
}

/** A document of text already at hand. */
export function textDocument(provenance: Provenance, text: string): Document {
  return bytesDocument(provenance, Buffer.from(text), { plain: true });
}
