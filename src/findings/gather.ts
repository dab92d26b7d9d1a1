/** All that is known of one leaked value while a scan runs. Holds secrets until the report is made. */

import type { Credential, Part } from '../model/credential.ts';
import type { Provenance } from '../model/document.ts';
import type { Finding, Occurrence, OccurrencePart } from '../model/finding.ts';
import type { Fact } from '../model/match.ts';
import type { RulesById } from '../model/rule-book.ts';
import { unchecked, type Verdict, type VerdictState } from '../model/verdict.ts';
import { byString, compare } from './order.ts';
import { type Masks, partFingerprint, redactOccurrence, redactPart, redactText } from './redact.ts';
import { createSightings, type Sighting, type Sightings, type Standpoints } from './sightings.ts';
import { foldVersions, type Standing } from './versions.ts';

type Rules = RulesById;

export interface Group {
  readonly fingerprint: string;
  /** The same id with different secrets, by the fingerprints of its parts. */
  readonly variants: Map<string, { credential: Credential; verdict: Verdict | undefined }>;
  readonly sightings: Sightings;
}

export function createGroup(fingerprint: string, standpoints: Standpoints): Group {
  return { fingerprint, variants: new Map(), sightings: createSightings(standpoints) };
}

/** Which secrets stand with the id. */
export function variantKey(credential: Credential, rules: Rules): string {
  return credential.parts
    .map((part) => `${part.name} ${partFingerprint(part, rules)}`)
    .sort()
    .join('\0');
}

export function addTo(group: Group, credential: Credential, rules: Rules): void {
  const key = variantKey(credential, rules);
  const variant = group.variants.get(key);
  if (!variant) group.variants.set(key, { credential, verdict: undefined });
  else if (better(credential, variant.credential)) variant.credential = credential;
  group.sightings.add(credential, key, better);
}

/** More parts; then surer; then the first in order, so that the order of events does not matter. */
function better(a: Credential, b: Credential): boolean {
  const order = a.parts.length - b.parts.length || a.confidence - b.confidence;
  return order === 0 ? inOrder(a, b) < 0 : order > 0;
}

/** By what differs in most pairs; all that there is to compare is written out only where that is equal. */
function inOrder(a: Credential, b: Credential): number {
  return (
    compare(a.rule, b.rule) ||
    compare(a.provenance.path, b.provenance.path) ||
    compare(a.documentId ?? '', b.documentId ?? '') ||
    a.parts[0]!.place.start - b.parts[0]!.place.start ||
    compare(nameOf(a), nameOf(b))
  );
}

function nameOf({ provenance, documentId, parts, rule, reasons, joined, facts }: Credential): string {
  const where = parts.map(({ place, key, decoders }) => [place.start, key, decoders]);
  return JSON.stringify([rule, provenance, where, documentId, reasons, joined, facts]);
}

/**
 * Variants that no other holds wholly, most complete first: an id alone is not asked about where its secret is known.
 * Where no two disagree, they are one (the secret stood here, the session token there).
 */
export function variantsOf(group: Group): readonly Credential[] {
  const list = distinctVariants(group);
  const [first] = list;
  if (!first || list.length === 1) return list;
  const names = new Map(list.flatMap(({ parts }) => parts).map((part) => [part.name, part]));
  const agree = list.every(({ parts }) => parts.every((part) => names.get(part.name)!.secret.equals(part.secret)));
  if (!agree) return list;
  const others = [...names.values()].filter((part) => !first.parts.some((own) => own.name === part.name));
  return [{ ...first, parts: [...first.parts, ...others.sort(byString((part) => part.name))], joined: 'distance' }];
}

/** With more variants than this, none is looked for in another. */
const mostCompared = 500;

function distinctVariants(group: Group): readonly Credential[] {
  const all = [...group.variants].map(([key, { credential }]) => ({ credential, parts: key.split('\0') }));
  const sets = all.map(({ parts }) => new Set(parts));
  return all
    .filter(
      ({ parts }, at) => all.length > mostCompared || !sets.some((set, other) => other !== at && covers(set, parts)),
    )
    .map(({ credential }) => credential)
    .sort((a, b) => (better(a, b) ? -1 : 1));
}

function covers(set: ReadonlySet<string>, parts: readonly string[]): boolean {
  return set.size > parts.length && parts.every((part) => set.has(part));
}

/** Strongest first: one secret that works makes the id's finding active. */
const strength: readonly VerdictState[] = ['active', 'canary', 'expired', 'exists', 'unknown', 'inactive', 'unchecked'];

interface Chosen {
  readonly first: Credential;
  readonly verdict: Verdict;
}

/** The variant that a provider accepted, else the most complete. */
function choose(group: Group, variants: readonly Credential[], rules: Rules): Chosen {
  const judged = [...group.variants.values()].flatMap(({ credential, verdict }) =>
    verdict ? [{ credential, verdict }] : [],
  );
  judged.sort(
    (a, b) =>
      strength.indexOf(a.verdict.state) - strength.indexOf(b.verdict.state) ||
      (better(a.credential, b.credential) ? -1 : 1),
  );
  const [best] = judged;
  const first = best?.verdict.state === 'active' ? best.credential : variants[0]!;
  const own = variants.find((entry) => variantKey(entry, rules) === variantKey(first, rules)) ?? first;
  return { first: own, verdict: best?.verdict ?? unchecked('not asked to') };
}

