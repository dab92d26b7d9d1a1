/** Matches of one document → credentials: what belongs together is one finding, by structure first and distance second. */

import type { Credential, Part } from '../model/credential.ts';
import type { Provenance } from '../model/document.ts';
import type { AllowedMatch } from '../model/event.ts';
import type { Match } from '../model/match.ts';
import type { Need, Rule } from '../model/rule.ts';
import { distance, overlaps, type Span, spanLength } from '../model/span.ts';

export interface Joined {
  readonly credentials: readonly Credential[];
  readonly allowed: readonly AllowedMatch[];
}

type Rules = ReadonlyMap<string, Rule>;

interface Pair {
  readonly owner: Match;
  readonly need: Need;
  readonly partner: Match;
  /** Bytes of the smallest block around both; Infinity where none is. */
  readonly block: number;
  readonly gap: number;
  /** Position in the need's list of rules, and before or after its owner. */
  readonly rank: number;
}

/** @param matches of one document, in any order */
export function joinMatches(
  matches: readonly Match[],
  rules: Rules,
  provenance: Provenance,
  documentId?: string,
): Joined {
  const allowed: AllowedMatch[] = [];
  const drop = (match: Match, reason: string): void => {
    allowed.push({ kind: 'allowed', rule: match.rule, reason, provenance, line: match.place.line });
  };
  const live: Match[] = [];
  for (const match of matches) {
    if (match.allowed === undefined) live.push(match);
    else drop(match, match.allowed);
  }
  const kept = strongest(live, rules, drop);
  const allowedHere = matches.filter((match) => match.allowed !== undefined);
  const taken = new Map<Match, Match>();
  const partners = new Map<Match, { need: Need; partner: Match; byStructure: boolean }[]>();
  for (const pair of pairs(kept, rules).sort(nearer)) {
    const has = partners.get(pair.owner) ?? [];
    if (has.some((entry) => entry.need === pair.need)) continue;
    const owner = taken.get(canonical(pair.partner, taken));
    // A secret belongs to one id, unless it is the only one this id has in reach.
    if (owner && owner !== pair.owner) continue;
    taken.set(pair.partner, pair.owner);
    has.push({ need: pair.need, partner: pair.partner, byStructure: pair.block !== Number.POSITIVE_INFINITY });
    partners.set(pair.owner, has);
  }
  const absorbed = [...taken.keys()].map((match) => match.place);
  const credentials: Credential[] = [];
  for (const match of kept) {
    const rule = rules.get(match.rule)!;
    if (rule.companion) continue;
    const mine = partners.get(match) ?? [];
    const missing = rule.needs.find((need) => need.required && !mine.some((entry) => entry.need === need));
    if (missing) {
      drop(match, `no ${missing.part} beside it`);
      continue;
    }
    if (rule.needs.length === 0 && absorbed.some((place) => sameBytes(place, match.place))) continue;
    // What stands beside an allowed example is part of the example.
    const example = allowedHere.find(
      (entry) => owns(rules.get(entry.rule), match) && distance(entry.place, match.place) < 512,
    );
    if (example && rule.needs.length === 0) {
      drop(match, `beside an allowed ${example.part}: ${example.allowed}`);
      continue;
    }
    credentials.push(credential(match, mine, provenance, documentId));
  }
  return { credentials, allowed };
}

function credential(
  match: Match,
  mine: readonly { need: Need; partner: Match; byStructure: boolean }[],
  provenance: Provenance,
  documentId: string | undefined,
): Credential {
  const facts = [match, ...mine.map((entry) => entry.partner)].flatMap((entry) => entry.facts);
  const confidence = Math.max(match.confidence, ...mine.map((entry) => entry.partner.confidence));
  return {
    kind: 'credential',
    rule: match.rule,
    provenance,
    ...(documentId === undefined ? {} : { documentId }),
    parts: [partOf(match, match.part), ...mine.map((entry) => partOf(entry.partner, entry.need.part))],
    facts: facts.filter(
      (fact, at) => facts.findIndex((other) => other.name === fact.name && other.value === fact.value) === at,
    ),
    confidence,
    reasons: match.reasons,
    joined: mine.length === 0 ? 'alone' : mine.some((entry) => entry.byStructure) ? 'structure' : 'distance',
  };
}

