/** The tables of the SIMD pass, laid out as `assembly/prefilter.ts` reads them. */

import type { Needle } from './needle.ts';
import { escapeIntroducer, runClass, wideClass } from './run-start.ts';
import { type Window, windowLength } from './windows.ts';

/**
 * Bytes of a chain entry: key u32, next u16, run u16, back u16, length u16, text u32, keyword u32; then its probe: word
 * u32, which bits of it count u32, where it stands from the looked-up bytes i32.
 */
const entryBytes = 32;

const mix = 0x9e3779b1;

/** The top bits of a multiplicative hash. */
function hash(value: number, bits: number): number {
  return Math.imul(value, mix) >>> (32 - bits);
}

/** How many bits of the hash each sieve uses. */
const sieveBits = { grams: 17, prefixes: 16, leads: 12, heads: 12 } as const;

/**
 * How a keyword is looked for: by a window; at run starts, by its first four bytes; at run starts, by its last separator
 * and the two bytes before that.
 */
export type Way = 'anywhere' | 'prefix' | 'lead';

export function wayOf(needle: Needle): Way {
  if (needle.run === 0) return 'prefix';
  return needle.run >= 3 ? 'lead' : 'anywhere';
}

/** The look-ups of the windows: 96 bytes, then 32 of the run class, 32 of the wide class. */
export function maskTable(needles: readonly Needle[], windows: readonly Window[]): Uint8Array {
  const table = new Uint8Array(32 * windowLength + 64);
  needles.forEach(({ bytes, mask }, index) => {
    const { offset, bucket } = windows[index]!;
    for (let k = 0; k < windowLength; k++) {
      const byte = bytes[offset + k]!;
      table[32 * k + (byte & 15)]! |= 1 << bucket;
      table[32 * k + 16 + (byte >> 3)]! |= 1 << bucket;
      table[32 * k + 16 + ((byte ^ mask[offset + k]!) >> 3)]! |= 1 << bucket;
    }
  });
  table.set(classTable(groups), 32 * windowLength);
  table.set(classTable([...groups, ...wideGroups]), 32 * windowLength + 32);
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

/** What the wide class has more, in bits that can be taken away again. */
const wideGroups: typeof groups = [
  ['+/', 5],
  ['=', 6],
];

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

/** Per byte: 1 for the run class, 2 for what introduces an escape, 4 for the wide class. */
export function kindTable(): Uint8Array {
  return Uint8Array.from(runClass, (own, byte) => own | (escapeIntroducer[byte]! << 1) | (wideClass[byte]! << 2));
}

const set = (bits: Uint8Array, slot: number): void => {
  bits[slot >> 3]! |= 1 << (slot & 7);
};

const word = (a: number, b: number, c: number, d: number): number => (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;

/** The sieve of windows: the folded four bytes that begin there, with any fourth byte where the keyword has none. */
export function gramSieve(needles: readonly Needle[], windows: readonly Window[]): Uint8Array {
  const bits = new Uint8Array(1 << (sieveBits.grams - 3));
  needles.forEach(({ bytes }, index) => {
    const { offset } = windows[index]!;
    const at = (k: number): number => bytes[offset + k]! | 0x20;
    const fourth =
      offset + 3 < bytes.length ? [at(3)] : Array.from({ length: 128 }, (_, k) => ((k & 96) << 1) | (k & 31) | 32);
    for (const byte of fourth) set(bits, hash(word(at(0), at(1), at(2), byte), sieveBits.grams));
  });
  return bits;
}

/** The sieve of token prefixes: their first four bytes in every case, with any byte of the run class as a missing fourth. */
export function prefixSieve(needles: readonly Needle[]): Uint8Array {
  const bits = new Uint8Array(1 << (sieveBits.prefixes - 3));
  const any = Array.from(runClass.keys()).filter((byte) => runClass[byte] === 1);
  const choices = ({ bytes, mask }: Needle, k: number): number[] => {
    if (k >= bytes.length) return any;
    return mask[k] === 0 ? [bytes[k]!] : [bytes[k]!, bytes[k]! ^ mask[k]!];
  };
  for (const needle of needles) {
    const { bytes, mask } = needle;
    if (bytes.length >= 4 && (mask[0]! | mask[1]! | mask[2]! | mask[3]!) === 0) {
      set(bits, hash(word(bytes[0]!, bytes[1]!, bytes[2]!, bytes[3]!), sieveBits.prefixes));
      continue;
    }
    for (const a of choices(needle, 0)) {
      for (const b of choices(needle, 1)) {
        for (const c of choices(needle, 2)) {
          for (const d of choices(needle, 3)) set(bits, hash(word(a, b, c, d), sieveBits.prefixes));
        }
      }
    }
  }
  return bits;
}

/** The sieve of separators: the three bytes before the run, in every case. */
export function leadSieve(needles: readonly Needle[]): Uint8Array {
  const bits = new Uint8Array(1 << (sieveBits.leads - 3));
  for (const { bytes, mask, run } of needles) {
    for (let flip = 0; flip < 8; flip++) {
      const at = (k: number): number => bytes[run - 3 + k]! ^ ((flip >> k) & 1 ? mask[run - 3 + k]! : 0);
      set(bits, hash(word(at(0), at(1), at(2), 0), sieveBits.leads));
    }
  }
  return bits;
}

/** What a chain holds: a keyword, and how far into it the looked-up bytes stand. */
export interface Link {
  readonly needle: Needle;
  readonly keyword: number;
  readonly back: number;
}

export interface Chains {
  /** One table of heads for each list of links: u16 indices of entries, 0 = none. */
  readonly heads: readonly Uint16Array[];
  readonly entries: Uint8Array;
  /** Bytes and masks of the keywords, one after the other. */
  readonly texts: Uint8Array;
}

/** The key of a chain: three folded bytes of the keyword. */
export function keyOf({ bytes }: Needle, back: number): number {
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

/** @param entriesAt the address that `entries` will have; `texts` come right after them */
export function chains(lists: readonly (readonly Link[])[], entriesAt: number): Chains {
  let count = 1;
  let textBytes = 0;
  for (const list of lists) {
    count += list.length;
    for (const { needle } of list) textBytes += 2 * needle.bytes.length;
  }
  // Words of 32 bits: an entry is eight of them. All that run this are little-endian, as WASM is.
  const entries = new Uint32Array((count * entryBytes) >> 2);
  const texts = new Uint8Array(textBytes);
  const textsAt = entriesAt + count * entryBytes;
  let free = 1;
  let text = 0;
  const heads = lists.map((list) => {
    const table = new Uint16Array(1 << sieveBits.heads);
    for (const { needle, keyword, back } of list) {
      const { bytes, mask, run } = needle;
      const key = keyOf(needle, back);
      const slot = hash(key, sieveBits.heads);
      const at = (free * entryBytes) >> 2;
      entries[at] = key;
      entries[at + 1] = table[slot]! | ((run + 1) << 16);
      entries[at + 2] = back | (bytes.length << 16);
      entries[at + 3] = textsAt + text;
      entries[at + 4] = keyword;
      writeProbe(entries, at + 5, needle, back);
      texts.set(bytes, text);
      texts.set(mask, text + bytes.length);
      text += 2 * bytes.length;
      table[slot] = free++;
    }
    return table;
  });
  return { heads, entries: new Uint8Array(entries.buffer), texts };
}
