/** Whether bytes look drawn at random, not written: what names in code are told from values by, before any text is made of them. */

import { markBytes } from './byte-class.ts';

/**
 * Second letters that often follow a first one in words and names of code: 223 pairs that make up 86 % of those in the words of
 * documents and sources, and a third of those in random text.
 */
const usual =
  'abcdgilmnprstuvy baeilosu cacehiklmorstu dadeiorsu eabcdefgilmnpqrstvx faefilnorsu gaeilnrs haeio iabcdefglmnoprstvz j kei ladeilostuy mabeimopsu nacdefginostu obcdfgilmnoprstuvw paefiloprstu qu racdegimnoprstuy sacehilopstuy tacehiloprstuy uabcefilmnprst vaei waei xt yp ze';

/** By both letters, `26 * first + second`. */
export const isUsual = new Uint8Array(26 * 26);
for (const row of usual.split(' ')) {
  for (const second of row.slice(1)) isUsual[(row.charCodeAt(0) - 97) * 26 + second.charCodeAt(0) - 97] = 1;
}

/** Share of usual pairs from which a text of so many pairs is words: random text of the length is under it. */
export function mostUsual(pairs: number): number {
  if (pairs < 4) return 1;
  if (pairs < 8) return 0.85;
  if (pairs < 14) return 0.75;
  return pairs < 26 ? 0.68 : 0.6;
}

const underscore = 0x5f;
const dot = 0x2e;
const slash = 0x2f;
const tilde = 0x7e;
const digit = 1;
const letter = 2;
/** Pieces of `partName` are no longer. */
const longestPiece = 12;

/**
 * Whether a run of the characters of values may look random once the punctuation at its ends is taken off, told from its bytes: never
 * false where `whyNotRandom` says nothing, for ten characters with a digit or 24 without.
 */
function mayBeRandom(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  let digits = 0;
  let capitals = 0;
  let smalls = 0;
  let beyondHex = 0;
  let changes = 0;
  let pairs = 0;
  let usualPairs = 0;
  let underscores = 0;
  let others = 0;
  let piece = 0;
  let shortest = length;
  let longest = 0;
  let before = 0;
  let kindBefore = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    const lower = byte | 32;
    const kind = byte >= 0x30 && byte <= 0x39 ? digit : lower >= 0x61 && lower <= 0x7a ? letter : 0;
    if (kind === letter) {
      if (byte >= 0x61) smalls++;
      else capitals++;
      if (lower > 0x66) beyondHex++;
      if (kindBefore === letter && !(byte < 0x61 && before >= 0x61)) {
        pairs++;
        usualPairs += isUsual[((before | 32) - 97) * 26 + lower - 97]!;
      }
    } else if (kind === digit) digits++;
    if (kind === 0) {
      if (piece > longest) longest = piece;
      if (piece < shortest) shortest = piece;
      piece = 0;
      if (byte === underscore) underscores++;
      else others++;
    } else piece++;
    if (kind + kindBefore === digit + letter) changes++;
    before = byte;
    kindBefore = kind;
  }
  if (piece > longest) longest = piece;
  if (piece < shortest) shortest = piece;
  const letters = capitals + smalls;
  if (letters < 3 || letters * 8 < digits) return false;
  // Padding belongs to the value: what is said of names in code holds for what ends here alone.
  const bare = others === 0 && bytes[end] !== 0x3d;
  if (bare && isNumber(bytes, start, end)) return false;
  if (bare && underscores > 0 && (capitals === 0 || smalls === 0)) {
    if (shortest > 0 && longest <= longestPiece) return false;
    if (bytes[start] !== underscore && smalls === 0 && changes * 8 < length) return false;
  }
  if (others > 0 && bytes[end] !== 0x3d && isDotted(bytes, start, end)) return false;
  if (beyondHex === 0 && underscores === 0) return digits > 0 || others > 0;
  if (changes * 4 >= length - others) return true;
  if (pairs > 0 && usualPairs / pairs >= mostUsual(pairs)) return false;
  if (digits === 0) return pairs >= 14 && usualPairs / pairs <= 0.5;
  return changes >= 2;
}

