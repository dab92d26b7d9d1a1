/** XXH64 with seed 0, in 32-bit halves. @see https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md */

/** Primes as low and high halves. */
const p1 = [0x85ebca87, 0x9e3779b1] as const;
const p2 = [0x27d4eb4f, 0xc2b2ae3d] as const;
const p3 = [0x9e3779f9, 0x165667b1] as const;
const p4 = [0xc2b2ae63, 0x85ebca77] as const;
const p5 = [0x165667c5, 0x27d4eb2f] as const;

export interface Xxh64 {
  update(bytes: Uint8Array): void;
  /** The low 32 bits, which is what zstd frames carry. */
  low32(): number;
}

/** High half of the product of two 32-bit numbers. */
function mulHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const low = (middle & 0xffff) + a0 * b1;
  // `middle` and `low` stay below 2^53; their upper halves are wanted.
  return (a1 * b1 + Math.floor(middle / 65536) + Math.floor(low / 65536)) | 0;
}

export function createXxh64(): Xxh64 {
  // Four lanes, low and high halves.
  const lane = new Int32Array(8);
  const start = [add(p1, p2), p2, [0, 0] as const, negative(p1)];
  for (let k = 0; k < 4; k++) {
    lane[k * 2] = start[k]![0];
    lane[k * 2 + 1] = start[k]![1];
  }
  const tail = new Uint8Array(32);
  let held = 0;
  let total = 0;

  const stripes = (bytes: Uint8Array, from: number, to: number): void => {
    for (let at = from; at + 32 <= to; at += 32) for (let k = 0; k < 4; k++) round(lane, k * 2, bytes, at + k * 8);
  };

  return {
    update(bytes) {
      total += bytes.length;
      let at = 0;
      if (held > 0) {
        const part = bytes.subarray(0, 32 - held);
        tail.set(part, held);
        held += part.length;
        at = part.length;
        if (held < 32) return;
        stripes(tail, 0, 32);
        held = 0;
      }
      const whole = at + ((bytes.length - at) & ~31);
      stripes(bytes, at, whole);
      tail.set(bytes.subarray(whole));
      held = bytes.length - whole;
    },
    low32: () => Number(finish(lane, tail.subarray(0, held), total) & 0xffffffffn),
  };
}

type Half = readonly [number, number];

function add(a: Half, b: Half): Half {
  const low = (a[0] >>> 0) + (b[0] >>> 0);
  return [low | 0, (a[1] + b[1] + (low > 0xffffffff ? 1 : 0)) | 0];
}

function negative(a: Half): Half {
  return add([~a[0], ~a[1]], [1, 0]);
}

/** `lane = rotl(lane + input * p2, 31) * p1`. */
function round(lane: Int32Array, k: number, bytes: Uint8Array, at: number): void {
  const inLow = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  const inHigh = bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24);
  const low = Math.imul(inLow, p2[0]);
  const high = (mulHigh(inLow, p2[0]) + Math.imul(inLow, p2[1]) + Math.imul(inHigh, p2[0])) | 0;
  const sumLow = (lane[k]! >>> 0) + (low >>> 0);
  const sumHigh = (lane[k + 1]! + high + (sumLow > 0xffffffff ? 1 : 0)) | 0;
  const low32 = sumLow | 0;
  const turnedLow = (low32 << 31) | (sumHigh >>> 1);
  const turnedHigh = (sumHigh << 31) | (low32 >>> 1);
  lane[k] = Math.imul(turnedLow, p1[0]);
  lane[k + 1] = (mulHigh(turnedLow, p1[0]) + Math.imul(turnedLow, p1[1]) + Math.imul(turnedHigh, p1[0])) | 0;
}

const mask = 0xffffffffffffffffn;

function wide([low, high]: Half): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

function turn(value: bigint, bits: bigint): bigint {
  return ((value << bits) | (value >> (64n - bits))) & mask;
}

const [w1, w2, w3, w4, w5] = [p1, p2, p3, p4, p5].map(wide) as [bigint, bigint, bigint, bigint, bigint];

function wideRound(value: bigint, input: bigint): bigint {
  return (turn((value + input * w2) & mask, 31n) * w1) & mask;
}

/** The last lanes and bytes: once a frame, so in plain 64-bit numbers. */
function finish(lane: Int32Array, tail: Uint8Array, total: number): bigint {
  const lanes = [0, 1, 2, 3].map((k) => wide([lane[k * 2]!, lane[k * 2 + 1]!]));
  let hash = w5;
  if (total >= 32) {
    hash = 0n;
    for (const [k, bits] of [1n, 7n, 12n, 18n].entries()) hash = (hash + turn(lanes[k]!, bits)) & mask;
    for (const value of lanes) hash = ((hash ^ wideRound(0n, value)) * w1 + w4) & mask;
  }
  hash = (hash + BigInt(total)) & mask;
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  let at = 0;
  for (; at + 8 <= tail.length; at += 8)
    hash = (turn(hash ^ wideRound(0n, view.getBigUint64(at, true)), 27n) * w1 + w4) & mask;
  for (; at + 4 <= tail.length; at += 4)
    hash = (turn(hash ^ ((BigInt(view.getUint32(at, true)) * w1) & mask), 23n) * w2 + w3) & mask;
  for (; at < tail.length; at++) hash = (turn(hash ^ ((BigInt(tail[at]!) * w5) & mask), 11n) * w1) & mask;
  hash = ((hash ^ (hash >> 33n)) * w2) & mask;
  hash = ((hash ^ (hash >> 29n)) * w3) & mask;
  return hash ^ (hash >> 32n);
}
