/** Archives opened: an outer document in, inner documents out, within the limits of `ReadOptions`. */

import { readAr } from '../formats/ar.ts';
import { adoptBudget, type Budget, budgetOf, setBudget } from '../formats/budget.ts';
import { readCpio } from '../formats/cpio.ts';
import { entryName } from '../formats/entry-name.ts';
import type { Expansion } from '../formats/expansion.ts';
import { gunzip } from '../formats/gzip.ts';
import { prefixed } from '../formats/prefixed.ts';
import { type ArchiveKind, isArchive, type Kind, recognise } from '../formats/recognise.ts';
import { readTar, type TarEntry } from '../formats/tar.ts';
import { openZip, streamZip, type ZipEntry } from '../formats/zip.ts';
import type { ReadAt } from '../formats/zip-directory.ts';
import { unzstd } from '../formats/zstd.ts';
import { bytesDocument, type Detail, type Document } from '../model/document.ts';
import { isProblem, type Problem, problem } from '../model/problem.ts';
import type { ReadOptions } from '../model/slice.ts';

/** The ratio is judged from this many expanded bytes on. */
const ratioFrom = 16 * 2 ** 20;

/** zip archives up to this size are held in memory where the document has no random access, so that their directory can be read. */
const heldZip = 32 * 2 ** 20;

/** What is given for kinds that cannot be opened. */
const unopened: Partial<Record<ArchiveKind, string>> = {
  xz: 'xz',
  bzip2: 'bzip2',
  lz4: 'lz4',
  lzip: 'lzip',
  compress: 'compress (.Z)',
  '7z': '7z',
  rar: 'rar',
  rpm: 'rpm',
  squashfs: 'squashfs',
};

/** What the inner documents of one archive count against. */
interface Meter {
  readonly outer: Document;
  readonly options: ReadOptions;
  readonly budget: Budget;
  /** Bytes of the archive read so far, and given out. */
  packed: number;
  expanded: number;
  entries: number;
  /** Set when a limit was met: nothing more is opened. */
  stop: Problem | undefined;
}

function where(document: Document): string {
  return `${document.provenance.target} ${document.provenance.path}`;
}

/**
 * The documents inside `document`, an archive of the given kind, in their order; each must be read before the next is
 * asked for. Archives within are given as they are (call again for those; depth is the caller's to count), but a tar
 * in a compressed stream counts as one archive. Damage, encryption, unknown compression and limits are problems.
 */
export async function* unpack(
  kind: Kind,
  document: Document,
  options: ReadOptions,
): AsyncGenerator<Document | Problem> {
  if (!isArchive(kind)) return;
  const name = unopened[kind];
  if (name) {
    yield problem('COMPRESSION', where(document), `${name} archives cannot be opened; not scanned`, sizeOf(document));
    return;
  }
  const budget = budgetOf(document, options.maxExpanded);
  const meter: Meter = { outer: document, options, budget, packed: 0, expanded: 0, entries: 0, stop: undefined };
  for await (const entry of opened(kind, metered(document, meter), meter)) {
    yield entry;
    if (meter.stop) break;
  }
  if (meter.stop) yield meter.stop;
}

function sizeOf(document: Document): { bytes?: number } {
  return document.size === undefined ? {} : { bytes: document.size };
}

/** Counts what is read of the archive. */
function metered(document: Document, meter: Meter): Document {
  const counted = (count: number): number => {
    meter.packed += count;
    return count;
  };
  const metering: Document = {
    ...document,
    read(into) {
      const answer = document.read(into);
      return typeof answer === 'number' ? counted(answer) : answer.then(counted);
    },
  };
  const { readAt } = document;
  if (readAt) Object.assign(metering, { readAt: (into: Uint8Array, at: number) => counted(readAt(into, at)) });
  adoptBudget(metering, document);
  return metering;
}

function opened(kind: ArchiveKind, document: Document, meter: Meter): AsyncGenerator<Document | Problem> {
  if (kind === 'gzip') return expanded(gunzip(document), document, meter);
  if (kind === 'zstd') return expanded(unzstd(document), document, meter);
  if (kind === 'zip') return zipped(document, meter);
  if (kind === 'ar') return entries(readAr(document, where(document)), meter);
  if (kind === 'cpio') return entries(readCpio(document, where(document)), meter);
  return tarred(document, meter);
}

/** One compressed stream: the tar in it, or its one file. */
async function* expanded(expansion: Expansion, outer: Document, meter: Meter): AsyncGenerator<Document | Problem> {
  const head = new Uint8Array(1024);
  let have = 0;
  while (have < head.length) {
    const count = await expansion.read(head.subarray(have));
    if (count === 0) break;
    have += count;
  }
  const stream: Document = { kind: 'document', provenance: outer.provenance, read: (into) => expansion.read(into) };
  const whole = prefixed(head.subarray(0, have), stream);
  if (recognise(head, have) === 'tar') yield* tarred(whole, meter);
  else if (have > 0) yield inner(innerName(outer.provenance.path, expansion.name), (into) => whole.read(into), meter);
  if (expansion.fault) yield expansion.fault;
  expansion.close();
}

/** The name within: as the stream says, or the archive's without its ending. */
function innerName(path: string, name: string | undefined): string {
  if (name) return entryName(name).path.split('/').at(-1)!;
  const last = path.split('/').at(-1)!;
  return last.replace(/\.(tgz|tzst)$/i, '.tar').replace(/\.(gz|gzip|zst|zstd|Z)$/i, '') || 'content';
}

