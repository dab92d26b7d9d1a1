/** The literal strings that every match of a pattern contains, with where they can stand in it. */

import { matchLength } from './length.ts';
import { type ByteSet, members } from './set.ts';
import { spell } from './spell.ts';
import type { ChoiceNode, Node } from './tree.ts';

/** Every match contains one of `texts`, beginning `offset` bytes after its start. */
export interface Literals {
  /** latin1; lower case when `fold`. */
  readonly texts: readonly string[];
  readonly fold: boolean;
  readonly offset: readonly [least: number, most: number];
}

/** How many strings may stand for one place. */
const mostTexts = 64;
/** Up to this length, single characters of a larger class are spelled out, so that `AC` and a hex digit are a keyword. */
const shortText = 3;
/** Longer literals are cut here. */
const mostLength = 24;

/** What is known of a piece of a pattern: all that it can be, where that is few strings. */
interface Run {
  readonly texts: readonly string[];
  readonly fold: boolean;
  readonly offset: readonly [number, number];
}

interface Walk {
  /** Strings that end at the current place, growing. */
  open: Run;
  offset: readonly [number, number];
  readonly found: Literals[];
}

/** All candidates; none where a pattern has no literal of at least one character. */
export function literalsOf(node: Node): readonly Literals[] {
  const walk: Walk = { open: empty([0, 0]), offset: [0, 0], found: [] };
  visit(node, walk);
  close(walk);
  return walk.found;
}

function empty(offset: readonly [number, number]): Run {
  return { texts: [''], fold: false, offset };
}

function close(walk: Walk): void {
  const { texts, fold, offset } = walk.open;
  if (texts.every((text) => text.length > 0)) walk.found.push({ texts: distinct(texts, fold), fold, offset });
  walk.open = empty(walk.offset);
}

/** Unique strings, without those that contain another one. */
function distinct(texts: readonly string[], fold: boolean): readonly string[] {
  const unique = [...new Set(texts.map((text) => (fold ? text.toLowerCase() : text).slice(0, mostLength)))];
  return unique.filter((text) => !unique.some((other) => other !== text && text.startsWith(other)));
}

function advance(walk: Walk, length: readonly [number, number]): void {
  walk.offset = [walk.offset[0] + length[0], walk.offset[1] + length[1]];
}

function visit(node: Node, walk: Walk): void {
  switch (node.kind) {
    case 'set':
      visitSet(node.set, walk);
      return;
    case 'group':
      visit(node.item, walk);
      return;
    case 'assert':
      return;
    case 'sequence':
      for (const item of node.items) visit(item, walk);
      return;
    case 'repeat': {
      // What is repeated at least once is met at least once; a fixed count is walked through.
      const fixed = node.min === node.max && node.min <= mostLength;
      if (fixed) for (let k = 0; k < node.min; k++) visit(node.item, walk);
      else {
        const before = walk.offset;
        if (node.min > 0) visit(node.item, walk);
        close(walk);
        walk.offset = before;
        advance(walk, matchLength(node));
        walk.open = empty(walk.offset);
      }
      return;
    }
    case 'choice':
      visitChoice(node, walk);
      return;
  }
}

/** One letter of both cases, or a few characters. */
function spelled(set: ByteSet): { readonly chars: readonly string[]; readonly fold: boolean } | undefined {
  const bytes = members(set, mostTexts + 1);
  if (bytes.length > mostTexts) return undefined;
  const chars = bytes.map((byte) => String.fromCharCode(byte));
  const lower = [...new Set(chars.map((char) => (/[A-Z]/.test(char) ? char.toLowerCase() : char)))];
  const pairs = chars.length > lower.length;
  // Both cases of every letter: folding says the same with fewer strings.
  const both = pairs && lower.every((char) => !/[a-z]/.test(char) || chars.includes(char.toUpperCase()));
  return both ? { chars: lower, fold: true } : { chars, fold: false };
}

