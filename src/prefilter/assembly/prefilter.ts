// The SIMD prefilter: one pass over the input, a step of 4 KiB at a time. Keywords are looked for in two ways.
//
//   1. Grams, for keywords that may stand anywhere: the folded four bytes at every *second* address are looked up in one
//      bitset. Each keyword stands in it with two grams, one byte apart, so that one of them has an even address wherever
//      the keyword stands; keywords of three and four bytes with whatever byte stands beside them. There is no branch,
//      and the cost does not rise with the number of keywords.
//   2. Run starts: SIMD makes a bit mask of [A-Za-z0-9_-], which shifted onto itself four times leaves the starts of runs
//      of at least 16 bytes. There (and after each `_` of such a run) the four bytes are sieved by a second bitset (token
//      prefixes), the three bytes before by a third (keywords whose last separator stands there: `SG.`, `hvs.`).
//
// What is left is compared in full, through chains keyed by three or four folded bytes, and what a keyword asks of the bytes around it
// is looked at (asks.ts). Only that decides; what comes
// before may let through too much, never too little. Each way takes a whole step before the next begins: its tables stay
// in the first-level cache meanwhile. All tables are laid out by ../tables.ts; addresses are given once by `setup`.
// Reads up to 128 bytes past the end.
import { beginAsks, holds, setupAsks } from './asks';
import { swizzle } from './swizzle';

const MIX: u32 = 0x9e3779b1;

// Bytes that each way takes before the next begins; the scratch area is laid out for it.
const STEP: u32 = 4096;

// Where the bitset of grams stands: at the beginning of the image.
const GRAMS: usize = 1024;

// A chain entry, and what is known of a gram; see tables.ts.
const ENTRY: u32 = 32;
const GRAM: u32 = 24;

let input: u32 = 0;
let classes: u32 = 0;
let shorts: u32 = 0;
let prefixes: u32 = 0;
let leads: u32 = 0;
let kinds: u32 = 0;
let gramHeads: u32 = 0;
let gramRecords: u32 = 0;
let shortHeads: u32 = 0;
let prefixHeads: u32 = 0;
let leadHeads: u32 = 0;
let entries: u32 = 0;
let scratch: u32 = 0;
let positions: u32 = 0;
let keywords: u32 = 0;
let full: u32 = 0;
let reach: u32 = 0;
let stretchStarts: u32 = 0;
let stretchEnds: u32 = 0;
let sixes: u32 = 0;

let resumeAt: u32 = 0;
let stretchCount: u32 = 0;

// Of the scan under way.
let count: u32 = 0;
let low: u32 = 0;
let high: u32 = 0;
let end: u32 = 0;
// Masks of the block before: its class, and where a run may start by what stands before.
let oldClass: u64 = 0;
let oldEdge: u64 = 0;
let carry: u64 = 1;

export function setup(layout: u32): void {
  input = load<u32>(layout);
  classes = load<u32>(layout, 4);
  shorts = load<u32>(layout, 8);
  prefixes = load<u32>(layout, 12);
  leads = load<u32>(layout, 16);
  kinds = load<u32>(layout, 20);
  gramHeads = load<u32>(layout, 24);
  gramRecords = load<u32>(layout, 28);
  shortHeads = load<u32>(layout, 32);
  prefixHeads = load<u32>(layout, 36);
  leadHeads = load<u32>(layout, 40);
  entries = load<u32>(layout, 44);
  scratch = load<u32>(layout, 48);
  positions = load<u32>(layout, 52);
  keywords = load<u32>(layout, 56);
  full = load<u32>(layout, 60);
  reach = load<u32>(layout, 64);
  stretchStarts = load<u32>(layout, 68);
  stretchEnds = load<u32>(layout, 72);
  sixes = load<u32>(layout, 76);
  setupAsks(layout + 128);
}

/** Where to go on after a full buffer; `to` otherwise. */
export function resume(): u32 { return resumeAt; }

