/**
 * Inflates zlib streams into memory that is already there. Node's public API allocates a stream for each; its own
 * binding can be reset and used again, which is nearly twice as fast. The binding is internal: it is tried once on a
 * known stream, and the public API is used where that fails.
 */

import { constants, createInflate, deflateSync, inflateSync } from 'node:zlib';
import type { ZlibInternals } from '../zlib-internals.ts';

/** Inflates `source[from, to)` to exactly `size` bytes at the start of `into`; false where the stream is damaged or of another size. */
export type Inflate = (source: Uint8Array, from: number, to: number, into: Uint8Array, size: number) => boolean;

/** The public API. */
export const inflatePublic: Inflate = (source, from, to, into, size) => {
  try {
    // The first chunk holds all of it and one byte more, so that a longer stream is seen.
    const bytes = inflateSync(source.subarray(from, to), {
      chunkSize: Math.max(64, size + 1),
      maxOutputLength: size + 1,
    });
    if (bytes.length !== size) return false;
    into.set(bytes);
    return true;
  } catch {
    return false;
  }
};

function inflateReused(): Inflate | undefined {
  const { _handle: handle, _writeState: state } = createInflate() as unknown as ZlibInternals;
  if (typeof handle?.reset !== 'function' || typeof handle.writeSync !== 'function' || !state) return undefined;
  let failed = false;
  handle.onerror = () => {
    failed = true;
  };
  return (source, from, to, into, size) => {
    failed = false;
    handle.reset();
    // One byte of room more than needed: zlib then also consumes and verifies the checksum.
    handle.writeSync(constants.Z_FINISH, source, from, to - from, into, 0, size + 1);
    return !failed && state[0] === 1;
  };
}

function works(inflate: Inflate): boolean {
  const text = Buffer.from('leakwalk '.repeat(50));
  const good = deflateSync(text);
  const bad = Buffer.from(good);
  bad[bad.length - 1]! ^= 0xff;
  const into = Buffer.alloc(text.length + 1);
  try {
    for (let round = 0; round < 2; round++) {
      if (!inflate(good, 0, good.length, into, text.length) || !into.subarray(0, text.length).equals(text))
        return false;
      if (inflate(bad, 0, bad.length, into, text.length)) return false;
      if (inflate(good, 0, good.length, into, text.length - 1)) return false;
    }
    return true;
  } catch {
    return false;
  }
}

/** The fastest that works here. `into` needs `size + 1` bytes of room. */
export function createInflater(): Inflate {
  const reused = inflateReused();
  return reused && works(reused) ? reused : inflatePublic;
}
