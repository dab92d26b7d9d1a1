/**
 * zstd: frames one after the other, each checked against its own checksum. Node's zlib has zstd from 22.15 on; before,
 * fzstd decodes, which neither checks anything nor stands large windows, so frames are walked and judged here.
 * @see https://www.rfc-editor.org/rfc/rfc8878
 */

import * as zlib from 'node:zlib';
import type { Document } from '../model/document.ts';
import { type ProblemCode, problem } from '../model/problem.ts';
import type { Expansion } from './expansion.ts';
import { take } from './inflate.ts';
import { Inlet } from './inlet.ts';
import { createXxh64, type Xxh64 } from './xxh64.ts';

/** Decodes one frame. */
interface FrameDecoder {
  push(piece: Uint8Array, isLast: boolean, give: (bytes: Uint8Array) => void): void | Promise<void>;
}

const magic = 0xfd2fb528;
/** fzstd falls to 6 MB/s past this. */
const largestWindow = 8 * 2 ** 20;
/** What a decoder may need at most by the format's own recommendation is 8 MiB; this is the most native code is given. */
const largestNativeWindow = 2 ** 31;

type NativeZlib = typeof zlib & {
  createZstdDecompress?: (options: { params: Record<number, number> }) => zlib.InflateRaw;
};

/** ZSTD_d_windowLogMax. */
const windowLogMax = 100;

const hasNativeZstd = typeof (zlib as NativeZlib).createZstdDecompress === 'function';

function nativeDecoder(): FrameDecoder {
  const stream = (zlib as NativeZlib).createZstdDecompress!({ params: { [windowLogMax]: 31 } });
  let settle: (() => void) | undefined;
  let failure: unknown;
  let give: (bytes: Uint8Array) => void = () => undefined;
  stream.on('data', (piece: Buffer) => give(piece));
  stream.on('end', () => settle?.());
  stream.on('error', (cause) => {
    failure = cause;
    settle?.();
  });
  return {
    async push(piece, isLast, to) {
      give = to;
      await new Promise<void>((resolve) => {
        settle = resolve;
        if (isLast) stream.end(Buffer.from(piece));
        else stream.write(Buffer.from(piece), () => setImmediate(resolve));
      });
      if (failure) throw failure;
    },
  };
}

/** Loaded at the first frame: most runs meet none. */
async function scriptDecoder(): Promise<FrameDecoder> {
  const { Decompress } = await import('fzstd');
  let give: (bytes: Uint8Array) => void = () => undefined;
  const decoder = new Decompress((bytes) => give(bytes));
  return {
    push(piece, isLast, to) {
      give = to;
      decoder.push(piece, isLast);
    },
  };
}

interface Frame {
  readonly decoder: FrameDecoder;
  /** A checksum follows the last block. */
  readonly hasChecksum: boolean;
  /** Node's own zstd checks by itself. */
  readonly sum: Xxh64 | undefined;
  /** Said by the header; -1 = not said. */
  readonly size: number;
  produced: number;
}