// ---- exact comparison -------------------------------------------------------------------------------------------

// kinds[byte]: 1 = of the run class, 2 = introduces an escape.
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
    // Its probe: four more bytes, before the whole text is gone for.
    if ((load<u32>(at + load<u32>(entry, 28)) ^ load<u32>(entry, 20)) & load<u32>(entry, 24)) continue;
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
    const list = <u32>load<u16>(entry, 18);
    if (list && !holds(start, length, list)) continue;
    store<u32>(positions + (count << 2), start - input);
    store<u32>(keywords + (count << 2), <u32>load<u16>(entry, 16));
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
// By bits 0..3 and by bits 3..6 of the byte: bit 3 in both tells letters better apart than bit 7 would. A byte with bit 7
// set gives 0 in the first look-up, in the relaxed one too.
// @ts-ignore: decorator
@inline function classOf(v: v128, low: v128, high: v128): v128 {
  return v128.and(swizzle(low, v128.and(v, i8x16.splat(<i8>0x8f))), swizzle(high, v128.and(v128.shr<u16>(v, 3), i8x16.splat(0x0f))));
}
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

export function scan(from: u32, to: u32, length: u32, code: bool): u32 {
  count = 0;
  resumeAt = to;
  if (from >= to) return 0;
  low = input + from;
  high = input + to;
  end = input + length;
  beginAsks(input, end, code);
  // The last byte whose look-up may still tell of a keyword that starts before `to`.
  const stop = min(high + reach + 2, end);
  const starts = scratch + (STEP >> 2), places = starts + 4 * STEP + 256;
  oldClass = 0;
  oldEdge = 0;
  carry = 1;
  if (from > 0 && (kindOf(low - 1) & 1)) {
    if (load<u8>(low - 1) != 0x5f) carry = 0;
    insideStarts();
  }
  let reached = low;
  for (let first = low; first < stop + 64; first += STEP) {
    const last = min(first + STEP, stop + 64);
    classify(first, last);
    settleStarts(starts, listStarts(first, last, starts));
    settlePlaces(places, listPlaces(first & ~1, last & ~1, places));
    reached = first + ((last - first + 63) & ~63);
    if (count >= full) {
      // Run starts are known up to 64 bytes before `last`; separator keywords and grams begin at most `reach` before.
      resumeAt = min(to, reached - 64 - reach - input);
      break;
    }
  }
  return count;
}

// The parts of a step are exported so that the compiler leaves each a function: in one, their loops would share registers.

/** Masks of a step: for each 64 bytes what is outside the class, and what is `_`. */
export function classify(first: u32, last: u32): void {
  const low = v128.load(classes), high = v128.load(classes, 16);
  let m = scratch;
  for (let p = first; p < last; p += 64, m += 16) {
    const a = classOf(v128.load(p), low, high), b = classOf(v128.load(p, 16), low, high);
    const c = classOf(v128.load(p, 32), low, high), d = classOf(v128.load(p, 48), low, high);
    store<u64>(m, zeros(a, b, c, d));
    store<u64>(m, tops(a, b, c, d), 8);
  }
}

/** Writes the starts of runs, which are known a block late; returns the list's end. */
export function listStarts(first: u32, last: u32, list: u32): u32 {
  let held = oldClass, edge = oldEdge, opened = carry;
  let m = scratch;
  for (let p = first; p < last; p += 64, m += 16) {
    // Starts of runs >= 16 in the block before, which needs this block's mask.
    const outside = load<u64>(m);
    const mask = ~outside;
    let x = held & ((held >> 1) | (mask << 63)), y = mask & (mask >> 1);
    x &= (x >> 2) | (y << 62); y &= y >> 2;
    x &= (x >> 4) | (y << 60); y &= y >> 4;
    x &= (x >> 8) | (y << 56);
    x &= edge;
    const found = <u32>popcnt(x);
    flatten(list, p - 64, x, found);
    list += found << 2;
    // A run may start after a byte that is not of the class, or after `_`.
    const open = outside | load<u64>(m, 8);
    edge = (open << 1) | opened;
    opened = open >> 63;
    held = mask;
  }
  oldClass = held; oldEdge = edge; carry = opened;
  return list;
}

