// What is asked of the bytes around a keyword; the definition is ../asks.ts. Runs of the characters of values are found by SIMD, 64
// bytes at a time and only near keywords that ask; those that may be values are kept in order, so that keywords which stand close
// together look at the same bytes once. Tables are laid out by ../ask-tables.ts.
import { beginAssigned, isAssigned, setupAssigned } from './assigned';
import { swizzle } from './swizzle';

// As in ../asks.ts.
const VALUE_REACH: u32 = 282;
const LONG_RUN: u32 = 512;
const LEAST_RUN: u32 = 10;
const ESCAPE_REACH: u32 = 64;
const LONGEST_ENTITY: u32 = 10;
/** Without a digit and with a letter beyond hex, a shorter run has too few pairs of letters. */
const LEAST_LETTERS: u32 = 15;
/** Pieces of names with dots are no longer. */
const LONGEST_DOTTED: u32 = 20;
/** Base64 that begins with a slash is longer. */
const LEAST_SLASHED: u32 = 25;
/** Bytes of the table of pairs before that of classes. */
const PAIRS: usize = 16384;
/** Runs that are kept. */
const KEPT: u32 = 4096;

let input: u32 = 0;
let end: u32 = 0;
let classes: u32 = 0;
let kinds: u32 = 0;
let pairs: u32 = 0;
let asks: u32 = 0;
let sets: u32 = 0;
let starts: u32 = 0;
let ends: u32 = 0;

// Runs that end after `coverFrom` and begin before `coverTo` are known, but for one that is open.
let coverFrom: u32 = 0;
let coverTo: u32 = 0;
let count: u32 = 0;
/** Where a run begins that goes on at `coverTo`; 0 for none. */
let open: u32 = 0;
/** Whether it has been kept for its length. */
let long: bool = false;
let openDigits: bool = false;

export function setupAsks(layout: u32): void {
  classes = load<u32>(layout);
  kinds = load<u32>(layout, 4);
  pairs = load<u32>(layout, 8);
  asks = load<u32>(layout, 12);
  sets = load<u32>(layout, 16);
  starts = load<u32>(layout, 20);
  ends = load<u32>(layout, 24);
  setupAssigned(load<u32>(layout, 28));
}

/** Forgets what was found in other bytes. */
export function beginAsks(first: u32, last: u32, code: bool): void {
  beginAssigned(first, last, code);
  input = first;
  end = last;
  coverFrom = coverTo = 0;
  count = open = 0;
  long = false;
}

/** Whether one of a list's asks holds around a keyword at `at`, or an escape follows it. */
export function holds(at: u32, length: u32, list: u32): bool {
  for (let ask = asks + (list << 4); ; ask += 16) {
    const kind = <u32>load<u8>(ask, 5);
    if (kind == 0 ? runStands(at, ask) : kind == 1 ? valueStandsNear(at) : isAssigned(at, length)) return true;
    if (load<u8>(ask, 4)) break;
  }
  return escapeFollows(at);
}

function runStands(at: u32, ask: u32): bool {
  const least = <i32>load<u16>(ask), set = sets + (<u32>load<u16>(ask, 2) << 5);
  let start = max(<i32>input, <i32>at + load<i32>(ask, 8));
  const last = min(<i32>end - least, <i32>at + load<i32>(ask, 12));
  let known = start;
  while (start <= last) {
    let k = start + least - 1;
    for (; k >= known; k--) {
      const byte = <u32>load<u8>(k);
      if (!((<u32>load<u8>(set + (byte >> 3)) >> (byte & 7)) & 1)) break;
    }
    if (k < known) return true;
    known = start + least;
    start = k + 1;
  }
  return false;
}

// ---- escapes ----------------------------------------------------------------------------------------------------

// @ts-ignore: decorator
@inline function isHexDigit(byte: u32): bool { return byte - 0x30 < 10 || (byte | 0x20) - 0x61 < 6; }

// @ts-ignore: decorator
@inline function isTextControl(digit: u32): bool { return digit == 0x39 || digit == 0x61 || digit == 0x64; }

