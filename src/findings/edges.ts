/** Which parts each id could have: its companions, and matches in reach that its needs name. */

import type { Match } from '../model/match.ts';
import type { Need } from '../model/rule.ts';
import type { RulesById } from '../model/rule-book.ts';
import { distance, type Span, spanLength } from '../model/span.ts';
import { isExample } from './example.ts';
import { groupBy } from './group.ts';
import { isGeneric } from './overlap.ts';

type Rules = RulesById;

/** A value at a place that may become a part of one credential, however many ids found it. */
export interface Candidate {
  readonly match: Match;
  readonly key: string;
}

/** A match whose rule has needs. */
export interface Owner {
  readonly match: Match;
  readonly key: string;
  /** Allowed as an example: what belongs to it is an example too. */
  readonly example: boolean;
}

export interface Edge {
  readonly owner: Owner;
  readonly need: Need;
  readonly candidate: Candidate;
  /** The smallest block around both; undefined where none is. */
  readonly block: Span | undefined;
  /** Less is better: the better rule, then the nearer, what follows before what precedes. */
  readonly cost: number;
}

/** Without a common block, what stands further from an example than this is not part of it, bytes. */
const exampleReach = 512;
/** A better rule outweighs any distance within reach. */
const ruleWeight = 1e6;

export function keyOf({ place, secret }: Match): string {
  return `${place.start}:${place.end}:${secret.reveal()}`;
}

/**
 * @param kept matches that are reported or joined, in order of place
 * @param dropped allowed matches
 */
export function edgesOf(kept: readonly Match[], dropped: readonly Match[], rules: Rules): Edge[] {
  const byRule = groupBy(kept, (match) => match.rule);
  const near = new Map([...byRule].map(([rule, matches]) => [rule, nearIn(matches)]));
  const keys = new Map(kept.map((match) => [match, keyOf(match)]));
  const named = kept.filter((match) => !isGeneric(rules.get(match.rule)));
  const own = new Map(named.map((match) => [keys.get(match)!, match]));
  const candidates = new Map<string, Candidate>();
  const candidateOf = (match: Match): Candidate => {
    const key = keys.get(match) ?? keyOf(match);
    const candidate = candidates.get(key) ?? { match: own.get(key) ?? match, key };
    candidates.set(key, candidate);
    return candidate;
  };
  const edges: Edge[] = [];
  const add = (owner: Owner, need: Need): void => {
    const reachable = need.rules.flatMap((id) => near.get(id)?.(owner.match.place, need.within) ?? []);
    const seen = new Set<string>();
    for (const match of [...reachable, ...owner.match.companions]) {
      if (match.allowed !== undefined || match.part !== need.part || !need.rules.includes(match.rule)) continue;
      const candidate = candidateOf(match);
      if (candidate.key === owner.key || seen.has(candidate.key)) continue;
      // Bytes that another provider's rule explains are not this one's to guess about.
      if (candidate.match.rule !== match.rule && !need.rules.includes(candidate.match.rule)) continue;
      seen.add(candidate.key);
      const block = smallestBlock(owner.match, match);
      if (owner.example && !block && distance(owner.match.place, match.place) > exampleReach) continue;
      edges.push({ owner, need, candidate, block, cost: costOf(owner.match, match, need) });
    }
  };
  for (const match of kept) {
    const needs = rules.get(match.rule)?.needs ?? [];
    const owner = { match, key: keys.get(match)!, example: false };
    for (const need of needs) add(owner, need);
  }
  for (const match of dropped) {
    const rule = rules.get(match.rule);
    if (!rule || rule.needs.length === 0 || !isExample(match, rule)) continue;
    const owner = { match, key: keyOf(match), example: true };
    for (const need of rule.needs) add(owner, need);
  }
  return edges;
}

/** Looks up matches by distance. Matches are in order of place. */
function nearIn(matches: readonly Match[]): (place: Span, within: number) => readonly Match[] {
  const longest = matches.reduce((most, match) => Math.max(most, spanLength(match.place)), 0);
  const from = (offset: number): number => {
    let low = 0;
    let high = matches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (matches[middle]!.place.start < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (place, within) =>
    matches
      .slice(from(place.start - within - longest), from(place.end + within + 1))
      .filter((match) => distance(match.place, place) <= within);
}

function smallestBlock(a: Match, b: Match): Span | undefined {
  let best: Span | undefined;
  const look = (blocks: readonly Span[], other: Span): void => {
    for (const block of blocks) {
      if (block.start > other.start || other.end > block.end) continue;
      if (!best || spanLength(block) < spanLength(best)) best = block;
    }
  };
  look(a.blocks, b.place);
  look(b.blocks, a.place);
  return best;
}

/** Ids are written before their secrets far more often than after. */
function costOf(owner: Match, match: Match, need: Need): number {
  const gap = distance(owner.place, match.place);
  const away = match.place.start < owner.place.start ? 2 * gap + 64 : gap;
  return need.rules.indexOf(match.rule) * ruleWeight + away;
}