/** Parts of the chosen variant, then those that only others have. */
function partsOf(first: Credential, variants: readonly Credential[], rules: Rules): readonly Part[] {
  const found = new Map<string, Part>();
  for (const { parts } of [first, ...variants]) {
    for (const part of parts) {
      const key = `${part.name} ${partFingerprint(part, rules)}`;
      if (!found.has(key)) found.set(key, part);
    }
  }
  return [...found.values()];
}

export interface FindingContext {
  readonly rules: Rules;
  readonly masks: Masks;
  /** Of what is reported alone. */
  readonly factMasks: Masks;
  /** By target and document id. */
  readonly attributions: ReadonlyMap<string, readonly Provenance[]>;
}

export function findingOf(group: Group, context: FindingContext): Finding {
  const { rules, masks, factMasks } = context;
  const variants = variantsOf(group);
  const { first, verdict } = choose(group, variants, rules);
  const all = [...group.sightings.said()];
  const surest = all.reduce((best, entry) => (surer(entry, best) ? entry : best));
  const rule = rules.get(first.rule);
  const text = (value: string): string => redactText(value, masks);
  return {
    fingerprint: group.fingerprint,
    rule: first.rule,
    provider: rule?.provider ?? '',
    name: rule?.name ?? first.rule,
    severity: rule?.severity ?? 'medium',
    confidence: surest.confidence,
    reasons: surest.reasons.map(text),
    parts: partsOf(first, variants, rules).map((part) => redactPart(part, rules)),
    facts: factsOf(all).map(({ name, value }) => ({ name, value: redactText(value, factMasks) })),
    verdict: { ...verdict, reason: text(verdict.reason) },
    occurrences: occurrencesOf(group, context),
  };
}

type Told = Pick<Credential, 'confidence' | 'reasons' | 'facts'>;

function surer(a: Told, b: Told): boolean {
  return a.confidence === b.confidence
    ? a.reasons !== b.reasons && compare(a.reasons.join('\0'), b.reasons.join('\0')) < 0
    : a.confidence > b.confidence;
}

function factsOf(all: readonly Told[]): readonly Fact[] {
  const found = new Map(all.flatMap((entry) => entry.facts).map((fact) => [`${fact.name}\0${fact.value}`, fact]));
  return [...found].sort(byString(([key]) => key)).map(([, { name, value }]) => ({ name, value }));
}

/** By what is told of them, whatever the order in which they came. */
function inPlace(sightings: Sightings): (a: Sighting, b: Sighting) => number {
  return (a, b) => {
    if (a.at !== b.at) {
      const byDocument =
        compare(a.at.provenance.target, b.at.provenance.target) ||
        compare(a.at.provenance.path, b.at.provenance.path) ||
        compare(a.at.documentId ?? '', b.at.documentId ?? '') ||
        compare(detailsText(a.at.provenance), detailsText(b.at.provenance));
      if (byDocument !== 0) return byDocument;
    }
    return compare(sightings.placesOf(a), sightings.placesOf(b));
  };
}

function detailsText({ details }: Provenance): string {
  return details.map(({ name, value }) => `${name}\0${value}`).join('\0');
}

/** Documents that were traced stand at each of their places; others where they were read. */
function standingsOf({ sightings }: Group, attributions: FindingContext['attributions']): readonly Standing[] {
  return [...sightings.all()].sort(inPlace(sightings)).flatMap((sighting): readonly Standing[] => {
    const { documentId, provenance } = sighting.at;
    const traced =
      documentId === undefined ? undefined : attributions.get(attributionKey(provenance.target, documentId));
    // What a document tells of one offset in it holds wherever the document stands.
    const field = provenance.details.filter(({ name }) => name === 'field');
    const places =
      field.length === 0 ? traced : traced?.map((place) => ({ ...place, details: [...field, ...place.details] }));
    return (places ?? [provenance]).map((place) => ({ sighting, provenance: place }));
  });
}

function occurrencesOf(group: Group, { masks, attributions }: FindingContext): readonly Occurrence[] {
  const { sightings } = group;
  const found = new Map<string, Occurrence>();
  for (const { sighting, provenance } of foldVersions(standingsOf(group, attributions), sightings.startOf)) {
    const here = redactOccurrence({ ...sightings.credentialOf(sighting), provenance }, masks);
    const key = orderKey(here);
    const before = found.get(key);
    found.set(key, before ? { ...before, parts: union(before.parts, here.parts) } : here);
  }
  return [...found].sort(byString(([key]) => key)).map(([, occurrence]) => occurrence);
}

/** One place: target, path, offset of the naming part, then what the source says of it. */
function orderKey({ provenance: { target, path, details }, parts }: Occurrence): string {
  const { start, end } = parts[0]!.place;
  const offset = `${String(start).padStart(16, '0')} ${String(end).padStart(16, '0')}`;
  return `${target}\0${path}\0${offset}\0${JSON.stringify(details)}`;
}

/** The naming part first, the others by place. */
function union(a: readonly OccurrencePart[], b: readonly OccurrencePart[]): readonly OccurrencePart[] {
  const key = ({ name, place, decoders }: OccurrencePart): string =>
    `${String(place.start).padStart(16, '0')}\0${place.end}\0${name}\0${decoders.join()}`;
  const [first, ...rest] = [...a, ...b];
  const own = key(first!);
  const others = new Map(
    rest.map((part): [string, OccurrencePart] => [key(part), part]).filter(([name]) => name !== own),
  );
  return [first!, ...[...others].sort(byString(([name]) => name)).map(([, part]) => part)];
}

export function attributionKey(target: string, documentId: string): string {
  return `${target}\0${documentId}`;
}
