/**
 * Which parts of a document's version are to be judged, when another version of it was judged before.
 *
 * A rule of near reach looks at no byte further than `nearReach` from its keyword, so what a version holds can only
 * differ from its base within that distance of what is new; the rest is carried over (`carry.ts`). A version whose base
 * had a hit of a far-reaching rule is judged whole. A property test holds the findings equal to those of judging every
 * version whole.
 */

import { novelStride } from '../formats/pack/delta.ts';
import { type Chunk, context } from '../model/chunk.ts';
import type { Keyword, RuleSet } from '../model/rule.ts';
import type { Prefilter } from '../prefilter/prefilter.ts';
import { createLineCounter } from './lines.ts';

/** Bytes around a keyword within which a rule of near reach finds all that it looks at. */
export const nearReach = 1024;

/** Edges, inline markers and structure look a little further than a match, bytes. */
const slack = 256;

/** Ranges closer than this are judged together: the margins would be copied twice otherwise, bytes. */
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
 * Ranges of a version that are to be judged: what is new, with the run and line it stands in, widened and merged. Runs
 * and lines are looked at only where ranges do not meet anyway: a delta may tell of thousands.
 */
export function widen(ranges: Uint32Array, bytes: Uint8Array): number[] {
  const size = bytes.length;
  const wide: number[] = [];
  let last = -1;
  for (let k = 0; k < ranges.length; k += novelStride) {
    const first = ranges[k]!;
    if (last !== -1 && first - last > gap + 2 * nearReach) {
      const end = endOf(bytes, last, size);
      const start = startOf(bytes, first);
      if (start > end + gap) wide.push(end, start);
    } else if (last === -1) wide.push(startOf(bytes, first));
    last = ranges[k + 1]!;
  }
  if (last !== -1) wide.push(endOf(bytes, last, size));
  return wide;
}

function startOf(bytes: Uint8Array, first: number): number {
  return Math.max(0, Math.min(runStart(bytes, first), lineStart(bytes, first)) - nearReach);
}

function endOf(bytes: Uint8Array, last: number, size: number): number {
  return Math.min(size, Math.max(runEnd(bytes, last), nextLineEnd(bytes, last)) + nearReach);
}

/**
 * Calls `judge` for each range of a version, with the usual margins around it.
 * @returns false, having judged nothing, when a range does not fit the window
 */
export function eachRange(
  bytes: Uint8Array,
  ranges: readonly number[],
  window: Uint8Array,
  path: string,
  binary: boolean,
  judge: (chunk: Chunk) => void,
): boolean {
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

/** Which keywords belong to a rule that looks further than `nearReach`, or that joins matches. */
export function farKeywords(rules: RuleSet, keywords: readonly Keyword[]): Uint8Array {
  const name = ({ fold, run, text }: Keyword): string => `${fold}${run}${text}`;
  const wanted = new Set<string>();
  for (const rule of rules.rules) {
    const reach = rule.keywordOffset[1] + rule.maxLength + slack;
    // What is beside a dump is read with it, however far.
    if (reach > nearReach || rule.needs.length > 0 || rule.provider === 'loot')
      for (const keyword of rule.keywords) wanted.add(name(keyword));
  }
  const texts = new Set([...wanted].map((word) => word.replace(/^(?:true|false)(?:true|false)/, '')));
  return Uint8Array.from(keywords, (keyword) => (texts.has(keyword.text) && wanted.has(name(keyword)) ? 1 : 0));
}

/** A prefilter that tells whether it met a keyword of far reach. */
export function watched(prefilter: Prefilter, far: Uint8Array, met: () => void): Prefilter {
  return {
    name: prefilter.name,
    input: prefilter.input,
    positions: prefilter.positions,
    keywords: prefilter.keywords,
    countLines: (from, to) => prefilter.countLines(from, to),
    get resume() {
      return prefilter.resume;
    },
    scan(from, to, length) {
      const count = prefilter.scan(from, to, length);
      const { keywords } = prefilter;
      for (let k = 0; k < count; k++) if (far[keywords[k]!] === 1) met();
      return count;
    },
  };
}
