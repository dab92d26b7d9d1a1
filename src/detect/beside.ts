/** What the reader `beside` makes of a name: the values around it that its rule takes for credentials. */

import {
  type Beside,
  besideReach,
  credentialName,
  upToHost,
  userOption,
  valuesBefore,
  valuesBeside,
} from '../rules/beside.ts';
import type { CheckResult } from '../rules/check.ts';
import type { Candidate } from './candidate.ts';
import { namedByWord } from './plan.ts';
import { latin1 } from './view.ts';

export interface BesideCandidate {
  readonly candidate: Candidate;
  readonly accepted: boolean;
  /** Not a guess: what follows within it need not be read again. */
  readonly sure: boolean;
}

/**
 * The values beside a name that the rule's checks accept, or the nearest one that they do not, so that its reason is told. After the
 * first, a value needs a credential's name of its own before it.
 */
export function besideOf(named: Candidate): readonly BesideCandidate[] {
  const { rule, view, matchStart, matchEnd } = named;
  const first = Math.max(0, matchStart - besideReach.before);
  const text = latin1(view.bytes, first, Math.min(view.bytes.length, matchEnd + besideReach.after));
  const kept: BesideCandidate[] = [];
  const doubted: BesideCandidate[] = [];
  let refused: Candidate | undefined;
  let nearFrom = 0;
  for (const { start, end, value, groups } of valuesBeside(text, matchStart - first, matchEnd - first)) {
    // No heading stands over a second value.
    const told = kept.length === 0 ? groups : { near: groups['near']!.slice(nearFrom), before: '.' };
    const candidate = { ...named, start: first + start, end: first + end, matchEnd: first + end, value, groups: told };
    const results = rule.checks.map((check) => check.test(value, told));
    const outcomes = results.map(({ outcome }) => outcome);
    const sure = outcomes.includes('pass');
    if (isDoubted(results)) doubted.push({ candidate, accepted: false, sure: false });
    else if (outcomes.includes('fail') || (kept.length > 0 && !sure)) refused ??= candidate;
    else kept.push({ candidate, accepted: true, sure });
    if (!outcomes.includes('fail')) nearFrom = end - (matchEnd - first);
  }
  if (!kept.some(({ sure }) => sure)) {
    const ahead = valuesBefore(text, matchStart - first, matchEnd - first, namedByWord(rule.rule));
    for (const { start, end, value, groups } of ahead) {
      if (!isCalled(groups)) continue;
      const results = rule.checks.map((check) => check.test(value, groups));
      const isFailed = results.some(({ outcome }) => outcome === 'fail');
      const isDoubt = isDoubted(results);
      if (isFailed && !isDoubt) continue;
      const candidate = { ...named, start: first + start, end: first + end, matchStart: first + start, value, groups };
      if (!isDoubt) {
        const second = ahead.find((other) => nextArgument.test(text.slice(end, other.start)));
        return [candidate, ...(second ? [secondOf(named, second, first)] : [])].map((one) => ({
          candidate: one,
          accepted: true,
          sure: true,
        }));
      }
      doubted.push({ candidate, accepted: false, sure: false });
    }
  }
  if (kept.length > 0 || doubted.length > 0) return [...kept, ...doubted.slice(0, mostDoubted)];
  return refused ? [{ candidate: refused, accepted: false, sure: false }] : [];
}

/** `auth=('id', 'secret')` */
const nextArgument = /^["'`],\s{0,12}["'`]$/;

/** The second of two values; nothing names it but the first. */
function secondOf(named: Candidate, { start, end, value }: Beside, first: number): Candidate {
  const groups = { near: '", "', before: '.' };
  return { ...named, start: first + start, end: first + end, matchStart: first + start, value, groups };
}

/** Values of one name that may be told whose they are, should another rule know them for secrets. */
const mostDoubted = 3;

/** Refused for its looks alone. */
function isDoubted(results: readonly CheckResult[]): boolean {
  return (
    results.every(({ outcome, unsure }) => outcome !== 'fail' || unsure === true) &&
    results.some(({ outcome }) => outcome === 'fail')
  );
}

/** Before the user or the password of a URL. */
const userOfUrl = /:\/\/(?:[^\s:@/"']{0,60}:)?$/;
/** `SET value = '…' WHERE name = 'acme_api_key'` */
const sqlWhere = /^["'`] where [\w.]{1,30} = ["'`]$/i;
/** `… as the acme API key`: said of the value after it. */
const saidAfter = /^["'`]?,? (?:as|is|for) (?:[a-z]{1,8} ){0,3}$/i;
const credentialAfter =
  /^[ _-]{0,2}(?:(?:api|access|auth|secret|private|client)[ _-]?)?(?:key|token|secret|credential|password)/i;

/** Ahead of the name only a value that is itself called a credential counts. */
function isCalled({ near = '', between = '', after = '' }: Beside['groups']): boolean {
  if (credentialName.test(near) || userOption.test(near)) return true;
  if (upToHost.test(between) && userOfUrl.test(near)) return true;
  if (sqlWhere.test(between)) return credentialAfter.test(after);
  return saidAfter.test(between) && credentialAfter.test(after);
}
