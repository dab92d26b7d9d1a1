/**
 * How sure an assigned value is a secret: a sum over small decision trees and over how value and name are spelt, told as
 * the features that moved it.
 */

import type { Confidence } from '../candidate.ts';
import { type Features, features, numberNames } from './features.ts';
import { decodeNodes, type Forest, limitScale, movedBy, sumOf } from './forest.ts';
import { gramOdds } from './grams.ts';
import { model } from './model.ts';
import type { Assigned } from './read.ts';

/** Reasons shown. */
const shown = 6;
/** Log-odds under which a feature is no reason. */
const leastTold = 0.05;
/** Below this a value is not even counted as dropped, and nobody asks why: no reader would call it a secret, 0 to 1. */
export const leastAssigned = 0.12;

let forest: Forest | undefined;
let ids: Map<string, number> | undefined;
/** Of each fact whether it holds, and the numbers. */
let seen = new Int32Array(0);

/** Decoded when the first value is scored: most scans of a few files never come here. */
function ready(): Forest {
  if (forest === undefined) {
    forest = { roots: model.roots, nodes: decodeNodes(model.trees) };
    ids = new Map(model.facts.map((name, at) => [name, at]));
    seen = new Int32Array(model.facts.length + numberNames.length);
  }
  return forest;
}

function see({ facts, numbers }: Features): void {
  seen.fill(0);
  for (const fact of facts) {
    const id = ids!.get(fact);
    if (id !== undefined) seen[id] = 1;
  }
  const factCount = model.facts.length;
  for (let at = 0; at < numbers.length; at++) seen[factCount + at] = Math.round(numbers[at]! * limitScale);
}

function reasonsOf(trees: Forest, { numbers }: Features, spelling: number): string[] {
  const moved = movedBy(trees, seen);
  const factCount = model.facts.length;
  const told: [string, number][] = [];
  if (Math.abs(spelling) >= leastTold) told.push(['spelling of the value and the name', spelling]);
  for (let by = 0; by < moved.length; by++) {
    const weight = moved[by]!;
    if (Math.abs(weight) < leastTold) continue;
    const number = by - factCount;
    const name =
      number >= 0
        ? `${numberNames[number]} ${numbers[number]}`
        : seen[by] === 1
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
  const own = features(assigned, assigned.where);
  see(own);
  const spelling = gramOdds(assigned.key, assigned.value);
  const odds = model.base + sumOf(trees, seen) + spelling;
  const confidence = Math.round(1000 / (1 + Math.exp(-odds))) / 1000;
  return { confidence, reasons: confidence < leastAssigned ? [] : reasonsOf(trees, own, spelling) };
}