/** Sieves the run starts, in place and without a branch, and compares what is left. */
export function settleStarts(list: u32, listEnd: u32): void {
  const prefixBits = prefixes, leadBits = leads, kind = kinds;
  let left = list;
  for (let k = list; k < listEnd; k += 4) {
    const at = load<u32>(k);
    store<u32>(left, at);
    left += sieve(prefixBits, load<u32>(at) * MIX >> 16) << 2;
    const before = load<u32>(at - 4);
    if (sieve(leadBits, (before >> 8) * MIX >> 20) | (<u32>load<u8>(kind + (before >> 24)) & 2)) rareStart(at);
  }
  left = probe(list, left, prefixHeads);
  for (let k = list; k < left; k += 4) verify(load<u32>(k), prefixHeads);
}

/**
 * 4 where the gram is in the bitset: of the hash the upper half is an address in it, two parts of the lower are bits of the 32 there. What
 * a shift leaves out the rotations do by themselves, and with the address known beforehand nothing has to be added.
 */
// @ts-ignore: decorator
@inline function gramBit(gram: u32): u32 {
  const hash = gram * MIX;
  const word = load<u32>(hash >> 16, GRAMS);
  return rotr<u32>(word, hash) & rotr<u32>(word, hash >> 11) & 4;
}

/** Writes the even addresses of `[from, to)` whose four bytes are in the bitset of grams; returns the list's end. */
export function listPlaces(from: u32, to: u32, list: u32): u32 {
  for (let p = from; p < to; p += 16) {
    let x = load<u64>(p) | 0x2020202020202020;
    store<u32>(list, p); list += gramBit(<u32>x);
    store<u32>(list, p + 2); list += gramBit(<u32>(x >> 16));
    store<u32>(list, p + 4); list += gramBit(<u32>(x >> 32));
    store<u32>(list, p + 6); list += gramBit(load<u32>(p, 6) | 0x20202020);
    x = load<u64>(p, 8) | 0x2020202020202020;
    store<u32>(list, p + 8); list += gramBit(<u32>x);
    store<u32>(list, p + 10); list += gramBit(<u32>(x >> 16));
    store<u32>(list, p + 12); list += gramBit(<u32>(x >> 32));
    store<u32>(list, p + 14); list += gramBit(load<u32>(p, 14) | 0x20202020);
  }
  return list;
}

/**
 * Compares the places that the bitset of grams let through. First, without a branch: the gram and the bytes at two
 * further places by what all its keywords may have there; and the short keywords that begin there or one byte later.
 */
export function settlePlaces(list: u32, listEnd: u32): void {
  const shortBits = shorts;
  // Up to two for each place.
  const shortList = list + 2 * STEP + 256;
  let left = list, shortLeft = shortList;
  for (let k = list; k < listEnd; k += 4) {
    const at = load<u32>(k), record = recordOf(at);
    store<u32>(left, at);
    const one = load<u32>(record, 8) >> (<u32>load<u8>(at + <u32>load<i16>(record, 16)) & 31);
    const other = load<u32>(record, 12) >> (<u32>load<u8>(at + <u32>load<i16>(record, 18)) & 31);
    left += (one & other & <u32>(((load<u32>(record) ^ gramKey(at)) & load<u32>(record, 4)) == 0)) << 2;
    store<u32>(shortLeft, at);
    shortLeft += sieve(shortBits, shortKey(at) * MIX >> 17) << 2;
    store<u32>(shortLeft, at + 1);
    shortLeft += sieve(shortBits, shortKey(at + 1) * MIX >> 17) << 2;
  }
  for (let k = list; k < left; k += 4) {
    const at = load<u32>(k);
    follow(at, gramKey(at), <u32>load<u16>(recordOf(at), 20));
  }
  shortLeft = probe(shortList, shortLeft, shortHeads);
  for (let k = shortList; k < shortLeft; k += 4) verify(load<u32>(k), shortHeads);
}

