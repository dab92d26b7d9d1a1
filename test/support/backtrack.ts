/**
 * A backtracking matcher over the tree of a pattern that counts its steps: the oracle for the bound of
 * `rules/regex/steps.ts`, in the order ECMAScript prescribes. And texts that lead it astray.
 */

import { type ByteSet, has, members } from '../../src/rules/regex/set.ts';
import type { Node } from '../../src/rules/regex/tree.ts';

export interface Attempt {
  /** End of the match, or -1. */
  readonly end: number;
  /** How often a byte was held against a set. */
  readonly steps: number;
}

/** A pattern unrolled: what to do, and what comes after it. */
type State =
  | { readonly kind: 'match' }
  | { readonly kind: 'set'; readonly set: ByteSet; readonly next: State }
  | { readonly kind: 'split'; readonly first: State; readonly second: State }
  | { readonly kind: 'assert'; readonly inside: State | undefined; readonly negative: boolean; readonly next: State };

const matched: State = { kind: 'match' };
const unrolled = new WeakMap<Node, State>();

function unroll(node: Node, next: State): State {
  switch (node.kind) {
    case 'set':
      return { kind: 'set', set: node.set, next };
    case 'group':
      return unroll(node.item, next);
    case 'sequence':
      return node.items.reduceRight((after, item) => unroll(item, after), next);
    case 'choice':
      return node.options
        .map((option) => unroll(option, next))
        .reduceRight((second, first) => ({ kind: 'split', first, second }));
    case 'repeat': {
      let after = next;
      for (let count = node.max - 1; count >= 0; count--) {
        const again = unroll(node.item, after);
        if (count < node.min) after = again;
        else after = { kind: 'split', first: node.lazy ? next : again, second: node.lazy ? again : next };
      }
      return after;
    }
    case 'assert': {
      const inside = node.item && unroll(node.item, matched);
      return { kind: 'assert', inside, negative: node.negative, next };
    }
  }
}

/** One attempt at one start. Stops after `limit` steps, to end tests of patterns that explode. */
export function attempt(node: Node, text: string, start: number, limit = 5_000_000): Attempt {
  const program = unrolled.get(node) ?? unroll(node, matched);
  unrolled.set(node, program);
  return run(program, text, start, limit);
}

function run(program: State, text: string, start: number, limit: number): Attempt {
  let steps = 0;
  const states: State[] = [program];
  const places: number[] = [start];
  while (states.length > 0 && steps <= limit) {
    const state = states.pop()!;
    const at = places.pop()!;
    const go = (next: State, place: number): void => {
      states.push(next);
      places.push(place);
    };
    if (state.kind === 'match') return { end: at, steps };
    if (state.kind === 'set') {
      steps++;
      if (at < text.length && has(state.set, text.charCodeAt(at))) go(state.next, at + 1);
    } else if (state.kind === 'split') {
      go(state.second, at);
      go(state.first, at);
    } else if (state.inside) {
      const inner = run(state.inside, text, at, limit);
      steps += inner.steps;
      if (inner.end >= 0 !== state.negative) go(state.next, at);
    } else {
      steps++;
      if (at === text.length || /[\n\r]/.test(text[at]!)) go(state.next, at);
    }
  }
  return { end: -1, steps };
}

/** A text that the pattern could match: repeats near their most, bytes picked from a few so that pieces overlap. */
export function sampleText(node: Node, random: () => number, most = true): string {
  switch (node.kind) {
    case 'set': {
      const bytes = members(node.set);
      if (bytes.length === 0) return '';
      const printable = bytes.filter((byte) => byte >= 32 && byte < 127);
      const pool = printable.length > 0 ? printable : bytes;
      // Mostly the first byte of a class, so that neighbouring classes are met with the same one.
      return String.fromCharCode(random() < 0.7 ? pool[0]! : pool[Math.floor(random() * pool.length)]!);
    }
    case 'group':
      return sampleText(node.item, random, most);
    case 'sequence':
      return node.items.map((item) => sampleText(item, random, most)).join('');
    case 'choice':
      return sampleText(node.options[Math.floor(random() * node.options.length)]!, random, most);
    case 'repeat': {
      const span = node.max - node.min;
      const count = most && random() < 0.8 ? node.max : node.min + Math.floor(random() * (span + 1));
      return Array.from({ length: count }, () => sampleText(node.item, random, most)).join('');
    }
    case 'assert':
      return '';
  }
}

/** Texts that begin like a match and then fail, at several places. */
export function failingTexts(node: Node, random: () => number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, k) => {
    const text = sampleText(node, random);
    const cut = k % 3 === 0 ? text.length - 1 : Math.floor(random() * text.length);
    return `${text.slice(0, cut)}\u0000${k % 2 === 0 ? '' : text.slice(cut + 1)}`;
  });
}
