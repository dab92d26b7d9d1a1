/** Character classes and escapes of a pattern. */

import { byteOf, type Cursor } from './cursor.ts';
import { PatternFault } from './fault.ts';
import { add, addRange, type ByteSet, classes, complement, emptySet, folded, members, union } from './set.ts';

const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, v: 11, f: 12, '0': 0 };

function single(byte: number): ByteSet {
  const set = emptySet();
  add(set, byte);
  return set;
}

/** After the backslash. */
export function parseEscape(cursor: Cursor, inClass: boolean): ByteSet {
  const char = cursor.source[cursor.at++]!;
  const lower = char.toLowerCase();
  if (lower === 'd' || lower === 'w' || lower === 's') {
    return char === lower ? classes[lower] : complement(classes[lower]);
  }
  if (char === 'x' || char === 'u') return single(parseHex(cursor, char === 'x' ? 2 : 4));
  if (char === '0' && /[0-9]/.test(cursor.source[cursor.at] ?? '')) {
    throw new PatternFault('PATTERN_SYNTAX', 'octal escapes are not for rules; write \\xHH');
  }
  if (char in controls) return single(controls[char]!);
  if (char === 'b' && inClass) return single(8);
  if (lower === 'b') throw new PatternFault('PATTERN_SYNTAX', `"\\${char}" is not for patterns; edges do that`);
  if (/[1-9k]/.test(char)) throw new PatternFault('PATTERN_SYNTAX', 'a pattern may not refer back to a group');
  if (/[A-Za-z]/.test(char)) throw new PatternFault('PATTERN_SYNTAX', `JavaScript has no escape "\\${char}"`);
  return single(byteOf(char));
}

function parseHex(cursor: Cursor, length: number): number {
  const text = cursor.source.slice(cursor.at, cursor.at + length);
  if (!/^[0-9A-Fa-f]+$/.test(text) || text.length < length) {
    throw new PatternFault('PATTERN_SYNTAX', `an escape needs ${length} hex digits`);
  }
  const code = Number.parseInt(text, 16);
  if (code > 255)
    throw new PatternFault('PATTERN_SYNTAX', `patterns see bytes: write \\u${text} as the \\xHH of its UTF-8 bytes`);
  cursor.at += length;
  return code;
}

/** After the opening bracket. */
export function parseClass(cursor: Cursor): ByteSet {
  const { source } = cursor;
  const negative = source[cursor.at] === '^';
  if (negative) cursor.at++;
  let set = emptySet();
  while (source[cursor.at] !== ']') {
    const first = parseMember(cursor);
    if (source[cursor.at] === '-' && source[cursor.at + 1] !== ']') {
      cursor.at++;
      const last = parseMember(cursor);
      const [from, to] = [only(first), only(last)];
      addRange(set, from, to);
    } else set = union(set, first);
  }
  cursor.at++;
  if (cursor.foldCase) set = folded(set);
  return negative ? complement(set) : set;
}

function parseMember(cursor: Cursor): ByteSet {
  const char = cursor.source[cursor.at++]!;
  return char === '\\' ? parseEscape(cursor, true) : single(byteOf(char));
}

/** The one byte that a border of a range must be. */
function only(set: ByteSet): number {
  const bytes = members(set, 2);
  if (bytes.length !== 1)
    throw new PatternFault('PATTERN_SYNTAX', 'a range needs one character on each side; put "-" last');
  return bytes[0]!;
}
