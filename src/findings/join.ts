/** Matches of one document → credentials: what belongs together is one finding, by structure first and distance second. */

import type { Credential, Part } from '../model/credential.ts';
import type { Provenance } from '../model/document.ts';
import type { AllowedMatch } from '../model/event.ts';
import type { Fact, Match } from '../model/match.ts';
import type { Rule } from '../model/rule.ts';
import type { RulesById } from '../model/rule-book.ts';
import type { Span } from '../model/span.ts';
import { keyOf } from './edges.ts';
import { isExample } from './example.ts';
import { isGeneric, settleOverlaps } from './overlap.ts';
import { tellOwners } from './owner.ts';
import { type Joint, type Pairing, pairParts } from './pairing.ts';

export interface Joined {
  readonly credentials: readonly Credential[];
  readonly allowed: readonly AllowedMatch[];
}

type Rules = RulesById;

export interface JoinOptions {
  readonly documentId?: string | undefined;
  /** Matches that an earlier version of the document has told of: what is dropped of them is not counted again. */
  readonly old?: ReadonlySet<Match>;
}

/**
 * Every match ends in a credential or among the allowed, but for parts, which are told with their credential.
 *
 * @param matches of one document, in any order
 * @param rules by id; all that the matches name
 */
export function joinMatches(
  matches: readonly Match[],
  rules: Rules,
  provenance: Provenance,
  { documentId, old }: JoinOptions = {},
): Joined {
  const allowed: AllowedMatch[] = [];
  const drop = (match: Match, reason: string): void => {
    if (old?.has(match)) return;
    allowed.push({ kind: 'allowed', rule: match.rule, reason, provenance, line: match.place.line });
  };
  const live = matches.filter((match) => match.allowed === undefined);
  const dropped = matches.filter((match) => match.allowed !== undefined);
  const { kept: settledOn, beaten } = settleOverlaps(live, rules);
  const { kept, owners } = tellOwners(settledOn, dropped, rules);
  for (const match of dropped) if (!owners.has(match)) drop(match, match.allowed!);
  for (const { match, by } of beaten) drop(match, `same value as ${by.rule}`);
  const paired = matches.some((match) => mayBePaired(match, rules));
  const { joints, absorbed, examples } = paired ? pairParts(kept, dropped, rules) : unpaired;
  const explained = explainer([...joints.values()].flat().map((joint) => joint.match));
  const settled = explainer(dropped.filter((match) => isSettled(match, rules.get(match.rule))));
  const credentials: Credential[] = [];
  for (const match of kept) {
    const rule = rules.get(match.rule);
    // A key holds the secret: it is made where something hangs on it.
    const key = paired ? keyOf(match) : '';
    if (rule?.companion || (absorbed.has(key) && !isGeneric(rule))) continue;
    const mine = joints.get(match) ?? noJoints;
    const missing = rule?.needs.find((need) => need.required && !mine.some((joint) => joint.need === need));
    const example = examples.get(key);
    const by = isGeneric(rule) ? explained(match.place) : undefined;
    const passed = isGeneric(rule) ? settled(match.place) : undefined;
    if (rule !== undefined && isContext(rule)) drop(match, 'public, as its provider documents');
    else if (missing) drop(match, `part missing: no ${missing.part} near it`);
    else if (example) drop(match, `belongs to an allowed ${example.part}: ${example.allowed}`);
    else if (by) drop(match, `same value as ${by.rule}`);
    else if (passed) drop(match, `same value as ${passed.rule}: ${passed.allowed}`);
    else credentials.push(credentialOf(match, mine, provenance, documentId));
  }
  return { credentials, allowed };
}

const unpaired: Pairing = { joints: new Map(), absorbed: new Set(), examples: new Map() };

/** Whether a match may have parts: most documents hold none that does. */
function mayBePaired({ rule }: Match, rules: Rules): boolean {
  const needs = rules.get(rule)?.needs;
  return needs !== undefined && needs.length > 0;
}

/** Whether what a rule finds is public and no half of a credential: what is known of a finding, and none. */
function isContext(rule: Rule): boolean {
  return rule.public && rule.needs.length === 0;
}

/** Whether a rule that knows the value has let it pass as somebody's example, or by a marker. */
function isSettled(match: Match, rule: Rule | undefined): boolean {
  return rule !== undefined && !isGeneric(rule) && isExample(match, rule);
}

/** Which of the matches, if any, lies on the bytes of a generic one: that needs no second finding. */
function explainer(matches: readonly Match[]): (place: Span) => Match | undefined {
  const parts = [...matches].sort((a, b) => a.place.start - b.place.start);
  let longest = 0;
  for (const { place } of parts) longest = Math.max(longest, place.end - place.start);
  return (place) => {
    let low = 0;
    for (let high = parts.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (parts[middle]!.place.start < place.start - longest) low = middle + 1;
      else high = middle;
    }
    for (; low < parts.length && parts[low]!.place.start < place.end; low++) {
      if (parts[low]!.place.end > place.start) return parts[low];
    }
    return undefined;
  };
}

const noJoints: readonly Joint[] = [];

function credentialOf(
  match: Match,
  joints: readonly Joint[],
  provenance: Provenance,
  documentId: string | undefined,
): Credential {
  if (joints.length === 0) return aloneOf(match, provenance, documentId);
  const all = [match, ...joints.map((joint) => joint.match)];
  return {
    kind: 'credential',
    rule: match.rule,
    provenance,
    documentId,
    parts: [partOf(match, match.part), ...joints.map((joint) => partOf(joint.match, joint.need.part))],
    facts: distinct(all.flatMap((entry) => entry.facts)),
    confidence: Math.max(...all.map((entry) => entry.confidence)),
    reasons: match.reasons,
    joined: joinedBy(joints),
  };
}

/** What most are. The versions of a file share what is said of them. */
function aloneOf(match: Match, provenance: Provenance, documentId: string | undefined): Credential {
  return {
    kind: 'credential',
    rule: match.rule,
    provenance,
    documentId,
    parts: [partOf(match, match.part)],
    facts: match.facts.length < 2 ? match.facts : distinct(match.facts),
    confidence: match.confidence,
    reasons: match.reasons,
    joined: 'alone',
  };
}

/** The weakest of the ties. */
function joinedBy(joints: readonly Joint[]): Credential['joined'] {
  return joints.every((joint) => joint.by === 'structure') ? 'structure' : 'distance';
}

function distinct(facts: readonly Fact[]): readonly Fact[] {
  const isNew = ({ name, value }: Fact, at: number): boolean =>
    facts.findIndex((other) => other.name === name && other.value === value) === at;
  return facts.every(isNew) ? facts : [...new Map(facts.map((fact) => [`${fact.name}\0${fact.value}`, fact])).values()];
}

function partOf({ rule, secret, place, decoders, key }: Match, name: string): Part {
  return { name, rule, secret, place, decoders, key };
}
