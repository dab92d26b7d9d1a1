// The SIMD prefilter: one pass over the input, 1 KiB a step. Keywords are looked for in four ways (../tables.ts).
//
//   1. Grams, for keywords of five bytes and more: the folded four bytes at every *second* address are looked up in a
//      byte table. Each keyword stands in it with two grams, one byte apart, so that one of them has an even address
//      wherever the keyword stands. No branch, and the cost does not rise with the number of keywords.
//   2. Windows, for those of three and four bytes: Teddy, three byte positions x 8 buckets, two look-ups each: by bits
//      0..3 and by bits 3..6 of the byte. (Bit 3 in both tells letters better apart than bit 7 would; a byte with bit 7
//      set gives 0 in the first look-up, in the relaxed one too.) What passes is sieved, without a branch, by a bitset
//      of the folded four bytes that begin there.
//   3. Run starts: a bit mask of [A-Za-z0-9_-], shifted onto itself four times, leaves the starts of runs of at least
//      16 bytes. There (and after each `_` of such a run) the four bytes are sieved by a second bitset (token
//      prefixes), the three bytes before by a third (keywords whose last separator stands there: `SG.`, `hvs.`).
//
// What is left is compared in full, through chains keyed by three or four folded bytes. Only that decides; what comes
// before may let through too much, never too little. All tables are laid out by ../tables.ts; addresses are given once
// by `setup`. Reads up to 128 bytes past the end.
import { swizzle } from './swizzle';

const MIX: u32 = 0x9e3779b1;

// Bytes that are taken through SIMD before what it found is looked at; the scratch area is laid out for it.
const STEP: u32 = 1024;

// A chain entry, and what is known of a gram; see tables.ts.
const ENTRY: u32 = 32;
const GRAM: u32 = 24;

let input: u32 = 0;
let masks: u32 = 0;
let grams: u32 = 0;
let windows: u32 = 0;
let prefixes: u32 = 0;
let leads: u32 = 0;
let kinds: u32 = 0;
let gramHeads: u32 = 0;
let gramRecords: u32 = 0;
let windowHeads: u32 = 0;
let prefixHeads: u32 = 0;
let leadHeads: u32 = 0;
let entries: u32 = 0;
let scratch: u32 = 0;
let positions: u32 = 0;
let keywords: u32 = 0;
let full: u32 = 0;
let reach: u32 = 0;
let runStarts: u32 = 0;
let runEnds: u32 = 0;

let resumeAt: u32 = 0;
let runCount: u32 = 0;

// Of the scan under way.
let count: u32 = 0;
let low: u32 = 0;
let high: u32 = 0;
let end: u32 = 0;

export function setup(layout: u32): void {
  input = load<u32>(layout);
  masks = load<u32>(layout, 4);
  grams = load<u32>(layout, 8);
  windows = load<u32>(layout, 12);
  prefixes = load<u32>(layout, 16);
  leads = load<u32>(layout, 20);
  kinds = load<u32>(layout, 24);
  gramHeads = load<u32>(layout, 28);
  gramRecords = load<u32>(layout, 32);
  windowHeads = load<u32>(layout, 36);
  prefixHeads = load<u32>(layout, 40);
  leadHeads = load<u32>(layout, 44);
  entries = load<u32>(layout, 48);
  scratch = load<u32>(layout, 52);
  positions = load<u32>(layout, 56);
  keywords = load<u32>(layout, 60);
  full = load<u32>(layout, 64);
  reach = load<u32>(layout, 68);
  runStarts = load<u32>(layout, 72);
  runEnds = load<u32>(layout, 76);
}

/** Where to go on after a full buffer; `to` otherwise. */
export function resume(): u32 { return resumeAt; }

/** How many long runs the last scan noted. */
export function noted(): u32 { return runCount; }

// ---- exact comparison -------------------------------------------------------------------------------------------