function mayEscape(at: u32): bool {
  const byte = <u32>load<u8>(at), next = <u32>load<u8>(at, 1);
  if (byte == 0x5c) return next == 0x75 || next == 0x78 || next == 0x2f || next == 0x5c || next == 0x30 || next == 0x31;
  if (byte == 0x25 && (next | 1) == 0x31) return next == 0x30 && isTextControl(<u32>load<u8>(at, 2) | 0x20);
  if (byte == 0x25) return isHexDigit(next) && isHexDigit(<u32>load<u8>(at, 2));
  if (byte == 0x3d) return next == 0x0a || next == 0x0d || next == 0x5c || (next == 0x33 && load<u8>(at, 2) == 0x44);
  if (next == 0x23) return true;
  let k = at + 1;
  while (k <= at + LONGEST_ENTITY && (<u32>load<u8>(k) | 0x20) - 0x61 < 26) k++;
  return load<u8>(k) == 0x3b;
}

// @ts-ignore: decorator
@inline function introducers(v: v128): v128 {
  return v128.or(
    v128.or(i8x16.eq(v, i8x16.splat(0x5c)), i8x16.eq(v, i8x16.splat(0x25))),
    v128.or(i8x16.eq(v, i8x16.splat(0x26)), i8x16.eq(v, i8x16.splat(0x3d))),
  );
}

function escapeFollows(at: u32): bool {
  const last = min(end, at + ESCAPE_REACH);
  for (let p = at; p < last; p += 16) {
    let bits = <u32>i8x16.bitmask(introducers(v128.load(p)));
    for (; bits; bits &= bits - 1) {
      const place = p + <u32>ctz(bits);
      if (place < last && mayEscape(place)) return true;
    }
  }
  return false;
}

// ---- runs of the characters of values ---------------------------------------------------------------------------

function valueStandsNear(at: u32): bool {
  const low = max(<i32>input, <i32>(at - VALUE_REACH));
  const high = min(end, at + VALUE_REACH);
  if (coverTo < <u32>low || coverFrom > <u32>low) coverAnew(<u32>low);
  while (coverTo < high || (open && !long && open < high && coverTo < end)) cover();
  for (let k = count; k > 0; k--) {
    if (load<u32>(starts + ((k - 1) << 2)) < high) return load<u32>(ends + ((k - 1) << 2)) > <u32>low;
  }
  return false;
}

// kinds[byte]: of the characters of values, a digit, a letter, a capital, beyond hex, an underscore; may precede a value, may follow one.
const VALUE: u32 = 1, DIGIT: u32 = 2, LETTER: u32 = 4, CAPITAL: u32 = 8, BEYOND: u32 = 16, UNDERSCORE: u32 = 32, PRECEDES: u32 = 64, FOLLOWS: u32 = 128;
// @ts-ignore: decorator
@inline function kindOf(at: u32): u32 { return <u32>load<u8>(kinds + <u32>load<u8>(at)); }

function coverAnew(low: u32): void {
  let p = low;
  while (p > input && low - p <= LONG_RUN && (kindOf(p - 1) & VALUE)) p--;
  coverFrom = coverTo = p;
  count = open = 0;
  long = false;
}

function keep(start: u32, stop: u32): void {
  if (count == KEPT) {
    const half = KEPT >> 1;
    memory.copy(starts, starts + (half << 2), half << 2);
    memory.copy(ends, ends + (half << 2), half << 2);
    count = half;
    // The ends of all that was let go lie before this.
    coverFrom = load<u32>(starts);
  }
  store<u32>(starts + (count << 2), start);
  store<u32>(ends + (count << 2), stop);
  count++;
}

// By the low four bits and by bits 3..6 of a byte, as in prefilter.ts.
// @ts-ignore: decorator
@inline function outside(v: v128, low: v128, high: v128): u64 {
  const both = v128.and(swizzle(low, v128.and(v, i8x16.splat(<i8>0x8f))), swizzle(high, v128.and(v128.shr<u16>(v, 3), i8x16.splat(0x0f))));
  return <u64><u32>i8x16.bitmask(i8x16.eq(both, i8x16.splat(0)));
}
// @ts-ignore: decorator
@inline function digitsOf(v: v128): u64 {
  return <u64><u32>i8x16.bitmask(i8x16.le_u(i8x16.sub(v, i8x16.splat(0x30)), i8x16.splat(9)));
}
/** Letters from g to z. */
// @ts-ignore: decorator
@inline function beyondOf(v: v128): u64 {
  const folded = v128.or(v, i8x16.splat(0x20));
  return <u64><u32>i8x16.bitmask(i8x16.le_u(i8x16.sub(folded, i8x16.splat(0x67)), i8x16.splat(19)));
}

