/** What a detector asks of its rules before any of them is hit, as plain numbers: made by the build for the built-in ones. */

import type { Rule, RuleSet } from '../model/rule.ts';
import type { KeywordIndex } from './keywords.ts';
import { planRuns, type Runs } from './required-run.ts';

export interface Plan {
  /** As in `KeywordIndex`. */
  readonly probes: number;
  readonly lengths: Uint16Array;
  readonly starts: Uint32Array;
  readonly rules: Uint16Array;
  /** By keyword: bytes after a hit that are looked at for escapes. */
  readonly reaches: Uint16Array;
  /** By rule: bytes the keyword can stand after the start of a match, least and most. */
  readonly least: Uint32Array;
  readonly most: Uint32Array;
  /** By rule: longest match, bytes. */
  readonly maxLengths: Uint32Array;
  /** By rule: `traits` as bits. */
  readonly traits: Uint8Array;
  readonly runs: Runs;
}

export const traits = {
  /** Also run on binary documents. */
  binary: 1,
  /** Its matches are joined with others: only these need to know their surroundings. */
  joined: 2,
  /** How a hit is read, where it is not by the pattern. */
  assignment: 4,
  beside: 8,
  /** Its name is also a word of a language. */
  word: 16,
} as const;

/** Whether the name that a rule reads beside says nothing without a credential's name. */
export function namedByWord({ checks }: Pick<Rule, 'checks'>): boolean {
  return checks.includes('credential-name');
}

/** Escapes are looked for further where other parts of a credential follow. */
const escapeReach = { alone: 64, needs: 256 } as const;

export function planRules({ rules }: RuleSet, index: KeywordIndex): Plan {
  const { probes, lengths, starts } = index;
  const joined = new Set(rules.flatMap((rule) => rule.needs.flatMap((need) => [rule.id, ...need.rules])));
  return {
    probes,
    lengths,
    starts,
    rules: index.rules,
    reaches: Uint16Array.from(lengths, (_, keyword) => {
      const of = index.rules.subarray(starts[keyword], starts[keyword + 1]);
      return of.some((number) => rules[number]!.needs.length > 0) ? escapeReach.needs : escapeReach.alone;
    }),
    least: Uint32Array.from(rules, (rule) => rule.keywordOffset[0]),
    most: Uint32Array.from(rules, (rule) => rule.keywordOffset[1]),
    maxLengths: Uint32Array.from(rules, (rule) => rule.maxLength),
    traits: Uint8Array.from(
      rules,
      (rule) =>
        (rule.binary ? traits.binary : 0) |
        (joined.has(rule.id) ? traits.joined : 0) |
        (rule.reader === undefined ? 0 : traits[rule.reader]) |
        (namedByWord(rule) ? traits.word : 0),
    ),
    runs: planRuns(rules),
  };
}
