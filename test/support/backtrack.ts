/**
 * A backtracking matcher over the tree of a pattern that counts its steps: the oracle for the bound of
 * `rules/regex/steps.ts`, in the order ECMAScript prescribes. And texts that lead it astray.
 */

import { has, members } from '../../src/rules/regex/set.ts';
import type { Node, RepeatNode } from '../../src/rules/regex/tree.ts';

export interface Attempt {
  /** End of the match, or -1. */
  readonly end: number;
  /** How often a byte was held against a set. */
  readonly steps: number;
}

type Next = (at: number) => number;

/** One attempt at one start. Stops after `limit` steps, to end tests of patterns that explode. */
export function attempt(node: Node, text: string, start: number, limit = 5_000_000): Attempt {
  let steps = 0;
  const match = (item: Node, at: number, next: Next): number => {
    if (steps > limit) return -1;
    switch (item.kind) {
      case 'set':
        steps++;
        return at < text.length && has(item.set, text.charCodeAt(at)) ? next(at + 1) : -1;
      case 'group':
        return match(item.item, at, next);
      case 'sequence':
        return sequence(item.items, 0, at, next);
      case 'choice':
        for (const option of item.options) {
          const end = match(option, at, next);
          if (end >= 0) return end;
        }
        return -1;
      case 'repeat':
        return repeat(item, 0, at, next);
      case 'assert': {
        if (!item.item) {
          steps++;
          return at === text.length || /[\n\r]/.test(text[at]!) ? next(at) : -1;
        }
        const seen = match(item.item, at, (end) => end) >= 0;
        return seen !== item.negative ? next(at) : -1;
      }
    }
  };
  const sequence = (items: readonly Node[], index: number, at: number, next: Next): number =>
    index === items.length ? next(at) : match(items[index]!, at, (end) => sequence(items, index + 1, end, next));
  const repeat = (node: RepeatNode, count: number, at: number, next: Next): number => {
    const again = (): number =>
      count < node.max
        ? match(node.item, at, (end) => (end === at && count >= node.min ? -1 : repeat(node, count + 1, end, next)))
        : -1;
    if (count < node.min) return again();
    if (node.lazy) {
      const end = next(at);
      return end >= 0 ? end : again();
    }
    const end = again();
    return end >= 0 ? end : next(at);
  };
  const end = match(node, start, (at) => at);
  return { end, steps };
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