/** Notes the runs of the next 64 bytes. */
function cover(): void {
  const base = coverTo, low = v128.load(classes), high = v128.load(classes, 16);
  const a = v128.load(base), b = v128.load(base, 16), c = v128.load(base, 32), d = v128.load(base, 48);
  let mask = ~(outside(a, low, high) | (outside(b, low, high) << 16) | (outside(c, low, high) << 32) | (outside(d, low, high) << 48));
  if (end - base < 64) mask &= (<u64>1 << (end - base)) - 1;
  coverTo = min(base + 64, end);
  if (open) {
    if (!~mask) {
      if (long) store<u32>(ends + ((count - 1) << 2), coverTo);
      else if (coverTo - open > LONG_RUN) { keep(open, coverTo); long = true; }
      if (coverTo == end) close(end);
      return;
    }
    const lead = <u32>ctz(~mask);
    close(base + lead);
    mask = mask >> lead << lead;
  }
  if (!~mask) {
    open = base;
  } else {
    const tail = <u32>clz(~mask);
    if (tail) {
      open = base + 64 - tail;
      mask = mask << tail >> tail;
    }
    inside(base, mask, a, b, c, d);
  }
  if (open && coverTo == end) close(end);
}

// @ts-ignore: decorator
@inline function lettersOf(v: v128): u64 {
  return <u64><u32>i8x16.bitmask(i8x16.le_u(i8x16.sub(v128.or(v, i8x16.splat(0x20)), i8x16.splat(0x61)), i8x16.splat(25)));
}

/** Runs that lie wholly within 64 bytes. Most are names, which their masks tell. */
// @ts-ignore: decorator
@inline function inside(base: u32, mask: u64, a: v128, b: v128, c: v128, d: v128): void {
  const y = mask & (mask >> 1);
  let x = y & (y >> 2);
  x &= x >> 4; x &= y >> 8;
  if (!x) return;
  const digits = digitsOf(a) | (digitsOf(b) << 16) | (digitsOf(c) << 32) | (digitsOf(d) << 48);
  const beyond = beyondOf(a) | (beyondOf(b) << 16) | (beyondOf(c) << 32) | (beyondOf(d) << 48);
  const letters = lettersOf(a) | (lettersOf(b) << 16) | (lettersOf(c) << 32) | (lettersOf(d) << 48);
  const changes = (digits & (letters << 1)) | (letters & (digits << 1));
  while (x) {
    const start = <u32>ctz(x), length = <u32>ctz(~(mask >> start)), stop = start + length;
    const own = ((<u64>1 << length) - 1) << start;
    x = x >> stop << stop;
    const first = base + start;
    if (beyond & own) {
      // No hex: a value has many unusual pairs of letters, or changes between letters and digits.
      if (!(digits & own)) {
        if (length < LEAST_LETTERS || (!isSigned(first) && !hasUnusualPairs(first, base + stop))) continue;
      } else if (<u32>popcnt(changes & own) < 2 && <u32>popcnt(own & (letters | digits)) > 4) {
        if (!isSigned(first)) continue;
      }
    }
    if (isValue(first, base + stop)) keep(first, base + stop);
  }
}

/** Whether in a run without digits half of the pairs of letters at least are unusual. */
function hasUnusualPairs(start: u32, stop: u32): bool {
  const most = (stop - start) << 9;
  let told: u32 = 0;
  let before: u32 = 63 << 6;
  for (let at = start; at < stop; at++) {
    const own = <u32>load<u8>(pairs + <u32>load<u8>(at), PAIRS);
    told += load<u32>(pairs + ((before | own) << 2));
    before = own << 6;
    // Twice as many usual ones as there can be pairs.
    if ((told & 0xffc00) > most) return false;
  }
  const met = told & 1023, usual = (told >> 10) & 1023;
  return met >= 14 && usual * 2 <= met;
}

/** `eyJ`, `eyK` */
// @ts-ignore: decorator
@inline function isSigned(start: u32): bool { return load<u16>(start) == 0x7965 && (load<u8>(start, 2) | 1) == 0x4b; }

/** Ends the run that is open. */
function close(stop: u32): void {
  if (long) store<u32>(ends + ((count - 1) << 2), stop);
  else if (stop - open >= LEAST_RUN && isValue(open, stop)) keep(open, stop);
  open = 0;
  long = false;
}

function isValue(start: u32, stop: u32): bool {
  if (stop - start > LONG_RUN) return true;
  if (start > input && !(kindOf(start - 1) & PRECEDES)) return false;
  if (stop < end && !(kindOf(stop) & FOLLOWS)) return false;
  if (isPath(start, stop)) return false;
  return mayBeRandom(start, stop) || isSigned(start) || (stop - start >= 16 && isAll(start, stop, DIGIT));
}

