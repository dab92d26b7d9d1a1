/** The SIMD prefilter: tables laid out in WASM memory, the module run on them. */

import { context } from '../model/chunk.ts';
import type { Keyword } from '../model/rule.ts';
import { type AskTables, askTables, assignedKinds, pairTable, valueKinds } from './ask-tables.ts';
import type { AskingKeyword } from './asks.ts';
import { type Baked, keywordsDigest } from './baked.ts';
import { type Exports, instantiate, type SimdName } from './engine.ts';
import { gramsJson } from './generated/grams.ts';
import { expectedShare, gramStride, placeGrams } from './grams.ts';
import { countBefore, longest, mostAtOnePosition, sortHits } from './hits.ts';
import type { LineCount } from './lines.ts';
import { type Needle, needleOf } from './needle.ts';
import type { Keywords, Prefilter, PrefilterChoice } from './prefilter.ts';
import { mostStretches, type Stretches, sixTable } from './stretches.ts';
import {
  chains,
  classTables,
  gramSieve,
  keyOf,
  kindTable,
  type Link,
  leadSieve,
  prefixSieve,
  shortSieve,
  valueTable,
  type Way,
  wayOf,
  ways,
} from './tables.ts';

/** Shorter keywords would be met everywhere. */
const shortestKeyword = 3;

/** More would not fit the 16-bit links of the chains; longer ones not their lengths. */
const mostKeywords = 30_000;
const longestKeyword = 4096;

/** Share of the bitset of grams that may be set: with more a fifth of all look-ups passes, and the scalar twin is faster. */
const fullSieve = 0.45;

/** Hits a buffer may be made for, 8 bytes each. */
const mostHits = 2 ** 20;

/** Bytes that each way takes before the next: `STEP` of assembly/prefilter.ts. */
const step = 4096;

/** Masks of a step, its run starts, its places and the short keywords at those, each with room for stores that turn out not to count. */
const scratchBytes = step / 4 + (4 * step + 256) + (4 * step) / gramStride + 256 + (4 * step + 256);

/** Addresses of the tables of asks and of base64, at the end of all; and bytes of a layout. */
const askAddresses = 7;
const layoutBytes = 128;
/** Runs that may be values and are kept at once: `KEPT` of assembly/asks.ts. */
const keptRuns = 4096;

const page = 65_536;
const newline = 10;

/**
 * How a keyword is written in `generated/grams.ts`: `c:` exact case, `i:` either case.
 *
 * @public scripts/prefilter-grams.mjs
 */
export function keywordName({ text, fold }: Keyword): string {
  return (fold ? 'i:' : 'c:') + text;
}

export interface SimdPrefilter extends Prefilter {
  /** Reads every byte of `input[from, to)` and does nothing with it: what to compare `scan` with. */
  touch(from: number, to: number): boolean;
}

interface Plan {
  readonly grams: Uint8Array;
  readonly shorts: Uint8Array;
  readonly prefixes: Uint8Array;
  readonly leads: Uint8Array;
  readonly links: Links;
  readonly asking: AskTables;
  /** Share of each byte value in real text. */
  readonly frequency: readonly number[];
  /** Most bytes that a looked-up place stands behind the start of its keyword. */
  readonly reach: number;
}

type Links = Readonly<Record<Way, readonly Link[]>>;

interface Known {
  /** Share of each byte value in real text. */
  readonly frequency: readonly number[];
  /** Offset of the first gram by `keywordName`. */
  readonly grams: Readonly<Record<string, number>>;
}

/** A keyword that has its way, but no place yet. */
interface Sought {
  readonly keyword: number;
  readonly needle: Needle;
  readonly list: number;
}

function byWay(all: readonly Needle[], lists: readonly number[]): Record<Way, Sought[]> {
  const sought: Record<Way, Sought[]> = { gram: [], short: [], prefix: [], lead: [] };
  all.forEach((needle, keyword) => {
    sought[wayOf(needle)].push({ keyword, needle, list: lists[keyword]! });
  });
  return sought;
}

