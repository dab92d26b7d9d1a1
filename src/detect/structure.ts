/**
 * The structures around a match, innermost first: its line, the JSON object, call, HCL or nginx block, the INI section,
 * the YAML item and mappings by indentation, the XML elements, the paragraph. No parser: a look of at most 8 KiB to
 * either side, only near matches that may have companions, which is right for well-formed text and harmless otherwise.
 */

import type { Span } from '../model/span.ts';
import { latin1, lineEnd, lineStart } from './view.ts';

/** Bytes looked at to either side, at most. */
const furthest = 8 * 1024;
/** Structures kept of one kind. */
const deepest = 6;

const newline = 0x0a;
const space = 0x20;
const tab = 0x09;

const opens = new Uint8Array(256);
const closes = new Uint8Array(256);
for (const [k, pair] of ['{}', '[]', '()'].entries()) {
  opens[pair.charCodeAt(0)] = k + 1;
  closes[pair.charCodeAt(1)] = k + 1;
}

/** All blocks that hold `[start, end)`, smallest first, without duplicates. */
export function blocksAround(bytes: Buffer, start: number, end: number, most = furthest): Span[] {
  const reach = Math.min(most, furthest);
  const from = Math.max(0, start - reach);
  const to = Math.min(bytes.length, end + reach);
  const found: Span[] = [{ start: lineStart(bytes, start, reach), end: lineEnd(bytes, end, reach) }];
  brackets(bytes, start, end, from, to, found);
  literal(bytes, start, end, from, to, found);
  lines(bytes, start, end, from, to, found);
  elements(bytes, start, end, from, to, found);
  found.sort((a, b) => a.end - a.start - (b.end - b.start) || a.start - b.start);
  return found.filter((span, k) => k === 0 || span.start !== found[k - 1]!.start || span.end !== found[k - 1]!.end);
}

/** Enclosing brackets of any kind, also those of escaped JSON. Quotes are not looked at. */
function brackets(bytes: Buffer, start: number, end: number, from: number, to: number, found: Span[]): void {
  let open = 0;
  let ahead = end;
  let kept = 0;
  for (let k = start - 1; k >= from && kept < deepest; k--) {
    const byte = bytes[k]!;
    if (closes[byte]! !== 0) open++;
    else if (opens[byte]! !== 0 && open-- === 0) {
      open = 0;
      ahead = closing(bytes, ahead, to);
      if (ahead === -1) return;
      found.push({ start: k, end: ahead });
      kept++;
    }
  }
}

/** After the bracket that closes what is open at `at`, or -1. */
function closing(bytes: Buffer, at: number, to: number): number {
  let open = 0;
  for (let k = at; k < to; k++) {
    const byte = bytes[k]!;
    if (opens[byte]! !== 0) open++;
    else if (closes[byte]! !== 0 && open-- === 0) return k + 1;
  }
  return -1;
}

