/** The SIMD prefilter: tables laid out in WASM memory, the module run on them. */

import { context } from '../model/chunk.ts';
import type { Keyword } from '../model/rule.ts';
import { type Exports, instantiate, type SimdName } from './engine.ts';
import knownWindows from './generated/windows.json' with { type: 'json' };
import { countBefore, longest, mostAtOnePosition, sortHits } from './hits.ts';
import type { LineCount } from './lines.ts';
import { type Needle, needleOf } from './needle.ts';
import type { Prefilter, PrefilterChoice } from './prefilter.ts';
import { mostRuns } from './runs.ts';
import {
  chains,
  gramSieve,
  keyOf,
  kindTable,
  type Link,
  leadSieve,
  maskTable,
  prefixSieve,
  type Way,
  wayOf,
} from './tables.ts';
import { placeWindows, type Window, windowOffsets } from './windows.ts';

/** Shorter keywords have no window. */
const shortestKeyword = 3;

/** More would not fit the 16-bit links of the chains; longer ones not their lengths. */
const mostKeywords = 60_000;
const longestKeyword = 4096;

/**
 * Keywords that may stand anywhere, from which on the scalar twin is faster: nearly every byte is a candidate then, and
 * the chains are long (measured: equal at about 2,500 words).
 */
const mostAnywhere = 2500;

/** Share of the sieve that may be set: more is no sieve. Keywords of three bytes take 128 bits each. */
const fullSieve = 0.15;

/** Hits a buffer may be made for, 8 bytes each. */
const mostHits = 2 ** 20;

/** Bytes that the pass takes at once: `STEP` of assembly/prefilter.ts. */
const step = 1024;
/** Masks of a step, and its candidates and run starts as positions, each with room for stores that turn out not to count. */
const scratchBytes = step + 2 * (4 * step + 256);

const page = 65_536;
const newline = 10;

/**
 * How a window is written in `generated/windows.json`: `c:` exact case, `i:` either case.
 *
 * @public scripts/prefilter-anneal.mjs
 */
export function windowKey({ text, fold }: Keyword): string {
  return (fold ? 'i:' : 'c:') + text;
}

export interface SimdPrefilter extends Prefilter {
  /** Reads every byte of `input[from, to)` and does nothing with it: what to compare `scan` with. */
  touch(from: number, to: number): boolean;
}

interface Plan {
  readonly masks: Uint8Array;
  readonly grams: Uint8Array;
  readonly prefixes: Uint8Array;
  readonly leads: Uint8Array;
  /** Links of the three ways: anywhere, prefix, lead. */
  readonly links: readonly (readonly Link[])[];
  /** Most bytes that a looked-up place stands behind the start of its keyword. */
  readonly reach: number;
}

const known: Readonly<Record<string, readonly number[]>> = knownWindows.windows;

function windowOf(keyword: Keyword): Window | undefined {
  const entry = known[windowKey(keyword)];
  return entry ? { offset: entry[0]!, bucket: entry[1]! } : undefined;
}

function plan(keywords: readonly Keyword[], all: readonly Needle[]): Plan {
  const ways: Record<Way, { keyword: number; needle: Needle; back: number }[]> = { anywhere: [], prefix: [], lead: [] };
  let reach = 0;
  all.forEach((needle, keyword) => {
    const way = wayOf(needle);
    ways[way].push({ keyword, needle, back: way === 'lead' ? needle.run - 3 : 0 });
    reach = Math.max(reach, needle.run);
  });
  const needles = ways.anywhere.map(({ needle }) => needle);
  const before = ways.anywhere.map(({ keyword }) => windowOf(keywords[keyword]!));
  const windows = placeWindows(needles, before, knownWindows.frequency);
  ways.anywhere.forEach((link, k) => {
    link.back = windows[k]!.offset;
    reach = Math.max(reach, link.back);
  });
  return {
    masks: maskTable(needles, windows),
    grams: gramSieve(needles, windows),
    prefixes: prefixSieve(ways.prefix.map(({ needle }) => needle)),
    leads: leadSieve(ways.lead.map(({ needle }) => needle)),
    links: [ways.anywhere, ways.prefix, ways.lead],
    reach,
  };
}

interface Memory {
  readonly exports: Exports;
  readonly input: Uint8Array;
  readonly positions: Uint32Array;
  readonly keywords: Uint32Array;
  readonly runStarts: Uint32Array;
  readonly runEnds: Uint32Array;
}

