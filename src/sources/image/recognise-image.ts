/** Whether a file is an image archive, from its table of contents, without reading its contents. */

import { closeSync, openSync, readSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { entryName } from '../../formats/entry-name.ts';
import { isTar, recognise } from '../../formats/recognise.ts';
import { blockSize, isHeader, readHeader } from '../../formats/tar-header.ts';

/** Entries looked at; an image archive has a few for each layer. */
const most = 5000;

/** Names that tools which write image archives give the first entry. */
const firstNames =
  /^(blobs(\/|$)|oci-layout$|index\.json$|manifest\.json$|repositories$|[0-9a-f]{64}(\.json|\.tar|\/|$))/;

export function isImageArchive(path: string): boolean {
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(64 * 1024);
    const have = readSync(fd, head, 0, head.length, 0);
    if (isTar(head, have)) return firstName(head) !== undefined && namesImage(fd);
    if (recognise(head, have) !== 'gzip') return false;
    const start = unpackStart(head.subarray(0, have));
    return isTar(start, start.length) && firstNames.test(firstName(start) ?? '');
  } catch {
    return false;
  } finally {
    closeSync(fd);
  }
}

function unpackStart(head: Buffer): Buffer {
  return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
}

function firstName(head: Uint8Array): string | undefined {
  if (!isHeader(head, 0)) return undefined;
  const header = readHeader(head, 0);
  return header && entryName(header.name).path;
}

/** Walks the headers. */
function namesImage(fd: number): boolean {
  const block = Buffer.alloc(blockSize);
  const names = new Set<string>();
  let hasDigests = false;
  let at = 0;
  for (let k = 0; k < most; k++) {
    if (readSync(fd, block, 0, blockSize, at) < blockSize || !isHeader(block, 0)) break;
    const header = readHeader(block, 0);
    if (!header) break;
    const { path } = entryName(header.name);
    names.add(path);
    hasDigests ||= /[0-9a-f]{64}/.test(path);
    if (names.has('oci-layout') && names.has('index.json')) return true;
    if (names.has('manifest.json') && hasDigests) return true;
    at += blockSize + Math.ceil(header.size / blockSize) * blockSize;
  }
  return false;
}
