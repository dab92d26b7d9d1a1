/**
 * Decoders that leave most characters as they are: string escapes, percent, HTML entities, quoted-printable. Each
 * decodes a piece of text and tells where each byte came from; undefined where nothing was encoded.
 */

import { latin1 } from '../view.ts';
import { byOffsets, type Decoded } from './decoded.ts';

const backslash = 0x5c;
const percent = 0x25;
const ampersand = 0x26;
const equals = 0x3d;
const newline = 0x0a;
const carriage = 0x0d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

const digits = new Int8Array(256).fill(-1);
for (let k = 0; k < 16; k++) {
  digits['0123456789abcdef'.charCodeAt(k)] = k;
  digits['0123456789ABCDEF'.charCodeAt(k)] = k;
}

/** The number that `count` hex digits at `at` spell, or -1. */
export function hexAt(bytes: Uint8Array, at: number, count: number, end: number): number {
  if (at + count > end) return -1;
  let value = 0;
  for (let k = at; k < at + count; k++) {
    const digit = digits[bytes[k]!]!;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** Grows with what is decoded; a unit never takes less room than it stood for. */
interface Output {
  readonly bytes: Buffer;
  readonly offsets: Uint32Array;
  length: number;
}

/** One encoded unit at `at`: writes its bytes and returns its length in the source, or 0 where there is none. */
type Unit = (source: Buffer, at: number, end: number, out: Output) => number;

function put(out: Output, byte: number, at: number): void {
  out.offsets[out.length] = at;
  out.bytes[out.length++] = byte;
}

/** Latin1 characters as one byte, all others as UTF-8. */
function putCode(out: Output, code: number, at: number): void {
  if (code < 0x80) {
    put(out, code, at);
    return;
  }
  const text = String.fromCodePoint(Math.min(code, 0x10ffff));
  for (const byte of Buffer.from(text, 'utf8')) put(out, byte, at);
}

function decodeUnits(
  name: string,
  introducer: number,
  unit: Unit,
): (source: Buffer, from: number, to: number) => Decoded | undefined {
  return (source, from, to) => {
    // A unit of two bytes never decodes to more than two; `\u` and `&#` units are longer than their UTF-8.
    const out: Output = {
      bytes: Buffer.allocUnsafe(to - from + 4),
      offsets: new Uint32Array(to - from + 5),
      length: 0,
    };
    let changed = false;
    let at = from;
    while (at < to) {
      const byte = source[at]!;
      const taken = byte === introducer ? unit(source, at, to, out) : 0;
      if (taken > 0) {
        at += taken;
        changed = true;
      } else {
        put(out, byte, at);
        at++;
      }
    }
    if (!changed) return undefined;
    out.offsets[out.length] = to;
    const bytes = out.bytes.subarray(0, out.length);
    return { name, bytes, encoded: byOffsets(out.offsets) };
  };
}

const letters: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, b: 8, f: 12, v: 11, a: 7, e: 27 };
const simple = new Int16Array(256).fill(-1);
for (const [letter, code] of Object.entries(letters)) simple[letter.charCodeAt(0)] = code;
for (const char of '"\'/\\`$') simple[char.charCodeAt(0)] = char.charCodeAt(0);

const stringUnit: Unit = (source, at, end, out) => {
  const next = at + 1 < end ? source[at + 1]! : 0;
  if (next === 0x75) {
    if (source[at + 2] === openBrace) return braced(source, at, end, out);
    const code = hexAt(source, at + 2, 4, end);
    if (code < 0) return 0;
    putCode(out, code, at);
    return 6;
  }
  if (next === 0x78) {
    const code = hexAt(source, at + 2, 2, end);
    if (code < 0) return 0;
    put(out, code, at);
    return 4;
  }
  if (next >= 0x30 && next <= 0x33) return octal(source, at, end, out);
  if (next === newline) return 2;
  if (next === carriage && source[at + 2] === newline) return 3;
  if (simple[next]! < 0) return 0;
  put(out, simple[next]!, at);
  return 2;
};

/** `\u{41}`, up to six digits; its length, or 0. */
function bracedLength(source: Uint8Array, at: number, end: number): number {
  let k = at + 3;
  while (k < end && k < at + 9 && digits[source[k]!]! >= 0) k++;
  return k > at + 3 && k < end && source[k] === closeBrace ? k + 1 - at : 0;
}

function braced(source: Buffer, at: number, end: number, out: Output): number {
  const length = bracedLength(source, at, end);
  if (length > 0) putCode(out, hexAt(source, at + 3, length - 4, end), at);
  return length;
}

function octal(source: Buffer, at: number, end: number, out: Output): number {
  let code = 0;
  let k = at + 1;
  while (k < end && k < at + 4 && source[k]! >= 0x30 && source[k]! <= 0x37) code = code * 8 + source[k++]! - 0x30;
  put(out, code & 255, at);
  return k - at;
}

const percentUnit: Unit = (source, at, end, out) => {
  const code = hexAt(source, at + 1, 2, end);
  if (code < 0) return 0;
  put(out, code, at);
  return 3;
};

const entities: ReadonlyMap<string, number> = new Map([
  ['quot', 0x22],
  ['amp', 0x26],
  ['apos', 0x27],
  ['lt', 0x3c],
  ['gt', 0x3e],
  ['nbsp', 0x20],
  ['sol', 0x2f],
  ['plus', 0x2b],
  ['equals', 0x3d],
  ['colon', 0x3a],
  ['lowbar', 0x5f],
  ['hyphen', 0x2d],
  ['period', 0x2e],
  ['newline', 0x0a],
  ['commat', 0x40],
  ['num', 0x23],
  ['dollar', 0x24],
  ['percnt', 0x25],
  ['bsol', 0x5c],
  ['lcub', 0x7b],
  ['rcub', 0x7d],
  ['semi', 0x3b],
]);

/** Longest entity read, `&newline;`. */
const longestEntity = 10;

const entityUnit: Unit = (source, at, end, out) => {
  let semicolon = at + 1;
  while (semicolon < end && semicolon <= at + longestEntity && source[semicolon] !== 0x3b) semicolon++;
  if (source[semicolon] !== 0x3b || semicolon >= end) return 0;
  const text = latin1(source, at + 1, semicolon);
  const code = text.startsWith('#') ? numeric(text) : (entities.get(text.toLowerCase()) ?? -1);
  if (code < 0) return 0;
  putCode(out, code, at);
  return semicolon + 1 - at;
};

function numeric(text: string): number {
  const code = /^#x[0-9a-f]{1,6}$/i.test(text)
    ? Number.parseInt(text.slice(2), 16)
    : /^#[0-9]{1,7}$/.test(text)
      ? Number(text.slice(1))
      : -1;
  return code > 0x10ffff ? -1 : code;
}

const printableUnit: Unit = (source, at, end, out) => {
  const next = at + 1 < end ? source[at + 1]! : 0;
  if (next === newline) return 2;
  if (next === carriage && source[at + 2] === newline) return 3;
  const code = hexAt(source, at + 1, 2, end);
  if (code < 0) return 0;
  put(out, code, at);
  return 3;
};

/** Kinds of text escapes, as bits. */
export const kinds = { string: 1, percent: 2, html: 4, quotedPrintable: 8 } as const;

export interface TextDecoder {
  readonly bit: number;
  readonly introducer: number;
  decode(source: Buffer, from: number, to: number): Decoded | undefined;
}

/** In the order in which they are tried. */
export const textDecoders: readonly TextDecoder[] = [
  { bit: kinds.string, introducer: backslash, decode: decodeUnits('escapes', backslash, stringUnit) },
  { bit: kinds.percent, introducer: percent, decode: decodeUnits('percent', percent, percentUnit) },
  { bit: kinds.html, introducer: ampersand, decode: decodeUnits('html', ampersand, entityUnit) },
  { bit: kinds.quotedPrintable, introducer: equals, decode: decodeUnits('quoted-printable', equals, printableUnit) },
];

/** Which introducer a byte is, as a bit, and which introducers a byte may follow: two look-ups pass over most of a text. */
const introduces = new Uint8Array(256);
const follows = new Uint8Array(256);
for (const [introducer, next] of [
  ['\\', 'ux/\\01'],
  ['%', '0123456789abcdefABCDEF'],
  ['&', '#qalg'],
  ['=', '0123456789ABCDEF\r\n\\'],
] as const) {
  const bit = 1 << '\\%&='.indexOf(introducer);
  introduces[introducer.charCodeAt(0)] = bit;
  for (const char of next) follows[char.charCodeAt(0)]! |= bit;
}

/** `=3D`, or a line broken inside a word: what a lone `=` rarely is in code (`x=25`, `a =`). */
function isQuotedPrintable(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 1] === 0x33 && bytes[at + 2] === 0x44) return true;
  const next = bytes[at + 1]!;
  return (next === newline || next === carriage || next === backslash) && isWord(bytes[at - 1]!);
}

