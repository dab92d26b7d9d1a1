/** Events → Report: one finding for each credential, whatever the order and however often it is met. */

import type { Credential } from '../model/credential.ts';
import type { Provenance } from '../model/document.ts';
import type { ScanEvent } from '../model/event.ts';
import type { Finding, FindingPart, Occurrence } from '../model/finding.ts';
import type { Fact } from '../model/match.ts';
import type { Problem } from '../model/problem.ts';
import type { Allowed, Report, ReportRule } from '../model/report.ts';
import { type Rule, type RuleSet, type RuleText, severities } from '../model/rule.ts';
import { unchecked, type Verdict } from '../model/verdict.ts';
import { printable } from './escape.ts';
import { partFingerprint, redactOccurrence, redactPart, redactProvenance } from './redact.ts';

/** A finding that the user has settled, from the configuration. */
export interface Settled {
  readonly reason: string;
  readonly rule?: string | undefined;
  /** JavaScript regex source. */
  readonly path?: string | undefined;
  readonly fingerprint?: string | undefined;
}

export interface CollectOptions {
  readonly rules: RuleSet;
  /** Credentials less sure than this are counted as allowed. */
  readonly minConfidence?: number;
  readonly allow?: readonly Settled[];
}

export interface ReportMeta {
  readonly version: string;
  readonly started: Date;
  readonly finished: Date;
  readonly targets: readonly string[];
  readonly network: Report['network'];
  readonly interrupted: boolean;
  readonly texts: readonly RuleText[];
}

export interface Collector {
  add(event: ScanEvent): void;
  /** Findings so far. */
  readonly size: number;
  /** The most complete credential of each finding, for validation. */
  credentials(): readonly Credential[];
  judge(credential: Credential, verdict: Verdict): void;
  report(meta: ReportMeta): Report;
}

interface Group {
  /** The most complete. */
  credential: Credential;
  /** By place. */
  readonly occurrences: Map<string, { readonly occurrence: Occurrence; readonly documentId: string | undefined }>;
  readonly facts: Map<string, Fact>;
  confidence: number;
  reasons: readonly string[];
  verdict: Verdict | undefined;
}

