/** Matches of several rules on the same bytes: the one that says most about them stays. */

import type { Match } from '../model/match.ts';
import type { Rule } from '../model/rule.ts';
import type { RulesById } from '../model/rule-book.ts';
import { overlaps, spanLength } from '../model/span.ts';
import { fixedPrefix } from './prefix.ts';

type Rules = RulesById;

/** A match that gives way, and to what. Equal matches of one rule are left out without a word. */
interface Beaten {
  readonly match: Match;
  readonly by: Match;
}

export interface Kept {
  /** In order of place. */
  readonly kept: readonly Match[];
  readonly beaten: readonly Beaten[];
}

interface Rival {
  readonly match: Match;
  readonly value: string;
  readonly generic: boolean;
  readonly armoured: boolean;
  readonly prefix: number;
  readonly checks: number;
  /** A guess inside a wider value that stands on firmer ground. */
  readonly guess: boolean;
}

/** In one cluster of overlapping matches, no match is compared with more than so many stronger ones. */
const mostRivals = 512;

/** As likely as not. */
const even = 0.5;

/** @param live matches that nothing has dropped yet, in any order */
export function settleOverlaps(live: readonly Match[], rules: Rules): Kept {
  const ordered = [...live].sort((a, b) => a.place.start - b.place.start || a.place.end - b.place.end);
  const kept: Match[] = [];
  const beaten: Beaten[] = [];
  for (let from = 0; from < ordered.length; ) {
    let to = from + 1;
    for (let end = ordered[from]!.place.end; to < ordered.length && ordered[to]!.place.start < end; to++) {
      end = Math.max(end, ordered[to]!.place.end);
    }
    if (to - from === 1) kept.push(ordered[from]!);
    else settleCluster(ordered.slice(from, to), rules, kept, beaten);
    from = to;
  }
  return { kept, beaten };
}

function settleCluster(cluster: readonly Match[], rules: Rules, kept: Match[], beaten: Beaten[]): void {
  const rivals = demoteGuesses(cluster.map((match) => rivalOf(match, rules))).sort(stronger);
  const standing: Rival[] = [];
  const raised = new Map<Match, Match>();
  for (const rival of rivals) {
    const by = standing.find((other, at) => at < mostRivals && clash(other, rival, rules));
    if (!by) standing.push(rival);
    else if (by.match.rule !== rival.match.rule) {
      beaten.push({ match: rival.match, by: by.match });
      raised.set(by.match, surer(raised.get(by.match) ?? by.match, rival, by));
    }
  }
  const stays = new Set(standing.map((rival) => rival.match));
  for (const match of cluster) if (stays.has(match)) kept.push(raised.get(match) ?? match);
}

/** A named match is as sure as the generic one on the same value that it takes the place of. */
function surer(match: Match, { match: weak, generic, value }: Rival, by: Rival): Match {
  if (!generic || by.generic || value !== by.value || weak.confidence <= match.confidence) return match;
  return { ...match, confidence: weak.confidence, reasons: [...match.reasons, `+ ${weak.rule} alone says more`] };
}

function rivalOf(match: Match, rules: Rules): Rival {
  const rule = rules.get(match.rule);
  const value = match.secret.reveal();
  const armoured = rule?.family === 'private-key';
  return {
    match,
    value,
    generic: isGeneric(rule) && !armoured,
    armoured,
    prefix: fixedPrefix(rule, value).length,
    checks: rule?.checks.length ?? 0,
    guess: false,
  };
}

/** A named match with nothing to know it by, as unlikely as not: what lies around it, in one value and likelier, is no part of it. */
function demoteGuesses(rivals: readonly Rival[]): Rival[] {
  const wider = rivals.filter(({ generic, match }) => generic && match.confidence >= even);
  if (wider.length === 0 || wider.length > mostRivals) return [...rivals];
  return rivals.map((rival) => {
    const weak = !rival.generic && rival.prefix === 0 && rival.checks === 0 && rival.match.confidence < even;
    const inside = weak && wider.some(({ value }) => value.length > rival.value.length && value.includes(rival.value));
    return inside ? { ...rival, guess: true } : rival;
  });
}

/** Rules that know a value by what stands around it, not by what it is. */
export function isGeneric(rule: Rule | undefined): boolean {
  return rule?.provider === 'generic' || rule?.provider === 'loot' || rule?.reader === 'assignment';
}

/** A private key before what its base64 happens to spell; a guess last; named before generic; the longer fixed beginning; checked before unchecked; surer; longer; then by name. */
function stronger(a: Rival, b: Rival): number {
  return (
    Number(b.armoured) - Number(a.armoured) ||
    Number(a.guess) - Number(b.guess) ||
    Number(a.generic) - Number(b.generic) ||
    b.prefix - a.prefix ||
    Math.sign(b.checks) - Math.sign(a.checks) ||
    b.match.confidence - a.match.confidence ||
    spanLength(b.match.place) - spanLength(a.match.place) ||
    a.match.decoders.length - b.match.decoders.length ||
    (a.match.rule < b.match.rule ? -1 : a.match.rule > b.match.rule ? 1 : 0) ||
    a.match.place.start - b.match.place.start
  );
}

/**
 * Whether the weaker says nothing that the stronger does not. Values decoded from one run may share its bytes and yet
 * differ: those are compared by value. Parts of one credential may overlap (a session token around an id).
 */
function clash(strong: Rival, weak: Rival, rules: Rules): boolean {
  if (!overlaps(strong.match.place, weak.match.place)) return false;
  if (strong.value !== weak.value && linked(strong.match, weak.match, rules)) return false;
  if (strong.value.includes(weak.value) || (strong.armoured && !weak.armoured)) return true;
  const raw = strong.match.decoders.length === 0 && weak.match.decoders.length === 0;
  if (weak.generic && (!strong.generic || raw)) {
    return raw || strong.match.decoders.join() !== weak.match.decoders.join() || weak.value.includes(strong.value);
  }
  return false;
}

function linked(a: Match, b: Match, rules: Rules): boolean {
  return owns(rules.get(a.rule), b) || owns(rules.get(b.rule), a);
}

/** Whether a match may be a part of the rule's credential. */
function owns(rule: Rule | undefined, match: Match): boolean {
  return rule?.needs.some((need) => need.rules.includes(match.rule)) === true;
}
