/**
 * Which parts of a document's version are to be judged, when another version of it was judged before.
 *
 * A rule looks at no byte further than its reach from its keyword, so what it finds in a version can only differ from
 * the base within that distance of what is new; the rest is carried over (`carry.ts`). A version whose base
 * had a hit of a far-reaching rule is judged whole. A property test holds the findings equal to those of judging every
 * version whole.
 */

import { novelStride } from '../formats/pack/delta.ts';
import { type Chunk, context } from '../model/chunk.ts';
import { createLineCounter } from './lines.ts';
import { type Judged, nearReach, wideReach } from './watch.ts';

/** Ranges closer than this are read together: the margins would be copied twice otherwise, bytes. */
const gap = 4096;

/** Bytes of runs that decoders read as one: base64, hex and their like, also wrapped over lines. */
const runBytes = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-%\\\r\n')
  runBytes[char.charCodeAt(0)] = 1;
/** A run is followed at most this far, bytes. */
const runReach = 256 * 1024;

function runStart(bytes: Uint8Array, at: number): number {
  const least = Math.max(0, at - runReach);
  let k = at;
  while (k > least && runBytes[bytes[k - 1]!] === 1) k--;
  return k;
}

function runEnd(bytes: Uint8Array, at: number): number {
  const most = Math.min(bytes.length, at + runReach);
  let k = at;
  while (k < most && runBytes[bytes[k]!] === 1) k++;
  return k;
}

/** Inline markers are looked for this far along a line, bytes. */
const lineReach = 4096;

/** Where the line of `at` begins. */
function lineStart(bytes: Uint8Array, at: number): number {
  const least = Math.max(0, at - lineReach);
  let k = at;
  while (k > least && bytes[k - 1] !== 10) k--;
  return k;
}

/** Where the line after that of `at` ends: a marker may stand alone on the line before. */
function nextLineEnd(bytes: Uint8Array, at: number): number {
  const most = Math.min(bytes.length, at + lineReach);
  let k = at;
  for (let lines = 0; k < most && lines < 2; k++) if (bytes[k] === 10) lines++;
  return k;
}

/**
 * Ranges of a version in which hits are judged: what is new, with the run and line it stands in, widened and merged.
 * Runs and lines are looked at only where ranges do not meet anyway: a delta may tell of thousands.
 */
function widen(ranges: Uint32Array, bytes: Uint8Array, reach: number): number[] {
  const wide: number[] = [];
  let last = -1;
  for (let k = 0; k < ranges.length; k += novelStride) {
    const first = ranges[k]!;
    if (last !== -1 && first - last > 2 * reach) {
      const end = endOf(bytes, last, reach);
      const start = startOf(bytes, first, reach);
      if (start > end) wide.push(end, start);
    } else if (last === -1) wide.push(startOf(bytes, first, reach));
    last = ranges[k + 1]!;
  }
  if (last !== -1) wide.push(endOf(bytes, last, reach));
  return wide;
}

function startOf(bytes: Uint8Array, first: number, reach: number): number {
  return Math.max(0, Math.min(runStart(bytes, first), lineStart(bytes, first)) - reach);
}

function endOf(bytes: Uint8Array, last: number, reach: number): number {
  return Math.min(bytes.length, Math.max(runEnd(bytes, last), nextLineEnd(bytes, last)) + reach);
}

export function judgedIn(ranges: Uint32Array, bytes: Uint8Array): Judged {
  return { near: widen(ranges, bytes, nearReach), wide: widen(ranges, bytes, wideReach) };
}

/** Ranges that are read together. */
function together(judged: readonly number[]): number[] {
  const ranges: number[] = [];
  for (let k = 0; k < judged.length; k += 2) {
    if (ranges.length > 0 && judged[k]! <= ranges[ranges.length - 1]! + gap) ranges[ranges.length - 1] = judged[k + 1]!;
    else ranges.push(judged[k]!, judged[k + 1]!);
  }
  return ranges;
}

/**
 * Calls `judge` with chunks of a version that hold the ranges judged, with the usual margins around them.
 * @returns false, having judged nothing, when one does not fit the window
 */
export function eachRange(
  bytes: Uint8Array,
  { wide }: Judged,
  window: Uint8Array,
  path: string,
  binary: boolean,
  judge: (chunk: Chunk) => void,
): boolean {
  const ranges = together(wide);
  for (let k = 0; k < ranges.length; k += 2) {
    if (ranges[k + 1]! - ranges[k]! + context.before + context.after > window.length) return false;
  }
  const lines = createLineCounter();
  lines.start(bytes);
  for (let k = 0; k < ranges.length; k += 2) {
    const [start, end] = [ranges[k]!, ranges[k + 1]!];
    const offset = Math.max(0, start - context.before);
    const stop = Math.min(bytes.length, end + context.after);
    const length = stop - offset;
    window.set(bytes.subarray(offset, stop));
    window.fill(0, length, Math.min(length + 128, window.length));
    const last = stop === bytes.length;
    judge({
      bytes: window.subarray(0, length),
      offset,
      from: start - offset,
      to: end - offset,
      carried: true,
      last,
      binary,
      path,
      locate: lines.locate,
    });
  }
  return true;
}