// kinds[byte]: 1 = of the run class, 2 = introduces an escape, 4 = of the wide class [A-Za-z0-9_+/=-].
// @ts-ignore: decorator
@inline function kindOf(at: u32): u32 { return <u32>load<u8>(kinds + <u32>load<u8>(at)); }

function isRunStart(at: u32): bool {
  if (at == input) return true;
  if (!(kindOf(at - 1) & 1) || load<u8>(at - 1) == 0x5f) return true;
  for (let k: u32 = 1; k <= 5; k++) {
    if (at - k == input) return false;
    const kind = kindOf(at - k - 1);
    if (!(kind & 1)) return (kind & 2) != 0;
  }
  return false;
}

function holdsRun(at: u32): bool {
  if (at + 16 > end) return false;
  for (let k: u32 = 0; k < 16; k++) if (!(kindOf(at + k) & 1)) return false;
  return true;
}

function verify(at: u32, heads: u32): void {
  const key = shortKey(at);
  follow(at, key, shortLink(key, heads));
}

// @ts-ignore: decorator
@inline function shortKey(at: u32): u32 { return (load<u32>(at) | 0x202020) & 0xffffff; }
/** The link that a chain begins with. */
// @ts-ignore: decorator
@inline function shortLink(key: u32, heads: u32): u32 { return <u32>load<u16>(heads + ((key * MIX >> 20) << 1)); }

/** What is known of the gram that has this hash; another gram may stand here. */
// @ts-ignore: decorator
@inline function recordOf(at: u32): u32 { return gramRecords + <u32>load<u16>(gramHeads + ((gramKey(at) * MIX >> 18) << 1)) * GRAM; }
// @ts-ignore: decorator
@inline function gramKey(at: u32): u32 { return load<u32>(at) | 0x20202020; }

function follow(at: u32, key: u32, i: u32): void {
  while (i) {
    const entry = entries + i * ENTRY;
    i = <u32>load<u16>(entry, 4);
    if (load<u32>(entry) != key) continue;
    const start = at - <u32>load<u16>(entry, 8);
    const length = <u32>load<u16>(entry, 10);
    if (start < low || start >= high || start + length > end) continue;
    const text = load<u32>(entry, 12);
    let k: u32 = 0;
    while (k < length && (<u32>load<u8>(start + k) | <u32>load<u8>(text + length + k)) == <u32>load<u8>(text + k)) k++;
    if (k < length) continue;
    const run = <u32>load<u16>(entry, 6);
    if (run) {
      if (!holdsRun(start + run - 1)) continue;
      if (run == 1 && !isRunStart(start)) continue;
    }
    store<u32>(positions + (count << 2), start - input);
    store<u32>(keywords + (count << 2), load<u32>(entry, 16));
    count++;
  }
}

/** At a run start: the separator keywords before it, and the prefixes that stand behind an escape's letters. */
function rareStart(at: u32): void {
  verify(at - 3, leadHeads);
  if (at == input || !(kindOf(at - 1) & 2)) return;
  for (let k: u32 = 1; k <= 5; k++) {
    // After `_` it is a run start anyway and visited as such.
    if (load<u8>(at + k - 1) == 0x5f) continue;
    if (sieve(prefixes, load<u32>(at + k) * MIX >> 16)) verify(at + k, prefixHeads);
  }
}

/** Where `from` stands inside a run: the first bytes after it may still follow the escape that the run began with. */
function insideStarts(): void {
  for (let at = low; at < low + 5 && (kindOf(at - 1) & 1); at++) {
    if (load<u8>(at - 1) != 0x5f) verify(at, prefixHeads);
  }
}

// ---- the pass ---------------------------------------------------------------------------------------------------

