/** From hits to matches of the few rules each keyword belongs to: regex on a short slice, then edges. */

import { wordEnd } from '../prefilter/assigned.ts';
import { mayHoldValue, mayTellOwner } from '../rules/beside.ts';
import { besideOf } from './beside.ts';
import { type Candidate, candidateOf, noGroups } from './candidate.ts';
import type { CompiledRule, CompiledRules } from './compile.ts';
import { lookahead } from './compile.ts';
import { mayBeAssigned, readNamed } from './generic/read.ts';
import { leastAssigned, type ScoreAssigned, scoreAssigned } from './generic/score.ts';
import { urlAssigned, urlFamily } from './generic/url.ts';
import { type Plan, traits } from './plan.ts';
import { createMayMatch } from './required-run.ts';
import { latin1, type View } from './view.ts';

/** Ends of the last match of each rule in one view, so that overlapping ones count once. */
export type LastEnds = Uint32Array;

export interface Confirm {
  /** Judges one hit; matches are given to `found`. */
  hit(
    view: View,
    lastEnds: LastEnds,
    position: number,
    keyword: number,
    path: string,
    found: (candidate: Candidate) => void,
  ): void;
}

/** The value assigned to the name that a keyword stands in, for the rule of that name's class; asked where one may be. */
function assignedAt(
  rule: CompiledRule,
  view: View,
  position: number,
  length: number,
  path: string,
  score: ScoreAssigned,
): Candidate | undefined {
  const assigned = readNamed(view, position, wordEnd(view.bytes, position, length), path);
  if (!assigned || rule.rule.id !== `assigned-${assigned.wordClass}`) return undefined;
  const confidence = score(assigned);
  if (confidence.confidence < leastAssigned) return undefined;
  const { start, end, value, keyStart } = assigned;
  return { rule, view, start, end, matchStart: keyStart, matchEnd: end, value, groups: noGroups, scored: confidence };
}

/** The password of a URL is as sure as it looks, not as its rule. */
function withUrlScore(candidate: Candidate, path: string, score: ScoreAssigned): Candidate {
  const { view, start, end, matchStart, value } = candidate;
  if (candidate.rule.rule.family !== urlFamily) return candidate;
  const assigned = urlAssigned({ bytes: view.bytes, path, matchStart, start, end, value });
  return { ...candidate, scored: score(assigned) };
}

export function createConfirm(rules: CompiledRules, plan: Plan, score: ScoreAssigned = scoreAssigned): Confirm {
  const { least, most, maxLengths: lengths, lengths: keywordLengths, starts, rules: numbers, traits: kinds } = plan;
  const mayMatch = createMayMatch(plan.runs);
  if (rules.count > 65535) throw new RangeError('more than 65,535 rules');

  /** The first match that holds the hit's keyword and whose edges hold. */
  const attempt = (
    compiled: CompiledRule,
    view: View,
    position: number,
    keywordLength: number,
    after: number,
  ): Candidate | undefined => {
    const number = compiled.index;
    const latest = position - least[number]!;
    const first = Math.max(after, position - most[number]!);
    if (latest < first) return undefined;
    const end = Math.min(view.bytes.length, latest + lengths[number]! + lookahead);
    const text = latin1(view.bytes, first, end);
    const { head } = compiled;
    if (head) {
      head.lastIndex = 0;
      if (!head.test(text)) return undefined;
    }
    const { regex } = compiled;
    regex.lastIndex = 0;
    if (compiled.fixed) {
      const match = regex.exec(text);
      return match ? candidateOf(compiled, view, match, first) : undefined;
    }
    const at = position - first;
    for (let match = regex.exec(text); match && match.index <= at; match = regex.exec(text)) {
      if (match.index + match[0].length >= at + keywordLength) {
        const candidate = candidateOf(compiled, view, match, first);
        if (candidate) return candidate;
      }
      regex.lastIndex = match.index + 1;
    }
    return undefined;
  };

  /** Whether the bytes near a hit leave anything to read: for most hits of most rules they do not. */
  const mayHold = (view: View, position: number, keywordLength: number, number: number, path: string): boolean => {
    const its = kinds[number]!;
    if ((its & traits.beside) !== 0) {
      return mayHoldValue(view.bytes, position, (its & traits.word) !== 0) || mayTellOwner(view.bytes, position);
    }
    if ((its & traits.assignment) !== 0) return mayBeAssigned(view.bytes, position, keywordLength, path);
    return mayMatch(view.bytes, position, number);
  };

  /** Kept apart from the loop over hits, which stays small so: rules and candidates have many shapes. */
  const read = (
    number: number,
    view: View,
    lastEnds: LastEnds,
    position: number,
    keywordLength: number,
    path: string,
    found: (candidate: Candidate) => void,
  ): void => {
    const rule = rules.at(number);
    const its = kinds[number]!;
    const candidate =
      (its & traits.assignment) !== 0
        ? assignedAt(rule, view, position, keywordLength, path, score)
        : attempt(rule, view, position, keywordLength, lastEnds[number]!);
    if (!candidate) return;
    lastEnds[number] = candidate.end;
    if ((its & traits.beside) === 0) {
      found({ ...withUrlScore(candidate, path, score), hit: position });
      return;
    }
    for (const beside of besideOf(candidate)) {
      if (beside.sure) lastEnds[number] = beside.candidate.end;
      found({ ...beside.candidate, hit: position });
    }
  };

  return {
    hit(view, lastEnds, position, keyword, path, found) {
      const keywordLength = keywordLengths[keyword]!;
      const last = starts[keyword + 1]!;
      for (let k = starts[keyword]!; k < last; k++) {
        const number = numbers[k]!;
        if (view.binary && (kinds[number]! & traits.binary) === 0) continue;
        if (position + keywordLength <= lastEnds[number]!) continue;
        if (mayHold(view, position, keywordLength, number, path))
          read(number, view, lastEnds, position, keywordLength, path, found);
      }
    },
  };
}
