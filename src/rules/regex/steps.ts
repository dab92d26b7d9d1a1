/**
 * How many steps a backtracking engine can take from one start, whatever the text: a bound that holds, not a guess.
 *
 * Read from the end: the steps of a node in front of what follows are known for each byte that may stand there. A
 * repeat costs what follows once more for each count at which both may go on with the same byte; where they part at
 * their first byte, only one of them goes on. See docs/decisions/0002-bounded-patterns.md.
 */

import { type ByteSet, has } from './set.ts';
import { mostTogether, type Spelling, spell } from './spell.ts';
import type { AssertNode, Node, RepeatNode } from './tree.ts';

/** What a position in the pattern can cost, with all that follows. Indexed by byte class; the last is the end of the text. */
interface Front {
  /** Most steps when entered at a byte of the class. */
  readonly steps: Float64Array;
  /** Whether it can match from there. */
  readonly can: Uint8Array;
  /** Most steps over all classes. */
  readonly most: number;
  /** Whether it can match anything at all. */
  readonly any: boolean;
  /** Entering it cannot fail: nothing before it is ever gone back to. */
  readonly sure: boolean;
}

/** A repeat after which more than one way goes on. */
export interface Ambiguity {
  readonly node: RepeatNode;
  /** How many counts may be tried. */
  readonly ways: number;
  /** A byte that both it and what follows can begin with. */
  readonly byte: number;
}

interface Weighing {
  /** A byte of each class. */
  readonly bytes: readonly number[];
  readonly found: Map<RepeatNode, Ambiguity>;
  readonly end: Front;
  /** Flags and source of the pattern: the same text is spelled out once for all patterns. */
  readonly flags: string;
  readonly source: string;
  /** By the first item. */
  readonly blocksOf: Map<Node, readonly Block[]>;
}

/** The most steps from one start, and the repeats to blame, worst first. */
export function countSteps(
  node: Node,
  source: string,
  flags: string,
): { readonly steps: number; readonly ambiguities: readonly Ambiguity[] } {
  const bytes = representatives(node);
  const size = bytes.length + 1;
  const can = new Uint8Array(size).fill(1);
  const end: Front = { steps: new Float64Array(size), can, most: 0, any: true, sure: true };
  const weighing: Weighing = { bytes, found: new Map(), end, flags, source, blocksOf: new Map() };
  const { most } = weighSequence(node.kind === 'sequence' ? node.items : [node], end, weighing);
  return { steps: most, ambiguities: [...weighing.found.values()].sort((a, b) => b.ways - a.ways) };
}

/** One byte for each class of bytes that no set of the pattern tells apart. */
function representatives(node: Node): readonly number[] {
  const sets = new Set<ByteSet>();
  gather(node, sets);
  const classOf = new Uint16Array(256);
  let count = 1;
  for (const set of sets) {
    const split = new Int16Array(count * 2).fill(-1);
    let next = 0;
    for (let byte = 0; byte < 256; byte++) {
      const name = classOf[byte]! * 2 + (has(set, byte) ? 1 : 0);
      if (split[name]! < 0) split[name] = next++;
      classOf[byte] = split[name]!;
    }
    count = next;
  }
  const bytes = new Array<number>(count).fill(-1);
  for (let byte = 0; byte < 256; byte++) {
    const name = classOf[byte]!;
    // A printable byte speaks better in a message.
    if (bytes[name]! < 0 || (byte > 32 && bytes[name]! <= 32)) bytes[name] = byte;
  }
  return bytes;
}

function gather(node: Node, sets: Set<ByteSet>): void {
  if (node.kind === 'set') sets.add(node.set);
  else if (node.kind === 'sequence') for (const item of node.items) gather(item, sets);
  else if (node.kind === 'choice') for (const option of node.options) gather(option, sets);
  else if (node.item) gather(node.item, sets);
}

function front(steps: Float64Array, can: Uint8Array, sure: boolean): Front {
  let most = 0;
  let any = false;
  for (let k = 0; k < steps.length; k++) {
    if (steps[k]! > most) most = steps[k]!;
    if (can[k] === 1) any = true;
  }
  return { steps, can, most, any, sure };
}

