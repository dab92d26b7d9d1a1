/** Whether the run that a rule's every match holds stands near a hit: told from the bytes alone. */

import type { Rule } from '../model/rule.ts';
import { runStands, setOf } from '../prefilter/asks.ts';

/** By rule, as plain numbers. */
export interface Runs {
  /** Bytes of the run; 0 where nothing is asked. */
  readonly least: Uint16Array;
  /** Where it may begin, from the hit on: first and last. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Which of `sets`. */
  readonly set: Uint16Array;
  /** 256 bits each. */
  readonly sets: Uint32Array;
}

const setWords = 8;

export function planRuns(rules: readonly Rule[]): Runs {
  const numbers = new Map<string, number>();
  const numberOf = (bytes: string): number => {
    const known = numbers.get(bytes) ?? numbers.size;
    numbers.set(bytes, known);
    return known;
  };
  const set = Uint16Array.from(rules, ({ run }) => (run ? numberOf(run.bytes) : 0));
  const sets = new Uint32Array(setWords * numbers.size);
  for (const [bytes, number] of numbers) sets.set(setOf(bytes), setWords * number);
  return {
    least: Uint16Array.from(rules, ({ run }) => run?.least ?? 0),
    first: Int32Array.from(rules, ({ run, keywordOffset }) => (run ? run.from - keywordOffset[1] : 0)),
    last: Int32Array.from(rules, ({ run, keywordOffset }) => (run ? run.to - keywordOffset[0] : 0)),
    set,
    sets,
  };
}

/** Whether a hit may begin a match of a rule. */
export type MayMatch = (bytes: Uint8Array, position: number, rule: number) => boolean;

export function createMayMatch({ least, first, last, set, sets }: Runs): MayMatch {
  return (bytes, position, rule) => {
    const length = least[rule]!;
    if (length === 0) return true;
    const where = { first: position + first[rule]!, last: position + last[rule]!, least: length };
    return runStands(bytes, bytes.length, where, sets, setWords * set[rule]!);
  };
}
