/**
 * What the bytes after a name tell before any text is made of them: whether something can be assigned to it, and in a
 * programming language whether that can be a literal. Nearly every hit ends here. A `false` is only said where
 * `readAssignment` finds nothing, or what `isImplausible` drops (`detect/generic/`): a test holds them together. The scalar twin of
 * `assembly/assigned.ts`.
 */

const newline = 0x0a;
const maxName = 40;
const maxNameBefore = 48;
const maxClosings = 4;
const maxBlanks = 24;

export const isNameByte = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.$')
  isNameByte[char.charCodeAt(0)] = 1;
export const isOperator = new Uint8Array(256);
for (const char of '=:,(<>?|+!-') isOperator[char.charCodeAt(0)] = 1;
export const isClosing = new Uint8Array(256);
for (const char of '"\'`\\])') isClosing[char.charCodeAt(0)] = 1;
/** How a line begins on which a blank may assign: ENV, ARG, #define, set, define, CREATE, requirepass, machine, login. */
export const beginsAssigning = new Uint8Array(256);
for (const char of 'EA#sdCrml') beginsAssigning[char.charCodeAt(0)] = 1;

function nameStart(bytes: Uint8Array, position: number, most: number): number {
  let start = position;
  const least = Math.max(0, position - most);
  while (start > least && isNameByte[bytes[start - 1]!] === 1) start--;
  return start;
}

function nameEnd(bytes: Uint8Array, end: number): number {
  let at = end;
  const last = Math.min(bytes.length, end + maxName);
  while (at < last && isNameByte[bytes[at]!] === 1) at++;
  return at;
}

/** Bytes that are looked back for the beginning of a line. */
const lineReach = 160;

function lineStart(bytes: Uint8Array, at: number): number {
  const least = Math.max(0, at - lineReach);
  let k = at;
  while (k > least && bytes[k - 1] !== newline) k--;
  return k;
}

/** Whether a name that ends in `at` may itself be the value of `name:`, its secret that of the `value:` after it. */
function isPaired(bytes: Uint8Array, position: number, at: number): boolean {
  const byte = bytes[at]!;
  if (byte !== 0x0a && byte !== 0x0d && (byte | 0x20) !== 0x76) return false;
  let start = position;
  const least = Math.max(0, position - maxName);
  while (start > least && isNameByte[bytes[start - 1]!] === 1) start--;
  while (start > least && (bytes[start - 1] === 0x20 || isClosing[bytes[start - 1]!] === 1)) start--;
  return bytes[start - 1] === 0x3a || bytes[start - 1] === 0x3d;
}

/**
 * Whether a short word goes on in a longer one: `_pat` in `_path`, `_pw` in `_pwr`. What else the name may be of has words
 * of its own.
 */
function isCutOff(bytes: Uint8Array, position: number, end: number): boolean {
  if (end - position > 4 || end >= bytes.length || (bytes[position + 1]! | 0x20) !== 0x70) return false;
  const first = bytes[position]!;
  if (first !== 0x5f && first !== 0x2d && first !== 0x2e) return false;
  const [last, next] = [bytes[end - 1]!, bytes[end]!];
  // In another case a new word begins.
  return (last & 0x20) === (next & 0x20) && (next | 0x20) >= 0x61 && (next | 0x20) <= 0x7a;
}

/** Whether `_auth` goes on as the name of an author, which no credential has. */
function isAuthor(bytes: Uint8Array, end: number): boolean {
  if (end < 4 || (bytes[end - 1]! | 0x20) !== 0x68 || (bytes[end - 2]! | 0x20) !== 0x74) return false;
  return (bytes[end]! | 0x20) === 0x6f && (bytes[end + 1]! | 0x20) === 0x72 && (bytes[end + 2]! | 0x20) !== 0x69;
}

/**
 * Where an operator can stand after the name that holds the word `[position, end)`, or what may be assigned without one;
 * -1 where nothing is assigned.
 */