function weigh(node: Node, rest: Front, weighing: Weighing): Front {
  if (rest.sure && rest.most > 0) return before(weigh(node, weighing.end, weighing), rest);
  switch (node.kind) {
    case 'set':
      return weighSet(node.set, rest, weighing);
    case 'group':
      return weigh(node.item, rest, weighing);
    case 'sequence':
      return weighSequence(node.items, rest, weighing);
    case 'choice':
      return together(node.options.map((option) => weigh(option, rest, weighing)));
    case 'repeat':
      return weighRepeat(node, rest, weighing);
    case 'assert':
      return weighAssert(node, rest, weighing);
  }
}

/**
 * Item by item from the end; where some in a row are few strings that exclude each other (`(?:aws|amazon)[_-]?secret`),
 * all at once. Both are bounds, so the lower one is.
 */
function weighSequence(items: readonly Node[], rest: Front, weighing: Weighing): Front {
  const fronts: Front[] = new Array(items.length + 1);
  fronts[items.length] = rest;
  for (let k = items.length - 1; k >= 0; k--) {
    let best = weigh(items[k]!, fronts[k + 1]!, weighing);
    for (const block of blocks(items, k, weighing)) {
      best = lower(best, weighSpellings(block, fronts[k + block.items]!, weighing));
    }
    fronts[k] = best;
  }
  return fronts[0]!;
}

/** Items in a row, spelled out. */
interface Block {
  /** Items of the sequence it ends before, counted from its first. */
  readonly items: number;
  readonly count: number;
  /** Of these, empty ones. */
  readonly empty: number;
  /** What the others begin with, and the bytes of all that begin so. */
  readonly heads: readonly { readonly set: ByteSet; readonly length: number }[];
  /** How many of them may lead through the same text. */
  readonly together: number;
}

const spelled = new Map<string, readonly Block[]>();

/** What begins at item `k` and is few strings; rules share most of their text with others (macros). */
function blocks(items: readonly Node[], k: number, { flags, source, blocksOf }: Weighing): readonly Block[] {
  const first = items[k]!;
  if (first.kind === 'set') return [];
  let found = blocksOf.get(first);
  if (found) return found;
  const text = `${flags}/${source.slice(first.from, items.at(-1)!.to)}`;
  found = spelled.get(text) ?? spellFrom(items, k);
  spelled.set(text, found);
  blocksOf.set(first, found);
  return found;
}

/** From item `k` to each item after it, as long as they are few and more than one. */
function spellFrom(items: readonly Node[], k: number): readonly Block[] {
  const made: Block[] = [];
  for (let end = k + 1; end <= items.length; end++) {
    const ways = spell(items.slice(k, end));
    if (!ways) break;
    if (ways.length > 1) made.push(block(ways, end - k));
  }
  return made;
}

function block(ways: readonly Spelling[], items: number): Block {
  const full = ways.filter((way) => way.length > 0);
  const lengths = new Map<ByteSet, number>();
  for (const way of full) lengths.set(way[0]!, (lengths.get(way[0]!) ?? 0) + way.length);
  const heads = [...lengths].map(([set, length]) => ({ set, length }));
  return { items, count: ways.length, empty: ways.length - full.length, heads, together: mostTogether(full) };
}

function weighSpellings({ heads, count, empty, together }: Block, rest: Front, { bytes }: Weighing): Front {
  const onward = together * rest.most;
  const steps = rest.steps.map((after) => count + empty * after);
  const can = rest.can.map((after) => (empty > 0 ? after : 0));
  for (let k = 0; k < bytes.length; k++) {
    let inside = 0;
    for (const { set, length } of heads) if (has(set, bytes[k]!)) inside += length;
    if (inside === 0) continue;
    steps[k]! += inside + onward;
    if (rest.any) can[k] = 1;
  }
  return front(steps, can, rest.sure && empty > 0);
}

/** Of two bounds for the same front. */
function lower(a: Front, b: Front): Front {
  return front(
    a.steps.map((steps, k) => Math.min(steps, b.steps[k]!)),
    a.can,
    a.sure,
  );
}

