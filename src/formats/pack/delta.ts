/**
 * Git deltas: a version written as copies from another and inserts.
 * @see https://git-scm.com/docs/gitformat-pack#_deltified_representation
 */

/** Sizes that a delta states, and where its instructions begin. */
export interface DeltaHead {
  readonly baseSize: number;
  readonly size: number;
  readonly at: number;
}

/** undefined where the head is damaged. */
export function deltaHead(delta: Uint8Array, length: number): DeltaHead | undefined {
  let at = 0;
  const sizes: number[] = [];
  for (let k = 0; k < 2; k++) {
    let value = 0;
    let scale = 1;
    for (;;) {
      if (at >= length || scale > 2 ** 49) return undefined;
      const byte = delta[at++]!;
      value += (byte & 127) * scale;
      scale *= 128;
      if (byte < 128) break;
    }
    sizes.push(value);
  }
  return { baseSize: sizes[0]!, size: sizes[1]!, at };
}

/** Copies shorter than this are cheaper in a loop than through a call, bytes. */
const shortCopy = 48;

/** Numbers that tell of one new range: start, end, and where in the base the bytes after it stand. */
export const novelStride = 3;

/** Notes a range, together with the last where they meet; returns how many numbers there are then, -1 where there is no room. */
function noted(novel: Uint32Array, count: number, start: number, end: number): number {
  if (count > 0 && novel[count - 2] === start) {
    novel[count - 2] = end;
    return count;
  }
  if (count + novelStride > novel.length) return -1;
  novel[count] = start;
  novel[count + 1] = end;
  return count + novelStride;
}

/**
 * Writes the version into `into` and its new ranges into `novel` by threes (start, end, source): inserts, and empty
 * ranges at seams where bytes meet that did not meet in the base (also at the start and the end). Ranges ascend and do
 * not touch; what stands before the first comes from the start of the base, what follows a range from its `source` on.
 *
 * @returns how many numbers `novel` holds (Infinity: more than fit, so all of it is to be taken as new), or -1 where
 * the delta is damaged
 */
export function applyDelta(
  base: Buffer,
  delta: Uint8Array,
  length: number,
  head: DeltaHead,
  into: Buffer,
  novel: Uint32Array,
): number {
  const { baseSize, size } = head;
  if (baseSize > base.length || size > into.length) return -1;
  let at = head.at;
  let out = 0;
  let count = 0;
  // Where in the base the last copy ended; -1 after an insert.
  let copied = 0;
  while (at < length) {
    const code = delta[at++]!;
    if (code & 0x80) {
      let offset = 0;
      let taken = 0;
      if (code & 1) offset = delta[at++]!;
      if (code & 2) offset |= delta[at++]! << 8;
      if (code & 4) offset |= delta[at++]! << 16;
      if (code & 8) offset = (offset | (delta[at++]! << 24)) >>> 0;
      if (code & 16) taken = delta[at++]!;
      if (code & 32) taken |= delta[at++]! << 8;
      if (code & 64) taken |= delta[at++]! << 16;
      if (taken === 0) taken = 0x10000;
      const end = offset + taken;
      if (at > length || end > baseSize || out + taken > size) return -1;
      if (offset !== copied && count >= 0) {
        count = noted(novel, count, out, out);
        if (count > 0) novel[count - 1] = offset;
      }
      if (taken < shortCopy) for (let k = offset; k < end; k++) into[out++] = base[k]!;
      else {
        base.copy(into, out, offset, end);
        out += taken;
      }
      copied = end;
    } else {
      if (code === 0 || at + code > length || out + code > size) return -1;
      if (count >= 0) count = noted(novel, count, out, out + code);
      for (let k = 0; k < code; k++) into[out++] = delta[at++]!;
      copied = -1;
    }
  }
  if (out !== size) return -1;
  if (count >= 0 && copied !== -1 && copied !== baseSize) count = noted(novel, count, out, out);
  return count < 0 ? Number.POSITIVE_INFINITY : count;
}
