/** Terminal escape sequences and Jenkins notes in bytes: where each ends, and what it does to the text around it. */

const escapeByte = 0x1b;
const bell = 7;
const newline = 10;

/** How far the end of a control string or note is looked for, bytes. */
export const escapeReach = 8 * 1024;

/**
 * `nothing`: the text before and after belongs together. `move`: the cursor went elsewhere. `text`: a control string
 * whose content is worth reading.
 */
type Effect = 'nothing' | 'move' | 'text';

export interface Sequence {
  /** Index after the sequence. */
  end: number;
  effect: Effect;
  /** Of `text`: its content. */
  from: number;
  to: number;
}

/**
 * Reads the sequence that begins with the ESC at `at` of `bytes[0, limit)` into `found`.
 * @see https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
 */
export function readEscape(bytes: Uint8Array, at: number, limit: number, found: Sequence): void {
  found.effect = 'nothing';
  found.from = found.to = 0;
  const kind = at + 1 < limit ? bytes[at + 1]! : 0;
  if (kind === 0x5b) {
    if (isNote(bytes, at, limit)) readNote(bytes, at, limit, found);
    else readControl(bytes, at, limit, found);
  } else if (kind === 0x5d || kind === 0x5f || kind === 0x50 || kind === 0x5e || kind === 0x58) {
    readString(bytes, at, limit, found);
  } else {
    let end = at + 1;
    while (end < limit && bytes[end]! >= 0x20 && bytes[end]! <= 0x2f) end++;
    const hasFinal = end < limit && bytes[end]! >= 0x30 && bytes[end]! <= 0x7e;
    // Without an intermediate, only what terminals know: a stray ESC before a word must not eat its first letter.
    if (hasFinal && (end > at + 1 || known.has(bytes[end]!))) end++;
    found.end = end;
  }
}

/** Finals of two-byte sequences: cursor, keypad, tabs, shifts, reset, string end. */
const known = new Set([...'78=>cDEHMNOZno|}~\\'].map((char) => char.charCodeAt(0)));

/** Finals that colour, erase or set modes; the rest move the cursor. */
const still = new Set([...'mKhlnqtrcpg'].map((char) => char.charCodeAt(0)));

/** `ESC [ parameters intermediates final`. */
function readControl(bytes: Uint8Array, at: number, limit: number, found: Sequence): void {
  let end = at + 2;
  while (end < limit && bytes[end]! >= 0x30 && bytes[end]! <= 0x3f) end++;
  while (end < limit && bytes[end]! >= 0x20 && bytes[end]! <= 0x2f) end++;
  if (end < limit && bytes[end]! >= 0x40 && bytes[end]! <= 0x7e) {
    if (!still.has(bytes[end]!)) found.effect = 'move';
    found.end = end + 1;
    return;
  }
  // Not a sequence after all: only the two bytes that pretend to open one are dropped.
  found.end = Math.min(at + 2, limit);
}

/** APC, OSC, DCS, PM, SOS: up to BEL or `ESC \`, on one line. */
function readString(bytes: Uint8Array, at: number, limit: number, found: Sequence): void {
  const stop = Math.min(limit, at + escapeReach);
  for (let k = at + 2; k < stop; k++) {
    const byte = bytes[k]!;
    if (byte === newline) break;
    const isBell = byte === bell;
    if (!isBell && !(byte === escapeByte && bytes[k + 1] === 0x5c && k + 1 < limit)) continue;
    found.end = isBell ? k + 1 : k + 2;
    found.from = at + 2;
    found.to = k;
    if (k - found.from > 3 && !isClock(bytes, found.from)) found.effect = 'text';
    return;
  }
  found.end = at + 2;
}

/** Buildkite's `bk;t=…`. */
function isClock(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x62 && bytes[at + 1] === 0x6b && bytes[at + 2] === 0x3b;
}

/** Milliseconds since 1970 of Buildkite's `ESC _bk;t=…BEL` at `at`; 0 where there is none. */
export function clockOf(bytes: Uint8Array, at: number, end: number): number {
  if (!isClock(bytes, at + 2) || bytes[at + 5] !== 0x74 || bytes[at + 6] !== 0x3d) return 0;
  let value = 0;
  for (let k = at + 7; k < end; k++) {
    const digit = bytes[k]! - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return value;
}

/** `ESC [8mha:`, Jenkins. @see https://github.com/jenkinsci/jenkins/blob/master/core/src/main/java/hudson/console/ConsoleNote.java */
function isNote(bytes: Uint8Array, at: number, limit: number): boolean {
  return (
    at + 7 < limit &&
    bytes[at + 2] === 0x38 &&
    bytes[at + 3] === 0x6d &&
    bytes[at + 4] === 0x68 &&
    bytes[at + 5] === 0x61 &&
    bytes[at + 6] === 0x3a
  );
}

/** Bytes of the shortest note: a signature and an empty gzip. */
const shortestNote = 40;

/** Base64 up to `ESC [0m`; anything else is left to be read as text. */
function readNote(bytes: Uint8Array, at: number, limit: number, found: Sequence): void {
  const stop = Math.min(limit, at + escapeReach);
  let k = at + 7;
  while (k < stop && isBase64(bytes[k]!)) k++;
  const length = k - at - 7;
  const isWhole =
    k + 3 < limit && bytes[k] === escapeByte && bytes[k + 1] === 0x5b && bytes[k + 2] === 0x30 && bytes[k + 3] === 0x6d;
  // A small negative or positive number comes first; without it, or in any other shape, it may be text.
  const first = bytes[at + 7]!;
  const opens = first === 0x2f || first === 0x41;
  for (let j = at + 8; opens && j < at + 11; j++) if (bytes[j] !== first) k = -1;
  found.end = opens && k !== -1 && isWhole && length >= shortestNote && length % 4 === 0 ? k + 4 : at + 4;
}

function isBase64(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x2f && byte <= 0x39) ||
    byte === 0x2b ||
    byte === 0x3d
  );
}