/** Keeps the places whose chain has several links, or one whose key and four further bytes stand there. */
// @ts-ignore: decorator
@inline function probe(list: u32, listEnd: u32, heads: u32): u32 {
  let left = list;
  for (let k = list; k < listEnd; k += 4) {
    const at = load<u32>(k), key = shortKey(at);
    store<u32>(left, at);
    // Entry 0 is no link; no key is 0.
    const entry = entries + shortLink(key, heads) * ENTRY;
    const differs = (load<u32>(at + load<u32>(entry, 28)) ^ load<u32>(entry, 20)) & load<u32>(entry, 24);
    left += (<u32>((differs | (load<u32>(entry) ^ key)) == 0) | <u32>(load<u16>(entry, 4) != 0)) << 2;
  }
  return left;
}

// ---- stretches that may be encoded; see ../stretches.ts ---------------------------------------------------------

/**
 * Notes the stretches of the encoded class that start in `input[from, to)` and are long enough and not plain. What began before `from`
 * counts as beginning there; what goes on past `length` ends there.
 */
export function stretches(from: u32, to: u32, length: u32): u32 {
  stretchCount = 0;
  high = input + to;
  end = input + length;
  const low16 = v128.load(classes, 32), high16 = v128.load(classes, 48);
  let open = input + from;
  for (let p = open; p < end && open < high; p += 64) {
    const mask = ~zeros(
      classOf(v128.load(p), low16, high16), classOf(v128.load(p, 16), low16, high16),
      classOf(v128.load(p, 32), low16, high16), classOf(v128.load(p, 48), low16, high16),
    );
    if (!~mask) continue;
    const lead = <u32>ctz(~mask);
    if (p + lead >= open + 40) note(open, p + lead);
    // Those of at least 40 wholly inside the block: one at most.
    let x = mask & (mask >> 1);
    x &= x >> 2; x &= x >> 4; x &= x >> 8; x &= x >> 16; x &= x >> 8;
    x = x >> lead << lead;
    if (x) {
      const start = <u32>ctz(x), stop = start + <u32>ctz(~(mask >> start));
      if (stop < 64) note(p + start, p + stop);
    }
    open = p + 64 - <u32>clz(~mask);
  }
  if (open < end) {
    let p = open;
    while (p < end && isEncodedAt(p)) p++;
    note(open, p);
  }
  return stretchCount;
}

function isEncodedAt(at: u32): bool {
  const byte = <u32>load<u8>(at);
  return byte < 128 && (load<u8>(classes + 32 + (byte & 15)) & load<u8>(classes + 48 + (byte >> 3))) != 0;
}

function note(start: u32, stop: u32): void {
  const last = min(stop, end);
  if (start >= high || last < start + 40 || isPlain(start, last)) return;
  store<u32>(stretchStarts + (stretchCount << 2), start - input);
  store<u32>(stretchEnds + (stretchCount << 2), last - input);
  stretchCount++;
}

/** Whether a stretch has no escape, and shows at its ends that it is no encoded run. */
function isPlain(start: u32, stop: u32): bool {
  while (stop > start && load<u8>(stop - 1) == 0x3b) stop--;
  if (stop - start >= 128) return false;
  if (stop - start < 40) return !hasIntroducer(start, stop);
  return !(isHex(start) || hasIntroducer(start, stop) || mayDecode(start, stop));
}

/** What a character is worth in base64. */
// @ts-ignore: decorator
@inline function sixOf(at: u32): u32 { return <u32>load<u8>(sixes + <u32>load<u8>(at), 1024); }

