/**
 * What is asked of the bytes around a keyword before it is reported: most names of providers stand in plain code, where nothing is
 * that their rules could take. The one definition that every engine is held to; that of the SIMD pass is `assembly/asks.ts`.
 */

import { markBytes } from '../model/byte-class.ts';
import { mayBeValue } from '../model/drawn.ts';
import type { Keyword } from '../model/rule.ts';
import { isAssigned } from './assigned.ts';

/** Bytes of a set in a row. */
export interface RunAsk {
  /** Borders of ranges of bytes, two hex digits each, as in `RequiredRun`. */
  readonly bytes: string;
  readonly least: number;
  /** Where the run may begin, from the keyword on: first and last. */
  readonly first: number;
  readonly last: number;
}

/**
 * `value`: a run of the characters of values that may be drawn at random stands within `valueReach`. `assigned`: something can be
 * assigned to the name that the keyword stands in (`assigned.ts`).
 */
export type Ask = 'value' | 'assigned' | RunAsk;

/** A keyword that is reported only where one of its asks holds, or an escape follows that may hide what is asked for. */
export interface AskingKeyword extends Keyword {
  readonly asks?: readonly Ask[];
}

/** What tells lists of asks apart. */
export function nameOf(asks: readonly Ask[]): string {
  return JSON.stringify(asks);
}

/** Bytes to either side of a keyword's start in which a value ends or begins. */
export const valueReach = 282;
/** Longer runs are not looked into, but taken for values. */
export const longRun = 512;
/** Bytes after a keyword's start in which an escape counts. */
export const escapeReach = 64;

/** What values are made of. */
export const valueMarks = '_-.+/~';
const inValue = new Uint8Array(256);
markBytes(inValue, 1, 'AZaz09', valueMarks);

function valueStandsNear(bytes: Uint8Array, position: number, length: number): boolean {
  const low = Math.max(0, position - valueReach);
  const high = Math.min(length, position + valueReach);
  let at = low;
  while (at > 0 && low - at <= longRun && inValue[bytes[at - 1]!] === 1) at--;
  while (at < high) {
    const start = at;
    while (at < length && inValue[bytes[at]!] === 1 && (at <= low || at - start <= longRun)) at++;
    if (at > low && (at - start > longRun || mayBeValue(bytes, start, at, length))) return true;
    at++;
  }
  return false;
}

const hexDigit = new Uint8Array(256);
markBytes(hexDigit, 1, '09afAF');
const letter = new Uint8Array(256);
markBytes(letter, 1, 'AZaz');
/** Letters of an entity's name, its `;` included. */
const longestEntity = 10;

/** Tab, newline, carriage return: the second digit. */
function isTextControl(digit: number): boolean {
  return digit === 0x39 || digit === 0x61 || digit === 0x64;
}

/** Whether what begins at a byte may be an escape that hides something: `\u`, `%2B`, `&amp;`, `=3D`, a soft line break. */
function mayEscape(bytes: Uint8Array, at: number): boolean {
  const next = bytes[at + 1]!;
  switch (bytes[at]) {
    case 0x5c:
      return next === 0x75 || next === 0x78 || next === 0x2f || next === 0x5c || next === 0x30 || next === 0x31;
    case 0x25:
      // Of the control characters those that stand in text.
      if (next === 0x30 || next === 0x31) return next === 0x30 && isTextControl(bytes[at + 2]! | 0x20);
      return hexDigit[next] === 1 && hexDigit[bytes[at + 2]!] === 1;
    case 0x26: {
      if (next === 0x23) return true;
      let end = at + 1;
      while (end <= at + longestEntity && letter[bytes[end]!] === 1) end++;
      return bytes[end] === 0x3b;
    }
    case 0x3d:
      return next === 0x0a || next === 0x0d || next === 0x5c || (next === 0x33 && bytes[at + 2] === 0x44);
    default:
      return false;
  }
}

/** Whether an escape may begin in the bytes after a keyword's start. */
export function escapeFollows(bytes: Uint8Array, position: number, length: number): boolean {
  const end = Math.min(length, position + escapeReach);
  for (let at = position; at < end; at++) if (mayEscape(bytes, at)) return true;
  return false;
}

/** 256 bits. @param ranges as in `RunAsk.bytes` */
export function setOf(ranges: string): Uint32Array {
  const set = new Uint32Array(8);
  for (let k = 0; k < ranges.length; k += 4) {
    const last = Number.parseInt(ranges.slice(k + 2, k + 4), 16);
    for (let byte = Number.parseInt(ranges.slice(k, k + 2), 16); byte <= last; byte++)
      set[byte >>> 5]! |= 1 << (byte & 31);
  }
  return set;
}

/** Whether `least` bytes of a set stand in a row that begins in `[first, last]`. */
export function runStands(
  bytes: Uint8Array,
  length: number,
  { first, last, least }: { readonly first: number; readonly last: number; readonly least: number },
  sets: Uint32Array,
  set: number,
): boolean {
  let start = Math.max(0, first);
  const end = Math.min(length - least, last);
  /** Bytes from `start` to here are known to be of the set. */
  let known = start;
  while (start <= end) {
    let at = start + least - 1;
    for (; at >= known; at--) {
      const byte = bytes[at]!;
      if (((sets[set + (byte >>> 5)]! >>> (byte & 31)) & 1) === 0) break;
    }
    if (at < known) return true;
    known = start + least;
    start = at + 1;
  }
  return false;
}

/** Whether a keyword at a position is to be reported; bytes from `length` on are those of nothing. `code` as for `Prefilter.scan`. */
export type Answers = (bytes: Uint8Array, position: number, length: number, code: boolean) => boolean;

export function answersTo(asks: readonly Ask[], keywordLength: number): Answers {
  const each = asks.map((ask): Answers => {
    if (ask === 'value') return valueStandsNear;
    if (ask === 'assigned') {
      return (bytes, position, length, code) => isAssigned(bytes.subarray(0, length), position, keywordLength, code);
    }
    const set = setOf(ask.bytes);
    return (bytes, position, length) => {
      const where = { first: position + ask.first, last: position + ask.last, least: ask.least };
      return runStands(bytes, length, where, set, 0);
    };
  });
  return (bytes, position, length, code) =>
    each.some((answers) => answers(bytes, position, length, code)) || escapeFollows(bytes, position, length);
}