/** A run that begins as a path, unless it may be base64. */
function isPath(start: u32, stop: u32): bool {
  const first = load<u8>(start);
  if (first == 0x2e || first == 0x7e) return true;
  if (first != 0x2f || load<u8>(start, 1) == 0x2f) return false;
  if (stop - start < LEAST_SLASHED) return true;
  let kinds: u32 = 0;
  for (let at = start; at < stop; at++) {
    const kind = kindOf(at);
    // Bits of a digit and a capital; a letter that is none.
    kinds |= (kind & (DIGIT | CAPITAL)) | ((kind & (LETTER | CAPITAL)) == LETTER ? LETTER : 0);
  }
  return kinds != (DIGIT | CAPITAL | LETTER);
}

function isAll(start: u32, stop: u32, kind: u32): bool {
  for (let at = start; at < stop; at++) if (!(kindOf(at) & kind)) return false;
  return true;
}

/** See `mayBeRandom` in src/model/drawn.ts. */
function mayBeRandom(start: u32, stop: u32): bool {
  let digits: u32 = 0, capitals: u32 = 0, letters: u32 = 0, beyond: u32 = 0, underscores: u32 = 0;
  let told: u32 = 0;
  let before: u32 = 63 << 6;
  for (let at = start; at < stop; at++) {
    const byte = <u32>load<u8>(at), kind = <u32>load<u8>(kinds + byte), own = <u32>load<u8>(pairs + byte, PAIRS);
    digits += (kind >> 1) & 1;
    letters += (kind >> 2) & 1;
    capitals += (kind >> 3) & 1;
    beyond |= kind;
    underscores += (kind >> 5) & 1;
    // Of two bytes, ten bits a count: a pair of letters, a usual one, a change between letters and digits.
    told += load<u32>(pairs + ((before | own) << 2));
    before = own << 6;
  }
  const length = stop - start, others = length - digits - letters - underscores, smalls = letters - capitals;
  const met = told & 1023, usual = (told >> 10) & 1023, changes = told >> 20;
  if (letters < 3 || letters * 8 < digits) return false;
  const bare = others == 0 && load<u8>(stop) != 0x3d;
  if (bare && isNumber(start, stop)) return false;
  if (bare && underscores > 0 && (capitals == 0 || smalls == 0)) {
    if (isOfShortPieces(start, stop)) return false;
    if (load<u8>(start) != 0x5f && smalls == 0 && changes * 8 < length) return false;
  }
  if (others > 0 && load<u8>(stop) != 0x3d && isDotted(start, stop)) return false;
  if (!(beyond & BEYOND) && underscores == 0) return digits > 0 || others > 0;
  if (changes * 4 >= length - others) return true;
  if (met > 0 && <f64>usual / <f64>met >= mostUsual(met)) return false;
  if (digits == 0) return met >= 14 && usual * 2 <= met;
  return changes >= 2;
}

function mostUsual(pairs: u32): f64 {
  if (pairs < 4) return 1;
  if (pairs < 8) return 0.85;
  if (pairs < 14) return 0.75;
  return pairs < 26 ? 0.68 : 0.6;
}

/** No piece between underscores is empty, none as long as a key. */
function isOfShortPieces(start: u32, stop: u32): bool {
  let piece: u32 = 0;
  for (let at = start; at < stop; at++) {
    if (!(kindOf(at) & UNDERSCORE)) { if (++piece > 12) return false; continue; }
    if (!piece) return false;
    piece = 0;
  }
  return piece > 0;
}

/** Words with dots between them, in none of which digits and letters keep changing. */
function isDotted(start: u32, stop: u32): bool {
  let piece: u32 = 0, changes: u32 = 0, before: u32 = 0;
  for (let at = start; at < stop; at++) {
    const kind = kindOf(at) & (DIGIT | LETTER | UNDERSCORE);
    if (!kind) {
      if (load<u8>(at) != 0x2e || !piece) return false;
      piece = 0;
      changes = 0;
    } else {
      if (kind == DIGIT && !piece) return false;
      if ((kind | before) == (DIGIT | LETTER) && ++changes > 2) return false;
      if (++piece > LONGEST_DOTTED) return false;
    }
    before = kind;
  }
  return piece > 0;
}

function isNumber(start: u32, stop: u32): bool {
  if (load<u8>(start) != 0x30 || (load<u8>(start, 1) | 0x20) != 0x78 || stop - start > 18) return false;
  for (let at = start + 2; at < stop; at++) if (!isHexDigit(<u32>load<u8>(at))) return false;
  return true;
}
