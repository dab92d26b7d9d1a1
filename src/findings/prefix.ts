/** The fixed beginnings of a rule's values: equal for every token of its kind, so they tell nothing of the secret. */

import type { Rule } from '../model/rule.ts';

/** Alternatives of a pattern are multiplied out up to this many beginnings. */
const most = 64;

const known = new WeakMap<Rule, readonly string[]>();

/** The longest fixed beginning that the value has, in the rule's own spelling; empty when there is none. */
export function fixedPrefix(rule: Rule | undefined, value: string): string {
  if (!rule) return '';
  const list = known.get(rule) ?? literalPrefixes(rule.pattern);
  known.set(rule, list);
  const fold = rule.flags.includes('i');
  const text = fold ? value.toLowerCase() : value;
  let best = '';
  for (const prefix of list) {
    if (prefix.length > best.length && text.startsWith(fold ? prefix.toLowerCase() : prefix)) best = prefix;
  }
  return best;
}

/** Beginnings of what the named group `secret` matches, or else of the whole pattern. */
export function literalPrefixes(pattern: string): readonly string[] {
  const named = '(?<secret>';
  const at = pattern.indexOf(named);
  const start = at === -1 ? 0 : at + named.length;
  return alternatives(pattern, start)
    .flatMap(([from, to]) => beginnings(pattern.slice(from, to)))
    .filter((prefix) => prefix !== '');
}

/** The `[start, end)` of each alternative, up to the end or the bracket that closes what is open. */
function alternatives(pattern: string, start: number): (readonly [number, number])[] {
  const found: [number, number][] = [];
  let from = start;
  let depth = 0;
  let at = start;
  for (; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === '\\') at++;
    else if (char === '[') at = classEnd(pattern, at);
    else if (char === '(') depth++;
    else if (char === ')' && depth-- === 0) break;
    else if (char === '|' && depth === 0) {
      found.push([from, at]);
      from = at + 1;
    }
  }
  found.push([from, Math.min(at, pattern.length)]);
  return found;
}

function classEnd(pattern: string, start: number): number {
  let at = start + 1;
  while (at < pattern.length && pattern[at] !== ']') at += pattern[at] === '\\' ? 2 : 1;
  return at;
}

/** What one alternative can begin with; stops at the first thing that is not fixed. */
function beginnings(text: string): readonly string[] {
  let made: readonly string[] = [''];
  for (let at = 0; at < text.length; ) {
    const piece = pieceAt(text, at);
    if (!piece || made.length * piece.choices.length > most) return made;
    const quantifier = /^(?:[?*+]|\{(\d+)[^}]*\})/.exec(text.slice(piece.end));
    // What may be absent is not fixed.
    if (quantifier && (quantifier[0][0] === '?' || quantifier[0][0] === '*' || quantifier[1] === '0')) return made;
    made = made.flatMap((before) => piece.choices.map((choice) => before + choice));
    if (quantifier) return made;
    at = piece.end;
  }
  return made;
}

interface Piece {
  readonly choices: readonly string[];
  readonly end: number;
}

/** A literal character, an escaped one, or a group of nothing but literal alternatives. */
function pieceAt(text: string, at: number): Piece | undefined {
  const char = text[at]!;
  if (char === '\\') {
    const next = text[at + 1] ?? '';
    return /[^A-Za-z0-9]/.test(next) ? { choices: [next], end: at + 2 } : undefined;
  }
  const group = /^\(\?:([A-Za-z0-9_\-|]+)\)/.exec(text.slice(at));
  if (group) return { choices: group[1]!.split('|'), end: at + group[0].length };
  return /[[\](){}|^$.*+?]/.test(char) ? undefined : { choices: [char], end: at + 1 };
}