// @ts-ignore: decorator
@inline function sieve(bits: u32, hash: u32): u32 { return (<u32>load<u8>(bits + (hash >> 3)) >> (hash & 7)) & 1; }
// @ts-ignore: decorator
@inline function look(lo: v128, hi: v128, low: v128, high: v128): v128 { return v128.and(swizzle(low, lo), swizzle(high, hi)); }
// @ts-ignore: decorator
@inline function lowBits(v: v128): v128 { return v128.and(v, i8x16.splat(<i8>0x8f)); }
// @ts-ignore: decorator
@inline function highBits(v: v128): v128 { return v128.and(v128.shr<u16>(v, 3), i8x16.splat(0x0f)); }
// @ts-ignore: decorator
@inline function later1(before: v128, v: v128): v128 { return v128.shuffle<u8>(before, v, 15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30); }
// @ts-ignore: decorator
@inline function later2(before: v128, v: v128): v128 { return v128.shuffle<u8>(before, v, 14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29); }
/** One bit for each byte whose top bit is set. */
// @ts-ignore: decorator
@inline function tops(a: v128, b: v128, c: v128, d: v128): u64 {
  return <u64><u32>i8x16.bitmask(a) | (<u64><u32>i8x16.bitmask(b) << 16) | (<u64><u32>i8x16.bitmask(c) << 32) | (<u64><u32>i8x16.bitmask(d) << 48);
}
/** One bit for each byte that is zero. */
// @ts-ignore: decorator
@inline function zeros(a: v128, b: v128, c: v128, d: v128): u64 {
  const zero = i8x16.splat(0);
  return tops(i8x16.eq(a, zero), i8x16.eq(b, zero), i8x16.eq(c, zero), i8x16.eq(d, zero));
}

/** Stores the positions of the next two bits. */
// @ts-ignore: decorator
@inline function two(list: u32, base: u32, bits: u64): u64 {
  store<u32>(list, base + <u32>ctz(bits));
  const rest = bits & (bits - 1);
  store<u32>(list, base + <u32>ctz(rest), 4);
  return rest & (rest - 1);
}

/**
 * Writes `base + n` for each bit n of `bits`, which are `number`. More may be written than there are bits: to store in
 * any case is cheaper than a branch that is not foreseen.
 */
// @ts-ignore: decorator
@inline function flatten(list: u32, base: u32, bits: u64, number: u32): void {
  bits = two(list, base, bits);
  if (number <= 2) return;
  bits = two(list + 8, base, bits); bits = two(list + 16, base, bits);
  if (number <= 6) return;
  bits = two(list + 24, base, bits); bits = two(list + 32, base, bits); bits = two(list + 40, base, bits);
  for (let at = list + 48; bits; at += 4) { store<u32>(at, base + <u32>ctz(bits)); bits &= bits - 1; }
}

