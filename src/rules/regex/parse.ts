/**
 * Parses the part of JavaScript's regular expressions that rules may use: everything that needs no memory and looks at
 * nothing before the match. Patterns see bytes as latin1, one character a byte.
 *
 * @see https://tc39.es/ecma262/#sec-patterns
 */

import { parseClass, parseEscape } from './class.ts';
import { byteOf, type Cursor } from './cursor.ts';
import { PatternFault } from './fault.ts';
import { add, classes, emptySet, folded, fullSet, intern } from './set.ts';
import type { AssertNode, Node, RepeatNode } from './tree.ts';

/**
 * @param flags any of `i`, `s`, `m`
 * @throws PatternFault PATTERN_SYNTAX, PATTERN_UNBOUNDED
 */
export function parsePattern(source: string, flags: string): Node {
  try {
    new RegExp(source, flags);
  } catch (cause) {
    throw new PatternFault('PATTERN_SYNTAX', (cause as Error).message);
  }
  const cursor: Cursor = {
    source,
    foldCase: flags.includes('i'),
    dotAll: flags.includes('s'),
    multiline: flags.includes('m'),
    at: 0,
  };
  const node = parseChoice(cursor);
  if (cursor.at < source.length) throw new PatternFault('PATTERN_SYNTAX', `unexpected "${source[cursor.at]}"`);
  return node;
}

function parseChoice(cursor: Cursor): Node {
  const from = cursor.at;
  const options = [parseSequence(cursor)];
  while (cursor.source[cursor.at] === '|') {
    cursor.at++;
    options.push(parseSequence(cursor));
  }
  return options.length === 1 ? options[0]! : { kind: 'choice', options, from, to: cursor.at };
}

function parseSequence(cursor: Cursor): Node {
  const from = cursor.at;
  const items: Node[] = [];
  while (cursor.at < cursor.source.length && cursor.source[cursor.at] !== '|' && cursor.source[cursor.at] !== ')') {
    items.push(parseRepeat(cursor, parseAtom(cursor)));
  }
  return items.length === 1 ? items[0]! : { kind: 'sequence', items, from, to: cursor.at };
}

const quantifier = /([*+?]|\{(\d+)(,(\d*))?\})(\??)/y;

function parseRepeat(cursor: Cursor, item: Node): Node {
  quantifier.lastIndex = cursor.at;
  const met = quantifier.exec(cursor.source);
  if (!met) {
    if (/^\{,\d+\}/.test(cursor.source.slice(cursor.at, cursor.at + 8))) {
      throw new PatternFault('PATTERN_SYNTAX', 'JavaScript reads "{,n}" as text; write "{0,n}"');
    }
    return item;
  }
  cursor.at += met[0].length;
  const [, sign, least, comma, most] = met;
  const text = cursor.source.slice(item.from, cursor.at);
  if (sign === '*' || sign === '+' || (comma !== undefined && most === '')) {
    const bound = sign === '*' ? '{0,40}' : sign === '+' ? '{1,40}' : `{${least},${Number(least) + 40}}`;
    throw new PatternFault(
      'PATTERN_UNBOUNDED',
      `"${text}" may match without end; give it an upper bound, such as ${bound}`,
    );
  }
  const min = sign === '?' ? 0 : Number(least);
  const max = sign === '?' ? 1 : comma === undefined ? min : Number(most);
  if (item.kind === 'assert') throw new PatternFault('PATTERN_SYNTAX', `"${text}" repeats what consumes nothing`);
  const repeat: RepeatNode = { kind: 'repeat', item, min, max, lazy: met[5] === '?', from: item.from, to: cursor.at };
  return repeat;
}

function parseAtom(cursor: Cursor): Node {
  const { source } = cursor;
  const from = cursor.at;
  const char = source[cursor.at]!;
  if (char === '(') return parseGroup(cursor);
  if (char === '^') {
    throw new PatternFault(
      'PATTERN_SYNTAX',
      '"^" is of no use here, since a match may start anywhere; set edges instead',
    );
  }
  if (char === '$') return parseEnd(cursor);
  cursor.at++;
  if (char === '[') return { kind: 'set', set: intern(parseClass(cursor)), from, to: cursor.at };
  if (char === '\\') return { kind: 'set', set: fold(cursor, parseEscape(cursor, false)), from, to: cursor.at };
  if (char === '.') return { kind: 'set', set: intern(cursor.dotAll ? fullSet() : classes.dot), from, to: cursor.at };
  const set = emptySet();
  add(set, byteOf(char));
  return { kind: 'set', set: fold(cursor, set), from, to: cursor.at };
}

function fold(cursor: Cursor, set: Uint32Array): Uint32Array {
  return intern(cursor.foldCase ? folded(set) : set);
}

function parseEnd(cursor: Cursor): AssertNode {
  const from = cursor.at++;
  if (!cursor.multiline) {
    throw new PatternFault(
      'PATTERN_SYNTAX',
      '"$" would be the end of the document; use flag m for the end of a line, or edges',
    );
  }
  return { kind: 'assert', negative: false, item: undefined, from, to: cursor.at };
}

function parseGroup(cursor: Cursor): Node {
  const from = cursor.at;
  const head = /\((?:\?(?:<([A-Za-z_$][\w$]*)>|:|=|!|<=|<!))?/y;
  head.lastIndex = from;
  const met = head.exec(cursor.source)!;
  const [open, name] = met;
  if (open.startsWith('(?<') && name === undefined) {
    throw new PatternFault(
      'PATTERN_SYNTAX',
      'a pattern may not look behind; set edges, or put what stands before into the pattern',
    );
  }
  cursor.at += open.length;
  const item = parseChoice(cursor);
  if (cursor.source[cursor.at] !== ')')
    throw new PatternFault('PATTERN_SYNTAX', 'a group is not closed, or of a kind that rules may not use');
  const to = ++cursor.at;
  if (open === '(?=' || open === '(?!') return { kind: 'assert', negative: open === '(?!', item, from, to };
  return { kind: 'group', name, item, from, to };
}
