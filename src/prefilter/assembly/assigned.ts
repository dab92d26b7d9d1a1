// Whether a value can be assigned to the name that a keyword stands in; the definition is ../assigned.ts, function by function.

// As in ../assigned.ts.
const MAX_NAME: u32 = 40;
const MAX_NAME_BEFORE: u32 = 48;
const MAX_CLOSINGS: u32 = 4;
const MAX_BLANKS: u32 = 24;
const LINE_REACH: u32 = 160;
const LITERAL_REACH: u32 = 240;
const DRAWN_LENGTH: u32 = 16;
const DRAWN_DIGITS: u32 = 3;
const WIDEST: u32 = 200;
const LONGEST_NUMBER: u32 = 12;

// Bits of a byte; see ../ask-tables.ts.
const NAME: u32 = 1, OPERATOR: u32 = 2, CLOSING: u32 = 4, BEGINS: u32 = 8, DRAWN: u32 = 16, DIGIT: u32 = 32, BEFORE: u32 = 64, QUOTE: u32 = 128;

let input: u32 = 0;
let end: u32 = 0;
let kinds: u32 = 0;
let code: bool = false;

export function setupAssigned(table: u32): void { kinds = table; }

export function beginAssigned(first: u32, last: u32, literal: bool): void {
  input = first;
  end = last;
  code = literal;
}

/** 0 outside of the bytes, which no test asks for. */
// @ts-ignore: decorator
@inline function byteAt(at: u32): u32 { return at < end && at >= input ? <u32>load<u8>(at) : 0; }
// @ts-ignore: decorator
@inline function is(at: u32, kind: u32): bool { return (<u32>load<u8>(kinds + byteAt(at)) & kind) != 0; }
// @ts-ignore: decorator
@inline function least(at: u32, reach: u32): u32 { return at - input > reach ? at - reach : input; }

export function isAssigned(position: u32, length: u32): bool {
  let last = position + length;
  while (last > position && !is(last - 1, NAME)) last--;
  if (isCutOff(position, last) || isAuthor(last)) return false;
  const at = operatorAfter(position, last);
  return at != 0 && (!code || mayBeLiteral(position, last, at));
}

function nameStart(position: u32, most: u32): u32 {
  let start = position;
  const low = least(position, most);
  while (start > low && is(start - 1, NAME)) start--;
  return start;
}

function nameEnd(from: u32): u32 {
  let at = from;
  const last = min(end, from + MAX_NAME);
  while (at < last && is(at, NAME)) at++;
  return at;
}

function isPaired(position: u32, at: u32): bool {
  const byte = byteAt(at);
  if (byte != 0x0a && byte != 0x0d && (byte | 0x20) != 0x76) return false;
  const low = least(position, MAX_NAME);
  let start = position;
  while (start > low && is(start - 1, NAME)) start--;
  while (start > low && (byteAt(start - 1) == 0x20 || is(start - 1, CLOSING))) start--;
  const before = byteAt(start - 1);
  return before == 0x3a || before == 0x3d;
}

function isCutOff(position: u32, last: u32): bool {
  if (last - position > 4 || last >= end || (byteAt(position + 1) | 0x20) != 0x70) return false;
  const first = byteAt(position);
  if (first != 0x5f && first != 0x2d && first != 0x2e) return false;
  const own = byteAt(last - 1), next = byteAt(last);
  return (own & 0x20) == (next & 0x20) && (next | 0x20) - 0x61 < 26;
}

function isAuthor(last: u32): bool {
  if (last - input < 4 || (byteAt(last - 1) | 0x20) != 0x68 || (byteAt(last - 2) | 0x20) != 0x74) return false;
  return (byteAt(last) | 0x20) == 0x6f && (byteAt(last + 1) | 0x20) == 0x72 && (byteAt(last + 2) | 0x20) != 0x69;
}

/** 0 where nothing is assigned. */
function operatorAfter(position: u32, from: u32): u32 {
  const name = nameEnd(from);
  let at = name;
  while (at < name + MAX_CLOSINGS && is(at, CLOSING)) at++;
  const most = at + MAX_BLANKS;
  while (at < most && isBlank(at)) at++;
  if (at >= end) return 0;
  if (is(at, OPERATOR) || isPaired(position, at)) return at;
  if (at == name) return 0;
  const start = nameStart(position, MAX_NAME), byte = byteAt(at);
  if (byteAt(start) == 0x2d || byte == 0x22 || byte == 0x27 || isTyped(at) || isOr(at)) return at;
  return is(lineStart(start), BEGINS) ? at : 0;
}

