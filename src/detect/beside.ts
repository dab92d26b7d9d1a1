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
import type { Candidate } from './candidate.ts';
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
  let refused: Candidate | undefined;
  let nearFrom = 0;
  for (const { start, end, value, groups } of valuesBeside(text, matchStart - first, matchEnd - first)) {
    // No heading stands over a second value.
    const told = kept.length === 0 ? groups : { near: groups['near']!.slice(nearFrom), before: '.' };
    const candidate = { ...named, start: first + start, end: first + end, matchEnd: first + end, value, groups: told };
    const outcomes = rule.checks.map((check) => check.test(value, told).outcome);
    const sure = outcomes.includes('pass');
    if (outcomes.includes('fail') || (kept.length > 0 && !sure)) refused ??= candidate;
    else kept.push({ candidate, accepted: true, sure });
    if (!outcomes.includes('fail')) nearFrom = end - (matchEnd - first);
  }
  if (!kept.some(({ sure }) => sure)) {
    for (const { start, end, value, groups } of valuesBefore(text, matchStart - first, matchEnd - first)) {
      if (rule.checks.some((check) => check.test(value, groups).outcome === 'fail') || !isCalled(groups)) continue;
      const candidate = { ...named, start: first + start, end: first + end, matchStart: first + start, value, groups };
      return [{ candidate, accepted: true, sure: true }];
    }
  }
  return kept.length > 0 || !refused ? kept : [{ candidate: refused, accepted: false, sure: false }];
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
