/** Which credential first, and the sentence that says why it stands where it stands. */

import type { ExposureWindow } from '../model/checklist.ts';
import type { Finding } from '../model/finding.ts';
import { severities } from '../model/rule.ts';
import { type VerdictState, verdictSentences } from '../model/verdict.ts';

export interface Weighed {
  readonly finding: Finding;
  readonly window: ExposureWindow;
  /** It stood where anybody can read. */
  readonly isPublic: boolean;
}

/** Live before uncertain before dead; a canary is not to be touched at all. */
const order: readonly VerdictState[] = ['active', 'unknown', 'unchecked', 'exists', 'expired', 'inactive', 'canary'];
const groupOf: Readonly<Record<VerdictState, number>> = {
  active: 0,
  unknown: 1,
  unchecked: 1,
  exists: 2,
  expired: 3,
  inactive: 4,
  canary: 5,
};

/** Most urgent first. Total and stable: equal findings are ordered by fingerprint. */
export function byUrgency(a: Weighed, b: Weighed): number {
  return (
    groupOf[a.finding.verdict.state] - groupOf[b.finding.verdict.state] ||
    Number(isRootKey(b.finding)) - Number(isRootKey(a.finding)) ||
    severities.indexOf(a.finding.severity) - severities.indexOf(b.finding.severity) ||
    Number(b.isPublic) - Number(a.isPublic) ||
    Number(a.finding.known ?? false) - Number(b.finding.known ?? false) ||
    b.finding.confidence - a.finding.confidence ||
    order.indexOf(a.finding.verdict.state) - order.indexOf(b.finding.verdict.state) ||
    compare(a.window.start ?? '~', b.window.start ?? '~') ||
    compare(a.finding.fingerprint, b.finding.fingerprint)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The account's own key: it can do anything and cannot be limited. */
export function isRootKey({ verdict, rule, facts, occurrences }: Finding): boolean {
  if (verdict.identity?.['kind'] !== undefined) return verdict.identity['kind'] === 'root';
  if (/(?:^|-)root(?:-|key|$)/.test(rule)) return true;
  if (facts.some((entry) => entry.name === 'kind' && entry.value === 'root')) return true;
  return occurrences.some(({ provenance }) => /(?:^|[/!])rootkey(?:[ ._-]?\(?\d*\)?)?\.csv$/i.test(provenance.path));
}

export function urgency({ finding, window, isPublic }: Weighed): string {
  const { state } = finding.verdict;
  if (state === 'canary') return `${verdictSentences.canary} (${finding.verdict.reason})`;
  const isOpen = state === 'unknown' || state === 'unchecked';
  const words = [
    isOpen ? `${verdictSentences[state].replace(/\.$/, '')} (${finding.verdict.reason}).` : verdictSentences[state],
    ...(isRootKey(finding) ? ['It is the root key of the account: everything is open to it.'] : []),
    ...(isPublic ? ['It stood in public: treat it as used from the minute it became readable.'] : []),
    ...(state === 'exists' ? ['Look for the right secret near it: the key id is in use.'] : []),
    ...(state === 'inactive' || state === 'expired'
      ? ['What was done with it while it lived is still to be looked at.']
      : []),
    ...(window.start ? [`Its traces here go back to ${window.start}.`] : []),
    ...(finding.known ? ['It is in the baseline.'] : []),
  ];
  return words.join(' ');
}
