/** What a run of bytes is, from its first window: magic numbers, byte order marks, NUL patterns, log markers. */

/**
 * `text` and `binary` are read as they are, `log` and UTF-16 are normalised on the way, everything else is opened
 * (see `sources/archive.ts`) or counted as not scanned.
 */
export type Kind =
  | 'text'
  | 'binary'
  | 'utf16le'
  | 'utf16be'
  | 'log'
  | 'gzip'
  | 'zip'
  | 'tar'
  | 'zstd'
  | 'xz'
  | 'bzip2'
  | 'lz4'
  | 'lzip'
  | 'compress'
  | '7z'
  | 'rar'
  | 'ar'
  | 'cpio'
  | 'rpm'
  | 'squashfs';

export type ArchiveKind = Exclude<Kind, 'text' | 'binary' | 'log' | 'utf16le' | 'utf16be'>;

/** Whether `unpack` has something to say of it: its content, or why there is none. */
export function isArchive(kind: Kind): kind is ArchiveKind {
  return kind !== 'text' && kind !== 'binary' && kind !== 'log' && kind !== 'utf16le' && kind !== 'utf16be';
}

/** Bytes looked at for log markers and control bytes. */
const closeLook = 1024;
/** Bytes looked at for a NUL, as git does. */
const nulLook = 8000;

/** Magic numbers as hex, `.` for any digit; the first byte picks the row. @see https://en.wikipedia.org/wiki/List_of_file_signatures */
const magics: readonly (readonly [Kind, string])[] = [
  ['gzip', '1f8b08'],
  ['compress', '1f9d'],
  ['zip', '504b0304'],
  ['zip', '504b0506'],
  ['zip', '504b0708504b'],
  ['zip', '504b3030504b0304'],
  ['zstd', '28b52ffd'],
  ['zstd', '5.2a4d18'],
  ['xz', 'fd377a585a00'],
  ['bzip2', '425a68..314159265359'],
  ['bzip2', '425a68..177245385090'],
  ['lz4', '04224d18'],
  ['lzip', '4c5a4950'],
  ['7z', '377abcaf271c'],
  ['rar', '526172211a07'],
  ['ar', '213c617263683e0a'],
  ['cpio', '303730373031'],
  ['cpio', '303730373032'],
  ['cpio', '303730373037'],
  ['rpm', 'edabeedb'],
  ['squashfs', '68737173'],
];

interface Magic {
  readonly kind: Kind;
  /** Pairs of mask and wanted value. */
  readonly bytes: readonly (readonly [mask: number, value: number])[];
}

const byFirst: readonly (readonly Magic[] | undefined)[] = indexMagics();

function indexMagics(): (Magic[] | undefined)[] {
  const table: (Magic[] | undefined)[] = new Array(256).fill(undefined);
  for (const [kind, hex] of magics) {
    const bytes: (readonly [number, number])[] = [];
    for (let at = 0; at < hex.length; at += 2) bytes.push(pairOf(hex, at));
    const [mask, value] = bytes[0]!;
    // A free half of the first byte stands for sixteen of them.
    for (let first = value; first <= (value | (mask ^ 255)); first++) {
      if ((first & mask) !== value) continue;
      table[first] ??= [];
      table[first]!.push({ kind, bytes });
    }
  }
  return table;
}

/** Mask and value of two hex digits, of which each may be a dot. */
function pairOf(hex: string, at: number): readonly [number, number] {
  const high = digitOf(hex, at);
  const low = digitOf(hex, at + 1);
  return [(high < 0 ? 0 : 0xf0) | (low < 0 ? 0 : 0x0f), (Math.max(0, high) << 4) | Math.max(0, low)];
}

function digitOf(hex: string, at: number): number {
  return hex[at] === '.' ? -1 : Number.parseInt(hex[at]!, 16);
}

/** Tells of the bytes at hand whether `[0, near)` holds no control characters but those of text, and `[0, far)` no NUL. */
export type IsPlain = (near: number, far: number) => boolean;

/**
 * Names what `head[0, length)`, the start of a document, is. The path only decides where the bytes leave a doubt.
 * Allocates nothing that grows; a few microseconds for plain text.
 *
 * @param isPlain where something tells it faster
 */
