/** The files of one layer, each with what made it and what became of it. */

import { createHash } from 'node:crypto';
import { adoptBudget } from '../../formats/budget.ts';
import { gunzip } from '../../formats/gzip.ts';
import { prefixed } from '../../formats/prefixed.ts';
import { type Kind, recognise } from '../../formats/recognise.ts';
import { unzstd } from '../../formats/zstd.ts';
import type { Detail, Document } from '../../model/document.ts';
import { isProblem, type Problem, problem } from '../../model/problem.ts';
import type { ReadOptions } from '../../model/slice.ts';
import { unpack } from '../archive.ts';
import { type LayerTable, readTable } from './states.ts';
import { openPart, type Part } from './store.ts';

/** What another thread needs to read a layer. Plain data. */
export interface LayerWork {
  readonly kind: 'layer';
  readonly part: Part;
  /** Expected of the part's bytes, `sha256:…` or empty. */
  readonly digest: string;
  /** Expected of the unpacked tar, `sha256:…` or empty. */
  readonly diffId: string;
  /** Details of every file: image, layer, creating command. */
  readonly details: readonly Detail[];
  /** Files that are not live: path, and what became of them. */
  readonly fates: ReadonlyMap<string, string>;
}

async function readHead(document: Document): Promise<{ head: Uint8Array; kind: Kind }> {
  const head = new Uint8Array(1024);
  let have = 0;
  for (let count = 1; count > 0 && have < head.length; have += count) count = await document.read(head.subarray(have));
  return { head: head.subarray(0, have), kind: recognise(head, have) };
}

/** What a layer does to those below, from its table alone. */
export async function tableOf(part: Part): Promise<LayerTable> {
  const document = openPart(part, { target: '', path: part.name, details: [] });
  try {
    const { head, kind } = await readHead(document);
    if (kind === 'gzip' || kind === 'zstd') {
      const whole = prefixed(head, document);
      const expansion = kind === 'gzip' ? gunzip(whole) : unzstd(whole);
      const table = await readTable(expansion);
      expansion.close();
      return table;
    }
    if (kind !== 'tar') return { files: [], folders: [], removed: [], opaque: [] };
    document.close?.();
    // From the start again, so that contents can be jumped over.
    const plain = openPart(part, document.provenance);
    const table = await readTable(plain);
    plain.close?.();
    return table;
  } finally {
    document.close?.();
  }
}

/** The layer's files as documents. The part's digest is checked when all of it was read. */
export async function* layerDocuments(
  work: LayerWork,
  target: string,
  options: ReadOptions,
): AsyncGenerator<Document | Problem> {
  const provenance = { target, path: work.part.name, details: work.details };
  const document = openPart(work.part, provenance);
  const { readAt: _readAt, ...sequential } = document;
  const hash = createHash('sha256');
  const hashed = (into: Uint8Array, count: number): number => {
    hash.update(into.subarray(0, count));
    return count;
  };
  const checked: Document = {
    ...sequential,
    read(into) {
      const answer = document.read(into);
      return typeof answer === 'number' ? hashed(into, answer) : answer.then((count) => hashed(into, count));
    },
  };
  try {
    const { head, kind } = await readHead(checked);
    const whole = prefixed(head, checked);
    if (kind === 'text' || kind === 'binary') yield whole;
    else for await (const entry of unpack(kind, whole, options)) yield isProblem(entry) ? entry : placed(entry, work);
    // A layer that is not compressed is its own unpacked tar.
    yield* verify(checked, hash, work.digest || (kind === 'tar' ? work.diffId : ''), `${target} ${work.part.name}`);
  } finally {
    document.close?.();
  }
}

/** The document with its path in the image, and what became of it. */
function placed(document: Document, work: LayerWork): Document {
  const path = document.provenance.path.slice(work.part.name.length + 2);
  const state = work.fates.get(path.replace(/ \(attributes\)$/, '')) ?? 'live';
  const { details } = document.provenance;
  const own: Document = {
    ...document,
    provenance: { ...document.provenance, path, details: [...details, { name: 'state', value: state }] },
  };
  adoptBudget(own, document);
  return own;
}

async function* verify(
  document: Document,
  hash: ReturnType<typeof createHash>,
  wanted: string,
  where: string,
): AsyncGenerator<Problem> {
  if (!wanted.startsWith('sha256:')) return;
  const scratch = new Uint8Array(64 * 1024);
  while ((await document.read(scratch)) > 0);
  if (`sha256:${hash.digest('hex')}` !== wanted)
    yield problem('CORRUPT', where, 'the blob is not what its digest says; it was scanned as it is');
}
