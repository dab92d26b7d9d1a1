/** Sets of bytes: which of the 256 latin1 characters one step of a pattern accepts. */

/** 256 bits. */
export type ByteSet = Uint32Array;

export function emptySet(): ByteSet {
  return new Uint32Array(8);
}

export function fullSet(): ByteSet {
  return new Uint32Array(8).fill(0xffffffff);
}

export function add(set: ByteSet, byte: number): void {
  set[byte >>> 5]! |= 1 << (byte & 31);
}

export function addRange(set: ByteSet, from: number, to: number): void {
  for (let byte = from; byte <= to; byte++) add(set, byte);
}

export function has(set: ByteSet, byte: number): boolean {
  return (set[byte >>> 5]! & (1 << (byte & 31))) !== 0;
}

export function union(a: ByteSet, b: ByteSet): ByteSet {
  return a.map((word, k) => word | b[k]!);
}

export function complement(set: ByteSet): ByteSet {
  return set.map((word) => ~word);
}

export function isSubset(a: ByteSet, b: ByteSet): boolean {
  for (let k = 0; k < 8; k++) if ((a[k]! & ~b[k]!) !== 0) return false;
  return true;
}

/** The lowest byte that both hold, or -1. */
export function shared(a: ByteSet, b: ByteSet): number {
  for (let k = 0; k < 8; k++) {
    const both = a[k]! & b[k]!;
    if (both !== 0) return k * 32 + (31 - Math.clz32(both & -both));
  }
  return -1;
}

/** The bytes of a set, ascending; stops after `most`. */
export function members(set: ByteSet, most = 256): number[] {
  const found: number[] = [];
  for (let byte = 0; byte < 256 && found.length < most; byte++) if (has(set, byte)) found.push(byte);
  return found;
}

/** The other case of a latin1 character where it has one within latin1, else itself. */
function otherCase(byte: number): number {
  const char = String.fromCharCode(byte);
  const upper = char.toUpperCase();
  const other = upper === char ? char.toLowerCase() : upper;
  const code = other.length === 1 ? other.charCodeAt(0) : byte;
  return code < 256 ? code : byte;
}

const cases = Uint8Array.from({ length: 256 }, (_, byte) => otherCase(byte));

/** What the set accepts under flag `i`. */
export function folded(set: ByteSet): ByteSet {
  const result = set.slice();
  for (const byte of members(set)) add(result, cases[byte]!);
  return result;
}

function setOf(pattern: RegExp): ByteSet {
  const set = emptySet();
  for (let byte = 0; byte < 256; byte++) if (pattern.test(String.fromCharCode(byte))) add(set, byte);
  return set;
}

export const classes = {
  d: setOf(/\d/),
  w: setOf(/\w/),
  s: setOf(/\s/),
  /** `.` without flag `s`. */
  dot: setOf(/./),
  /** What a run keyword goes on with (see `prefilter/`). */
  run: setOf(/[A-Za-z0-9_-]/),
} as const;

const interned = new Map<string, ByteSet>();

/** The one set of these bytes: equal sets of patterns are the same object. */
export function intern(set: ByteSet): ByteSet {
  const name = set.join(' ');
  const known = interned.get(name) ?? set;
  interned.set(name, known);
  return known;
}