/** The string literal around a match, where it holds several lines or quotes in escaped form. */
function literal(bytes: Buffer, start: number, end: number, from: number, to: number, found: Span[]): void {
  let first = start - 1;
  while (first >= from && !(bytes[first] === 0x22 && bytes[first - 1] !== 0x5c)) first--;
  let last = end;
  while (last < to && !(bytes[last] === 0x22 && bytes[last - 1] !== 0x5c)) last++;
  if (first < from || last >= to) return;
  const escaped = latin1(bytes, first + 1, last);
  if (/\\[n"]/.test(escaped)) found.push({ start: first, end: last + 1 });
}

/** Paragraph, INI section, and mappings by indentation: one walk over lines each way. */
function lines(bytes: Buffer, start: number, end: number, from: number, to: number, found: Span[]): void {
  const own = lineStart(bytes, start, start - from);
  const ownEnd = Math.min(to, lineEnd(bytes, end, to - end) + 1);
  const starts = [own];
  for (let at = own; at > from; ) {
    at = lineStart(bytes, at - 1, at - 1 - from);
    starts.push(at);
  }
  const ends = [ownEnd];
  for (let at = ownEnd; at < to; ) {
    at = Math.min(to, lineEnd(bytes, at, to - at) + 1);
    ends.push(at);
  }
  found.push({ start: upTo(bytes, starts, isBlank), end: downTo(bytes, ends, isBlank) });
  const section = starts.findIndex((at) => isSection(bytes, at));
  if (section !== -1) found.push({ start: starts[section]!, end: downTo(bytes, ends, isSection) });
  byIndentation(bytes, starts, ends, found);
}

type LineTest = (bytes: Buffer, at: number) => boolean;

/** The start of the line after the nearest earlier one that passes. */
function upTo(bytes: Buffer, starts: readonly number[], test: LineTest): number {
  for (let k = 1; k < starts.length; k++) if (test(bytes, starts[k]!)) return starts[k - 1]!;
  return starts.at(-1)!;
}

/** The start of the nearest later line that passes. */
function downTo(bytes: Buffer, ends: readonly number[], test: LineTest): number {
  for (let k = 0; k < ends.length - 1; k++) if (test(bytes, ends[k]!)) return ends[k]!;
  return ends.at(-1)!;
}

function isBlank(bytes: Buffer, at: number): boolean {
  let k = at;
  while (bytes[k] === space || bytes[k] === tab || bytes[k] === 0x0d) k++;
  return k >= bytes.length || bytes[k] === newline;
}

/** `[profile]` or `[[bin]]` alone on a line. */
function isSection(bytes: Buffer, at: number): boolean {
  if (bytes[at] !== 0x5b) return false;
  let k = at + 1;
  while (k < bytes.length && k < at + 200 && bytes[k] !== newline) k++;
  while (k > at && (bytes[k - 1] === 0x0d || bytes[k - 1] === space)) k--;
  return bytes[k - 1] === 0x5d;
}

/** Columns before the text of a line; a list dash counts as one more level. -1 for a blank line. */
function indentation(bytes: Buffer, at: number): number {
  let k = at;
  while (bytes[k] === space || bytes[k] === tab) k++;
  if (k >= bytes.length || bytes[k] === newline || bytes[k] === 0x0d) return -1;
  if (bytes[k] === 0x2d && bytes[k + 1] === space) {
    k += 2;
    while (bytes[k] === space) k++;
  }
  return k - at;
}

/** Whether a line begins a list item, and how far its dash is indented; -1 otherwise. */
function dash(bytes: Buffer, at: number): number {
  let k = at;
  while (bytes[k] === space) k++;
  return bytes[k] === 0x2d && bytes[k + 1] === space ? k - at : -1;
}

function byIndentation(bytes: Buffer, starts: readonly number[], ends: readonly number[], found: Span[]): void {
  let level = indentation(bytes, starts[0]!);
  let up = 0;
  let down = 0;
  for (let kept = 0; kept < deepest && level > 0; kept++) {
    // Upwards: siblings and their children, ending at the list dash that opens the item.
    while (up < starts.length && !opensItem(bytes, starts[up]!, level) && inside(bytes, starts[up + 1], level)) up++;
    const item = dash(bytes, starts[up]!);
    const bound = item >= 0 && item < level ? item + 1 : level;
    while (down < ends.length - 1 && inside(bytes, ends[down], bound) && !itemAt(bytes, ends[down]!, bound)) down++;
    found.push({ start: starts[up]!, end: ends[down]! });
    // Outwards.
    if (item >= 0 && item < level) level = item;
    else {
      up++;
      level = up < starts.length ? indentation(bytes, starts[up]!) : 0;
    }
    if (level === 0 && item > 0) level = item;
  }
}

function inside(bytes: Buffer, at: number | undefined, level: number): boolean {
  if (at === undefined) return false;
  const own = indentation(bytes, at);
  return own === -1 || own >= level;
}

function opensItem(bytes: Buffer, at: number, level: number): boolean {
  return dash(bytes, at) >= 0 && indentation(bytes, at) === level;
}

/** A line that opens the next item of the same list ends this item. */
function itemAt(bytes: Buffer, at: number, bound: number): boolean {
  const own = dash(bytes, at);
  return own >= 0 && own < bound;
}

/** Enclosing XML elements: from `<name` to after `</name>`. */
function elements(bytes: Buffer, start: number, end: number, from: number, to: number, found: Span[]): void {
  if (bytes.lastIndexOf(0x3c, start) < from) return;
  let open = 0;
  let ahead = end;
  let kept = 0;
  for (let k = start - 1; k >= from && kept < deepest; k--) {
    if (bytes[k] !== 0x3c) continue;
    const next = bytes[k + 1]!;
    if (next === 0x2f) open++;
    else if (!isLetter(next) || selfClosed(bytes, k, start)) continue;
    else if (open > 0) open--;
    else {
      ahead = endTag(bytes, ahead, to);
      if (ahead === -1) return;
      found.push({ start: k, end: ahead });
      kept++;
    }
  }
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function selfClosed(bytes: Buffer, at: number, limit: number): boolean {
  for (let k = at; k < limit; k++) if (bytes[k] === 0x3e) return bytes[k - 1] === 0x2f;
  return false;
}

/** After the end tag that closes what is open at `at`, or -1. */
function endTag(bytes: Buffer, at: number, to: number): number {
  let open = 0;
  for (let k = at; k < to; k++) {
    if (bytes[k] !== 0x3c) continue;
    if (bytes[k + 1] === 0x2f) {
      if (open-- > 0) continue;
      const close = bytes.indexOf(0x3e, k);
      return close === -1 || close >= to ? -1 : close + 1;
    }
    if (isLetter(bytes[k + 1]!) && !selfClosed(bytes, k, to)) open++;
  }
  return -1;
}
