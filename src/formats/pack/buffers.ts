/** Buffers that are taken and given back, so that walking a pack does not feed the garbage collector. */

export interface Buffers {
  /** At least `size` bytes. */
  take(size: number): Buffer;
  give(buffer: Buffer): void;
}

/** Sizes grow by a quarter, so at most a fifth of a buffer is unused. */
function roomFor(size: number): number {
  let room = 4096;
  while (room < size) room = (room + (room >> 2) + 63) & ~63;
  return room;
}

/** Bytes kept for later use at most; what is given back beyond that is let go. */
const keep = 6 * 2 ** 20;

export function createBuffers(): Buffers {
  const idle = new Map<number, Buffer[]>();
  let kept = 0;
  return {
    take(size) {
      // Above 1 GiB sizes are exact: the class arithmetic is for 31 bits.
      if (size > 2 ** 30) return Buffer.allocUnsafeSlow(size);
      const room = roomFor(size);
      const buffer = idle.get(room)?.pop();
      if (!buffer) return Buffer.allocUnsafeSlow(room);
      kept -= room;
      return buffer;
    },
    give(buffer) {
      const room = buffer.length;
      if (room > 2 ** 30 || kept + room > keep) return;
      kept += room;
      const same = idle.get(room);
      if (same) same.push(buffer);
      else idle.set(room, [buffer]);
    },
  };
}
