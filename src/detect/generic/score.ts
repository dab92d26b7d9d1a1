/**
 * How sure an assigned value is a secret: a sum over small decision trees and over how value and name are spelt, told as
 * the features that moved it.
 */

import type { Confidence } from '../candidate.ts';
import { type Features, features, numberNames } from './features.ts';
import { decodeForest, type Forest } from './forest.ts';
import { gramOdds } from './grams.ts';
import { model } from './model.ts';
import type { Assigned } from './read.ts';

/** Reasons shown. */
const shown = 6;
/** Log-odds under which a feature is no reason. */
const leastTold = 0.05;

let forest: Forest | undefined;
let ids: Map<string, number> | undefined;
let held = new Uint8Array(0);
let moved = new Float64Array(0);

/** Decoded when the first value is scored: most scans of a few files never come here. */
function ready(): Forest {
  if (forest === undefined) {
    forest = decodeForest(model.trees);
    ids = new Map(model.facts.map((name, at) => [name, at]));
    held = new Uint8Array(model.facts.length);
    moved = new Float64Array(model.facts.length + numberNames.length);
  }
  return forest;
}

/** Sum of the trees' answers; what each feature added to it is left in `moved`. */
function sumOf({ roots, feature, limit, value, right }: Forest, numbers: readonly number[]): number {
  const factCount = held.length;
  let sum = 0;
  for (let tree = 0; tree < roots.length; tree++) {
    let node = roots[tree]!;
    for (let by = feature[node]!; by !== -1; by = feature[node]!) {
      const goesRight = by < factCount ? held[by] === 1 : numbers[by - factCount]! >= limit[node]!;
      const next = goesRight ? right[node]! : node + 1;
      moved[by]! += value[next]! - value[node]!;
      node = next;
    }
    sum += value[node]!;
  }
  return sum;
}

function reasonsOf({ numbers }: Features, spelling: number): string[] {
  const told: [string, number][] = [];
  if (Math.abs(spelling) >= leastTold) told.push(['spelling of the value and the name', spelling]);
  for (let by = 0; by < moved.length; by++) {
    const weight = moved[by]!;
    if (Math.abs(weight) < leastTold) continue;
    const number = by - held.length;
    const name =
      number >= 0
        ? `${numberNames[number]} ${numbers[number]}`
        : held[by] === 1
          ? model.facts[by]!
          : `not: ${model.facts[by]}`;
    told.push([name, weight]);
  }
  told.sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  return told.slice(0, shown).map(([name, weight]) => `${weight > 0 ? '+' : '−'} ${name}`);
}

/** A value among all that its score depends on, as one text that no other value among other things has. */
function nameOf({ key, keyQuoted, operator, quote, before, after, value, where }: Assigned): string {
  const { path, lineBefore, lineAfter, above, below } = where;
  const { length } = above;
  const marks = `${keyQuoted ? 1 : 0}${operator} ${quote} ${before.length} ${after.length} ${key.length} ${value.length}`;
  const lengths = `${path.length} ${lineBefore.length} ${lineAfter.length} ${length} `;
  return `${marks} ${lengths}${before}${after}${key}${value}${path}${lineBefore}${lineAfter}${above}${below}`;
}

/** Scores kept of each generation; the versions of a file hold the same lines again and again. */
const kept = 2048;
let scores = new Map<string, Confidence>();
let older = new Map<string, Confidence>();

/** One type, so that `scripts/fit.mjs` can put what it fits in the shipped trees' place. */
export type ScoreAssigned = (assigned: Assigned) => Confidence;

export function scoreAssigned(assigned: Assigned): Confidence {
  const name = nameOf(assigned);
  let score = scores.get(name);
  if (score) return score;
  score = older.get(name) ?? scored(assigned);
  if (scores.size >= kept) {
    older = scores;
    scores = new Map();
  }
  scores.set(name, score);
  return score;
}

function scored(assigned: Assigned): Confidence {
  const trees = ready();
  const seen = features(assigned, assigned.where);
  held.fill(0);
  moved.fill(0);
  for (const fact of seen.facts) {
    const id = ids!.get(fact);
    if (id !== undefined) held[id] = 1;
  }
  const spelling = gramOdds(assigned.key, assigned.value);
  const odds = model.base + sumOf(trees, seen.numbers) + spelling;
  return { confidence: Math.round(1000 / (1 + Math.exp(-odds))) / 1000, reasons: reasonsOf(seen, spelling) };
}
