/**
 * Which parts of a document's version are to be judged, when another version of it was judged before.
 *
 * A rule looks at no byte further than its reach from its keyword, so what it finds in a version can only differ from
 * the base within that distance of what is new; the rest is carried over (`carry.ts`). A version whose base had a hit of a
 * far-reaching rule is not compared with it; `memory.ts` may know its pieces. A property test holds the findings equal to
 * those of judging every version whole.
 */

import { novelStride } from '../formats/pack/delta.ts';
import { type Chunk, context } from '../model/chunk.ts';
import { createLineCounter } from './lines.ts';
import { countIn } from './newlines.ts';
import { type Judged, nearReach, wideReach } from './watch.ts';

/** Ranges closer than this are judged together, bytes. */
const gap = 256;

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

/** Ranges, each begun where the run begins that it cuts and ended where that ends, within those of `most`. */
export function overRuns(ranges: readonly number[], bytes: Uint8Array, most: readonly number[]): number[] {
  const over: number[] = [];
  let at = 0;
  for (let k = 0; k < ranges.length; k += 2) {
    while (most[at + 1]! < ranges[k + 1]!) at += 2;
    const start = Math.max(most[at]!, runStart(bytes, ranges[k]!));
    const end = Math.min(most[at + 1]!, runEnd(bytes, ranges[k + 1]!));
    if (over.length > 0 && start <= over.at(-1)!) over[over.length - 1] = Math.max(over.at(-1)!, end);
    else over.push(start, end);
  }
  return over;
}

/**
 * Calls `judge` with chunks of a document that together hold the ranges, with at least the usual margins around them. Ranges
 * near to each other are read together.
 */
export function eachRange(
  bytes: Uint8Array,
  { wide }: Judged,
  window: Uint8Array,
  path: string,
  binary: boolean,
  judge: (chunk: Chunk) => void,
): void {
  const lines = createLineCounter(countIn(bytes));
  lines.start(bytes);
  const ranges = together(wide);
  // What of the document stands in the window.
  let [offset, stop] = [0, 0];
  for (let k = 0; k < ranges.length; k += 2) {
    const [start, end] = [ranges[k]!, ranges[k + 1]!];
    for (let from = start, to = start; from < end; from = to) {
      const least = Math.max(0, from - context.before);
      if (offset > least || stop < Math.min(bytes.length, end + context.after)) {
        offset = least;
        stop = loadEnd(ranges, k, offset, bytes.length, window.length);
        window.set(bytes.subarray(offset, stop));
        window.fill(0, stop - offset, Math.min(stop - offset + padding, window.length));
      }
      to = Math.min(end, stop === bytes.length ? stop : stop - context.after);
      judge({
        bytes: window.subarray(0, stop - offset),
        offset,
        from: from - offset,
        to: to - offset,
        carried: from === start,
        last: stop === bytes.length,
        binary,
        path,
        locate: lines.locate,
      });
    }
  }
}

/** Zero bytes that the prefilter may read past the end. */
const padding = 128;
/** Bytes between margins that are copied with them. */
const copied = 8192;

/** How far the window is filled that begins at `offset` and is to hold the range of number `at`, and as many of the next as are near. */
function loadEnd(ranges: readonly number[], at: number, offset: number, length: number, room: number): number {
  const most = Math.min(length, offset + room);
  let stop = Math.min(most, ranges[at + 1]! + context.after);
  for (let k = at + 2; k < ranges.length; k += 2) {
    const end = Math.min(length, ranges[k + 1]! + context.after);
    if (ranges[k]! - context.before > stop + copied || end > most) break;
    stop = end;
  }
  return stop;
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