/** The next escape that may hide something, or `end`. */
export function nextEscape(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const bit = introduces[bytes[at]!]!;
    if (bit === 0 || (follows[bytes[at + 1]!]! & bit) === 0 || escapeKind(bytes, at) === 0) continue;
    if (bytes[at] !== equals || isQuotedPrintable(bytes, at)) return at;
  }
  return end;
}

/**
 * Which kind of escape begins at `at`, as a bit; 0 for none, or for one that hides nothing (`\n`, `\"`: rules and edges
 * read through those).
 */
export function escapeKind(bytes: Uint8Array, at: number): number {
  const next = bytes[at + 1]!;
  switch (bytes[at]) {
    case backslash:
      return hidesCharacter(bytes, at, next) ? kinds.string : 0;
    case percent:
      return isText(hexAt(bytes, at + 1, 2, bytes.length)) ? kinds.percent : 0;
    case ampersand:
      return next === 0x23 || isEntity(bytes, at + 1) ? kinds.html : 0;
    case equals:
      // A soft line break inside a string literal.
      if (next === backslash && (bytes[at + 2] === 0x6e || bytes[at + 2] === 0x72)) return kinds.string;
      if (next === newline || (next === carriage && bytes[at + 2] === newline)) return kinds.quotedPrintable;
      return isUpperHex(next) && isUpperHex(bytes[at + 2]!) ? kinds.quotedPrintable : 0;
    default:
      return 0;
  }
}