export function recognise(head: Uint8Array, length: number, path = '', isPlain?: IsPlain): Kind {
  if (length < 2) return 'text';
  const magic = magicKind(head, length);
  if (magic) return magic;
  const first = head[0]!;
  const second = head[1]!;
  if (first === 0xff && second === 0xfe) return 'utf16le';
  if (first === 0xfe && second === 0xff) return 'utf16be';
  const near = Math.min(length, closeLook);
  if (isPlain?.(near, Math.min(length, nulLook))) return plainKind(head, length, near, 0, path);
  return looked(head, length, near, path);
}

function magicKind(head: Uint8Array, length: number): Kind | undefined {
  const rows = byFirst[head[0]!];
  if (!rows) return undefined;
  for (const { kind, bytes } of rows) {
    if (length < bytes.length) continue;
    let same = true;
    for (let k = 0; same && k < bytes.length; k++) same = (head[k]! & bytes[k]![0]) === bytes[k]![1];
    if (same) return kind;
  }
  return undefined;
}

function looked(head: Uint8Array, length: number, near: number, path: string): Kind {
  let nuls = 0;
  let controls = 0;
  let high = 0;
  let escapes = 0;
  for (let k = 0; k < near; k++) {
    const byte = head[k]!;
    if (byte >= 0x80) high++;
    else if (byte < 0x20) {
      if (byte === 0) nuls++;
      else if (byte === 0x1b) escapes++;
      else if (byte < 8 || byte > 13) controls++;
    }
  }
  if (nuls > 0) return withNuls(head, length, near, nuls, controls, high, path);
  if (length > near && head.subarray(near, Math.min(length, nulLook)).indexOf(0) !== -1) return 'binary';
  // Bytes that are neither text nor UTF-8 of any kind: a compressed stream with no magic that is known.
  if ((controls - escapes) * 16 > near && high > 0) return 'binary';
  return plainKind(head, length, near, escapes, path);
}

/** Of what has no bytes that text has not. */
function plainKind(head: Uint8Array, length: number, near: number, escapes: number, path: string): Kind {
  if (isPrefixedZip(head, length, path)) return 'zip';
  return escapes > 0 || hasLogLines(head, near) || /\.log(\.\d+)?$/i.test(path) ? 'log' : 'text';
}

function withNuls(
  head: Uint8Array,
  length: number,
  near: number,
  nuls: number,
  controls: number,
  high: number,
  path: string,
): Kind {
  if (isTar(head, length)) return 'tar';
  const wide = utf16Without(head, near & ~1);
  if (wide) return wide;
  if (isPrefixedZip(head, length, path)) return 'zip';
  // A dump of NUL-ended strings (an environment, `find -print0`) is text.
  return (nuls + controls) * 12 <= near && high * 20 <= near ? 'text' : 'binary';
}

/** `ustar` at 257, or an older archive whose first header's checksum is right. */
export function isTar(head: Uint8Array, length: number): boolean {
  if (length < 512) return false;
  if (head[257] === 0x75 && head[258] === 0x73 && head[259] === 0x74 && head[260] === 0x61 && head[261] === 0x72)
    return true;
  let wanted = 0;
  let digits = 0;
  for (let k = 148; k < 156; k++) {
    const byte = head[k]!;
    if (byte >= 0x30 && byte <= 0x37) {
      wanted = wanted * 8 + byte - 0x30;
      digits++;
    } else if (byte !== 0 && byte !== 0x20) return false;
  }
  if (digits === 0 || head[0] === 0) return false;
  let sum = 8 * 0x20;
  for (let k = 0; k < 512; k++) if (k < 148 || k >= 156) sum += head[k]!;
  return sum === wanted;
}

/** UTF-16 without a mark: ASCII in one half of the pairs, NUL in the other. */
function utf16Without(head: Uint8Array, near: number): Kind | undefined {
  if (near < 8) return undefined;
  let even = 0;
  let odd = 0;
  let print = 0;
  for (let k = 0; k < near; k += 2) {
    const a = head[k]!;
    const b = head[k + 1]!;
    if (a === 0) even++;
    if (b === 0) odd++;
    const char = a === 0 ? b : a;
    if ((a === 0) !== (b === 0) && (char >= 0x20 || (char >= 8 && char <= 13) || char === 0x1b)) print++;
  }
  const pairs = near / 2;
  if (print < pairs * 0.6) return undefined;
  if (odd > pairs * 0.6 && even <= pairs * 0.02) return 'utf16le';
  if (even > pairs * 0.6 && odd <= pairs * 0.02) return 'utf16be';
  return undefined;
}

