/** Judges a candidate: checks, entropy, allows, placeholders. What is dropped keeps a printable reason. */

import type { Fact } from '../model/match.ts';
import type { Rule } from '../model/rule.ts';
import type { Span } from '../model/span.ts';
import { publicReason } from '../rules/public-values.ts';
import { longMatch, nearBytes, surroundingFacts, wideBytes } from '../rules/surroundings.ts';
import { allowReason } from './allow.ts';
import type { Candidate } from './candidate.ts';
import { entropy } from './entropy.ts';
import { certainReason, placeholderReason } from './placeholder.ts';
import { isPublished } from './published.ts';
import { settingReach, settingReason } from './setting.ts';
import { latin1 } from './view.ts';

export interface Found extends Candidate {
  /** Bytes of the chunk. */
  readonly origin: Span;
  readonly facts: Fact[];
  /** What passed checks raise the confidence to. */
  readonly checked: number | undefined;
  /** Why it is dropped. */
  allowed: string | undefined;
  /** As in `Match`. */
  readonly unsure: boolean;
  /** Enclosing structures in the view. */
  blocks: readonly Span[];
  companions: readonly Found[];
  complete: boolean;
  /** The same value at the same place, met through a decoder. */
  readonly alternatives: Found[];
}

/** A named group `fact_secret_name` becomes the fact `secret name`. */
const factPrefix = 'fact_';

function groupFacts(groups: Candidate['groups']): Fact[] {
  const facts: Fact[] = [];
  for (const [group, value] of Object.entries(groups)) {
    if (!group.startsWith(factPrefix) || value === undefined) continue;
    facts.push({ name: group.slice(factPrefix.length).replaceAll('_', ' '), value });
  }
  return facts;
}

/** A run of one letter that the rule itself asks for is no mask, nor are zeros in the base64 of a private key. */
function withoutLiteral(value: string, { pattern, part }: Rule): string {
  if (part === 'privateKey') return value.replace(/A{6,}/g, '');
  return pattern.includes('AAAAAAAA') ? value.replace(/A{8,24}/, '') : value;
}

/** Rules of a sure form whose values are public in some places. */
const publicByPlace = new Set(['gcp-api-key']);

/** What the text around a value says against it, where that text is all that speaks for it. */
function reasonAround(candidate: Candidate): string | undefined {
  const {
    rule: { rule },
    view: { bytes },
    start,
    end,
    groups,
    scored,
    value,
  } = candidate;
  const known =
    scored !== undefined || rule.reader === 'beside' || groups['near'] !== undefined || publicByPlace.has(rule.id);
  if (!known) return undefined;
  const before = latin1(bytes, Math.max(0, start - settingReach.before), start);
  const after = latin1(bytes, end, Math.min(bytes.length, end + settingReach.after));
  return settingReason(value, before, after);
}

/** What may say of which standard a value is: some lines before it, and its path. */
function whenceOf({ view: { bytes }, start }: Candidate, path: string): string {
  return `${path}\n${latin1(bytes, Math.max(0, start - 400), start)}`;
}

/** What stands beside the value and tells whose it is; what the value itself says of the same goes first. */
function factsAround({ rule: { rule }, view: { bytes }, start, end }: Candidate, facts: readonly Fact[]): Fact[] {
  const reach = rule.maxLength > longMatch ? wideBytes : nearBytes;
  const before = latin1(bytes, Math.max(0, start - reach), start);
  const after = latin1(bytes, end, Math.min(bytes.length, end + reach));
  const found = surroundingFacts(rule, { before, after, facts });
  return found.filter(({ name }) => !facts.some((fact) => fact.name === name));
}

export function judge(candidate: Candidate, path: string): Found {
  const { rule, value, groups } = candidate;
  const facts = groupFacts(groups);
  let allowed: string | undefined;
  let checked: number | undefined;
  let unsure = false;
  const least = rule.rule.entropy;
  if (least !== undefined) {
    const bits = entropy(value);
    if (bits < least) allowed = `entropy ${bits.toFixed(2)} is under ${least}`;
  }
  allowed ??= allowReason(candidate, path);
  for (const check of allowed === undefined ? rule.checks : []) {
    const result = check.test(value, groups);
    if (result.facts) facts.push(...result.facts);
    if (result.outcome === 'fail') {
      allowed = result.reason ?? `the check ${check.name} failed`;
      unsure = result.unsure === true;
      break;
    }
    if (result.outcome === 'pass') checked = Math.max(checked ?? 0, result.confidence ?? rule.rule.confidence);
  }
  if (isPublished(value, () => whenceOf(candidate, path))) allowed ??= 'documented example';
  if (!rule.rule.public) allowed ??= publicReason(value);
  allowed ??= reasonAround(candidate);
  // Placeholders are among the features of a scored value.
  if (!candidate.scored) allowed ??= placeholderReason(withoutLiteral(value, rule.rule));
  else
    allowed ??= certainReason(value, latin1(candidate.view.bytes, Math.max(0, candidate.start - 40), candidate.start));
  if (allowed === undefined) facts.push(...factsAround(candidate, facts));
  const origin = candidate.view.origin(candidate.start, candidate.end);
  return {
    ...candidate,
    origin,
    facts,
    checked,
    allowed,
    unsure,
    blocks: [],
    companions: [],
    complete: false,
    alternatives: [],
  };
}