/** Pieces of `dotted` names are no longer. */
const longestDotted = 20;

/** `sdmmc1_dat5.sdmmc1_dat5`: words with dots between them, in none of which digits and letters keep changing. */
function isDotted(bytes: Uint8Array, start: number, end: number): boolean {
  let piece = 0;
  let changes = 0;
  let kindBefore = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    const lower = byte | 32;
    const kind = byte >= 0x30 && byte <= 0x39 ? digit : lower >= 0x61 && lower <= 0x7a ? letter : 0;
    if (byte === dot) {
      if (piece === 0) return false;
      piece = 0;
      changes = 0;
    } else {
      if ((kind === 0 && byte !== underscore) || (kind === digit && piece === 0)) return false;
      if (kind + kindBefore === digit + letter && ++changes > 2) return false;
      if (++piece > longestDotted) return false;
    }
    kindBefore = kind;
  }
  return piece > 0;
}

/** Bytes that may stand before a value, and after one: there no call goes on, no index, no template. */
export const mayPrecede = ' \t\r\n"\'`=:>(,|[{;&?@%';
export const mayFollow = ' \t\r\n"\'`<>),;|&]}#\\:*!?%@$';

/** Shorter runs are no values. */
export const leastValue = 10;
/** Base64 that begins with a slash is longer. */
const leastSlashed = 25;

export const precedes = 1;
export const follows = 2;
/** By byte. */
export const borders = new Uint8Array(256);
markBytes(borders, precedes, '', mayPrecede);
// One of two paddings ends a value too.
markBytes(borders, follows, '', `${mayFollow}=`);

/** A run that begins as a path, unless it may be base64. */
function isPath(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start]!;
  if (first === dot || first === tilde) return true;
  if (first !== slash || bytes[start + 1] === slash) return false;
  if (end - start < leastSlashed) return true;
  let kinds = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte >= 0x61 && byte <= 0x7a) kinds |= 1;
    else if (byte >= 0x41 && byte <= 0x5a) kinds |= 2;
    else if (byte >= 0x30 && byte <= 0x39) kinds |= 4;
  }
  return kinds !== 7;
}

/** `ey`, as signed tokens begin, whatever their claims spell. */
function mayBeSigned(bytes: Uint8Array, start: number): boolean {
  return bytes[start] === 0x65 && bytes[start + 1] === 0x79 && (bytes[start + 2]! | 1) === 0x4b;
}

/** A number is a value where it is called one. */
function isLongNumber(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 16) return false;
  for (let at = start; at < end; at++) if (bytes[at]! < 0x30 || bytes[at]! > 0x39) return false;
  return true;
}

/**
 * Whether a run of the characters of values, as long as it goes on, may be one: by what stands beside it and by its own bytes.
 *
 * @param length bytes that there are
 */
export function mayBeValue(bytes: Uint8Array, start: number, end: number, length: number = bytes.length): boolean {
  if (end - start < leastValue) return false;
  if (start > 0 && (borders[bytes[start - 1]!]! & precedes) === 0) return false;
  if (end < length && (borders[bytes[end]!]! & follows) === 0) return false;
  if (isPath(bytes, start, end)) return false;
  return mayBeRandom(bytes, start, end) || mayBeSigned(bytes, start) || isLongNumber(bytes, start, end);
}

/** `0x801C900500419005`, with or without `ull`. */
function isNumber(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== 0x30 || (bytes[start + 1]! | 32) !== 0x78 || end - start > 18) return false;
  for (let at = start + 2; at < end; at++) {
    const lower = bytes[at]! | 32;
    if (!((lower >= 0x30 && lower <= 0x39) || (lower >= 0x61 && lower <= 0x66))) return false;
  }
  return true;
}
