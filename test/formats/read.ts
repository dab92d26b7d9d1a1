/** Reads documents whole, in pieces of odd sizes, with what `locate` says of each byte. */

import { bytesDocument, type Document } from '../../src/model/document.ts';
import type { Location } from '../../src/model/span.ts';

export function documentOf(bytes: Uint8Array | string, path = 'file', piece?: number): Document {
  const all = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
  const document = bytesDocument({ target: 'test:', path, details: [] }, all);
  if (piece === undefined) return document;
  return { ...document, read: (into) => document.read(into.subarray(0, piece)) };
}

export async function readAll(document: Document, size = 64 * 1024): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (;;) {
    const into = Buffer.alloc(size);
    const count = await document.read(into);
    if (count === 0) return Buffer.concat(pieces);
    pieces.push(into.subarray(0, count));
  }
}

export interface Traced {
  readonly text: string;
  readonly places: readonly Location[];
}

/** The text of a document (latin1) and the place of each of its bytes, asked for right after it was read. */
export async function trace(document: Document, size = 4096): Promise<Traced> {
  const places: Location[] = [];
  let text = '';
  for (;;) {
    const into = Buffer.alloc(size);
    const count = await document.read(into);
    if (count === 0) return { text, places };
    for (let k = 0; k < count; k++) places.push(document.locate!(text.length + k));
    text += into.toString('latin1', 0, count);
  }
}

/** Line and column of an offset, counted the plain way. */
export function placeIn(original: Uint8Array, offset: number): Location {
  const before = Buffer.from(original.subarray(0, offset));
  const line = before.toString('latin1').split('\n').length;
  const start = before.lastIndexOf(10) + 1;
  let column = 1;
  for (let k = start; k < offset; k++) if ((before[k]! & 0xc0) !== 0x80) column++;
  return { offset, line, column };
}
