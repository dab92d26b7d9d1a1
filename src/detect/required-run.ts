/** Whether the run that a rule's every match holds stands near a hit: told from the bytes alone. */

import type { Rule } from '../model/rule.ts';

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
  for (const [bytes, number] of numbers) fillSet(sets, setWords * number, bytes);
  return {
    least: Uint16Array.from(rules, ({ run }) => run?.least ?? 0),
    first: Int32Array.from(rules, ({ run, keywordOffset }) => (run ? run.from - keywordOffset[1] : 0)),
    last: Int32Array.from(rules, ({ run, keywordOffset }) => (run ? run.to - keywordOffset[0] : 0)),
    set,
    sets,
  };
}

/** @param ranges as in `RequiredRun.bytes` */
function fillSet(sets: Uint32Array, at: number, ranges: string): void {
  for (let k = 0; k < ranges.length; k += 4) {
    const last = Number.parseInt(ranges.slice(k + 2, k + 4), 16);
    for (let byte = Number.parseInt(ranges.slice(k, k + 2), 16); byte <= last; byte++)
      sets[at + (byte >>> 5)]! |= 1 << (byte & 31);
  }
}

/** Whether a hit may begin a match of a rule. */
export type MayMatch = (bytes: Uint8Array, position: number, rule: number) => boolean;

export function createMayMatch({ least, first, last, set, sets }: Runs): MayMatch {
  return (bytes, position, rule) => {
    const length = least[rule]!;
    if (length === 0) return true;
    const words = setWords * set[rule]!;
    let start = Math.max(0, position + first[rule]!);
    const end = Math.min(bytes.length - length, position + last[rule]!);
    /** Bytes from `start` to here are known to be of the set. */
    let known = start;
    while (start <= end) {
      let at = start + length - 1;
      for (; at >= known; at--) {
        const byte = bytes[at]!;
        if (((sets[words + (byte >>> 5)]! >>> (byte & 31)) & 1) === 0) break;
      }
      if (at < known) return true;
      known = start + length;
      start = at + 1;
    }
    return false;
  };
}
