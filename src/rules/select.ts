/** `--only` and `--skip`: rules by the beginning of their ids. */

import { UsageError } from '../model/errors.ts';
import type { Rule, RuleSet } from '../model/rule.ts';

/**
 * Rules whose id begins as one of `only` (all where empty) and as none of `skip`. What a chosen rule needs as a part
 * stays, as a companion: it is looked for around that rule's matches and is no finding by itself.
 *
 * @throws UsageError RULES_REFERENCE for a word that no rule begins with
 */
export function selectRules(set: RuleSet, only: readonly string[], skip: readonly string[]): RuleSet {
  if (only.length === 0 && skip.length === 0) return set;
  for (const word of [...only, ...skip]) {
    if (!set.rules.some(({ id }) => id.startsWith(word))) {
      throw new UsageError('RULES_REFERENCE', `no rule begins with "${word}"; see leakwalk rules list`);
    }
  }
  const begins = (words: readonly string[], { id }: Rule): boolean => words.some((word) => id.startsWith(word));
  const chosen = (rule: Rule): boolean => (only.length === 0 || begins(only, rule)) && !begins(skip, rule);
  const needed = new Set(set.rules.filter(chosen).flatMap((rule) => rule.needs.flatMap((need) => need.rules)));
  const rules = set.rules.flatMap((rule) => {
    if (chosen(rule)) return [rule];
    return needed.has(rule.id) && !begins(skip, rule) ? [{ ...rule, companion: true, keywords: [] }] : [];
  });
  return { rules, digest: set.digest };
}
