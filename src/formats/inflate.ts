/**
 * Inflates a deflate stream piece by piece, straight into the reader's buffer. Node's public API copies and waits for
 * the event loop at each piece; its own binding does neither. The binding is internal: it is tried once on a known
 * stream, and the public API is used where that fails.
 */

import { createInflateRaw, deflateRawSync, type InflateRaw } from 'node:zlib';
import type { ZlibInternals } from './zlib-internals.ts';

/** One deflate stream. The fields say how the last `run` went. */
export interface Inflation {
  consumed: number;
  produced: number;
  /** `done`: the stream's end was met. `failed`: it is damaged; what came out before still counts. */
  state: 'more' | 'done' | 'failed';
  /** Inflates `input[at, end)` into `into` until one of them is used up. */
  run(input: Uint8Array, at: number, end: number, into: Uint8Array): void | Promise<void>;
  close(): void;
}

/** Most bytes of output a run, so that clearing them costs little. */
const room = 64 * 1024;

/** Through the binding; undefined where it is not as it was. */
export function inflateByBinding(): Inflation | undefined {
  const stream = createInflateRaw();
  const { _handle: handle, _writeState: state } = stream as unknown as ZlibInternals;
  if (typeof handle?.writeSync !== 'function' || !state) return undefined;
  let failed = false;
  handle.onerror = () => {
    failed = true;
  };
  return {
    consumed: 0,
    produced: 0,
    state: 'more',
    run(input, at, end, into) {
      const length = Math.min(into.length, room);
      // After an error the binding does not say how much came out: what is not zero did.
      into.fill(0, 0, length);
      handle.writeSync(0, input, at, end - at, into, 0, length);
      if (failed) {
        let last = length;
        while (last > 0 && into[last - 1] === 0) last--;
        this.produced = last;
        this.consumed = 0;
        this.state = 'failed';
        return;
      }
      this.produced = length - state[0]!;
      this.consumed = end - at - state[1]!;
      // Room is left and input too: zlib wants no more.
      if (state[0]! > 0 && state[1]! > 0) this.state = 'done';
    },
    close: () => stream.close(),
  };
}

/** Through the public API. */
export function inflateByStream(): Inflation {
  const stream: InflateRaw = createInflateRaw({ chunkSize: room });
  const waiting: Buffer[] = [];
  let isDone = false;
  let failed = false;
  let settle: (() => void) | undefined;
  stream.on('data', (piece: Buffer) => waiting.push(piece));
  stream.on('end', () => {
    isDone = true;
    settle?.();
  });
  stream.on('error', () => {
    failed = true;
    settle?.();
  });
  return {
    consumed: 0,
    produced: 0,
    state: 'more',
    async run(input, at, end, into) {
      this.consumed = 0;
      if (waiting.length === 0 && !isDone && !failed && end > at) {
        const before = stream.bytesWritten;
        const piece = Buffer.from(input.subarray(at, Math.min(end, at + room / 4)));
        await new Promise<void>((resolve) => {
          settle = resolve;
          stream.write(piece, () => setImmediate(resolve));
        });
        this.consumed = failed ? 0 : stream.bytesWritten - before;
      }
      this.produced = take(waiting, into);
      if (waiting.length === 0 && (isDone || failed)) this.state = failed ? 'failed' : 'done';
    },
    close: () => stream.destroy(),
  };
}

/** Moves what waits into `into`, as far as it goes. */
export function take(waiting: Uint8Array[], into: Uint8Array): number {
  let count = 0;
  while (waiting.length > 0 && count < into.length) {
    const piece = waiting[0]!;
    const part = piece.subarray(0, into.length - count);
    into.set(part, count);
    count += part.length;
    if (part.length === piece.length) waiting.shift();
    else waiting[0] = piece.subarray(part.length);
  }
  return count;
}

function bindingWorks(): boolean {
  const text = Buffer.from('leakwalk '.repeat(50));
  const packed = Buffer.concat([deflateRawSync(text), Buffer.from('rest')]);
  const into = new Uint8Array(1000);
  try {
    const inflation = inflateByBinding();
    if (!inflation) return false;
    inflation.run(packed, 0, packed.length, into);
    const good =
      inflation.state === 'done' &&
      inflation.consumed === packed.length - 4 &&
      Buffer.from(into.buffer, 0, inflation.produced).equals(text);
    inflation.close();
    const bad = inflateByBinding()!;
    bad.run(Buffer.from('not deflate at all'), 0, 18, into);
    bad.close();
    return good && bad.state === 'failed';
  } catch {
    return false;
  }
}

let byBinding: boolean | undefined;

/** The fastest that works here. */
export function createInflation(): Inflation {
  byBinding ??= bindingWorks();
  return byBinding ? inflateByBinding()! : inflateByStream();
}