/** What is followed by something that cannot fail reaches it once. */
function before(own: Front, rest: Front): Front {
  return front(
    own.steps.map((steps) => steps + rest.most),
    own.can,
    own.sure,
  );
}

function weighSet(set: ByteSet, rest: Front, { bytes }: Weighing): Front {
  const steps = new Float64Array(bytes.length + 1);
  const can = new Uint8Array(bytes.length + 1);
  for (let k = 0; k < steps.length; k++) {
    const inside = k < bytes.length && has(set, bytes[k]!);
    steps[k] = inside ? 1 + rest.most : 1;
    can[k] = inside && rest.any ? 1 : 0;
  }
  return front(steps, can, false);
}

/** All are tried, one after the other. */
function together(fronts: readonly Front[]): Front {
  const [first, ...others] = fronts;
  const steps = first!.steps.slice();
  const can = first!.can.slice();
  for (const other of others) {
    for (let k = 0; k < steps.length; k++) {
      steps[k]! += other.steps[k]!;
      can[k]! |= other.can[k]!;
    }
  }
  return front(
    steps,
    can,
    fronts.some((entry) => entry.sure),
  );
}

/** Unrolled: after the last count only the rest, before it another one or, from the least on, the rest. */
function weighRepeat(node: RepeatNode, rest: Front, weighing: Weighing): Front {
  if (node.item.kind === 'set' && node.max > 0) return weighSetRepeat(node, node.item.set, rest, weighing);
  let after = rest;
  for (let count = node.max - 1; count >= 0 && after.most < Number.MAX_SAFE_INTEGER; count--) {
    const next = weigh(node.item, after, weighing);
    if (count >= node.min && !rest.sure) blame(node, next, rest, weighing);
    after = count >= node.min ? together([next, rest]) : next;
  }
  return after;
}

/** The same for a single set, where the most steps of each count are enough to know those of the one before it. */
function weighSetRepeat(node: RepeatNode, set: ByteSet, rest: Front, weighing: Weighing): Front {
  const { bytes } = weighing;
  const one = weighSet(set, rest, weighing);
  const inside = one.steps.map((_, k) => (k < bytes.length && has(set, bytes[k]!) ? 1 : 0));
  let [mostIn, mostOut] = [0, 0];
  rest.steps.forEach((steps, k) => {
    if (inside[k] === 1) mostIn = Math.max(mostIn, steps);
    else mostOut = Math.max(mostOut, steps);
  });
  let most = rest.most;
  for (let count = node.max - 1; count > 0; count--) {
    most = count >= node.min ? Math.max(1 + most + mostIn, 1 + mostOut) : 1 + most;
  }
  const optional = node.min === 0;
  const steps = rest.steps.map((after, k) => 1 + (inside[k] === 1 ? most : 0) + (optional ? after : 0));
  const can = rest.can.map((after, k) => ((inside[k] === 1 && rest.any) || (optional && after === 1) ? 1 : 0));
  if (node.max > node.min && !rest.sure) blame(node, one, rest, weighing);
  return front(steps, can, optional && rest.sure);
}

function blame(node: RepeatNode, next: Front, rest: Front, { bytes, found }: Weighing): void {
  if (found.has(node)) return;
  const shared = bytes.findIndex((_, k) => next.can[k] === 1 && rest.can[k] === 1);
  if (shared >= 0) found.set(node, { node, ways: node.max - node.min + 1, byte: bytes[shared]! });
}

/** A lookahead consumes nothing, is entered once, and never gone back into. `$` (no item) looks at one byte. */
function weighAssert({ item, negative }: AssertNode, rest: Front, weighing: Weighing): Front {
  const inner = item ? weigh(item, weighing.end, weighing) : undefined;
  // One byte decides where the lookahead is no longer; a longer one may fail after its first byte.
  const single = item?.kind === 'set';
  const passes = (k: number): boolean =>
    inner === undefined || (negative ? !(single && inner.can[k] === 1) : inner.can[k] === 1);
  const steps = rest.steps.map((after, k) => (inner?.steps[k] ?? 1) + (passes(k) ? after : 0));
  const can = rest.can.map((after, k) => (passes(k) ? after : 0));
  return front(steps, can, false);
}