/** Letters of both cases at one end, and bytes that may be text, or how something compressed begins. */
function mayDecode(start: u32, stop: u32): bool {
  if (!isMixed(start) && !isMixed(stop - 32)) return false;
  const first = sixOf(start), second = sixOf(start + 1);
  if ((first == 7 && second == 56) || (first == 30 && second < 16) || (first == 63 && second >= 32)) return true;
  return mayBeText(start) || mayBeText(stop - 32);
}

// @ts-ignore: decorator
@inline function topOf(at: u32): u32 { return load<u32>(sixes + (<u32>load<u8>(at) << 2)); }

/** Whether at one of four phases few of the decoded bytes have their top bit set: `likelyPhases`. */
function mayBeText(at: u32): bool {
  let a: u32 = 0, b: u32 = 0, c: u32 = 0, d: u32 = 0;
  for (let k = at; k < at + 32; k += 4) { a += topOf(k); b += topOf(k + 1); c += topOf(k + 2); d += topOf(k + 3); }
  const sums = a + rotl<u32>(b, 8) + rotl<u32>(c, 16) + rotl<u32>(d, 24);
  return (sums & 255) <= 6 || ((sums >> 8) & 255) <= 6 || ((sums >> 16) & 255) <= 7 || (sums >> 24) <= 8;
}

function hasIntroducer(start: u32, stop: u32): bool {
  const low16 = v128.load(classes, 64), high16 = v128.load(classes, 80);
  for (let p = start; p < stop; p += 16) {
    let bits = <u32>i8x16.bitmask(i8x16.ne(classOf(v128.load(p), low16, high16), i8x16.splat(0)));
    if (stop - p < 16) bits &= (1 << (stop - p)) - 1;
    if (bits) return true;
  }
  return false;
}

// @ts-ignore: decorator
@inline function between(v: v128, least: u8, most: u8): v128 {
  return v128.and(i8x16.ge_u(v, i8x16.splat(<i8>least)), i8x16.le_u(v, i8x16.splat(<i8>most)));
}

/** At least three capitals and two small letters in 32 bytes. */
function isMixed(at: u32): bool {
  const a = v128.load(at), b = v128.load(at, 16);
  const capitals = popcnt(i8x16.bitmask(between(a, 0x41, 0x5a)) | (i8x16.bitmask(between(b, 0x41, 0x5a)) << 16));
  if (capitals < 3) return false;
  return popcnt(i8x16.bitmask(between(a, 0x61, 0x7a)) | (i8x16.bitmask(between(b, 0x61, 0x7a)) << 16)) >= 2;
}

/** 32 bytes of hex digits. */
function isHex(at: u32): bool {
  return isHex16(v128.load(at)) && isHex16(v128.load(at, 16));
}

// @ts-ignore: decorator
@inline function isHex16(v: v128): bool {
  const folded = v128.or(v, i8x16.splat(0x20));
  return i8x16.all_true(v128.or(between(v, 0x30, 0x39), between(folded, 0x61, 0x66)));
}

// ---- text -------------------------------------------------------------------------------------------------------

/** Whether the first bytes of the input hold no NUL, and the very first no control character that is none of text. */
export function plain(near: u32, far: u32): bool {
  const zero = i8x16.splat(0);
  for (let p: u32 = 0; p < near; p += 16) {
    const v = v128.load(input + p);
    // Below 8, or from 14 to 31.
    let bits = <u32>i8x16.bitmask(v128.or(i8x16.lt_u(v, i8x16.splat(8)), i8x16.le_u(i8x16.sub(v, i8x16.splat(14)), i8x16.splat(17))));
    if (near - p < 16) bits &= (1 << (near - p)) - 1;
    if (bits) return false;
  }
  for (let p = near & ~15; p < far; p += 16) {
    let bits = <u32>i8x16.bitmask(i8x16.eq(v128.load(input + p), zero));
    if (far - p < 16) bits &= (1 << (far - p)) - 1;
    if (bits) return false;
  }
  return true;
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