// @ts-ignore: decorator
@inline function isBlank(at: u32): bool { const byte = byteAt(at); return byte == 0x20 || byte == 0x09; }

function isTyped(at: u32): bool {
  return (byteAt(at) | 0x20) == 0x61 && (byteAt(at + 1) | 0x20) == 0x73 && byteAt(at + 2) == 0x20;
}

function isOr(at: u32): bool {
  return byteAt(at) == 0x6f && byteAt(at + 1) == 0x72 && byteAt(at + 2) == 0x20;
}

function lineStart(at: u32): u32 {
  const low = least(at, LINE_REACH);
  let k = at;
  while (k > low && byteAt(k - 1) != 0x0a) k--;
  return k;
}

function mayBeLiteral(position: u32, last: u32, at: u32): bool {
  const name = nameEnd(last);
  if (at > name + 1 && is(name, CLOSING) && is(name + 1, CLOSING)) return true;
  if (isBlank(at)) return !isNumberBelow(at);
  if (literalFollows(at)) return true;
  const start = nameStart(position, MAX_NAME_BEFORE);
  if (byteAt(start) == 0x2d) return true;
  if (at == name && byteAt(at) == 0x3d && isInLiteral(start)) return true;
  if (at == name && byteAt(at) == 0x3a && isHeader(start, at + 1)) return true;
  return valueFollows(name);
}

function literalFollows(at: u32): bool {
  if (is(at, QUOTE)) return true;
  const last = min(end, at + LITERAL_REACH);
  let below = byteAt(at) == 0x3a || byteAt(at) == 0x2c;
  let quotable = true;
  let run: u32 = 0, digits: u32 = 0;
  for (let k = at; k < last; k++) {
    const byte = <u32>load<u8>(k), its = <u32>load<u8>(kinds + byte);
    if (its & DRAWN) {
      run++;
      if (its & DIGIT) digits++;
      if (run >= DRAWN_LENGTH && digits >= DRAWN_DIGITS) return true;
      if (!(its & BEFORE) && k > at) quotable = false;
      continue;
    }
    if (k == at) continue;
    if (!quotable) return false;
    run = 0;
    digits = 0;
    if (its & QUOTE) return true;
    if (byte == 0x0a && !below) return quoteBelow(k + 1, last);
    if (byte != 0x0a && !(its & BEFORE)) return false;
    if (byte == 0x7b) below = true;
  }
  return last < end;
}

function quoteBelow(from: u32, last: u32): bool {
  let at = from;
  while (at < last && isBlank(at)) at++;
  return at < last ? is(at, QUOTE) : last < end;
}

function isInLiteral(start: u32): bool {
  const byte = byteAt(start - 1);
  if (byte == 0x22 || byte == 0x27 || byte == 0x60 || byte == 0x26 || byte == 0x3f) return true;
  return (byte == 0x74 || byte == 0x6e) && byteAt(start - 2) == 0x5c;
}

function isHeader(start: u32, from: u32): bool {
  const quoted = byteAt(start - 1);
  if (quoted != 0x22 && quoted != 0x27) return false;
  let at = from;
  while (at < from + MAX_BLANKS && byteAt(at) == 0x20) at++;
  const first = at;
  while (at < first + DRAWN_LENGTH && is(at, DRAWN)) at++;
  return at == first + DRAWN_LENGTH;
}

function valueFollows(from: u32): bool {
  let at = from;
  const last = min(<i32>(end - 3), <i32>(from + 48));
  while (<i32>at < last && ((<u32>load<u8>(kinds + byteAt(at)) & (DRAWN | QUOTE)) == QUOTE || isBetween(byteAt(at)))) at++;
  const first = byteAt(at) | 0x20, second = byteAt(at + 1) | 0x20, third = byteAt(at + 2) | 0x20;
  if (first == 0x76) return second == 0x61 && third == 0x6c;
  return first == 0x64 ? second == 0x65 && third == 0x66 : <i32>at == last;
}

function isNumberBelow(from: u32): bool {
  let at = from;
  while (at < from + WIDEST && isBlank(at)) at++;
  if (byteAt(at) != 0x30 || byteAt(at + 1) != 0x78) return false;
  const first = at + 2;
  for (at = first; at < first + LONGEST_NUMBER && isHexByte(byteAt(at)); ) at++;
  if (byteAt(at) == 0x4c) at++;
  return byteAt(at) == 0x0a;
}

function isHexByte(byte: u32): bool { return byte - 0x30 < 10 || (byte | 0x20) - 0x61 < 6; }

function isBetween(byte: u32): bool {
  return byte == 0x20 || byte - 0x09 < 5 || byte == 0xa0 || byte == 0x2c || byte == 0x5c;
}