export function createCollector(options: CollectOptions): Collector {
  const rules = new Map(options.rules.rules.map((rule) => [rule.id, rule]));
  const settled = (options.allow ?? []).map((entry) => ({
    ...entry,
    path: entry.path === undefined ? undefined : new RegExp(entry.path),
  }));
  const groups = new Map<string, Group>();
  const problems = new Map<string, Problem>();
  const allowed = new Map<string, { rule: string; reason: string; count: number; example: string }>();
  const attributions = new Map<string, readonly Provenance[]>();
  let documents = 0;
  let bytes = 0;

  const allow = (rule: string, reason: string, provenance: Provenance, line: number): void => {
    const { target, path } = redactProvenance(provenance);
    const example = printable(`${target} ${path}:${line}`);
    const key = `${rule}\0${reason}`;
    const entry = allowed.get(key);
    if (!entry) allowed.set(key, { rule, reason, count: 1, example });
    else {
      entry.count++;
      if (example < entry.example) entry.example = example;
    }
  };

  const addCredential = (credential: Credential): void => {
    const name = fingerprintOf(credential, rules);
    const { line } = credential.parts[0]!.place;
    const mine = settled.find(
      (entry) =>
        (entry.rule === undefined || entry.rule === credential.rule) &&
        (entry.fingerprint === undefined || entry.fingerprint === name) &&
        (entry.path === undefined || entry.path.test(credential.provenance.path)),
    );
    if (mine) return allow(credential.rule, `configuration: ${mine.reason}`, credential.provenance, line);
    if (credential.confidence < (options.minConfidence ?? 0)) {
      return allow(credential.rule, `confidence under ${options.minConfidence}`, credential.provenance, line);
    }
    const occurrence = redactOccurrence(credential, rules);
    const place = placeKey(occurrence, credential.documentId);
    let group = groups.get(name);
    if (!group) {
      group = { credential, occurrences: new Map(), facts: new Map(), confidence: 0, reasons: [], verdict: undefined };
      groups.set(name, group);
    } else if (better(credential, group.credential)) group.credential = credential;
    for (const fact of credential.facts) group.facts.set(`${fact.name}\0${fact.value}`, fact);
    if (
      credential.confidence > group.confidence ||
      (credential.confidence === group.confidence && credential.reasons.join() < group.reasons.join())
    ) {
      group.confidence = credential.confidence;
      group.reasons = credential.reasons;
    }
    group.occurrences.set(place, { occurrence, documentId: credential.documentId });
  };

  return {
    get size() {
      return groups.size;
    },
    add(event) {
      if (event.kind === 'credential') addCredential(event);
      else if (event.kind === 'allowed') allow(event.rule, event.reason, event.provenance, event.line);
      else if (event.kind === 'attribution')
        attributions.set(`${event.target}\0${event.documentId}`, event.provenances);
      else if (event.kind === 'progress') {
        documents += event.documents;
        bytes += event.bytes;
      } else problems.set(`${event.code}\0${event.where}\0${event.detail}`, clean(event));
    },
    credentials: () => [...groups.values()].map((group) => group.credential),
    judge(credential, verdict) {
      const group = groups.get(fingerprintOf(credential, rules));
      if (group) group.verdict = verdict;
    },
    report(meta) {
      const findings = [...groups].map(([name, group]) => findingOf(name, group, rules, attributions)).sort(byUrgency);
      const list = [...problems.values()].sort((a, b) =>
        compare(`${a.code}${a.where}${a.detail}`, `${b.code}${b.where}${b.detail}`),
      );
      return {
        schema: 'https://leakwalk.dev/schema/report.json',
        version: 1,
        tool: {
          name: 'leakwalk',
          version: meta.version,
          rules: options.rules.digest,
          ruleCount: options.rules.rules.length,
        },
        started: meta.started.toISOString(),
        finished: meta.finished.toISOString(),
        targets: meta.targets.map((target) => redactProvenance({ target, path: '', details: [] }).target),
        network: meta.network,
        totals: { documents, bytes },
        complete: !meta.interrupted && list.every((problem) => problem.note === true),
        interrupted: meta.interrupted,
        findings,
        problems: list,
        allowed: [...allowed.values()].sort((a, b) =>
          compare(a.rule + a.reason, b.rule + b.reason),
        ) satisfies Allowed[],
        rules: ruleTexts(findings, rules, meta.texts),
      };
    },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Of the naming part: the same key id with and without its secret is one finding. */
function fingerprintOf(credential: Credential, rules: ReadonlyMap<string, Rule>): string {
  return partFingerprint(credential.parts[0]!, rules);
}

/** More parts; then surer; then the first in order, so that the order of events does not matter. */
function better(a: Credential, b: Credential): boolean {
  const order = a.parts.length - b.parts.length || a.confidence - b.confidence;
  if (order !== 0) return order > 0;
  const name = ({ provenance, parts }: Credential): string =>
    `${provenance.target}\0${provenance.path}\0${parts[0]!.place.start}`;
  return name(a) < name(b);
}

function placeKey({ provenance, parts }: Occurrence, documentId: string | undefined): string {
  return JSON.stringify([provenance, documentId, parts.map(({ place }) => [place.start, place.end])]);
}

function clean(problem: Problem): Problem {
  return { ...problem, where: redactProvenance({ target: problem.where, path: '', details: [] }).target };
}

function findingOf(
  name: string,
  group: Group,
  rules: ReadonlyMap<string, Rule>,
  attributions: ReadonlyMap<string, readonly Provenance[]>,
): Finding {
  const { credential } = group;
  const rule = rules.get(credential.rule);
  return {
    fingerprint: name,
    rule: credential.rule,
    provider: rule?.provider ?? '',
    name: rule?.name ?? credential.rule,
    severity: rule?.severity ?? 'medium',
    confidence: group.confidence,
    reasons: group.reasons,
    parts: credential.parts.map((part): FindingPart => redactPart(part, rules)),
    facts: [...group.facts.values()].sort((a, b) => compare(a.name + a.value, b.name + b.value)),
    verdict: group.verdict ?? unchecked('not asked to'),
    occurrences: occurrencesOf(group, attributions),
  };
}

/** Documents that were traced stand at each of their places; others where they were read. */
function occurrencesOf(group: Group, attributions: ReadonlyMap<string, readonly Provenance[]>): Occurrence[] {
  const found = new Map<string, Occurrence>();
  for (const { occurrence, documentId } of group.occurrences.values()) {
    const traced =
      documentId === undefined ? undefined : attributions.get(`${occurrence.provenance.target}\0${documentId}`);
    for (const provenance of traced?.map((entry) => redactProvenance(entry)) ?? [occurrence.provenance]) {
      const here = { ...occurrence, provenance };
      found.set(placeKey(here, undefined), here);
    }
  }
  const key = ({ provenance, parts }: Occurrence): string =>
    `${provenance.target}\0${provenance.path}\0${String(parts[0]!.place.start).padStart(15, '0')}\0${JSON.stringify(provenance.details)}`;
  return [...found.values()].sort((a, b) => compare(key(a), key(b)));
}

function byUrgency(a: Finding, b: Finding): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    b.confidence - a.confidence ||
    compare(a.rule, b.rule) ||
    compare(a.fingerprint, b.fingerprint)
  );
}

function ruleTexts(
  findings: readonly Finding[],
  rules: ReadonlyMap<string, Rule>,
  texts: readonly RuleText[],
): ReportRule[] {
  const wanted = new Set(findings.flatMap((finding) => [finding.rule, ...finding.parts.map((part) => part.rule)]));
  const byId = new Map(texts.map((text) => [text.id, text]));
  return [...wanted].sort().flatMap((id): ReportRule[] => {
    const rule = rules.get(id);
    if (!rule) return [];
    const text = byId.get(id);
    return [
      {
        id,
        provider: rule.provider,
        name: rule.name,
        description: text?.description ?? '',
        severity: rule.severity,
        references: text?.references ?? [],
        rotation: text?.rotation ?? [],
      },
    ];
  });
}
