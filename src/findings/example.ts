/** Allowed because it is somebody's example or was settled on its line, and not because it is no id at all. */

import type { Match } from '../model/match.ts';
import type { Rule } from '../model/rule.ts';

/** Whether what stands beside a dropped match is dropped with it. */
export function isExample({ allowed }: Match, rule: Rule): boolean {
  if (allowed === undefined) return false;
  return allowed.startsWith('marked on its line') || rule.allow.some((allow) => allow.reason === allowed);
}