/** `\u0041`, `\u{41}`, `\x41` and `\101` of ASCII, a slash inside or at an end of a word, and escapes that are escaped once more. */
function hidesCharacter(bytes: Uint8Array, at: number, next: number): boolean {
  const after = bytes[at + 2]!;
  switch (next) {
    case 0x30:
    case 0x31:
      return isOctal(after) && isOctal(bytes[at + 3]!) && (next === 0x31 || after >= 0x34);
    case 0x75:
      if (after === openBrace) return bracedLength(bytes, at, bytes.length) > 0;
      return (
        after === 0x30 &&
        bytes[at + 3] === 0x30 &&
        bytes[at + 4]! < 0x38 &&
        isText(hexAt(bytes, at + 4, 2, bytes.length))
      );
    case 0x78:
      return after < 0x38 && isText(hexAt(bytes, at + 2, 2, bytes.length));
    case 0x2f:
      return isWord(bytes[at - 1]!) || (isWord(after) && bytes[at - 1] === 0x22);
    case backslash:
      return (
        after === 0x22 || after === 0x2f || after === 0x6e || after === 0x75 || after === 0x78 || after === backslash
      );
    default:
      return false;
  }
}

/** A credential holds no control characters: `%02x` is how numbers are printed, `\x1b` how colours are. */
function isText(code: number): boolean {
  return code >= 0x20 || code === 0x09 || code === newline || code === carriage;
}

function isWord(byte: number): boolean {
  const lower = byte | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2b;
}

function isOctal(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x37;
}

function isUpperHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46);
}

function isEntity(bytes: Uint8Array, at: number): boolean {
  const most = Math.min(bytes.length, at + longestEntity);
  let k = at;
  while (k < most && (bytes[k]! | 0x20) >= 0x61 && (bytes[k]! | 0x20) <= 0x7a) k++;
  return k - at >= 2 && bytes[k] === 0x3b;
}

/** Whether the escape at `at` stands for `+`, `/`, `=` or a line break: `%2B`, `\/`, `\u003d`, `&#43;`, `&#x2F;`, `=3D`, a soft line break. */
export function hidesBase64(bytes: Uint8Array, at: number): boolean {
  const { length } = bytes;
  switch (bytes[at]) {
    case percent:
      return isBase64Mark(hexAt(bytes, at + 1, 2, length));
    case equals:
      return bytes[at + 1] === newline || bytes[at + 1] === carriage || isBase64Mark(hexAt(bytes, at + 1, 2, length));
    case backslash:
      if (bytes[at + 1] === 0x2f) return true;
      return isBase64Mark(bytes[at + 1] === 0x75 ? hexAt(bytes, at + 2, 4, length) : hexAt(bytes, at + 2, 2, length));
    case ampersand:
      // `&#43;`, `&#x2b;`, `&plus;`, `&sol;`, `&equals;`, and an escaped `&`.
      return true;
    default:
      return false;
  }
}

function isBase64Mark(code: number): boolean {
  return code === 0x2b || code === 0x2f || code === 0x3d || code === newline || code === carriage;
}