export function operatorAfter(bytes: Uint8Array, position: number, end: number): number {
  const name = nameEnd(bytes, end);
  let at = name;
  while (at < name + maxClosings && isClosing[bytes[at]!] === 1) at++;
  const most = at + maxBlanks;
  while (at < most && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++;
  if (at >= bytes.length) return -1;
  if (isOperator[bytes[at]!] === 1 || isPaired(bytes, position, at)) return at;
  if (at === name) return -1;
  // A blank assigns after a flag (--password x), after ENV and its like, and before a quoted literal.
  const start = nameStart(bytes, position, maxName);
  const assigns =
    bytes[start] === 0x2d ||
    bytes[at] === 0x22 ||
    bytes[at] === 0x27 ||
    isTyped(bytes, at) ||
    isOr(bytes, at) ||
    beginsAssigning[bytes[lineStart(bytes, start)] ?? 0] === 1;
  return assigns ? at : -1;
}

/** `As String` of Basic. */
function isTyped(bytes: Uint8Array, at: number): boolean {
  return (bytes[at]! | 0x20) === 0x61 && (bytes[at + 1]! | 0x20) === 0x73 && bytes[at + 2] === 0x20;
}

/** `getenv("TOKEN") or "…"` */
function isOr(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x6f && bytes[at + 1] === 0x72 && bytes[at + 2] === 0x20;
}

/** Bytes in which a quote or a long value begins after an operator: blanks, a type, a call around the literal. */
const literalReach = 240;
/** A value without quotes that no one would take for a name: `looksDrawn` asks for no less. */
const drawnLength = 16;
const drawnDigits = 3;

const drawn = 1;
const digit = 2;
/** Between an operator and the quote of a literal: of types, calls, prefixes. */
const before = 4;
const quote = 8;

export const classes = new Uint8Array(256);
for (let byte = 0x30; byte <= 0x39; byte++) classes[byte]! |= digit;
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.~+/=-')
  classes[char.charCodeAt(0)]! |= drawn;
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.=@$[]({<>&|?:\\ \t\v\f\r\xa0')
  classes[char.charCodeAt(0)]! |= before;
for (const char of '"\'`') classes[char.charCodeAt(0)]! |= quote;

/** Whether a quoted literal, or one that looks drawn, can follow the operator at `at`. */
function literalFollows(bytes: Uint8Array, at: number): boolean {
  if ((classes[bytes[at]!]! & quote) !== 0) return true;
  const last = Math.min(bytes.length, at + literalReach);
  // `: String =`, `, err =` and `{ "value": …` may go on below.
  let below = bytes[at] === 0x3a || bytes[at] === 0x2c;
  let quotable = true;
  let run = 0;
  let digits = 0;
  for (let k = at; k < last; k++) {
    const byte = bytes[k]!;
    const its = classes[byte]!;
    if ((its & drawn) !== 0) {
      run++;
      if ((its & digit) !== 0) digits++;
      if (run >= drawnLength && digits >= drawnDigits) return true;
      // The first may be the operator itself: `->`, `+=`.
      if ((its & before) === 0 && k > at) quotable = false;
      continue;
    }
    if (k === at) continue;
    if (!quotable) return false;
    run = 0;
    digits = 0;
    if ((its & quote) !== 0) return true;
    if (byte === newline && !below) return quoteBelow(bytes, k + 1, last);
    if (byte !== newline && (its & before) === 0) return false;
    if (byte === 0x7b) below = true;
  }
  // What is longer than any name was not looked at to its end.
  return last < bytes.length;
}

/** On the next line only a quote counts. */
function quoteBelow(bytes: Uint8Array, from: number, last: number): boolean {
  let at = from;
  while (at < last && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++;
  return at < last ? (classes[bytes[at]!]! & quote) !== 0 : last < bytes.length;
}

/** `&token=value`, `"token=value"`, `\ttoken=value`: a pair inside a literal. */
function isInLiteral(bytes: Uint8Array, start: number): boolean {
  const byte = bytes[start - 1];
  if (byte === 0x22 || byte === 0x27 || byte === 0x60 || byte === 0x26 || byte === 0x3f) return true;
  return (byte === 0x74 || byte === 0x6e) && bytes[start - 2] === 0x5c;
}

/** `"api_key: value"`: whether a name right after a quote has a value as long as those of headers. */
function isHeader(bytes: Uint8Array, start: number, from: number): boolean {
  const quoted = bytes[start - 1];
  if (quoted !== 0x22 && quoted !== 0x27) return false;
  let at = from;
  while (at < from + maxBlanks && bytes[at] === 0x20) at++;
  const first = at;
  while (at < first + drawnLength && (classes[bytes[at]!]! & drawn) !== 0) at++;
  return at === first + drawnLength;
}

/** Whether `value:` or `default:` follows the name, which is then itself a value. */
function valueFollows(bytes: Uint8Array, from: number): boolean {
  let at = from;
  const last = Math.min(bytes.length - 3, from + 48);
  while (at < last && ((classes[bytes[at]!]! & (drawn | quote)) === quote || isBetween(bytes[at]!))) at++;
  const [first, second, third] = [bytes[at]! | 0x20, bytes[at + 1]! | 0x20, bytes[at + 2]! | 0x20];
  if (first === 0x76) return second === 0x61 && third === 0x6c;
  return first === 0x64 ? second === 0x65 && third === 0x66 : at === last;
}

/** Columns that a table of `#define` is set in, and digits of a number that nobody would take for drawn. */
const widest = 200;
const longestNumber = 12;

/** Whether after blanks only a number stands in the line: `0x0000ffffL`. */
function isNumberBelow(bytes: Uint8Array, from: number): boolean {
  let at = from;
  while (at < from + widest && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++;
  if (bytes[at] !== 0x30 || bytes[at + 1] !== 0x78) return false;
  const first = at + 2;
  for (at = first; at < first + longestNumber && isHexByte(bytes[at]!); ) at++;
  if (bytes[at] === 0x4c) at++;
  return bytes[at] === newline;
}

function isHexByte(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

/** Blanks, line ends, a comma, a backslash. */
function isBetween(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0xa0 || byte === 0x2c || byte === 0x5c;
}

/**
 * Whether what is assigned in a programming language can be a literal: quoted, drawn, or part of one.
 *
 * @param at from `operatorAfter`
 */
export function mayBeLiteral(bytes: Uint8Array, position: number, end: number, at: number): boolean {
  const name = nameEnd(bytes, end);
  // More than one byte was skipped as if it closed the name: which of them is the operator is told by reading alone.
  if (at > name + 1 && isClosing[bytes[name]!] === 1 && isClosing[bytes[name + 1]!] === 1) return true;
  // More blanks than were skipped.
  if (bytes[at] === 0x20 || bytes[at] === 0x09) return !isNumberBelow(bytes, at);
  if (literalFollows(bytes, at)) return true;
  const start = nameStart(bytes, position, maxNameBefore);
  if (bytes[start] === 0x2d) return true;
  if (at === name && bytes[at] === 0x3d && isInLiteral(bytes, start)) return true;
  if (at === name && bytes[at] === 0x3a && isHeader(bytes, start, at + 1)) return true;
  return valueFollows(bytes, name);
}

/** Where the word that a keyword is ends: a short one is a keyword only with what follows it (`key =`). */
export function wordEnd(bytes: Uint8Array, position: number, length: number): number {
  let end = position + length;
  while (end > position && isNameByte[bytes[end - 1]!] === 0) end--;
  return end;
}

/**
 * Whether a value can be assigned to the name that a keyword stands in.
 *
 * @param code whether the bytes are of a programming language: there only a literal counts
 */
export function isAssigned(bytes: Uint8Array, position: number, length: number, code: boolean): boolean {
  const end = wordEnd(bytes, position, length);
  if (isCutOff(bytes, position, end) || isAuthor(bytes, end)) return false;
  const at = operatorAfter(bytes, position, end);
  return at !== -1 && (!code || mayBeLiteral(bytes, position, end, at));
}