/** A zip behind a script (Spring Boot jars, zipapps). */
function isPrefixedZip(room: Uint8Array, length: number, path: string): boolean {
  if (!/\.(jar|war|ear|zip|pyz|pex|par|shiv)$/i.test(path)) return false;
  const head = room.subarray(0, length);
  for (let at = head.indexOf(0x50); at !== -1 && at + 4 <= length; at = head.indexOf(0x50, at + 1))
    if (head[at + 1] === 0x4b && head[at + 2] === 3 && head[at + 3] === 4) return true;
  return false;
}

/** A line that begins as CI systems and log drivers begin theirs. */
function hasLogLines(room: Uint8Array, near: number): boolean {
  // Behind it lies what was read before: a search for the end of a line would go through all of it.
  const head = room.subarray(0, near);
  let start = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  for (let line = 0; line < 8 && start < near; line++) {
    if (isLogLine(head, start, near)) return true;
    const end = head.indexOf(10, start);
    if (end === -1) return false;
    start = end + 1;
  }
  return false;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** How lines of Jenkins, runners and CircleCI's JSON begin. */
const openings = ['[Pipeline]', '[command]', '[{"type":"out"', '[{"message":"'];
/** How lines of Docker, journald and CloudWatch exports begin. */
const objects = ['{"log":"', '{"__CURSOR"', '{"__REALTIME', '{"events":[{"'];

function isLogLine(head: Uint8Array, start: number, near: number): boolean {
  const byte = head[start]!;
  if (byte === 0x32) return isStamp(head, start);
  // [17:43:37]… and [2026-…
  if (byte === 0x5b) {
    if (head[start + 3] === 0x3a && isDigit(head[start + 1])) return true;
    return isStamp(head, start + 1) || openings.some((text) => startsWith(head, start, text));
  }
  // ##[group], ##teamcity[, #12 0.345
  if (byte === 0x23) {
    if (head[start + 1] === 0x23 && (head[start + 2] === 0x5b || startsWith(head, start, '##teamcity['))) return true;
    return isDigit(head[start + 1]) && (isDigit(head[start + 3]) || isDigit(head[start + 4])) && near - start > 8;
  }
  if (byte === 0x7b) {
    return objects.some((text) => startsWith(head, start, text));
  }
  if (byte === 0x73) return startsWith(head, start, 'section_start:') || startsWith(head, start, 'section_end:');
  if (byte === 0x74) return startsWith(head, start, 'travis_');
  // 17:43:37 text
  if (isDigit(byte)) return head[start + 2] === 0x3a && head[start + 5] === 0x3a && isDigit(head[start + 7]);
  return isTabbed(head, start, near);
}

/** `2026-03-19T` or `2026-03-19 17:`. */
function isStamp(head: Uint8Array, at: number): boolean {
  return (
    isDigit(head[at]) &&
    isDigit(head[at + 3]) &&
    head[at + 4] === 0x2d &&
    head[at + 7] === 0x2d &&
    (head[at + 10] === 0x54 || head[at + 10] === 0x20) &&
    head[at + 13] === 0x3a &&
    head[at + 16] === 0x3a
  );
}

/** `job<TAB>step<TAB>stamp`, as `gh run view --log` prints. */
function isTabbed(head: Uint8Array, start: number, near: number): boolean {
  let tabs = 0;
  for (let k = start; k < near && head[k] !== 10 && tabs < 2; k++) {
    if (head[k] !== 9) continue;
    if (++tabs === 2) return isStamp(head, head[k + 1] === 0xef ? k + 4 : k + 1);
  }
  return false;
}

function startsWith(head: Uint8Array, at: number, text: string): boolean {
  for (let k = 0; k < text.length; k++) if (head[at + k] !== text.charCodeAt(k)) return false;
  return true;
}