function visitSet(set: ByteSet, walk: Walk): void {
  const found = spelled(set);
  const { texts, fold } = walk.open;
  const shortest = Math.min(...texts.map((text) => text.length));
  const few = shortest === shortText - 1 ? mostTexts : 4;
  if (!found || found.chars.length > few || texts.length * found.chars.length > mostTexts) {
    close(walk);
    advance(walk, [1, 1]);
    walk.open = empty(walk.offset);
    return;
  }
  if (found.chars.length > 1 && shortest > 0) {
    // The shorter text is a candidate too: fewer strings may be worth more than longer ones.
    walk.found.push({ ...walk.open, texts: distinct(texts, fold) });
  }
  walk.open = {
    texts: texts.flatMap((text) => found.chars.map((char) => text + char)),
    fold: fold || found.fold,
    offset: walk.open.offset,
  };
  advance(walk, [1, 1]);
}

/** Whether all strings of a node may be few: most are not, and that is quickly told. */
function isShort(node: Node): boolean {
  switch (node.kind) {
    case 'set':
      return members(node.set, 5).length <= 4;
    case 'assert':
      return false;
    case 'repeat':
      return node.max <= 8 && isShort(node.item);
    case 'group':
      return isShort(node.item);
    case 'sequence':
      return node.items.every(isShort);
    case 'choice':
      return node.options.every(isShort);
  }
}

/** All strings that a node can be, where they are few. */
function wholly(node: Node): { readonly texts: readonly string[]; readonly fold: boolean } | undefined {
  const ways = isShort(node) ? spell([node]) : undefined;
  if (!ways) return undefined;
  let fold = false;
  const texts: string[] = [];
  for (const way of ways) {
    let heads = [''];
    for (const set of way) {
      const found = spelled(set);
      if (!found || found.chars.length > 4 || heads.length * found.chars.length > mostTexts) return undefined;
      fold ||= found.fold;
      heads = heads.flatMap((head) => found.chars.map((char) => head + char));
    }
    texts.push(...heads);
    if (texts.length > mostTexts) return undefined;
  }
  return { texts, fold };
}

function visitChoice(node: ChoiceNode, walk: Walk): void {
  const whole = wholly(node);
  const lengths = matchLength(node);
  const { open } = walk;
  if (whole && whole.texts.length * open.texts.length <= mostTexts) {
    if (open.texts.every((text) => text !== '')) walk.found.push({ ...open, texts: distinct(open.texts, open.fold) });
    walk.open = {
      texts: open.texts.flatMap((head) => whole.texts.map((tail) => head + tail)),
      fold: open.fold || whole.fold,
      offset: open.offset,
    };
    advance(walk, lengths);
    // What follows options of differing lengths no longer stands at one distance from what is before them.
    if (lengths[0] !== lengths[1]) close(walk);
    return;
  }
  close(walk);
  const best = node.options.map((option) => candidates(option, walk.offset));
  if (best.every((list) => list.length > 0)) walk.found.push(merge(best.map((list) => longest(list))));
  advance(walk, lengths);
  walk.open = empty(walk.offset);
}

function candidates(option: Node, offset: readonly [number, number]): readonly Literals[] {
  return literalsOf(option).map((entry) => ({
    ...entry,
    offset: [entry.offset[0] + offset[0], entry.offset[1] + offset[1]] as const,
  }));
}

function shortestText(entry: Literals): number {
  return Math.min(...entry.texts.map((text) => text.length));
}

function longest(list: readonly Literals[]): Literals {
  return list.reduce((best, entry) => (shortestText(entry) > shortestText(best) ? entry : best));
}

/** One of each option: every match contains one of them all. */
function merge(list: readonly Literals[]): Literals {
  const fold = list.some((entry) => entry.fold);
  return {
    texts: distinct(
      list.flatMap((entry) => entry.texts),
      fold,
    ),
    fold,
    offset: [Math.min(...list.map((entry) => entry.offset[0])), Math.max(...list.map((entry) => entry.offset[1]))],
  };
}