/**
 * A document inside the archive. It ends early, with a problem to follow, where a limit is met: what was read until
 * then is still scanned.
 */
function inner(
  path: string,
  read: Document['read'],
  meter: Meter,
  size?: number,
  details: readonly Detail[] = [],
): Document {
  const { outer, options, budget } = meter;
  let given = 0;
  const place = `${where(outer)}!/${path}`;
  const took = (count: number): number => {
    given += count;
    meter.expanded += count;
    budget.expanded += count;
    const packed = Math.max(1, meter.packed);
    if (meter.expanded > ratioFrom && meter.expanded / packed > options.maxRatio)
      meter.stop = problem(
        'RATIO',
        place,
        `expands to more than ${options.maxRatio} times its size; the rest was not scanned`,
      );
    else if (budget.expanded > budget.maxExpanded)
      meter.stop = problem(
        'TOO_LARGE',
        place,
        `the archive with all in it expands to more than ${budget.maxExpanded} bytes; the rest was not scanned`,
      );
    else if (given > options.maxBytes)
      meter.stop = problem('TOO_LARGE', place, `over ${options.maxBytes} bytes; the rest was not scanned`);
    return count;
  };
  const document: Document = {
    kind: 'document',
    provenance: {
      target: outer.provenance.target,
      path: `${outer.provenance.path}!/${path}`,
      details: details.length > 0 ? [...outer.provenance.details, ...details] : outer.provenance.details,
    },
    ...(size === undefined ? {} : { size }),
    read(into) {
      if (meter.stop) return 0;
      const answer = read(into);
      return typeof answer === 'number' ? took(answer) : answer.then(took);
    },
  };
  return setBudget(document, budget);
}

/** Whether one more entry may be opened; sets the meter's stop where not. */
function mayOpen(meter: Meter): boolean {
  if (++meter.entries <= meter.options.maxEntries) return true;
  meter.stop = problem(
    'TOO_MANY',
    where(meter.outer),
    `more than ${meter.options.maxEntries} entries; the rest was not scanned`,
  );
  return false;
}

async function* tarred(document: Document, meter: Meter): AsyncGenerator<Document | Problem> {
  for await (const entry of readTar(document, where(document))) {
    if (isProblem(entry)) yield entry;
    else if (mayOpen(meter)) yield* tarEntry(entry, meter);
    if (meter.stop) return;
  }
}

function* tarEntry(entry: TarEntry, meter: Meter): Generator<Document | Problem> {
  if (entry.comment) {
    const bytes = Buffer.from(entry.comment, 'latin1');
    const attributes = bytesDocument(meter.outer.provenance, bytes);
    yield inner(`${entry.path} (attributes)`, (into) => attributes.read(into), meter, bytes.length);
  }
  if (entry.type === 'file' && entry.size > 0) yield* sized(entry, meter);
}

/** The document of an entry, unless it is over the size limit. */
function* sized(entry: TarEntry | ZipEntry, meter: Meter): Generator<Document | Problem> {
  const { size } = entry;
  const { maxBytes } = meter.options;
  if (size !== undefined && size > maxBytes)
    yield problem('TOO_LARGE', `${where(meter.outer)}!/${entry.path}`, `over ${maxBytes} bytes`, { bytes: size });
  else yield inner(entry.path, (into) => entry.read(into), meter, size);
}

async function* entries(list: AsyncGenerator<TarEntry | Problem>, meter: Meter): AsyncGenerator<Document | Problem> {
  for await (const entry of list) {
    if (isProblem(entry)) yield entry;
    else if (mayOpen(meter) && entry.type === 'file' && entry.size > 0) yield* sized(entry, meter);
    if (meter.stop) return;
  }
}

async function* zipped(document: Document, meter: Meter): AsyncGenerator<Document | Problem> {
  for await (const entry of await zipEntries(document)) {
    if (isProblem(entry)) yield entry;
    else if (mayOpen(meter)) yield* sized(entry, meter);
    if (meter.stop) return;
  }
}

/** By the directory where the document can be read anywhere or is small enough to be held; else as it comes. */
async function zipEntries(document: Document): Promise<AsyncGenerator<ZipEntry | Problem>> {
  const place = where(document);
  const { readAt, size } = document;
  if (readAt && size !== undefined) {
    const found = openZip((into, at) => readAt(into, at), size, place);
    if (found) return found;
    return streamZip(document, place);
  }
  const held = await hold(document);
  if (!held.isWhole) return streamZip(prefixed(held.bytes, document), place);
  const memory: ReadAt = (into, at) => {
    const piece = held.bytes.subarray(at, at + into.length);
    into.set(piece);
    return piece.length;
  };
  return openZip(memory, held.bytes.length, place) ?? streamZip(prefixed(held.bytes, noMore(document)), place);
}

function noMore(document: Document): Document {
  return { ...document, read: () => 0 };
}

/** Reads up to `heldZip` bytes. */
async function hold(document: Document): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  let bytes = new Uint8Array(Math.min(heldZip, document.size ?? 256 * 1024) + 1);
  let have = 0;
  for (;;) {
    if (have === bytes.length) {
      if (have > heldZip) return { bytes, isWhole: false };
      const grown = new Uint8Array(Math.min(bytes.length * 2, heldZip + 1));
      grown.set(bytes);
      bytes = grown;
    }
    const count = await document.read(bytes.subarray(have));
    if (count === 0) return { bytes: bytes.subarray(0, have), isWhole: true };
    have += count;
  }
}
