/** What the reader `beside` makes of a name: the values around it that its rule takes for credentials. */

import { type Beside, besideReach, mayHoldValue, valuesBefore, valuesBeside } from '../rules/beside.ts';
import type { Candidate } from './confirm.ts';
import { latin1, type View } from './view.ts';

/**
 * The values beside a name that the rule's checks accept, or the nearest one that they do not, so that its reason is told. After the
 * first, a value needs a credential's name of its own before it.
 */
export function besideOf(named: Candidate): readonly { readonly candidate: Candidate; readonly accepted: boolean }[] {
  const { rule, view, matchStart, matchEnd } = named;
  const first = Math.max(0, matchStart - besideReach.before);
  const text = latin1(view.bytes, first, Math.min(view.bytes.length, matchEnd + besideReach.after));
  const kept: { candidate: Candidate; accepted: boolean }[] = [];
  let refused: Candidate | undefined;
  let nearFrom = 0;
  for (const { start, end, value, groups } of valuesBeside(text, matchStart - first, matchEnd - first)) {
    // No heading stands over a second value.
    const told = kept.length === 0 ? groups : { near: groups['near']!.slice(nearFrom), before: '.' };
    const candidate = { ...named, start: first + start, end: first + end, matchEnd: first + end, value, groups: told };
    const outcomes = rule.checks.map((check) => check.test(value, told).outcome);
    if (outcomes.includes('fail') || (kept.length > 0 && !outcomes.includes('pass'))) refused ??= candidate;
    else kept.push({ candidate, accepted: true });
    if (!outcomes.includes('fail')) nearFrom = end - (matchEnd - first);
  }
  if (kept.length === 0) {
    for (const { start, end, value, groups } of valuesBefore(text, matchStart - first, matchEnd - first)) {
      if (rule.checks.some((check) => check.test(value, groups).outcome === 'fail') || !isCalled(groups)) continue;
      const candidate = { ...named, start: first + start, end: first + end, matchStart: first + start, value, groups };
      return [{ candidate, accepted: true }];
    }
  }
  return kept.length > 0 || !refused ? kept : [{ candidate: refused, accepted: false }];
}

const credentialName =
  /(?:key|token|secret|password|passwd|pwd|credentials?|bearer|authorization|auth)s?[\]"'`]{0,3}[\s=:>(,|]{1,8}(?:basic |bearer |token )?["'`([{]{0,3}$/i;

/** Whether a value can stand around a name. */
export function isPromising({ bytes }: View, position: number): boolean {
  return mayHoldValue(bytes, position);
}

/** `-u user:`, `--user=`: what curl takes a credential after. */
const userOption = /(?:^|\s)(?:-u|--user)[ =]{1,2}["']?(?:[\w.@%+-]{1,60}:)?$/;
/** `… as the acme API key`: said of the value after it. */
const saidAfter = /^["'`]?,? (?:as|is|for) (?:[a-z]{1,8} ){0,3}$/i;
const credentialAfter =
  /^[ _-]{0,2}(?:(?:api|access|auth|secret|private|client)[ _-]?)?(?:key|token|secret|credential|password)/i;

/** Ahead of the name only a value that is itself called a credential counts. */
function isCalled({ near = '', between = '', after = '' }: Beside['groups']): boolean {
  if (credentialName.test(near) || userOption.test(near)) return true;
  return saidAfter.test(between) && credentialAfter.test(after);
}
