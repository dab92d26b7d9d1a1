/** The unique keywords of a rule set, and which rules each of them may begin to confirm. */

import type { Keyword, RuleSet } from '../model/rule.ts';

export interface KeywordIndex {
  /** Handed to the prefilter; a hit names an index into it. */
  readonly keywords: readonly Keyword[];
  /** Bytes of each keyword. */
  readonly lengths: Uint16Array;
  /** Rules of keyword `k` are `rules[starts[k] .. starts[k + 1])`, as indices into the rule set. */
  readonly starts: Uint32Array;
  readonly rules: Uint16Array;
}

/** Rules without keywords (companions) are left out: they run only around another rule's match. */
export function indexKeywords({ rules }: RuleSet): KeywordIndex {
  const lists = new Map<string, { keyword: Keyword; rules: number[] }>();
  rules.forEach((rule, index) => {
    for (const keyword of rule.companion ? [] : rule.keywords) {
      const name = `${keyword.fold ? 'f' : ' '}${keyword.run ? 'r' : ' '}${keyword.text}`;
      const entry = lists.get(name);
      if (!entry) lists.set(name, { keyword, rules: [index] });
      else if (entry.rules.at(-1) !== index) entry.rules.push(index);
    }
  });
  const entries = [...lists.values()];
  const starts = new Uint32Array(entries.length + 1);
  entries.forEach((entry, k) => {
    starts[k + 1] = starts[k]! + entry.rules.length;
  });
  return {
    keywords: entries.map((entry) => entry.keyword),
    lengths: Uint16Array.from(entries, (entry) => entry.keyword.text.length),
    starts,
    rules: Uint16Array.from(entries.flatMap((entry) => entry.rules)),
  };
}
