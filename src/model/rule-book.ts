/** A rule set as a scan asks it: single rules, by number and by id. */

import type { Rule, RuleSet, RuleShelf } from './rule.ts';

export interface RuleBook {
  readonly count: number;
  /** The nth rule of the set. */
  at(index: number): Rule;
  indexOf(id: string): number | undefined;
  get(id: string): Rule | undefined;
}

/** Rules by id. */
export type RulesById = Pick<ReadonlyMap<string, Rule>, 'get'>;

const known = new WeakMap<RuleSet, RuleBook>();

/** The book of a set. Of a set with a shelf, only the rules that are asked for are made. */
export function ruleBook(set: RuleSet): RuleBook {
  let book = known.get(set);
  if (!book) {
    book = open(set.shelf ?? shelfOf(set.rules));
    known.set(set, book);
  }
  return book;
}

function shelfOf(rules: readonly Rule[]): RuleShelf {
  return { ids: rules.map(({ id }) => id), at: (index) => rules[index]! };
}

function open({ ids, at }: RuleShelf): RuleBook {
  let numbers: Map<string, number> | undefined;
  const indexOf = (id: string): number | undefined => {
    numbers ??= new Map(ids.map((name, index) => [name, index]));
    return numbers.get(id);
  };
  return {
    count: ids.length,
    at,
    indexOf,
    get(id) {
      const index = indexOf(id);
      return index === undefined ? undefined : at(index);
    },
  };
}
