/** Secrets to ids: the best assignment by structure, then by order in the file, then by distance. */

import type { Match } from '../model/match.ts';
import type { Need } from '../model/rule.ts';
import type { RulesById } from '../model/rule-book.ts';
import { type Span, spanLength } from '../model/span.ts';
import { type Candidate, type Edge, edgesOf, type Owner } from './edges.ts';
import { groupBy } from './group.ts';

export interface Joint {
  readonly need: Need;
  readonly match: Match;
  readonly by: 'structure' | 'distance';
}

export interface Pairing {
  /** Parts of each id, in the order of its rule's needs. */
  readonly joints: ReadonlyMap<Match, readonly Joint[]>;
  /** Keys (`keyOf`) of what became a part. */
  readonly absorbed: ReadonlySet<string>;
  /** Keys of what belongs to an allowed example, with that example. */
  readonly examples: ReadonlyMap<string, Match>;
}

interface State {
  /** Edge taken, by owner key and part. */
  readonly filled: Map<string, Edge>;
  /** Candidate key → the edges that took it. */
  readonly taken: Map<string, Edge[]>;
  /** Owner keys that have a part. */
  readonly owning: Set<string>;
}

/** One secret stands for at most so many ids. */
const mostSharers = 4;
/** Tables larger than this are not solved exactly. */
const largestTable = 250_000;
/** An id that stays alone costs more than any part. */
const alone = 1e9;

export function pairParts(kept: readonly Match[], dropped: readonly Match[], rules: RulesById): Pairing {
  const edges = edgesOf(kept, dropped, rules);
  const state: State = { filled: new Map(), taken: new Map(), owning: new Set() };
  for (const tier of tiersOf(edges)) {
    // What a live id can have is not an example's.
    for (const example of [false, true]) {
      const free = tier.filter((edge) => edge.owner.example === example && isFree(edge, state));
      for (const group of groupBy(free, questionOf).values()) {
        for (const edge of assign(group)) if (isFree(edge, state)) take(edge, state);
      }
    }
  }
  share(edges, state);
  return outcome(state);
}

/** Which edges compete for the same kind of part. */
function questionOf({ need }: Edge): string {
  return `${need.part}\0${need.rules.join()}`;
}

function slotOf({ owner, need }: Edge): string {
  return `${owner.key}\0${need.part}`;
}

function isFree(edge: Edge, { filled, taken, owning }: State): boolean {
  const { owner, candidate } = edge;
  // What is a part has no parts, and what has parts is none.
  return !filled.has(slotOf(edge)) && !taken.has(candidate.key) && !taken.has(owner.key) && !owning.has(candidate.key);
}

function take(edge: Edge, { filled, taken, owning }: State): void {
  filled.set(slotOf(edge), edge);
  owning.add(edge.owner.key);
  const list = taken.get(edge.candidate.key);
  if (list) list.push(edge);
  else taken.set(edge.candidate.key, [edge]);
}

/** Edges of the same smallest block together, small blocks first, those without a block last. */
function tiersOf(edges: readonly Edge[]): Edge[][] {
  const tiers = groupBy(edges, ({ block }) => (block ? `${block.start}:${block.end}` : ''));
  const size = ([edge]: readonly Edge[]): number => (edge?.block ? spanLength(edge.block) : Number.POSITIVE_INFINITY);
  const start = ([edge]: readonly Edge[]): number => edge?.block?.start ?? 0;
  return [...tiers.values()].sort((a, b) => (size(a) === size(b) ? start(a) - start(b) : size(a) - size(b)));
}

/** Ids and secrets of one block: as many pairs as can be without crossing, at the least cost. */
function assign(edges: readonly Edge[]): readonly Edge[] {
  const owners = inOrder(new Map(edges.map(({ owner }): [string, Owner] => [owner.key, owner])));
  const candidates = inOrder(new Map(edges.map(({ candidate }): [string, Candidate] => [candidate.key, candidate])));
  if (owners.length === 1 || owners.length * candidates.length > largestTable) return byCost(edges);
  const rows = new Map(owners.map(({ key }, at) => [key, at]));
  const columns = new Map(candidates.map(({ key }, at) => [key, at]));
  const width = candidates.length;
  const cell: (Edge | undefined)[] = new Array(owners.length * width);
  for (const edge of edges) cell[rows.get(edge.owner.key)! * width + columns.get(edge.candidate.key)!] = edge;
  return align(cell, owners.length, width);
}