/** `wide`: also notes runs of at least 20 bytes of the wide class that start in `[from, to)`. */
export function scan(from: u32, to: u32, length: u32, wide: bool): u32 {
  count = 0;
  runCount = 0;
  resumeAt = to;
  if (from >= to) return 0;
  low = input + from;
  high = input + to;
  end = input + length;
  // The last byte whose look-up may still tell of a keyword that starts before `to`.
  const stop = min(high + reach + 2, end);
  const l0 = v128.load(masks), h0 = v128.load(masks, 16), l1 = v128.load(masks, 32), h1 = v128.load(masks, 48);
  const l2 = v128.load(masks, 64), h2 = v128.load(masks, 80);
  // The second class table holds the wide class, its additions in bits that `narrow` takes away.
  const classes = masks + (wide ? 128 : 96);
  const lc = v128.load(classes), hc = v128.load(classes, 16), narrow = i8x16.splat(<i8>0x9f);
  const list = scratch + STEP, starts = list + 4 * STEP + 256, even = starts + 4 * STEP + 256;
  // Look-ups of the last 16 bytes, for windows that straddle two of them.
  let q0 = i8x16.splat(0), q1 = i8x16.splat(0), p0 = q0, p1 = q0;
  // Masks of the block before: its class, and where a run may start by what stands before.
  let oldClass: u64 = 0, oldEdge: u64 = 0;
  let carry: u64 = 1;
  if (from > 0 && (kindOf(low - 1) & 1)) {
    if (load<u8>(low - 1) != 0x5f) carry = 0;
    insideStarts();
  }
  // Where the wide run that is open began; 0 where that was before `from`.
  let open20: u32 = from > 0 && (kindOf(low - 1) & 4) ? 0 : low;
  let reached = low;
  for (let first = low; first < stop + 64; first += STEP) {
    const last = min(first + STEP, stop + 64);
    // All that SIMD does, to masks: no branch, no table but those in registers.
    let m = scratch;
    for (let p = first; p < last; p += 64, m += 32) {
      let v = v128.load(p), lo = lowBits(v), hi = highBits(v);
      p0 = look(lo, hi, l0, h0); p1 = look(lo, hi, l1, h1);
      const ta = v128.and(look(lo, hi, l2, h2), v128.and(later1(q1, p1), later2(q0, p0)));
      let ca = look(lo, hi, lc, hc);
      v = v128.load(p, 16); lo = lowBits(v); hi = highBits(v);
      q0 = look(lo, hi, l0, h0); q1 = look(lo, hi, l1, h1);
      const tb = v128.and(look(lo, hi, l2, h2), v128.and(later1(p1, q1), later2(p0, q0)));
      let cb = look(lo, hi, lc, hc);
      v = v128.load(p, 32); lo = lowBits(v); hi = highBits(v);
      p0 = look(lo, hi, l0, h0); p1 = look(lo, hi, l1, h1);
      const tc = v128.and(look(lo, hi, l2, h2), v128.and(later1(q1, p1), later2(q0, p0)));
      let cc = look(lo, hi, lc, hc);
      v = v128.load(p, 48); lo = lowBits(v); hi = highBits(v);
      q0 = look(lo, hi, l0, h0); q1 = look(lo, hi, l1, h1);
      const td = v128.and(look(lo, hi, l2, h2), v128.and(later1(p1, q1), later2(p0, q0)));
      let cd = look(lo, hi, lc, hc);
      store<u64>(m, zeros(ta, tb, tc, td));
      if (wide) {
        store<u64>(m, ~zeros(ca, cb, cc, cd), 24);
        ca = v128.and(ca, narrow); cb = v128.and(cb, narrow); cc = v128.and(cc, narrow); cd = v128.and(cd, narrow);
      }
      store<u64>(m, zeros(ca, cb, cc, cd), 8);
      store<u64>(m, tops(ca, cb, cc, cd), 16);
    }
    // Candidates and run starts, as positions.
    let next = list, nextStart = starts;
    m = scratch;
    for (let p = first; p < last; p += 64, m += 32) {
      const bits = ~load<u64>(m);
      const number = <u32>popcnt(bits);
      flatten(next, p - 2, bits, number);
      next += number << 2;
      // Starts of runs >= 16 in the block before, which needs this block's mask.
      const outside = load<u64>(m, 8);
      const mask = ~outside;
      let x = oldClass & ((oldClass >> 1) | (mask << 63)), y = mask & (mask >> 1);
      x &= (x >> 2) | (y << 62); y &= y >> 2;
      x &= (x >> 4) | (y << 60); y &= y >> 4;
      x &= (x >> 8) | (y << 56);
      x &= oldEdge;
      const found = <u32>popcnt(x);
      flatten(nextStart, p - 64, x, found);
      nextStart += found << 2;
      // A run may start after a byte that is not of the class, or after `_`.
      const open = outside | load<u64>(m, 16);
      oldEdge = (open << 1) | carry;
      carry = open >> 63;
      oldClass = mask;
    }
    settle(list, next, starts, nextStart);
    settleGrams(even, sieveGrams(first & ~1, last & ~1, even));
    reached = first + ((last - first + 63) & ~63);
    if (wide) open20 = noteRuns(first, last, open20);
    if (count >= full) {
      // Run starts are known up to 64 bytes before `last`; separator keywords and windows begin at most `reach` before.
      resumeAt = min(to, reached - 64 - reach - input);
      break;
    }
  }
  if (wide) {
    let p = max(reached, open20);
    while (p < end && (kindOf(p) & 4)) p++;
    note(open20, p);
  }
  return count;
}