export function unzstd(document: Document, isNative: boolean = hasNativeZstd): Expansion {
  const inlet = new Inlet(document, 256 * 1024);
  const where = `${document.provenance.target} ${document.provenance.path}`;
  const waiting: Uint8Array[] = [];
  let frame: Frame | undefined;
  let ended = false;
  let frames = 0;

  const fail = (detail: string, code: ProblemCode = 'CORRUPT'): void => {
    expansion.fault ??= problem(code, where, detail);
    ended = true;
  };
  const give = (bytes: Uint8Array): void => {
    if (bytes.length === 0) return;
    frame!.produced += bytes.length;
    frame!.sum?.update(bytes);
    waiting.push(bytes);
  };

  const open = async (): Promise<void> => {
    if (!(await inlet.ensure(1))) {
      ended = true;
      return;
    }
    if (!(await inlet.ensure(4))) return fail('bytes follow the last zstd frame');
    const word = read32(inlet, 0);
    if (word >>> 4 === 0x184d2a5) return skipFrame();
    if (word !== magic)
      return fail(frames > 0 ? 'bytes that are no zstd frame follow the last one; not read' : 'not a zstd stream');
    const header = await readHeader(inlet);
    if (!header) return fail('the zstd frame header is cut off or reserved bits are set');
    if (header.window > (isNative ? largestNativeWindow : largestWindow))
      return fail(
        `zstd window of ${header.window} bytes is more than can be decoded here (Node 22.15 and later can)`,
        'COMPRESSION',
      );
    if (header.dictionary !== 0) return fail('the zstd frame needs a dictionary', 'COMPRESSION');
    const decoder = isNative ? nativeDecoder() : await scriptDecoder();
    const { hasChecksum, size } = header;
    frame = { decoder, hasChecksum, sum: hasChecksum && !isNative ? createXxh64() : undefined, size, produced: 0 };
    frames++;
    await push(header.length, false);
  };

  const skipFrame = async (): Promise<void> => {
    if (!(await inlet.ensure(8))) return fail('a skippable frame is cut off');
    const length = read32(inlet, 4) + 8;
    if ((await inlet.skip(length)) < length) fail('a skippable frame is cut off');
    frames++;
  };

  /** Hands the next `length` input bytes, which are there, to the decoder. */
  const push = async (length: number, isLast: boolean): Promise<void> => {
    // The decoder keeps what it is given; the buffer is used again.
    const piece = inlet.bytes.slice(inlet.at, inlet.at + length);
    inlet.at += length;
    try {
      const wait = frame!.decoder.push(piece, isLast, give);
      if (wait) await wait;
    } catch {
      fail('the compressed data is damaged; what follows was not read');
    }
  };

  const block = async (): Promise<void> => {
    if (!(await inlet.ensure(3))) return fail('the zstd stream is cut off');
    const head = inlet.bytes[inlet.at]! | (inlet.bytes[inlet.at + 1]! << 8) | (inlet.bytes[inlet.at + 2]! << 16);
    const isLast = (head & 1) === 1;
    const kind = (head >> 1) & 3;
    if (kind === 3) return fail('a zstd block of a reserved kind');
    const length = 3 + (kind === 1 ? 1 : head >>> 3);
    const more = isLast && frame!.hasChecksum ? 4 : 0;
    if (!(await inlet.ensure(length))) return fail('the zstd stream is cut off');
    const hasSum = await inlet.ensure(length + more);
    const wanted = more > 0 && hasSum ? read32(inlet, length) : undefined;
    await push(length + (hasSum ? more : 0), isLast);
    if (isLast && !ended) finish(wanted, more > 0 && !hasSum);
  };

  const finish = (wanted: number | undefined, isCut: boolean): void => {
    const { sum, size, produced } = frame!;
    frame = undefined;
    if (isCut) fail('the zstd stream is cut off in its checksum');
    else if (sum && sum.low32() !== wanted)
      expansion.fault ??= problem('CORRUPT', where, `the checksum of zstd frame ${frames} is wrong`);
    else if (size >= 0 && produced !== size)
      expansion.fault ??= problem('CORRUPT', where, `zstd frame ${frames} has another size than it says`);
  };

  const expansion: Expansion = {
    fault: undefined,
    async read(into) {
      for (;;) {
        const count = take(waiting, into);
        if (count > 0 || ended) return count;
        if (frame) await block();
        else await open();
      }
    },
    close: () => undefined,
  };
  return expansion;
}

function read32(inlet: Inlet, offset: number): number {
  return new DataView(inlet.bytes.buffer, inlet.at + offset, 4).getUint32(0, true);
}

interface Header {
  readonly length: number;
  readonly window: number;
  readonly size: number;
  readonly dictionary: number;
  readonly hasChecksum: boolean;
}

async function readHeader(inlet: Inlet): Promise<Header | undefined> {
  if (!(await inlet.ensure(5))) return undefined;
  const descriptor = inlet.bytes[inlet.at + 4]!;
  const isSingle = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 ? (isSingle ? 1 : 0) : [0, 2, 4, 8][sizeFlag]!;
  const length = 5 + (isSingle ? 0 : 1) + dictionaryBytes + sizeBytes;
  if ((descriptor & 0x08) !== 0 || !(await inlet.ensure(length))) return undefined;
  let at = inlet.at + 5;
  let window = 0;
  if (!isSingle) {
    const byte = inlet.bytes[at++]!;
    const base = 2 ** (10 + (byte >> 3));
    window = base + (base / 8) * (byte & 7);
  }
  const dictionary = little(inlet.bytes, at, dictionaryBytes);
  const size = little(inlet.bytes, at + dictionaryBytes, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
  return {
    length,
    window: isSingle ? size : window,
    size: sizeBytes === 0 ? -1 : size,
    dictionary,
    hasChecksum: (descriptor & 4) !== 0,
  };
}

function little(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let k = count - 1; k >= 0; k--) value = value * 256 + bytes[at + k]!;
  return value;
}