function inOrder<T extends { readonly match: Match; readonly key: string }>(items: ReadonlyMap<string, T>): T[] {
  const at = ({ match: { place } }: T): Span => place;
  return [...items.values()].sort(
    (a, b) => at(a).start - at(b).start || at(a).end - at(b).end || (a.key < b.key ? -1 : 1),
  );
}

/** The nearest first: what is left when a table would be too large, and all there is for one id. */
function byCost(edges: readonly Edge[]): readonly Edge[] {
  return [...edges].sort(
    (a, b) =>
      a.cost - b.cost ||
      a.owner.match.place.start - b.owner.match.place.start ||
      a.candidate.match.place.start - b.candidate.match.place.start,
  );
}

/** Alignment of two ordered lists at the least cost. @see https://en.wikipedia.org/wiki/Needleman%E2%80%93Wunsch_algorithm */
function align(cell: readonly (Edge | undefined)[], height: number, width: number): readonly Edge[] {
  const line = width + 1;
  const best = new Float64Array((height + 1) * line);
  const priceOf = (row: number, column: number): number => cell[row * width + column]?.cost ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= height; row++) {
    best[row * line] = row * alone;
    for (let column = 1; column <= width; column++) {
      const paired = best[(row - 1) * line + column - 1]! + priceOf(row - 1, column - 1);
      const skipped = Math.min(best[(row - 1) * line + column]! + alone, best[row * line + column - 1]!);
      best[row * line + column] = Math.min(paired, skipped);
    }
  }
  const found: Edge[] = [];
  for (let row = height, column = width; row > 0 && column > 0; ) {
    const here = best[row * line + column]!;
    if (here === best[row * line + column - 1]!) column--;
    else if (here === best[(row - 1) * line + column]! + alone) row--;
    else found.push(cell[--row * width + --column]!);
  }
  return found.reverse();
}

/**
 * The same id standing twice has the same secret. Another id shares a secret only where that is the only one near, and
 * nothing ties it closer to the id that has it.
 */
function share(edges: readonly Edge[], state: State): void {
  const open = edges.filter(
    (edge) => !edge.owner.example && !state.filled.has(slotOf(edge)) && !state.taken.has(edge.owner.key),
  );
  for (const choices of groupBy(open, slotOf).values()) {
    const same = choices.find((edge) => takers(edge, state).some((taker) => sameValue(taker.owner, edge.owner)));
    if (same) {
      take(same, state);
      continue;
    }
    const [only] = choices;
    if (choices.length !== 1 || !only) continue;
    const others = takers(only, state);
    if (others.length === 0 || others.length >= mostSharers || state.owning.has(only.candidate.key)) continue;
    const closer = others.some((taker) => taker.owner.example || width(taker.block) < width(only.block));
    if (!closer) take(only, state);
  }
}

function takers({ candidate, need }: Edge, { taken }: State): readonly Edge[] {
  return taken.get(candidate.key)?.filter((taker) => taker.need.part === need.part) ?? [];
}

function sameValue(a: Owner, b: Owner): boolean {
  return a.match.secret.equals(b.match.secret);
}

function width(block: Span | undefined): number {
  return block ? spanLength(block) : Number.POSITIVE_INFINITY;
}

function outcome({ filled, taken }: State): Pairing {
  const joints = new Map<Match, Joint[]>();
  const examples = new Map<string, Match>();
  for (const { owner, need, candidate, block } of filled.values()) {
    if (owner.example) {
      examples.set(candidate.key, owner.match);
      continue;
    }
    const list = joints.get(owner.match) ?? [];
    list.push({ need, match: candidate.match, by: block ? 'structure' : 'distance' });
    joints.set(owner.match, list);
  }
  const absorbed = new Set([...taken.keys()].filter((key) => !examples.has(key)));
  return { joints, absorbed, examples };
}