/** Notes a run, if it is one of this scan's and long enough. */
// @ts-ignore: decorator
@inline function note(start: u32, stop: u32): void {
  const last = min(stop, end);
  if (start < low || start >= high || last < start + 20) return;
  store<u32>(runStarts + (runCount << 2), start - input);
  store<u32>(runEnds + (runCount << 2), last - input);
  runCount++;
}

/** Notes the runs that end in the blocks of a step. Returns where the last one, still open, began. */
function noteRuns(first: u32, last: u32, open: u32): u32 {
  let m = scratch + 24;
  for (let p = first; p < last; p += 64, m += 32) {
    const mask = load<u64>(m);
    if (!~mask) continue;
    const lead = <u32>ctz(~mask);
    note(open, p + lead);
    // Runs >= 16 wholly inside the block.
    let x = mask & (mask >> 1);
    x &= x >> 2; x &= x >> 4; x &= x >> 8;
    x = x >> lead << lead;
    while (x) {
      const start = <u32>ctz(x);
      const stop = start + <u32>ctz(~(mask >> start));
      if (stop >= 64) break;
      note(p + start, p + stop);
      x = x >> stop << stop;
    }
    open = p + 64 - <u32>clz(~mask);
  }
  return open;
}

/** Writes the even addresses of `[from, to)` whose four bytes are in the table of grams; returns the list's end. */
function sieveGrams(from: u32, to: u32, list: u32): u32 {
  const table = grams;
  for (let p = from; p < to; p += 16) {
    let x = load<u64>(p) | 0x2020202020202020;
    store<u32>(list, p); list += <u32>load<u8>(table + (<u32>x * MIX >> 16));
    store<u32>(list, p + 2); list += <u32>load<u8>(table + (<u32>(x >> 16) * MIX >> 16));
    store<u32>(list, p + 4); list += <u32>load<u8>(table + (<u32>(x >> 32) * MIX >> 16));
    store<u32>(list, p + 6); list += <u32>load<u8>(table + ((load<u32>(p, 6) | 0x20202020) * MIX >> 16));
    x = load<u64>(p, 8) | 0x2020202020202020;
    store<u32>(list, p + 8); list += <u32>load<u8>(table + (<u32>x * MIX >> 16));
    store<u32>(list, p + 10); list += <u32>load<u8>(table + (<u32>(x >> 16) * MIX >> 16));
    store<u32>(list, p + 12); list += <u32>load<u8>(table + (<u32>(x >> 32) * MIX >> 16));
    store<u32>(list, p + 14); list += <u32>load<u8>(table + ((load<u32>(p, 14) | 0x20202020) * MIX >> 16));
  }
  return list;
}

/**
 * Compares the places that the table of grams let through: first the gram and the bytes at two further places by what
 * all its keywords may have there, without a branch; then the keywords.
 */
function settleGrams(list: u32, listEnd: u32): void {
  let left = list;
  for (let k = list; k < listEnd; k += 4) {
    const at = load<u32>(k), record = recordOf(at);
    store<u32>(left, at);
    const one = load<u32>(record, 8) >> (<u32>load<u8>(at + <u32>load<i16>(record, 16)) & 31);
    const other = load<u32>(record, 12) >> (<u32>load<u8>(at + <u32>load<i16>(record, 18)) & 31);
    left += (one & other & <u32>(((load<u32>(record) ^ gramKey(at)) & load<u32>(record, 4)) == 0)) << 2;
  }
  for (let k = list; k < left; k += 4) {
    const at = load<u32>(k);
    follow(at, gramKey(at), <u32>load<u16>(recordOf(at), 20));
  }
}