function plan(keywords: readonly AskingKeyword[], all: readonly Needle[]): Plan {
  const asking = askTables(keywords);
  const sought = byWay(all, asking.lists);
  const needlesOf = (way: Way): Needle[] => sought[way].map(({ needle }) => needle);
  const known = JSON.parse(gramsJson) as Known;
  const offsets = placeGrams(
    needlesOf('gram'),
    sought.gram.map(({ keyword }) => known.grams[keywordName(keywords[keyword]!)]),
    expectedShare(known.frequency),
  );
  const links: Links = {
    gram: sought.gram.flatMap((entry, k) =>
      Array.from({ length: gramStride }, (_, more) => ({ ...entry, back: offsets[k]! + more })),
    ),
    short: sought.short.map((entry) => ({ ...entry, back: 0 })),
    prefix: sought.prefix.map((entry) => ({ ...entry, back: 0 })),
    lead: sought.lead.map((entry) => ({ ...entry, back: entry.needle.run - 3 })),
  };
  return {
    grams: gramSieve(needlesOf('gram'), offsets, needlesOf('short')),
    shorts: shortSieve(needlesOf('short')),
    prefixes: prefixSieve(needlesOf('prefix')),
    leads: leadSieve(needlesOf('lead')),
    links,
    asking,
    frequency: known.frequency,
    reach: ways.flatMap((way) => links[way]).reduce((most, { needle, back }) => Math.max(most, needle.run, back), 0),
  };
}

interface Memory {
  readonly exports: Exports;
  readonly input: Uint8Array;
  readonly positions: Uint32Array;
  readonly keywords: Uint32Array;
  readonly stretches: Stretches;
}

/** Where the image begins in the memory; what is before it is the module's own. */
const imageStart = 1024;

/** Lays the tables out, one after the other. */
function layTables(tables: Plan): { readonly image: Uint8Array; readonly addresses: readonly number[] } {
  let top = imageStart;
  const parts: [number, Uint8Array][] = [];
  const put = (bytes: Uint8Array): number => {
    const at = (top + 63) & ~63;
    top = at + bytes.length;
    parts.push([at, bytes]);
    return at;
  };
  // The pass knows where this stands.
  put(tables.grams);
  const classes = put(classTables());
  const shorts = put(tables.shorts);
  const prefixes = put(tables.prefixes);
  const leads = put(tables.leads);
  const kinds = put(kindTable());
  const entries = put(new Uint8Array(0));
  const chained = chains(tables.links, entries, tables.frequency);
  parts.push([entries, chained.entries], [entries + chained.entries.length, chained.texts]);
  top = entries + chained.entries.length + chained.texts.length;
  const gramHeads = put(new Uint8Array(chained.gramHeads.buffer));
  const gramRecords = put(chained.gramRecords);
  const heads = chained.heads.map((table) => put(new Uint8Array(table.buffer)));
  const { asks, sets } = tables.asking;
  const asking = [valueTable(), valueKinds(), pairTable(), asks, sets, assignedKinds(), sixTable()].map(put);
  const image = new Uint8Array(top - imageStart);
  for (const [at, bytes] of parts) image.set(bytes, at - imageStart);
  return {
    image,
    addresses: [classes, shorts, prefixes, leads, kinds, gramHeads, gramRecords, ...heads, entries, ...asking],
  };
}

/** Tables, scratch, hits and input in a memory that never grows: its views stay. */
function lay({ image, addresses, reach, full, capacity }: Baked, name: SimdName): Memory {
  let top = imageStart + image.length;
  const take = (bytes: number): number => {
    const at = (top + 63) & ~63;
    top = at + bytes;
    return at;
  };
  const scratch = take(scratchBytes);
  const positions = take(4 * capacity);
  const keywords = take(4 * capacity);
  const starts = take(4 * mostStretches);
  const ends = take(4 * mostStretches);
  const runStarts = take(4 * keptRuns);
  const runEnds = take(4 * keptRuns);
  const layout = take(2 * layoutBytes);
  const input = (top + page - 1) & -page;
  const pages = (input + context.window + page) / page;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  new Uint8Array(memory.buffer, imageStart).set(image);
  const own = addresses.slice(0, -askAddresses);
  const asking = addresses.slice(-askAddresses);
  const sixes = asking.pop()!;
  const assigned = asking.pop()!;
  const words = [input, ...own, scratch, positions, keywords, full, reach, starts, ends, sixes];
  new Uint32Array(memory.buffer, layout).set(words);
  new Uint32Array(memory.buffer, layout + layoutBytes).set([...asking, runStarts, runEnds, assigned]);
  const exports = instantiate(name, memory);
  exports.setup(layout);
  return {
    exports,
    input: new Uint8Array(memory.buffer, input, context.window),
    positions: new Uint32Array(memory.buffer, positions, capacity),
    keywords: new Uint32Array(memory.buffer, keywords, capacity),
    stretches: {
      starts: new Uint32Array(memory.buffer, starts, mostStretches),
      ends: new Uint32Array(memory.buffer, ends, mostStretches),
    },
  };
}

