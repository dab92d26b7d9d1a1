/** The unique keywords of a rule set, and which rules each of them may begin to confirm. */

import type { Keyword, Rule, RuleSet } from '../model/rule.ts';
import { type Ask, type AskingKeyword, nameOf } from '../prefilter/asks.ts';

export interface KeywordIndex {
  /** Handed to the prefilter; a hit names an index into it. Those from `probes` on belong to no rule. */
  readonly keywords: readonly AskingKeyword[];
  /**
   * Where the probes begin: how the base64 of a short token begins (`AKIA…` as `QUtJQ…`). Longer runs are found without.
   */
  readonly probes: number;
  /** Bytes of each keyword. */
  readonly lengths: Uint16Array;
  /** Rules of keyword `k` are `rules[starts[k] .. starts[k + 1])`, as indices into the rule set. */
  readonly starts: Uint32Array;
  readonly rules: Uint16Array;
}

/** Tokens from this length on encode to a run of 40 characters or more. */
const longToken = 30;
/** Shorter beginnings of an encoded token would turn up in any text. */
const shortestProbe = 5;

function probesOf(rules: readonly Rule[]): Keyword[] {
  const texts = new Set<string>();
  for (const { keywords, keywordOffset, maxLength, companion } of rules) {
    if (companion || maxLength >= longToken || keywordOffset[1] !== 0) continue;
    for (const { text, fold, run } of keywords) {
      // Only whole characters of the encoding are known: six bits each.
      const known = Math.floor((text.length * 8) / 6);
      if (run && !fold && known >= shortestProbe) texts.add(btoa(text).slice(0, known));
    }
  }
  return [...texts].sort().map((text) => ({ text, fold: false, run: true }));
}

/** Rules that look further than this around a keyword are told of each one, bytes: see `scan/watch.ts`. */
const furthest = 768;

/** What a rule's reader asks for first; undefined where each keyword has to be read. */
function asksOf({ reader, run, needs, provider, keywordOffset, maxLength }: Rule): readonly Ask[] | undefined {
  if (needs.length > 0 || provider === 'loot' || keywordOffset[1] + maxLength > furthest) return undefined;
  // What is assigned to the name may be no value by its looks, and yet tell whose it is.
  if (reader === 'beside') return ['value', 'assigned'];
  if (reader === 'assignment') return ['assigned'];
  if (!run) return undefined;
  const { bytes, least, from, to } = run;
  return [{ bytes, least, first: from - keywordOffset[1], last: to - keywordOffset[0] }];
}

/** What is asked for a keyword by its rules together; the same array for the same asks. */
function createAsks(rules: readonly Rule[]): (numbers: readonly number[]) => readonly Ask[] | undefined {
  const known = new Map<string, readonly Ask[]>();
  return (numbers) => {
    const lists = numbers.map((number) => asksOf(rules[number]!));
    if (lists.includes(undefined)) return undefined;
    const asks = lists.flatMap((list) => list!);
    const texts = asks.map((ask) => nameOf([ask]));
    const distinct = asks.filter((_, k) => texts.indexOf(texts[k]!) === k);
    const name = nameOf(distinct);
    const same = known.get(name) ?? distinct;
    known.set(name, same);
    return same;
  };
}

interface Entry {
  readonly keyword: Keyword;
  readonly rules: number[];
}

/** Rules without keywords (companions) are left out: they run only around another rule's match. */
export function indexKeywords({ rules }: RuleSet): KeywordIndex {
  // One table for each way of looking: joined names would cost a hook more than all that it reads.
  const lists = [0, 1, 2, 3].map(() => new Map<string, Entry>());
  const entries: Entry[] = [];
  for (let index = 0; index < rules.length; index++) {
    const { companion, keywords } = rules[index]!;
    if (companion) continue;
    for (const keyword of keywords) {
      const list = lists[(keyword.fold ? 2 : 0) + (keyword.run ? 1 : 0)]!;
      const entry = list.get(keyword.text);
      if (entry) {
        if (entry.rules.at(-1) !== index) entry.rules.push(index);
        continue;
      }
      const made = { keyword, rules: [index] };
      list.set(keyword.text, made);
      entries.push(made);
    }
  }
  const starts = new Uint32Array(entries.length + 1);
  entries.forEach((entry, k) => {
    starts[k + 1] = starts[k]! + entry.rules.length;
  });
  const asksOf = createAsks(rules);
  const keywords = entries.map(({ keyword, rules: its }): AskingKeyword => {
    const asks = asksOf(its);
    return asks ? { ...keyword, asks } : keyword;
  });
  return {
    keywords: [...keywords, ...probesOf(rules)],
    probes: keywords.length,
    lengths: Uint16Array.from(keywords, (keyword) => keyword.text.length),
    starts,
    rules: Uint16Array.from(entries.flatMap((entry) => entry.rules)),
  };
}
