/** Which neighbours a match may have: character classes, and the ends of escape sequences, which count as edges. */

import { markBytes } from '../model/byte-class.ts';
import type { Edge } from '../model/rule.ts';

const word = 1;
const base64 = 2;
const base64url = 4;
const wordOrLine = 8;
const hex = 16;
const parameter = 32;

const classes = new Uint8Array(256);
markBytes(classes, word | base64 | base64url | wordOrLine, 'AZaz09');
markBytes(classes, base64, '', '+/');
markBytes(classes, base64url, '', '_-');
markBytes(classes, wordOrLine, '', '_');
markBytes(classes, hex, 'AFaf09');
markBytes(classes, parameter, '09', ';:?');

/** Bits of the bytes that may not stand before a match. An `_` may. */
export const leftMask: Readonly<Record<Edge, number>> = { word, base64, base64url, none: 0 };
/** Bits of the bytes that may not follow a match. */
export const rightMask: Readonly<Record<Edge, number>> = { word: wordOrLine, base64, base64url, none: 0 };

const backslash = 0x5c;
const esc = 0x1b;
const openBracket = 0x5b;

/** Letters that end a two-byte escape, `\n` and its like, with the escaped quotes and slash. */
const simple = new Uint8Array(256);
for (const char of 'ntrbfvae0"\'/\\') simple[char.charCodeAt(0)] = 1;

function isHex(bytes: Uint8Array, from: number, to: number): boolean {
  for (let k = from; k < to; k++) if ((classes[bytes[k]!]! & hex) === 0) return false;
  return true;
}

/** Whether an ESC, raw or spelled (`\u001b`, `\x1b`, `\033`, `\e`, `^[`, `%1B`), ends right before the bracket at `at`. */
function escBefore(bytes: Uint8Array, at: number): boolean {
  const last = at > 0 ? bytes[at - 1]! : 0;
  if (last === esc) return true;
  const lower = last | 0x20;
  if (lower === 0x62) {
    // …1b or …1B
    if (at < 3 || bytes[at - 2] !== 0x31) return false;
    if (bytes[at - 3] === 0x25) return true;
    if (at >= 4 && bytes[at - 3] === 0x78 && bytes[at - 4] === backslash) return true;
    return at >= 6 && bytes[at - 3] === 0x30 && bytes[at - 4] === 0x30 && bytes[at - 5] === 0x75;
  }
  if (last === 0x33) return at >= 4 && bytes[at - 2] === 0x33 && bytes[at - 3] === 0x30 && bytes[at - 4] === backslash;
  if (last === 0x65) return at >= 2 && bytes[at - 2] === backslash;
  // `^[[32m`: the bracket before this one stands for ESC.
  return last === openBracket && at >= 2 && bytes[at - 2] === 0x5e;
}

/** Whether a terminal control sequence (`ESC[…m`) ends right before `at`. */
function controlEnds(bytes: Uint8Array, at: number): boolean {
  if ((classes[bytes[at - 1]!]! & word) === 0) return false;
  const least = Math.max(0, at - 16);
  for (let k = at - 2; k >= least; k--) {
    const byte = bytes[k]!;
    if (byte === openBracket) return escBefore(bytes, k);
    if ((classes[byte]! & parameter) === 0) return false;
  }
  return false;
}

/** Whether an escape sequence ends right before `at`, so that its letters and digits are no part of a word. */
export function escapeEnds(bytes: Uint8Array, at: number): boolean {
  if (at < 2) return false;
  const last = bytes[at - 1]!;
  if (simple[last] === 1 && bytes[at - 2] === backslash) return true;
  if ((classes[last]! & hex) !== 0) {
    if (at >= 3 && bytes[at - 3] === 0x25 && isHex(bytes, at - 2, at)) return true;
    // Quoted-printable "=".
    if (at >= 3 && bytes[at - 3] === 0x3d && bytes[at - 2] === 0x33 && last === 0x44) return true;
    if (at >= 4 && bytes[at - 4] === backslash && bytes[at - 3] === 0x78 && isHex(bytes, at - 2, at)) return true;
    if (at >= 6 && bytes[at - 6] === backslash && bytes[at - 5] === 0x75 && isHex(bytes, at - 4, at)) return true;
  }
  return controlEnds(bytes, at);
}

/**
 * Whether a match may begin at `at`. A match whose own first byte is not of the class needs no edge.
 *
 * @param hump the match begins with a context word: a capital after a lower-case letter (`myAcmeKey`) begins a word too
 */
export function isLeftEdge(bytes: Uint8Array, at: number, mask: number, hump: boolean): boolean {
  if (at === 0 || mask === 0) return true;
  const before = bytes[at - 1]!;
  if ((classes[before]! & mask) === 0 || (classes[bytes[at]!]! & mask) === 0) return true;
  if (hump && isCapital(bytes[at]!) && !isCapital(before)) return true;
  return escapeEnds(bytes, at);
}

function isCapital(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}

/** Whether a match may end at `end`. ESC, a backslash, `%22` and their like are edges by themselves. */
export function isRightEdge(bytes: Uint8Array, end: number, mask: number): boolean {
  if (end >= bytes.length || mask === 0) return true;
  return (classes[bytes[end]!]! & mask) === 0 || (classes[bytes[end - 1]!]! & mask) === 0;
}