/** Most hits that looking at one place can bring: keywords whose looked-up bytes are the same, by where those begin. */
function mostAtOnePlace(way: Way, links: readonly Link[], atOnePosition: number): number {
  const sums = new Map<number, number>();
  const counts = new Map<number, number>();
  let most = 0;
  for (const { needle, back } of links) {
    const key = keyOf(needle, back, way);
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
function bufferSizes(keywords: readonly Keyword[], links: Links): { full: number; capacity: number } {
  const atOnePosition = mostAtOnePosition(keywords);
  const full = Math.max(8192, atOnePosition * (2 * longest(keywords) + 2 * step));
  const places = step + 64;
  const more = ways.reduce((sum, way) => sum + mostAtOnePlace(way, links[way], atOnePosition), 0);
  return { full, capacity: full + places * more };
}

/** Whether so much would pass the look-ups that the scalar twin is faster. */
function isHopeless({ grams }: Plan): boolean {
  let set = 0;
  for (const byte of grams) for (let rest = byte; rest !== 0; rest &= rest - 1) set++;
  return set > fullSieve * 8 * grams.length;
}

/** Whether the SIMD pass takes these keywords; the scalar twin takes all. */
function suitsSimd(needles: readonly Needle[]): boolean {
  return (
    needles.length <= mostKeywords &&
    needles.every(({ bytes }) => bytes.length >= shortestKeyword && bytes.length <= longestKeyword)
  );
}

/**
 * The tables of these keywords, or undefined where they are not for SIMD: one has fewer than three bytes, they are
 * so many that the scalar one is faster, or so alike that their hits would need a buffer of many megabytes.
 *
 * @throws RangeError for an empty keyword or one that is not latin1
 */
export function bake(keywords: readonly AskingKeyword[]): Baked | undefined {
  const needles = keywords.map(needleOf);
  if (!suitsSimd(needles)) return undefined;
  const tables = plan(keywords, needles);
  if (isHopeless(tables)) return undefined;
  const sizes = bufferSizes(keywords, tables.links);
  if (sizes.capacity > mostHits) return undefined;
  return { digest: keywordsDigest(keywords), ...layTables(tables), ...sizes, reach: tables.reach };
}

function bakedOf(keywords: readonly AskingKeyword[], known: Baked | undefined): Baked | undefined {
  return known?.digest === keywordsDigest(keywords) ? known : bake(keywords);
}

/**
 * The SIMD prefilter, or undefined where these keywords are not for it.
 *
 * @throws RangeError for an empty keyword or one that is not latin1
 */
export function createSimdPrefilter(
  keywords: Keywords,
  name: SimdName,
  { baked: known }: PrefilterChoice = {},
): SimdPrefilter | undefined {
  const baked = typeof keywords === 'function' ? (known ?? bake(keywords())) : bakedOf(keywords, known);
  if (!baked) return undefined;
  const memory = lay(baked, name);
  const { exports, input, positions, keywords: found } = memory;
  let resume = 0;
  return {
    name,
    input,
    positions,
    keywords: found,
    scan(from, to, length, code = false) {
      const count = exports.scan(from, to, length, code);
      resume = exports.resume();
      sortHits(positions, found, count);
      return resume < to ? countBefore(positions, count, resume) : count;
    },
    get resume() {
      return resume;
    },
    stretches: (from, to, length) => exports.stretches(from, to, length),
    found: memory.stretches,
    isPlain: (near, far) => exports.plain(near, far) !== 0,
    countLines(from, to): LineCount {
      const last = from < to ? input.lastIndexOf(newline, to - 1) : -1;
      if (last < from) return { newlines: 0, codePoints: exports.codePoints(from, to) };
      return { newlines: exports.newlines(from, last + 1), codePoints: exports.codePoints(last + 1, to) };
    },
    touch: (from, to) => exports.touch(from, to) !== 0,
  };
}
