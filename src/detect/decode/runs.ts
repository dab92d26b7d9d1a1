/** Finds runs of encoded characters. A run of 40 bytes holds two bytes 20 apart, so few bytes need be touched. */

import { markBytes } from '../../model/byte-class.ts';
import { encoded, isHex, isMixed, likelyPhases, shortestStretch } from '../../prefilter/stretches.ts';
import { decodesToText, firstBytes, hexToText } from './base64.ts';
import { escapeKind, hidesBase64 } from './escapes.ts';
import { isGzip, isZlib } from './unwrap.ts';

/** Shortest run looked into, bytes. */
export const shortest = shortestStretch;
/** A stretch of this many escapes, no more than so many bytes apart on average, is decoded. */
const fewestEscapes = 8;
const sparsest = 12;
/** Characters of a sample. */
const sample = 32;

/** Bits of a byte; `either` is in both others, so that many bytes are tested by one `&`. */
const either = 4;
const inRun = 1 | either;
const introduces = 2 | either;

const classes = new Uint8Array(256);
markBytes(classes, inRun, encoded.ranges, encoded.marks);
markBytes(classes, introduces, '', encoded.introducers);

export interface RunSink {
  /** A run that may be encoded. Returns where to go on. */
  run(start: number, end: number): number;
  /** A stretch with escapes that may hide something, and their kinds as bits. */
  escaped(start: number, end: number, bits: number): void;
}

/** Aligned words looked at together; a run of 40 bytes holds such a group wholly, whatever its alignment. */
const group = 5;
const groupBytes = 4 * group;

/** The lowest byte of the class, `#`, in each byte of a word; and the top bits. */
const lowest = 0x23232323;
const tops = 0x80808080 | 0;

/** The last words made: most chunks stand in the same memory. */
let lastWords = new Int32Array(0);

function wordsOf(bytes: Uint8Array, shift: number): Int32Array {
  const offset = bytes.byteOffset + shift;
  const same = lastWords.buffer === bytes.buffer && lastWords.byteOffset === offset;
  // To the end of the memory, so that a shorter or longer chunk there can use them too.
  if (!same) lastWords = new Int32Array(bytes.buffer as ArrayBuffer, offset, (bytes.buffer.byteLength - offset) >> 2);
  return lastWords;
}

/** All runs that begin in `[from, to)`, wholly, in order. Returns where to go on, at least `from`. */
export function eachRun(bytes: Uint8Array, from: number, to: number, sink: RunSink): number {
  // Words are read aligned: `shift` bytes come before the first.
  const shift = (4 - (bytes.byteOffset & 3)) & 3;
  const count = (bytes.length - shift) >> 2;
  if (count < group) return from;
  const words = wordsOf(bytes, shift);
  const last = Math.min(count - group, (to - shift) >> 2);
  let floor = from;
  /** Escapes of the stretch that ends here are already counted. */
  let counted = from;
  let word = Math.max(0, (from - shift + 3) >> 2);
  for (;;) {
    word = nextFilled(words, bytes, shift, word, last);
    if (word > last) return floor;
    const at = shift + 4 * word;
    const start = runStart(bytes, at, floor);
    const end = runEnd(bytes, at);
    if (at >= counted && (classes[bytes[end]!]! !== 0 || (start > floor && classes[bytes[start - 1]!]! !== 0))) {
      const first = stretchStart(bytes, start, floor);
      counted = stretchEnd(bytes, end);
      const bits = escapesIn(bytes, first, counted);
      if (bits !== 0) sink.escaped(first, counted, bits);
    }
    if (end - start >= shortest) floor = Math.max(end, sink.run(start, end));
    word = Math.max(word + group, (floor - shift + 3) >> 2);
  }
}

/** The next group of which all bytes are of the class; beyond `last` where there is none. By itself, since nearly all time goes here. */
function nextFilled(words: Int32Array, bytes: Uint8Array, shift: number, from: number, last: number): number {
  for (let word = from; word <= last; word += group) {
    // A byte under `#` (blank, quote, newline) or over 0xa2 leaves its top bit: most groups end here.
    const odd =
      (words[word]! - lowest) |
      (words[word + 1]! - lowest) |
      (words[word + 2]! - lowest) |
      (words[word + 3]! - lowest) |
      (words[word + 4]! - lowest);
    if ((odd & tops) === 0 && isFilled(bytes, shift + 4 * word)) return word;
  }
  return last + 1;
}

/** Whether all bytes of a group are of the class. */
function isFilled(bytes: Uint8Array, at: number): boolean {
  for (let k = at; k < at + groupBytes; k += 4) {
    const all = classes[bytes[k]!]! & classes[bytes[k + 1]!]! & classes[bytes[k + 2]!]! & classes[bytes[k + 3]!]!;
    if (all < either) return false;
  }
  return true;
}

