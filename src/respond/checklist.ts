/** Report → Checklist: what to do, most urgent first. */

import type { Checklist, ChecklistItem, ChecklistStep } from '../model/checklist.ts';
import { inAskedOrder } from '../model/facts.ts';
import type { Finding } from '../model/finding.ts';
import type { Report, ReportRule } from '../model/report.ts';
import { type AwsKind, awsKind, awsSteps } from './aws.ts';
import { exposureWindow } from './exposure.ts';
import { deadSteps, genericSteps } from './generic.ts';
import { placeLines, targetKind } from './places.ts';
import { proveStep, purgeSteps } from './purge.ts';
import { type ChecklistState, withState } from './state.ts';
import { publicPart, type Subject, step } from './subject.ts';
import { byUrgency, isRootKey, urgency, type Weighed } from './urgency.ts';

export interface ChecklistOptions {
  /** Abuse has been seen: deactivate before replacing, and accept the outage. */
  readonly incident?: boolean;
  /** Targets that anybody could read, as the report names them. */
  readonly publicTargets?: readonly string[];
  /** Only these fingerprints. */
  readonly only?: readonly string[];
  /** Who owns what, and what is done. */
  readonly state?: ChecklistState;
}

/** Every finding becomes an item: also what is dead, and a canary with one step that says to leave it alone. */
export function planChecklist(report: Report, options: ChecklistOptions = {}): Checklist {
  const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
  const publicTargets = new Set(options.publicTargets ?? []);
  const weighed = report.findings
    .filter((finding) => options.only === undefined || options.only.includes(finding.fingerprint))
    .map(
      (finding): Weighed => ({ finding, window: exposureWindow(finding), isPublic: isPublic(finding, publicTargets) }),
    )
    .sort(byUrgency);
  return {
    schema: 'https://leakwalk.dev/schema/checklist.json',
    version: 1,
    reported: report.finished,
    incomplete: !report.complete || report.interrupted,
    items: weighed.map((entry) => withState(itemOf(entry, rules.get(entry.finding.rule), options), options.state)),
  };
}

/** Registries of packages are public by nature; others where a detail or the user says so. */
function isPublic({ occurrences }: Finding, publicTargets: ReadonlySet<string>): boolean {
  return occurrences.some(
    ({ provenance }) =>
      publicTargets.has(provenance.target) ||
      /^(?:npm|pypi|crates)$/.test(targetKind(provenance.target)) ||
      provenance.details.some((entry) => entry.name === 'visibility' && entry.value === 'public'),
  );
}

function itemOf(weighed: Weighed, rule: ReportRule | undefined, options: ChecklistOptions): ChecklistItem {
  const { finding, window } = weighed;
  const { state } = finding.verdict;
  const subject: Subject = { finding, rule, window, incident: options.incident ?? false };
  return {
    fingerprint: finding.fingerprint,
    title: titleOf(finding),
    rule: finding.rule,
    severity: finding.severity,
    verdict: state,
    urgency: urgency(weighed),
    window,
    facts: inAskedOrder(finding.facts),
    places: placeLines(finding),
    steps:
      state === 'canary' ? canarySteps(finding) : [...planSteps(subject), ...purgeSteps(subject), proveStep(subject)],
    references: rule?.references ?? [],
  };
}

function planSteps(subject: Subject): readonly ChecklistStep[] {
  const kind = awsKind(subject.finding);
  const first = firstSteps(subject.finding, kind);
  if (kind) return [...first, ...awsSteps(kind, subject)];
  const { state } = subject.finding.verdict;
  return [...first, ...(state === 'inactive' || state === 'expired' ? deadSteps(subject) : genericSteps(subject))];
}

/** What must be said before any plan: a secret that is not (all) here, and a dump that holds more than one. */
function firstSteps(finding: Finding, kind: AwsKind | undefined): readonly ChecklistStep[] {
  const isKey = kind === undefined || kind === 'user-key' || kind === 'session' || kind === 'root-key';
  const isUnasked = finding.verdict.state === 'unchecked';
  const isIdAlone = isKey && isUnasked && finding.parts.length > 0 && finding.parts.every((part) => part.public);
  const find = step('find-secret', 'Look for the secret that belongs to this id', {
    why: isIdAlone
      ? 'An id alone cannot sign anything. If its secret stands nowhere near and the look-ups show nothing strange, the rest of this list is not needed.'
      : 'The id is live, but this secret is not its own: an older one, or one of another key. The right one may stand nearby.',
    proof:
      'The right secret was found (then follow the steps), or every place that holds the id was read and does not hold it.',
  });
  const spread = step('job-secrets', 'List every secret that the job could see, and rotate them all', {
    why: 'This is what a stealer writes after reading the runner’s memory or dumping its secrets: all secrets that the job refers to are exposed, not only those given to the step, and the job’s own token too. The names in the dump are the rotation list.',
    proof: 'Each name in the dump has a rotated credential, with its own item here or in your tracker.',
  });
  const isDump = /(?:^|-)(?:loot|dump|runner-memory|job-secrets|tojson-secrets)(?:-|$)/.test(finding.rule);
  return [...(isDump ? [spread] : []), ...(isIdAlone || finding.verdict.state === 'exists' ? [find] : [])];
}

function titleOf(finding: Finding): string {
  const id = finding.parts.find((part) => part.public)?.preview ?? finding.parts[0]?.preview;
  const account = finding.verdict.identity?.['account'] ?? finding.facts.find((fact) => fact.name === 'account')?.value;
  const root = isRootKey(finding) ? ' (root)' : '';
  return [`${finding.name}${root}`, id, account === undefined ? undefined : `account ${account}`]
    .filter(Boolean)
    .join(', ');
}

function canarySteps(finding: Finding): readonly ChecklistStep[] {
  const id = publicPart(finding, 'accessKeyId') ?? finding.fingerprint;
  return [
    step('leave', 'Do not rotate it, do not use it, leave it where it is', {
      why: `${id} was planted to catch a thief (${finding.verdict.reason}). Any call with it alarms whoever planted it; rotating it or removing it takes the trap away.`,
      proof: 'Nothing was sent to a provider: the report’s list of requests does not name it.',
    }),
    step('tell', 'Tell its owner where you found it', {
      why: 'If it stands where its owner did not put it, it was copied: that copy is the incident.',
      proof: 'The owner confirms the place, or opens an incident.',
    }),
  ];
}
