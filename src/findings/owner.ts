/**
 * Whose a value is that only its own name gave away: the rule of the provider whose name stands beside it says so, which took it for
 * no secret by its looks.
 */

import type { Match } from '../model/match.ts';
import type { RulesById } from '../model/rule-book.ts';
import { isGeneric } from './overlap.ts';

export interface Told {
  readonly kept: readonly Match[];
  /** Of the dropped matches, those that told an owner. */
  readonly owners: ReadonlySet<Match>;
}

/**
 * Each generic match under the rule that doubted the same bytes, where there is one.
 *
 * @param kept of one document; generic ones that a named rule covers are no longer among them
 * @param dropped of the same document, with what was doubted
 */
export function tellOwners(kept: readonly Match[], dropped: readonly Match[], rules: RulesById): Told {
  const byStart = new Map<number, Match>();
  for (const match of dropped) {
    if (!match.unsure) continue;
    const { start } = match.place;
    const other = byStart.get(start);
    if (!other || distance(match) < distance(other)) byStart.set(start, match);
  }
  const owners = new Set<Match>();
  if (byStart.size === 0) return { kept, owners };
  const told = kept.map((match) => {
    const owner = isGeneric(rules.get(match.rule)) ? byStart.get(match.place.start) : undefined;
    if (!owner) return match;
    owners.add(owner);
    return {
      ...match,
      rule: owner.rule,
      part: owner.part,
      reasons: [...match.reasons, `+ ${owner.rule} says whose it is`],
    };
  });
  return { kept: told, owners };
}

/** Bytes between the name that led to a match and its value. */
function distance({ hit, place }: Match): number {
  return hit === undefined ? Number.MAX_SAFE_INTEGER : Math.abs(hit - place.start);
}