/** Lays everything out, one after the other, in a memory that never grows: its views stay. */
function lay(
  tables: Plan,
  name: SimdName,
  { full, capacity, runs }: { readonly full: number; readonly capacity: number; readonly runs: number },
): Memory {
  let top = 1024;
  const take = (bytes: number): number => {
    const at = (top + 63) & ~63;
    top = at + bytes;
    return at;
  };
  const parts: [number, Uint8Array][] = [];
  const put = (bytes: Uint8Array): number => {
    const at = take(bytes.length);
    parts.push([at, bytes]);
    return at;
  };
  const masks = put(tables.masks);
  const grams = put(tables.grams);
  const prefixes = put(tables.prefixes);
  const leads = put(tables.leads);
  const kinds = put(kindTable());
  const entries = take(0);
  const chained = chains(tables.links, entries);
  parts.push([take(chained.entries.length), chained.entries]);
  parts.push([top, chained.texts]);
  top += chained.texts.length;
  const heads = chained.heads.map((table) => put(new Uint8Array(table.buffer)));
  const scratch = take(scratchBytes);
  const positions = take(4 * capacity);
  const keywords = take(4 * capacity);
  const runStarts = take(4 * runs);
  const runEnds = take(4 * runs);
  const layout = take(80);
  const input = (top + page - 1) & -page;
  const pages = (input + context.window + page) / page;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  for (const [at, bytes] of parts) new Uint8Array(memory.buffer, at).set(bytes);
  const words = [input, masks, grams, prefixes, leads, kinds, ...heads, entries, scratch, positions, keywords];
  new Uint32Array(memory.buffer, layout).set([...words, full, tables.reach, runStarts, runEnds]);
  const exports = instantiate(name, memory);
  exports.setup(layout);
  return {
    exports,
    input: new Uint8Array(memory.buffer, input, context.window),
    positions: new Uint32Array(memory.buffer, positions, capacity),
    keywords: new Uint32Array(memory.buffer, keywords, capacity),
    runStarts: new Uint32Array(memory.buffer, runStarts, runs),
    runEnds: new Uint32Array(memory.buffer, runEnds, runs),
  };
}

/** Most hits that looking at one place can bring: keywords whose looked-up bytes are the same, by where those begin. */
function mostAtOnePlace(links: readonly Link[], atOnePosition: number): number {
  const sums = new Map<number, number>();
  const counts = new Map<number, number>();
  let most = 0;
  for (const { needle, back } of links) {
    const key = keyOf(needle, back);
    const start = key * (longestKeyword + 1) + back;
    const count = (counts.get(start) ?? 0) + 1;
    counts.set(start, count);
    if (count > atOnePosition) continue;
    const sum = (sums.get(key) ?? 0) + 1;
    sums.set(key, sum);
    most = Math.max(most, sum);
  }
  return most;
}

/**
 * Sizes of the hit buffer. `full`: hits at which a scan stops, so many that the places it can resume from lie ahead of
 * where it began. `capacity`: room for what one more step can bring.
 */
function bufferSizes(keywords: readonly Keyword[], links: Plan['links']): { full: number; capacity: number } {
  const atOnePosition = mostAtOnePosition(keywords);
  const full = Math.max(8192, atOnePosition * (2 * longest(keywords) + 2 * step));
  const places = step + 64;
  const more = links.reduce((sum, list) => sum + mostAtOnePlace(list, atOnePosition), 0);
  return { full, capacity: full + places * more };
}

/** Whether so much would pass the look-ups that the scalar twin is faster. */
function isHopeless({ grams, links }: Plan): boolean {
  if (links[0]!.length > mostAnywhere) return true;
  let set = 0;
  for (const byte of grams) for (let rest = byte; rest !== 0; rest &= rest - 1) set++;
  return set > fullSieve * 8 * grams.length;
}

/** Whether the SIMD pass takes these keywords; the scalar twin takes all. */
function suitsSimd(keywords: readonly Keyword[], needles: readonly Needle[]): boolean {
  const fits = (needle: Needle, index: number): boolean => {
    if (needle.bytes.length < shortestKeyword || needle.bytes.length > longestKeyword) return false;
    // Nearly all are ASCII, and these have a window.
    if (wayOf(needle) !== 'anywhere' || !/[\x80-\xff]/.test(keywords[index]!.text)) return true;
    return windowOffsets(needle).length > 0;
  };
  return needles.length <= mostKeywords && needles.every(fits);
}

/**
 * The SIMD prefilter, or undefined where these keywords are not for it: one has no three ASCII bytes in a row, they are
 * so many that the scalar one is faster, or so alike that their hits would need a buffer of many megabytes.
 *
 * @throws RangeError for an empty keyword or one that is not latin1
 */
export function createSimdPrefilter(
  keywords: readonly Keyword[],
  name: SimdName,
  { runs: wanted = false }: PrefilterChoice = {},
): SimdPrefilter | undefined {
  const needles = keywords.map(needleOf);
  if (!suitsSimd(keywords, needles)) return undefined;
  const tables = plan(keywords, needles);
  if (isHopeless(tables)) return undefined;
  const sizes = bufferSizes(keywords, tables.links);
  if (sizes.capacity > mostHits) return undefined;
  const memory = lay(tables, name, { ...sizes, runs: wanted ? mostRuns : 0 });
  const { exports, input, positions, keywords: found } = memory;
  const runs = { starts: memory.runStarts, ends: memory.runEnds, count: 0 };
  let resume = 0;
  return {
    name,
    input,
    positions,
    keywords: found,
    scan(from, to, length) {
      const count = exports.scan(from, to, length, wanted ? 1 : 0);
      resume = exports.resume();
      if (wanted) runs.count = countBefore(runs.starts, exports.noted(), resume);
      sortHits(positions, found, count);
      return resume < to ? countBefore(positions, count, resume) : count;
    },
    get resume() {
      return resume;
    },
    ...(wanted && { runs }),
    countLines(from, to): LineCount {
      const last = from < to ? input.lastIndexOf(newline, to - 1) : -1;
      if (last < from) return { newlines: 0, codePoints: exports.codePoints(from, to) };
      return { newlines: exports.newlines(from, last + 1), codePoints: exports.codePoints(last + 1, to) };
    },
    touch: (from, to) => exports.touch(from, to) !== 0,
  };
}
