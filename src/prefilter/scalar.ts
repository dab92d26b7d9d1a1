/** The scalar prefilter: plain JavaScript, no SIMD. The oracle of the others, and what runs where they cannot. */

import { context } from '../model/chunk.ts';
import { type AskingKeyword, answersTo } from './asks.ts';
import { buildAutomaton } from './automaton.ts';
import { countBefore, hitCapacity, longest, sortHits } from './hits.ts';
import { countLines } from './lines.ts';
import { type Needle, needleOf } from './needle.ts';
import type { Prefilter } from './prefilter.ts';
import { isRunHit } from './run-start.ts';
import { createStretchFinder } from './stretches.ts';

/** Zero bytes after the input that other engines read. */
const inputPadding = 128;

function stands(needle: Needle, bytes: Uint8Array, at: number, end: number): boolean {
  const { bytes: text, mask, run } = needle;
  for (let k = 0; k < text.length; k++) if ((bytes[at + k]! | mask[k]!) !== text[k]) return false;
  return run < 0 || isRunHit(bytes, at, run, end);
}

function isPlain(input: Readonly<Uint8Array>, near: number, far: number): boolean {
  for (let k = 0; k < near; k++) if (input[k]! < 8 || (input[k]! > 13 && input[k]! < 32)) return false;
  for (let k = near; k < far; k++) if (input[k] === 0) return false;
  return true;
}

export function createScalarPrefilter(keywords: readonly AskingKeyword[]): Prefilter {
  const needles = keywords.map(needleOf);
  const answers = keywords.map(({ asks, text }) => asks && answersTo(asks, text.length));
  const { classes, next, shift, firstFinal, ends } = buildAutomaton(keywords);
  const reach = longest(keywords);
  const most = hitCapacity(keywords);
  // One position can add hits of every keyword that ends there.
  const spare = ends.reduce((max, list) => Math.max(max, list.length), 0);
  const positions = new Uint32Array(most + spare);
  const found = new Uint32Array(most + spare);
  const input = new Uint8Array(new ArrayBuffer(context.window + inputPadding), 0, context.window);
  const finder = createStretchFinder(input);
  let count = 0;
  let resume = 0;
  let code = false;

  /** Takes the keywords that end right before `end`. */
  const take = (state: number, end: number, from: number, to: number, length: number): void => {
    const list = ends[(state - firstFinal) >> shift]!;
    for (let k = 0; k < list.length; k++) {
      const index = list[k]!;
      const needle = needles[index]!;
      const at = end - needle.bytes.length;
      if (at < from || at >= to || !stands(needle, input, at, length)) continue;
      if (answers[index]?.(input, at, length, code) === false) continue;
      positions[count] = at;
      found[count++] = index;
    }
  };

  const scan = (from: number, to: number, length: number, inCode = false): number => {
    count = 0;
    code = inCode;
    resume = to;
    if (from < to && needles.length > 0) search(from, to, length);
    return count;
  };

  const search = (from: number, to: number, length: number): void => {
    const stop = Math.min(length, to + reach - 1);
    // Locals, not the closure's: the loop below is all of the time.
    const table = next;
    const kind = classes;
    const bytes = input;
    const final = firstFinal;
    let state = 0;
    for (let i = from; i < stop; i++) {
      state = table[state | kind[bytes[i]!]!]!;
      if (state < final) continue;
      take(state, i + 1, from, to, length);
      if (count < most) continue;
      // Whatever starts after this may still have an end to come.
      resume = Math.max(from + 1, i + 2 - reach);
      break;
    }
    sortHits(positions, found, count);
    count = countBefore(positions, count, resume);
  };

  return {
    name: 'scalar',
    input,
    scan,
    positions,
    keywords: found,
    get resume() {
      return resume;
    },
    stretches: finder.find,
    found: finder.found,
    isPlain: (near, far) => isPlain(input, near, far),
    countLines: (from, to) => countLines(input, from, to),
  };
}
