/** The tables of the SIMD pass, laid out as `assembly/prefilter.ts` reads them. */

import { valueGroups } from './ask-tables.ts';
import { gramAt, gramsFrom, leastForGrams, shortGrams } from './grams.ts';
import type { Needle } from './needle.ts';
import { escapeIntroducer, runClass } from './run-start.ts';

/**
 * Bytes of a chain entry: key u32, next u16, run u16, back u16, length u16, text u32, keyword u16, list of asks u16; then its probe:
 * word u32, which bits of it count u32, where it stands from the looked-up bytes i32.
 */
const entryBytes = 32;

/**
 * Bytes of what is known of a gram, or of several that share a hash: the gram u32; which bits of it count u32, none
 * where there are several; which last five bits of a byte may stand at two further places, a u32 each; where those are
 * from the gram, an i16 each; the chain u16; then nothing.
 */
const recordBytes = 24;

const mix = 0x9e3779b1;

/** The top bits of a multiplicative hash. */
function hash(value: number, bits: number): number {
  return Math.imul(value, mix) >>> (32 - bits);
}

/** How many bits of the hash each table uses. */
const bits = { grams: 19, shorts: 15, prefixes: 16, leads: 12, gramHeads: 14, shortHeads: 12 } as const;

/**
 * How a keyword is looked for: by its grams; by those of its first three bytes, where it is too short to have its own; at
 * run starts, by its first four bytes; at run starts, by its last separator and the two bytes before that.
 */
export type Way = 'gram' | 'short' | 'prefix' | 'lead';

export function wayOf({ run, bytes }: Needle): Way {
  if (run === 0) return 'prefix';
  if (run >= 3) return 'lead';
  return bytes.length >= leastForGrams ? 'gram' : 'short';
}

/** The look-ups of the run class, then of the wide class, 32 bytes each. */
export function classTables(): Uint8Array {
  const table = new Uint8Array(96);
  table.set(classTable(groups));
  table.set(classTable(encodedGroups), 32);
  table.set(classTable(introducerGroups), 64);
  return table;
}

/**
 * Groups of bytes that are a product of their look-ups, a bit each, so that the class is told exactly. `_` has the top
 * bit, which is the one that SIMD gathers for nothing.
 */
const groups: readonly (readonly [chars: string, bit: number])[] = [
  ['01234567HIJKLMNOPQRSTUVWhijklmnopqrstuvw', 0],
  ['ABCDEFGabcdefg', 1],
  ['89', 2],
  ['XYZxyz', 3],
  ['-', 4],
  ['_', 7],
];

/** What stretches that may be encoded are made of; and what introduces an escape in them. */
const encodedGroups: typeof groups = [
  ['01234567HIJKLMNOPQRSTUVWhijklmnopqrstuvw', 0],
  ['ABCDEFGabcdefg', 1],
  ['89;=', 2],
  ['XYZxyz', 3],
  ['#%&', 4],
  ['+-/', 5],
  ['\\_', 6],
];
const introducerGroups: typeof groups = [
  ['#%&', 0],
  [';=', 1],
  ['\\', 2],
];

/** The look-ups of the characters of values. */
export function valueTable(): Uint8Array {
  return classTable(valueGroups);
}

function classTable(groups: readonly (readonly [chars: string, bit: number])[]): Uint8Array {
  const table = new Uint8Array(32);
  for (const [chars, bit] of groups) {
    for (const char of chars) {
      const byte = char.charCodeAt(0);
      table[byte & 15]! |= 1 << bit;
      table[16 + (byte >> 3)]! |= 1 << bit;
    }
  }
  return table;
}

/** Per byte: 1 for the run class, 2 for what introduces an escape. */
export function kindTable(): Uint8Array {
  return Uint8Array.from(runClass, (own, byte) => own | (escapeIntroducer[byte]! << 1));
}

const set = (sieve: Uint8Array, slot: number): void => {
  sieve[slot >> 3]! |= 1 << (slot & 7);
};

