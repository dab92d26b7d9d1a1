/**
 * Logs kept as JSON: Docker's json-file driver, journald, CircleCI, CloudWatch, Drone exports. Their messages are
 * written out as the lines they were.
 */

import type { Document } from '../../model/document.ts';
import { Inlet } from '../inlet.ts';
import { headOf } from '../prefixed.ts';
import { codePoints, Trail } from '../trail.ts';
import { rewritten } from '../transform.ts';

const quote = 0x22;
const backslash = 0x5c;
const newline = 10;

/** Longest line of a json-file log: 16 KiB, each byte escaped as six, and what is around it. */
const longestLine = 128 * 1024;

/** Output kept for the way back: the pass after this one reads ahead and leaves out. */
const history = 4 * 1024 * 1024;

const docker = /^\s*\{"log":"/;
const exported =
  /^\s*(?:\[\s*\{\s*"(?:type|message|time|truncated|pos)"\s*:|\{\s*"(?:events|pos)"\s*:\s*[[\d]|\{"(?:__CURSOR|__REALTIME_TIMESTAMP|MESSAGE|_[A-Z_]+)"\s*:)/;

/** Names whose string value is a message. */
const messages = new Set(['message', 'MESSAGE', 'log', 'out', 'msg', 'textPayload']);
const longestName = 16;

/** Whether a document that starts with `head` is such a log. */
function isWrapped(head: Uint8Array): boolean {
  const text = Buffer.from(head.subarray(0, 256))
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '');
  return docker.test(text) || exported.test(text);
}

/** `document` with its messages unescaped, each on lines of its own; or itself where its head is nothing of the kind. */
export function unwrapJson(document: Document): Document {
  const head = headOf(document);
  if (!head || !isWrapped(head)) return document;
  const inlet = new Inlet(document);
  const trail = new Trail(history);
  const isDocker = docker.test(Buffer.from(head.subarray(0, 32)).toString('latin1'));
  return rewritten(document, { inlet, trail, step: isDocker ? dockerLines(inlet, trail) : jsonText(inlet, trail) });
}

/**
 * Each line of a json-file log as CRI writes it, `time stream F text`, which the next pass knows how to join; a line of
 * another shape as it is.
 * @see https://docs.docker.com/engine/logging/drivers/json-file/
 */
function dockerLines(inlet: Inlet, trail: Trail): () => void {
  let line = 1;
  return () => {
    trail.reserve((inlet.end - inlet.at) * 2 + 4096);
    while (inlet.at < inlet.end) {
      const { bytes, at } = inlet;
      let end = bytes.subarray(0, inlet.end).indexOf(newline, at);
      if (end === -1) {
        if (!inlet.ended && inlet.end - at < longestLine) return;
        end = inlet.end - 1;
      }
      trail.reserve((end - at) * 2 + 4096);
      if (!dockerLine(inlet, trail, end, line)) copy(inlet, trail, end + 1, line);
      inlet.at = end + 1;
      if (bytes[end] === newline) line++;
    }
  };
}

const tail = /^,"stream":"(stdout|stderr)","time":"([0-9T:.Z+-]{20,40})"\}$/;
const tailWithAttributes = /^,"stream":"(stdout|stderr)",("attrs":\{.*\}),"time":"([0-9T:.Z+-]{20,40})"\}$/;

function dockerLine(inlet: Inlet, trail: Trail, end: number, line: number): boolean {
  const { bytes, at } = inlet;
  const text = at + 8;
  if (!docker.test(Buffer.from(bytes.buffer, at, Math.min(8, end - at)).toString('latin1'))) return false;
  const close = stringEnd(bytes, text, end);
  if (close === -1 || end - close > 4096) return false;
  const rest = Buffer.from(bytes.buffer, close + 1, end - close - 1)
    .toString('latin1')
    .trimEnd();
  const plain = tail.exec(rest);
  const full = plain ?? tailWithAttributes.exec(rest);
  if (!full) return false;
  const isWhole = bytes[close - 1] === 0x6e && bytes[close - 2] === backslash && bytes[close - 3] !== backslash;
  trail.mark(trail.end, inlet.base + at, line, 1, 0);
  write(trail, `${full.at(-1)} ${full[1]} ${isWhole ? 'F' : 'P'} `);
  trail.mark(trail.end, inlet.base + text, line, 9, 0);
  inlet.at = text;
  unescapeText(inlet, trail, isWhole ? close - 2 : close, line);
  trail.bytes[trail.end++] = newline;
  if (!plain) {
    const attributes = close + 1 + rest.indexOf('"attrs"');
    trail.mark(trail.end, inlet.base + attributes, line, 1 + codePoints(bytes, at, attributes), 0);
    inlet.at = attributes;
    copy(inlet, trail, end, line, false);
    trail.bytes[trail.end++] = newline;
  }
  return true;
}

/** Index of the quote that ends the string that starts at `from`; -1 where there is none before `end`. */
function stringEnd(bytes: Uint8Array, from: number, end: number): number {
  for (let k = from; k < end; k++) {
    if (bytes[k] === backslash) k++;
    else if (bytes[k] === quote) return k;
  }
  return -1;
}

/** Appends `[inlet.at, to)` as it is. */
function copy(inlet: Inlet, trail: Trail, to: number, line: number, isMarked = true): void {
  if (isMarked) trail.mark(trail.end, inlet.position, line, 1, 0);
  trail.bytes.set(inlet.bytes.subarray(inlet.at, to), trail.end);
  trail.end += to - inlet.at;
  inlet.at = to;
}

function write(trail: Trail, text: string): void {
  for (let k = 0; k < text.length; k++) trail.bytes[trail.end++] = text.charCodeAt(k);
}

const single: Readonly<Record<number, number>> = {
  110: 10,
  116: 9,
  114: 13,
  98: 8,
  102: 12,
  34: 0x22,
  92: 0x5c,
  47: 0x2f,
};

/** Appends the JSON string content `[inlet.at, to)` unescaped. */
function unescapeText(inlet: Inlet, trail: Trail, to: number, line: number): void {
  while (inlet.at < to) {
    const from = inlet.bytes;
    const into = trail.bytes;
    let at = inlet.at;
    let end = trail.end;
    while (at < to && from[at] !== backslash) into[end++] = from[at++]!;
    inlet.at = at;
    trail.end = end;
    if (at < to) unescapeOne(inlet, trail, to, line);
  }
}

/** The escape at `inlet.at`; what is not one stays as it is. */
function unescapeOne(inlet: Inlet, trail: Trail, to: number, line: number): void {
  const { bytes, at } = inlet;
  const column = trail.columnAt(trail.end);
  trail.mark(trail.end, inlet.base + at, line, column, 0);
  const byte = at + 1 < to ? single[bytes[at + 1]!] : undefined;
  let length = 2;
  if (byte !== undefined) trail.bytes[trail.end++] = byte;
  else if (bytes[at + 1] === 0x75 && at + 6 <= to) length = writeUnicode(bytes, at, to, trail);
  else {
    trail.bytes[trail.end++] = backslash;
    length = 1;
  }
  inlet.at = at + length;
  trail.mark(trail.end, inlet.position, line, column + length, 0);
}

/** `\uXXXX`, or a pair of them, as UTF-8. Returns how many bytes of input it was. */
function writeUnicode(bytes: Uint8Array, at: number, to: number, trail: Trail): number {
  const high = hex4(bytes, at + 2);
  if (high < 0) {
    trail.bytes[trail.end++] = backslash;
    return 1;
  }
  const isPair =
    high >= 0xd800 && high < 0xdc00 && at + 12 <= to && bytes[at + 6] === backslash && bytes[at + 7] === 0x75;
  const low = isPair ? hex4(bytes, at + 8) : -1;
  const both = low >= 0xdc00 && low < 0xe000;
  const code = both ? 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00) : high;
  for (const byte of Buffer.from(String.fromCodePoint(code))) trail.bytes[trail.end++] = byte;
  return both ? 12 : 6;
}

function hex4(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let k = at; k < at + 4; k++) {
    const byte = bytes[k]!;
    const digit = byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 87;
    if (digit < 0 || digit > 15 || (byte > 0x39 && digit < 10)) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** Any JSON: as it is, but the strings named like messages unescaped and on lines of their own. */
function jsonText(inlet: Inlet, trail: Trail): () => void {
  let line = 1;
  /** Within a string, and whether it is a message. */
  let within: 'none' | 'string' | 'message' = 'none';
  const lookahead = 64;
  const put = (byte: number): void => {
    trail.bytes[trail.end++] = byte;
    inlet.at++;
    if (byte !== newline) return;
    line++;
    trail.mark(trail.end, inlet.position, line, 1, 0);
  };
  /** A line break that the original has not. */
  const part = (): void => {
    const column = trail.columnAt(trail.end);
    trail.bytes[trail.end++] = newline;
    trail.mark(trail.end, inlet.position, line, column, 0);
  };
  const outside = (): void => {
    const { bytes, at } = inlet;
    if (bytes[at] !== quote) {
      put(bytes[at]!);
      return;
    }
    const open = messageStart(bytes, at, Math.min(inlet.end, at + lookahead));
    if (open === -1) {
      within = 'string';
      put(quote);
      return;
    }
    while (inlet.at < open) put(bytes[inlet.at]!);
    part();
    within = 'message';
  };
  const inside = (): void => {
    const { bytes, at } = inlet;
    const byte = bytes[at]!;
    if (byte === quote) {
      if (within === 'message') part();
      within = 'none';
      put(byte);
    } else if (byte === backslash && within === 'message') unescapeOne(inlet, trail, inlet.end, line);
    else {
      put(byte);
      if (byte === backslash && inlet.at < inlet.end) put(bytes[inlet.at]!);
    }
  };
  return () => {
    const limit = inlet.ended ? inlet.end : inlet.end - lookahead;
    if (inlet.position === 0) trail.mark(0, 0, 1, 1, 0);
    trail.reserve((inlet.end - inlet.at) * 2 + 4096);
    while (inlet.at < limit) {
      if (within === 'none') outside();
      else inside();
    }
  };
}

/** Where the text of `"message" : "text` starts, for the quote at `at`; -1 where it is no such name. */
function messageStart(bytes: Uint8Array, at: number, stop: number): number {
  let close = at + 1;
  while (close < stop && bytes[close] !== quote && close - at <= longestName) close++;
  if (bytes[close] !== quote || close >= stop) return -1;
  let k = skipBlank(bytes, close + 1, stop);
  if (bytes[k] !== 0x3a) return -1;
  k = skipBlank(bytes, k + 1, stop);
  if (k >= stop || bytes[k] !== quote) return -1;
  const name = Buffer.from(bytes.buffer, bytes.byteOffset + at + 1, close - at - 1).toString('latin1');
  return messages.has(name) ? k + 1 : -1;
}

function skipBlank(bytes: Uint8Array, at: number, stop: number): number {
  let k = at;
  while (k < stop && (bytes[k] === 0x20 || bytes[k] === newline || bytes[k] === 13 || bytes[k] === 9)) k++;
  return k;
}
