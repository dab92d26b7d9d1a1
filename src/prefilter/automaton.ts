/** Aho-Corasick over all keywords as a dense table: one look-up a byte, whatever the number of keywords. */

import type { Keyword } from '../model/rule.ts';

export interface Automaton {
  /** Byte → class; bytes that stand in no keyword share class 0; letters of either case share theirs. */
  readonly classes: Uint8Array;
  /** `next[state | class]` is the state after that byte; states are spelt `number << shift`, and 0 is the start. */
  readonly next: Int32Array;
  readonly shift: number;
  /** States from here on end at least one keyword. */
  readonly firstFinal: number;
  /** `(state - firstFinal) >> shift` → keywords whose folded text ends there. */
  readonly ends: readonly (readonly number[])[];
}

/** Lower case of an ASCII letter; any other byte is itself. */
export function foldByte(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}

function byteClasses(keywords: readonly Keyword[]): { classes: Uint8Array; count: number } {
  const classes = new Uint8Array(256);
  let count = 1;
  for (const { text } of keywords) {
    for (let k = 0; k < text.length; k++) {
      const byte = foldByte(text.charCodeAt(k));
      if (classes[byte] === 0) classes[byte] = count++;
    }
  }
  for (let byte = 0x41; byte <= 0x5a; byte++) classes[byte] = classes[byte | 0x20]!;
  return { classes, count };
}

/** Builds the automaton on folded text; which case was meant is told apart at the hit. */
export function buildAutomaton(keywords: readonly Keyword[]): Automaton {
  const { classes, count } = byteClasses(keywords);
  const shift = Math.max(1, Math.ceil(Math.log2(count)));
  const size = keywords.reduce((sum, keyword) => sum + keyword.text.length, 1);
  // Trie; 0 = no child, since the root is nobody's child.
  const trie = new Uint32Array(size << shift);
  const own: number[][] = [[]];
  let states = 1;
  keywords.forEach(({ text }, index) => {
    let state = 0;
    for (let k = 0; k < text.length; k++) {
      const slot = (state << shift) | classes[foldByte(text.charCodeAt(k))]!;
      if (trie[slot] === 0) {
        trie[slot] = states;
        own[states++] = [];
      }
      state = trie[slot]!;
    }
    own[state]!.push(index);
  });
  return complete(trie, own, { classes, shift, states });
}

/** Breadth first: fills in the failure moves and hands ends down, then numbers the final states last. */
function complete(
  trie: Uint32Array,
  own: readonly number[][],
  { classes, shift, states }: { classes: Uint8Array; shift: number; states: number },
): Automaton {
  const width = 1 << shift;
  const order = new Uint32Array(states);
  const failure = new Uint32Array(states);
  const ends: (readonly number[])[] = own.slice(0, 1);
  let known = 1;
  for (let head = 0; head < known; head++) {
    const state = order[head]!;
    const fallback = failure[state]!;
    for (let c = 0; c < width; c++) {
      const slot = (state << shift) | c;
      const child = trie[slot]!;
      const otherwise = state === 0 ? 0 : trie[(fallback << shift) | c]!;
      if (child === 0) {
        trie[slot] = otherwise;
        continue;
      }
      failure[child] = otherwise;
      const inherited = ends[otherwise]!;
      ends[child] = inherited.length === 0 ? own[child]! : own[child]!.concat(inherited);
      order[known++] = child;
    }
  }
  return renumber(trie, order, ends, { classes, shift, states });
}

function renumber(
  trie: Uint32Array,
  order: Uint32Array,
  ends: readonly (readonly number[])[],
  { classes, shift, states }: { classes: Uint8Array; shift: number; states: number },
): Automaton {
  const name = new Uint32Array(states);
  let free = 0;
  for (const state of order) if (ends[state]!.length === 0) name[state] = free++;
  const firstFinal = free;
  const finals: (readonly number[])[] = [];
  for (const state of order) {
    if (ends[state]!.length === 0) continue;
    name[state] = free++;
    finals.push(ends[state]!);
  }
  const next = new Int32Array(states << shift);
  for (let state = 0; state < states; state++) {
    const to = name[state]! << shift;
    const from = state << shift;
    for (let c = 0; c < 1 << shift; c++) next[to + c] = name[trie[from + c]!]! << shift;
  }
  return { classes, next, shift, firstFinal: firstFinal << shift, ends: finals };
}