function runStart(bytes: Uint8Array, at: number, floor: number): number {
  let start = at;
  while (start > floor && classes[bytes[start - 1]!] === inRun) start--;
  return start;
}

export function runEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end < bytes.length && classes[bytes[end]!] === inRun) end++;
  return end;
}

function stretchStart(bytes: Uint8Array, at: number, floor: number): number {
  let start = at;
  while (start > floor && classes[bytes[start - 1]!] !== 0) start--;
  return start;
}

function stretchEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end < bytes.length && classes[bytes[end]!] !== 0) end++;
  return end;
}

/**
 * The kinds of the escapes in a stretch, as bits, where they are so dense that whole words may be escaped, or where they
 * stand for characters of base64 among letters of both cases; otherwise 0.
 */
function escapesIn(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < shortest) return 0;
  let bits = 0;
  let count = 0;
  let inBase64 = false;
  for (let at = start; at < end; at++) {
    if (classes[bytes[at]!] !== introduces) continue;
    const kind = escapeKind(bytes, at);
    if (kind === 0) continue;
    bits |= kind;
    count++;
    inBase64 ||= hidesBase64(bytes, at);
  }
  if (count >= fewestEscapes && count * sparsest >= end - start) return bits;
  if (!inBase64) return 0;
  return isMixed(bytes, start, Math.min(end, start + 2 * sample)) || isHexRun(bytes, start, end) ? bits : 0;
}

/** Whether all of a run's first characters are hex digits, and it is long enough. */
function isHexRun(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= shortest && isHex(bytes, start, start + shortest);
}

/** How a run is encoded: `hex`, or base64 with the phases (0 to 3 characters skipped) at which it gives text. */
export type Encoding = { readonly kind: 'hex' } | { readonly kind: 'base64'; readonly phases: readonly number[] };

/** Whether a run shows at once that neither its beginning nor its end is encoded: most do. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  const first = firstBytes(bytes, start);
  // Compressed, or UTF-16 by its mark.
  if (isGzip(first) || isZlib(first) || first >= 0xfe0000) return false;
  return likelyPhases(bytes, start) === 0 && likelyPhases(bytes, end - sample) === 0;
}

/** Undefined for a run that does not look encoded, told from a few dozen of its bytes. */
export function encodingOf(bytes: Buffer, start: number, end: number): Encoding | undefined {
  if (isHexRun(bytes, start, end)) return hexToText(bytes, start, end) ? { kind: 'hex' } : undefined;
  const length = end - start;
  if (length < 4 * sample) {
    if (!isMixed(bytes, start, start + sample) && !isMixed(bytes, end - sample, end)) return undefined;
    if (isPlain(bytes, start, end)) return undefined;
  }
  const phases: number[] = [];
  const note = (phase: number): void => {
    if (!phases.includes(phase)) phases.push(phase);
  };
  if (isMixed(bytes, start, Math.min(end, start + sample))) {
    const first = firstBytes(bytes, start);
    if (isGzip(first) || isZlib(first) || first >> 8 === 0xfffe || first >> 8 === 0xfeff) note(0);
    const likely = likelyPhases(bytes, start);
    for (let phase = 0; phase < 4; phase++)
      if ((likely >> phase) & 1 && decodesToText(bytes, start + phase, end)) note(phase);
  }
  // A run may begin with what is no base64 (`path/to/…`): look at its end too, and in the middle of long ones.
  if (length > sample && phases.length === 0 && isMixed(bytes, end - sample, end)) {
    const likely = likelyPhases(bytes, end - sample);
    for (let k = 0; k < 4; k++)
      if ((likely >> k) & 1 && decodesToText(bytes, end - sample + k, end)) note((length - sample + k) & 3);
  }
  if (length >= 4 * sample) {
    const middle = start + (length >> 1);
    if (isMixed(bytes, middle, middle + sample)) {
      const likely = likelyPhases(bytes, middle);
      for (let k = 0; k < 4; k++)
        if ((likely >> k) & 1 && decodesToText(bytes, middle + k, end)) note((middle + k - start) & 3);
    }
  }
  return phases.length > 0 ? { kind: 'base64', phases } : undefined;
}

const newline = 0x0a;
const carriage = 0x0d;
const backslash = 0x5c;

/** Where the next line's run begins after the line break at `at`: raw or spelled (`\n`), with indentation; -1 for none. */
export function afterBreak(bytes: Uint8Array, at: number): number {
  let k = at;
  if (bytes[k] === backslash && bytes[k + 1] === 0x72) k += 2;
  if (bytes[k] === backslash && bytes[k + 1] === 0x6e) k += 2;
  else {
    // A shell's continuation.
    if (bytes[k] === backslash) k++;
    if (bytes[k] === carriage) k++;
    if (bytes[k] !== newline) return -1;
    k++;
  }
  while (bytes[k] === 0x20 || bytes[k] === 0x09) k++;
  return classes[bytes[k]!] === inRun ? k : -1;
}