/** 1 where the chain has several links, or one whose key and four further bytes stand there. Entry 0 is no link. */
// @ts-ignore: decorator
@inline function mayStand(at: u32, key: u32, link: u32): u32 {
  const entry = entries + link * ENTRY;
  const differs = (load<u32>(at + load<u32>(entry, 28)) ^ load<u32>(entry, 20)) & load<u32>(entry, 24);
  return <u32>((differs | (load<u32>(entry) ^ key)) == 0) | <u32>(load<u16>(entry, 4) != 0);
}

/** Sieves the candidates and the run starts, in place and without a branch, and compares what is left. */
function settle(list: u32, listEnd: u32, starts: u32, startsEnd: u32): void {
  const windowBits = windows, prefixBits = prefixes, leadBits = leads, kind = kinds;
  let left = list;
  for (let k = list; k < listEnd; k += 4) {
    const at = load<u32>(k);
    store<u32>(left, at);
    left += sieve(windowBits, (load<u32>(at) | 0x20202020) * MIX >> 15) << 2;
  }
  let leftStart = starts;
  for (let k = starts; k < startsEnd; k += 4) {
    const at = load<u32>(k);
    store<u32>(leftStart, at);
    leftStart += sieve(prefixBits, load<u32>(at) * MIX >> 16) << 2;
    const before = load<u32>(at - 4);
    if (sieve(leadBits, (before >> 8) * MIX >> 20) | (<u32>load<u8>(kind + (before >> 24)) & 2)) rareStart(at);
  }
  left = probe(list, left, windowHeads);
  leftStart = probe(starts, leftStart, prefixHeads);
  for (let k = list; k < left; k += 4) verify(load<u32>(k), windowHeads);
  for (let k = starts; k < leftStart; k += 4) verify(load<u32>(k), prefixHeads);
}

/** Keeps the places where a keyword may stand. */
// @ts-ignore: decorator
@inline function probe(list: u32, listEnd: u32, heads: u32): u32 {
  let left = list;
  for (let k = list; k < listEnd; k += 4) {
    const at = load<u32>(k);
    store<u32>(left, at);
    const key = shortKey(at);
    left += mayStand(at, key, shortLink(key, heads)) << 2;
  }
  return left;
}

// ---- lines, and the bare reading to compare with ----------------------------------------------------------------

/** Newlines in `input[from, to)`. */
export function newlines(from: u32, to: u32): u32 {
  let p = input + from, n: u32 = 0;
  const stop = input + to, nl = i8x16.splat(10);
  for (; p + 64 <= stop; p += 64) {
    n += <u32>popcnt(tops(i8x16.eq(v128.load(p), nl), i8x16.eq(v128.load(p, 16), nl), i8x16.eq(v128.load(p, 32), nl), i8x16.eq(v128.load(p, 48), nl)));
  }
  for (; p < stop; p++) n += <u32>(load<u8>(p) == 10);
  return n;
}

/** Bytes of `input[from, to)` that do not continue a UTF-8 sequence. */
export function codePoints(from: u32, to: u32): u32 {
  let p = input + from, n: u32 = 0;
  const stop = input + to, least = i8x16.splat(-64);
  for (; p + 64 <= stop; p += 64) {
    n += <u32>popcnt(tops(i8x16.ge_s(v128.load(p), least), i8x16.ge_s(v128.load(p, 16), least), i8x16.ge_s(v128.load(p, 32), least), i8x16.ge_s(v128.load(p, 48), least)));
  }
  for (; p < stop; p++) n += <u32>((load<u8>(p) & 0xc0) != 0x80);
  return n;
}

/** Reads every byte and does the least with it: what the memory allows. */
export function touch(from: u32, to: u32): u32 {
  let a = i64x2.splat(0), b = i64x2.splat(0);
  for (let p = input + from; p + 64 <= input + to; p += 64) {
    a = v128.xor(a, v128.load(p)); b = v128.xor(b, v128.load(p, 16));
    a = v128.xor(a, v128.load(p, 32)); b = v128.xor(b, v128.load(p, 48));
  }
  return <u32>v128.any_true(v128.xor(a, b));
}
