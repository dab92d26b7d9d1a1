/**
 * One stretch of a document, cut into pieces and hashed in WASM (`assembly/pieces.ts`): what every version is run through, so
 * that the loops of `pieces.ts` are left with pieces, not bytes.
 */

import { modules } from './generated/modules.ts';

/** Where pieces end in their document, and running sums of what they hash to; `sums[k]` is that of the first k. */
export interface Stretch {
  readonly ends: Uint32Array;
  readonly sumsA: Int32Array;
  readonly sumsB: Int32Array;
  /** Cuts `bytes[from, to)`; returns how many pieces that gives. */
  cut(bytes: Uint8Array, from: number, to: number): number;
}

/** What `assembly/pieces.ts` exports. */
interface Exports {
  cut(
    from: number,
    to: number,
    offset: number,
    seedA: number,
    seedB: number,
    ends: number,
    sumsA: number,
    sumsB: number,
  ): number;
}

/** Shorter pieces are not made, bytes. */
const shortestPiece = 16;
/** Where the bytes begin: the words before a line's end are read. */
const start = 64;
/** Words are read past the end. */
const past = 64;
const page = 65_536;

let compiled: WebAssembly.Module | undefined;

/** For stretches of up to `mostBytes`. @param seeds of both hashes */
export function createStretch(mostBytes: number, seeds: Uint32Array): Stretch {
  compiled ??= new WebAssembly.Module(Buffer.from(modules.pieces, 'base64'));
  const pieces = Math.ceil(mostBytes / shortestPiece) + 2;
  const ends = (start + mostBytes + past + 7) & ~7;
  const sumsA = ends + 4 * pieces;
  const sumsB = sumsA + 4 * pieces;
  const pages = Math.ceil((sumsB + 4 * pieces) / page);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: 65_536 });
  // The exports are those of the module built from assembly/pieces.ts.
  const { cut } = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Exports;
  const room = new Uint8Array(memory.buffer);
  const [seedA, seedB] = [seeds[0]!, seeds[1]!];
  return {
    ends: new Uint32Array(memory.buffer, ends, pieces),
    sumsA: new Int32Array(memory.buffer, sumsA, pieces),
    sumsB: new Int32Array(memory.buffer, sumsB, pieces),
    cut(bytes, from, to) {
      room.set(bytes.subarray(from, to), start);
      return cut(start, start + to - from, from, seedA, seedB, ends, sumsA, sumsB);
    },
  };
}
