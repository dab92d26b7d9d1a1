/** Events → Report: one finding for each credential, whatever the order and however often it is met. */

import type { Credential } from '../model/credential.ts';
import type { Provenance } from '../model/document.ts';
import type { ScanEvent } from '../model/event.ts';
import type { Finding } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import type { Report, ReportRule } from '../model/report.ts';
import { type RuleSet, type RuleText, severities } from '../model/rule.ts';
import { type RulesById, ruleBook } from '../model/rule-book.ts';
import type { Verdict } from '../model/verdict.ts';
import { createAllowed } from './allowed.ts';
import { addTo, attributionKey, createGroup, findingOf, type Group, variantKey, variantsOf } from './gather.ts';
import { byString, compare } from './order.ts';
import {
  createMasks,
  credentialFingerprint,
  forgetFingerprints,
  type Masks,
  redactProvenance,
  redactText,
  secretsOf,
} from './redact.ts';
import { createStandpoints } from './sightings.ts';

/** A finding that the user has settled, from the configuration. */
interface Settled {
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

interface ReportMeta {
  readonly version: string;
  readonly started: Date;
  readonly finished: Date;
  readonly targets: readonly string[];
  readonly network: Report['network'];
  readonly interrupted: boolean;
  /** The words of rules, by their ids. */
  readonly texts: (ids: readonly string[]) => readonly RuleText[];
}

export interface Collector {
  add(event: ScanEvent): void;
  /** Findings so far. */
  readonly size: number;
  /** For validation: the most complete credential of each finding, and each further secret that stood beside its id. */
  credentials(): readonly Credential[];
  /** Of a credential given by `credentials`. */
  judge(credential: Credential, verdict: Verdict): void;
  /** Ends the collection: the secrets are let go. */
  report(meta: ReportMeta): Report;
}

export function createCollector(options: CollectOptions): Collector {
  const rules = ruleBook(options.rules);
  const settled = settledBy(options.allow ?? [], rules);
  const groups = new Map<string, Group>();
  const standpoints = createStandpoints();
  const problems = new Map<string, Problem>();
  const allowed = createAllowed();
  const attributions = new Map<string, readonly Provenance[]>();
  const least = options.minConfidence ?? 0;
  let documents = 0;
  let bytes = 0;

  const addCredential = (credential: Credential): void => {
    const reason = settled(credential) ?? (credential.confidence < least ? `confidence under ${least}` : undefined);
    if (reason !== undefined) {
      const { rule, provenance, parts } = credential;
      allowed.add(rule, reason, provenance, parts[0]!.place.line, secretsOf(credential, rules));
      return;
    }
    const name = credentialFingerprint(credential, rules);
    const group = groups.get(name) ?? createGroup(name, standpoints);
    groups.set(name, group);
    addTo(group, credential, rules);
  };

  return {
    get size() {
      return groups.size;
    },
    add(event) {
      if (event.kind === 'credential') addCredential(event);
      else if (event.kind === 'allowed') allowed.add(event.rule, event.reason, event.provenance, event.line, []);
      else if (event.kind === 'attribution') {
        attributions.set(attributionKey(event.target, event.documentId), event.provenances);
      } else if (event.kind === 'progress') {
        documents += event.documents;
        bytes += event.bytes;
      } else addProblem(problems, event);
    },
    credentials: () => [...groups.values()].sort(byString((group) => group.fingerprint)).flatMap(variantsOf),
    judge(credential, verdict) {
      const group = groups.get(credentialFingerprint(credential, rules));
      group?.variants.set(variantKey(credential, rules), { credential, verdict });
    },
    report(meta) {
      const masks = createMasks(secretsIn(groups.values(), allowed.secrets, rules));
      // An id may look like a secret and have been dropped for it: as a fact it is told.
      const factMasks = createMasks(secretsIn(groups.values(), [], rules));
      const findings = [...groups.values()]
        .map((group) => findingOf(group, { rules, masks, factMasks, attributions }))
        .sort(byUrgency);
      const list = problemsOf(problems.values(), masks);
      const report: Report = {
        schema: 'https://leakwalk.dev/schema/report.json',
        version: 1,
        tool: {
          name: 'leakwalk',
          version: meta.version,
          rules: options.rules.digest,
          ruleCount: rules.count,
        },
        started: meta.started.toISOString(),
        finished: meta.finished.toISOString(),
        targets: meta.targets.map((target) => redactProvenance({ target, path: '', details: [] }, masks).target),
        network: meta.network,
        totals: { documents, bytes },
        complete: !meta.interrupted && list.every((problem) => problem.note === true),
        interrupted: meta.interrupted,
        findings,
        problems: list,
        allowed: allowed.list(masks),
        rules: ruleTexts(findings, rules, meta.texts),
      };
      groups.clear();
      forgetFingerprints();
      return report;
    },
  };
}

function settledBy(entries: readonly Settled[], rules: RulesById): (credential: Credential) => string | undefined {
  const compiled = entries.map((entry) => ({
    ...entry,
    path: entry.path === undefined ? undefined : new RegExp(entry.path),
  }));
  return (credential) => {
    const mine = compiled.find(
      ({ rule, path, fingerprint }) =>
        (rule === undefined || rule === credential.rule) &&
        (path === undefined || path.test(credential.provenance.path)) &&
        (fingerprint === undefined || fingerprint === credentialFingerprint(credential, rules)),
    );
    return mine && `configuration: ${mine.reason}`;
  };
}

/** Said twice it is one problem; the larger of two figures stands. */
function addProblem(problems: Map<string, Problem>, event: Problem): void {
  const key = `${event.code}\0${event.where}\0${event.detail}`;
  const before = problems.get(key);
  if (!before) return void problems.set(key, event);
  const bytes = Math.max(before.bytes ?? -1, event.bytes ?? -1);
  const count = Math.max(before.count ?? -1, event.count ?? -1);
  const { kind, code, where, detail } = before;
  problems.set(key, {
    kind,
    code,
    where,
    detail,
    ...(bytes < 0 ? {} : { bytes }),
    ...(count < 0 ? {} : { count }),
    // A remark only where both say so.
    ...(before.note && event.note ? { note: true } : {}),
  });
}

function problemsOf(problems: Iterable<Problem>, masks: Masks): Problem[] {
  return [...problems]
    .map(({ kind, code, where, detail, bytes, count, note }) => ({
      kind,
      code,
      where: redactProvenance({ target: where, path: '', details: [] }, masks).target,
      detail: redactText(detail, masks),
      ...(bytes === undefined ? {} : { bytes }),
      ...(count === undefined ? {} : { count }),
      ...(note === undefined ? {} : { note }),
    }))
    .sort(byString(({ code, where, detail }) => `${code}\0${where}\0${detail}`));
}

function* secretsIn(groups: Iterable<Group>, more: Iterable<string>, rules: RulesById): Generator<string> {
  yield* more;
  for (const { variants } of groups) {
    for (const { credential } of variants.values()) yield* secretsOf(credential, rules);
  }
}

function byUrgency(a: Finding, b: Finding): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    b.confidence - a.confidence ||
    compare(a.rule, b.rule) ||
    compare(a.fingerprint, b.fingerprint)
  );
}

function ruleTexts(findings: readonly Finding[], rules: RulesById, texts: ReportMeta['texts']): ReportRule[] {
  const wanted = new Set(findings.flatMap((finding) => [finding.rule, ...finding.parts.map((part) => part.rule)]));
  const byId = new Map(texts([...wanted]).map((text) => [text.id, text]));
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