function partOf({ rule, secret, place, decoders, key }: Match, name: string): Part {
  return { name, rule, secret, place, decoders, ...(key === undefined ? {} : { key }) };
}

/** Of matches on the same bytes the surest stays; the others would say the same thing in weaker words. */
function strongest(live: readonly Match[], rules: Rules, drop: (match: Match, reason: string) => void): Match[] {
  const ordered = [...live].sort((a, b) => a.place.start - b.place.start || b.place.end - a.place.end);
  const kept: Match[] = [];
  for (const match of ordered) {
    let keep = true;
    for (let at = kept.length - 1; at >= 0 && keep; at--) {
      const other = kept[at]!;
      if (other.place.end <= match.place.start) {
        if (match.place.start - other.place.end > 20_000) break;
        continue;
      }
      if (!overlaps(other.place, match.place) || linked(other, match, rules)) continue;
      if (weight(match) > weight(other)) {
        drop(other, `the same bytes are a ${match.rule}`);
        kept.splice(at, 1);
      } else {
        keep = false;
        if (other.rule !== match.rule) drop(match, `the same bytes are a ${other.rule}`);
      }
    }
    if (keep) kept.push(match);
  }
  return kept;
}

function weight(match: Match): number {
  return match.confidence * 1e6 + spanLength(match.place);
}

/** Parts of one credential may overlap (a session token around an id). */
function linked(a: Match, b: Match, rules: Rules): boolean {
  return owns(rules.get(a.rule), b) || owns(rules.get(b.rule), a);
}

function owns(rule: Rule | undefined, match: Match): boolean {
  return rule?.needs.some((need) => need.rules.includes(match.rule)) === true;
}

/** Every owner with every partner in reach: its companions, and other matches that its needs name. */
function pairs(kept: readonly Match[], rules: Rules): Pair[] {
  const found: Pair[] = [];
  for (const owner of kept) {
    for (const need of rules.get(owner.rule)?.needs ?? []) {
      const near = kept.filter(
        (match) =>
          match !== owner && need.rules.includes(match.rule) && distance(match.place, owner.place) <= need.within,
      );
      const companions = owner.companions.filter((match) => match.part === need.part && match.allowed === undefined);
      const fresh = companions.filter((match) => !near.some((other) => sameBytes(other.place, match.place)));
      for (const partner of [...near, ...fresh]) {
        const rank = need.rules.indexOf(partner.rule) * 2 + (partner.place.start < owner.place.start ? 1 : 0);
        found.push({
          owner,
          need,
          partner,
          block: smallestBlock(owner, partner),
          gap: distance(owner.place, partner.place),
          rank,
        });
      }
    }
  }
  return found;
}

function nearer(a: Pair, b: Pair): number {
  const order = (x: number, y: number): number => (x === y ? 0 : x < y ? -1 : 1);
  return (
    order(a.block, b.block) ||
    order(a.gap, b.gap) ||
    order(a.rank, b.rank) ||
    order(a.owner.place.start, b.owner.place.start)
  );
}

/** Companions of different ids may be the same bytes: the first to be taken stands for all. */
function canonical(match: Match, taken: ReadonlyMap<Match, Match>): Match {
  for (const other of taken.keys()) if (sameBytes(other.place, match.place)) return other;
  return match;
}

function smallestBlock(a: Match, b: Match): number {
  let least = Number.POSITIVE_INFINITY;
  for (const block of a.blocks) {
    if (block.start <= b.place.start && b.place.end <= block.end) least = Math.min(least, spanLength(block));
  }
  return least;
}

function sameBytes(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}