const word = (a: number, b: number, c: number, d: number): number => (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;

/** The bitset of grams: of the long keywords those at `offsets`, of the short ones all that may stand where they do. */
export function gramSieve(long: readonly Needle[], offsets: readonly number[], short: readonly Needle[]): Uint8Array {
  // 32 bits are read at every address; two of them a gram.
  const sieve = new Uint8Array((1 << (bits.grams - 3)) + 4);
  const add = (gram: number): void => {
    const mixed = Math.imul(gram, mix);
    for (const bit of [mixed, mixed >>> 11]) set(sieve, 8 * (mixed >>> 16) + (((bit & 31) + 2) & 31));
  };
  long.forEach(({ bytes }, index) => {
    for (const gram of gramsFrom(bytes, offsets[index]!)) add(gram);
  });
  for (const { bytes } of short) for (const gram of shortGrams(bytes)) add(gram);
  return sieve;
}

/** The sieve of short keywords: their first three bytes, folded. */
export function shortSieve(needles: readonly Needle[]): Uint8Array {
  const sieve = new Uint8Array(1 << (bits.shorts - 3));
  for (const needle of needles) set(sieve, hash(keyOf(needle, 0, 'short'), bits.shorts));
  return sieve;
}

/** The sieve of token prefixes: their first four bytes in every case, with any byte of the run class as a missing fourth. */
export function prefixSieve(needles: readonly Needle[]): Uint8Array {
  const sieve = new Uint8Array(1 << (bits.prefixes - 3));
  const any = Array.from(runClass.keys()).filter((byte) => runClass[byte] === 1);
  const choices = ({ bytes, mask }: Needle, k: number): number[] => {
    if (k >= bytes.length) return any;
    return mask[k] === 0 ? [bytes[k]!] : [bytes[k]!, bytes[k]! ^ mask[k]!];
  };
  for (const needle of needles) {
    const { bytes, mask } = needle;
    if (bytes.length >= 4 && (mask[0]! | mask[1]! | mask[2]! | mask[3]!) === 0) {
      set(sieve, hash(word(bytes[0]!, bytes[1]!, bytes[2]!, bytes[3]!), bits.prefixes));
      continue;
    }
    for (const a of choices(needle, 0)) {
      for (const b of choices(needle, 1)) {
        for (const c of choices(needle, 2)) {
          for (const d of choices(needle, 3)) set(sieve, hash(word(a, b, c, d), bits.prefixes));
        }
      }
    }
  }
  return sieve;
}

/** The sieve of separators: the three bytes before the run, in every case. */
export function leadSieve(needles: readonly Needle[]): Uint8Array {
  const sieve = new Uint8Array(1 << (bits.leads - 3));
  for (const { bytes, mask, run } of needles) {
    for (let flip = 0; flip < 8; flip++) {
      const at = (k: number): number => bytes[run - 3 + k]! ^ ((flip >> k) & 1 ? mask[run - 3 + k]! : 0);
      set(sieve, hash(word(at(0), at(1), at(2), 0), bits.leads));
    }
  }
  return sieve;
}

/** What a chain holds: a keyword, and how far into it the looked-up bytes stand. */
export interface Link {
  readonly needle: Needle;
  readonly keyword: number;
  /** Where its list of asks begins; see ask-tables.ts. */
  readonly list: number;
  readonly back: number;
}

export interface Chains {
  /** By hash of the gram, u16 indices of records; record 0 is of none. */
  readonly gramHeads: Uint16Array;
  readonly gramRecords: Uint8Array;
  /** Of short keywords, prefixes and leads: by hash of the key, u16 indices of entries, 0 = none. */
  readonly heads: readonly Uint16Array[];
  readonly entries: Uint8Array;
  /** Bytes and masks of the keywords, one after the other. */
  readonly texts: Uint8Array;
}

/** The key of a chain: four folded bytes of the keyword for grams, three for the other ways. */
export function keyOf({ bytes }: Needle, back: number, way: Way): number {
  if (way === 'gram') return gramAt(bytes, back);
  return word(bytes[back]! | 0x20, bytes[back + 1]! | 0x20, bytes[back + 2]! | 0x20, 0);
}

/** Writes what is asked first: four bytes of the keyword (or its three) at the end further from the looked-up ones. */
function writeProbe(entries: Uint32Array, at: number, { bytes, mask }: Needle, back: number): void {
  const offset = back > bytes.length - back - 3 ? 0 : Math.max(0, bytes.length - 4);
  const count = Math.min(4, bytes.length);
  let value = 0;
  let care = 0;
  for (let k = 0; k < count; k++) {
    value |= bytes[offset + k]! << (8 * k);
    care |= (mask[offset + k]! ^ 0xff) << (8 * k);
  }
  entries[at] = value;
  entries[at + 1] = care;
  entries[at + 2] = offset - back;
}

/** Ways whose chains begin in a table of heads, in the order of those. */
const headedWays = ['short', 'prefix', 'lead'] as const;
export const ways: readonly Way[] = ['gram', ...headedWays];

/**
 * Lays out the chains.
 *
 * @param entriesAt the address that `entries` will have; `texts` come right after them
 * @param frequency share of each byte value in real text
 */
export function chains(
  links: Readonly<Record<Way, readonly Link[]>>,
  entriesAt: number,
  frequency: readonly number[],
): Chains {
  const all = ways.flatMap((way) => links[way]);
  const texts = joinTexts(all);
  const textsAt = entriesAt + (all.length + 1) * entryBytes;
  // Words of 32 bits: an entry is eight of them. All that run this are little-endian, as WASM is.
  const entries = new Uint32Array(((all.length + 1) * entryBytes) >> 2);
  let free = 1;
  const add = ({ needle, keyword, list, back }: Link, key: number, next: number): number => {
    const at = (free * entryBytes) >> 2;
    entries[at] = key;
    entries[at + 1] = next | ((needle.run + 1) << 16);
    entries[at + 2] = back | (needle.bytes.length << 16);
    entries[at + 3] = textsAt + texts.offsets.get(needle)!;
    entries[at + 4] = keyword | (list << 16);
    writeProbe(entries, at + 5, needle, back);
    return free++;
  };
  const heads = headedWays.map((way) => {
    const table = new Uint16Array(1 << bits.shortHeads);
    for (const link of links[way]) {
      const key = keyOf(link.needle, link.back, way);
      const slot = hash(key, bits.shortHeads);
      table[slot] = add(link, key, table[slot]!);
    }
    return table;
  });
  const grams = layGrams(links.gram, add, frequency);
  return { ...grams, heads, entries: new Uint8Array(entries.buffer), texts: texts.bytes };
}

/** Bytes and masks of the keywords; those that several links lead to have theirs once. */
function joinTexts(links: readonly Link[]): { bytes: Uint8Array; offsets: ReadonlyMap<Needle, number> } {
  const offsets = new Map<Needle, number>();
  let length = 0;
  for (const { needle } of links) {
    if (offsets.has(needle)) continue;
    offsets.set(needle, length);
    length += 2 * needle.bytes.length;
  }
  const bytes = new Uint8Array(length);
  for (const [needle, offset] of offsets) {
    bytes.set(needle.bytes, offset);
    bytes.set(needle.mask, offset + needle.bytes.length);
  }
  return { bytes, offsets };
}

/** Grams of one hash share a record and a chain. */
function layGrams(
  links: readonly Link[],
  add: (link: Link, key: number, next: number) => number,
  frequency: readonly number[],
): Pick<Chains, 'gramHeads' | 'gramRecords'> {
  const slots = new Map<number, Link[]>();
  for (const link of links) {
    const slot = hash(keyOf(link.needle, link.back, 'gram'), bits.gramHeads);
    const list = slots.get(slot);
    if (list) list.push(link);
    else slots.set(slot, [link]);
  }
  const gramHeads = new Uint16Array(1 << bits.gramHeads);
  const records = new DataView(new ArrayBuffer((slots.size + 1) * recordBytes));
  let free = 1;
  for (const [slot, list] of slots) {
    const at = free * recordBytes;
    const keys = list.map(({ needle, back }) => keyOf(needle, back, 'gram'));
    const [one, other] = telling(list, frequency);
    records.setUint32(at, keys[0]!, true);
    records.setUint32(at + 4, keys.every((key) => key === keys[0]) ? 0xffffffff : 0, true);
    records.setUint32(at + 8, one.allowed, true);
    records.setUint32(at + 12, other.allowed, true);
    records.setInt16(at + 16, one.place, true);
    records.setInt16(at + 18, other.place, true);
    const first = list.reduce((next, link, k) => add(link, keys[k]!, next), 0);
    records.setUint16(at + 20, first, true);
    gramHeads[slot] = free++;
  }
  return { gramHeads, gramRecords: new Uint8Array(records.buffer) };
}

/** What may stand at a place: a bit for each value of a byte's last five bits, which do not tell case. */
interface Place {
  /** From the first byte of the gram. */
  readonly place: number;
  readonly allowed: number;
}

/** How far from its gram a keyword is looked at. */
const placeReach = 16;

/** The two places, outside the gram, at which fewest bytes of text are those of a keyword. */
function telling(links: readonly Link[], frequency: readonly number[]): [Place, Place] {
  let best = { place: -1, allowed: 0xffffffff, share: 1 };
  let second = best;
  for (let place = -placeReach; place < placeReach; place++) {
    if (place >= 0 && place < 4) continue;
    const allowed = allowedAt(links, place);
    const share = frequency.reduce((sum, part, byte) => sum + ((allowed >>> (byte & 31)) & 1) * part, 0);
    if (share < best.share) [best, second] = [{ place, allowed, share }, best];
    else if (share < second.share) second = { place, allowed, share };
  }
  return [best, second];
}

function allowedAt(links: readonly Link[], place: number): number {
  let allowed = 0;
  for (const { needle, back } of links) {
    const byte = needle.bytes[back + place];
    if (byte === undefined) return 0xffffffff;
    allowed |= 1 << (byte & 31);
  }
  return allowed >>> 0;
}
