/**
 * From features to a confidence with its reasons. A pure function behind one type, so that a score fitted on data can
 * take its place.
 */

import type { Confidence } from './candidate.ts';
import type { Features, PathKind } from './features.ts';

export type Score = (features: Features) => Confidence;

/** Weights are added to the log-odds of the rule's own confidence. */
const pathWeights: Readonly<Record<PathKind, readonly [number, string]>> = {
  test: [-0.8, 'in a test or fixture'],
  documentation: [-0.5, 'in documentation'],
  example: [-0.8, 'in an example or template file'],
  locale: [-1.5, 'in a translation file'],
  lock: [-1.5, 'in a lock file'],
  minified: [-0.5, 'in minified code'],
  vendored: [-0.8, 'in vendored code'],
  'secret-file': [0.8, 'in a file that usually holds secrets'],
  other: [0, ''],
};

const commentWeight = -0.3;
const nearWordWeight = -0.5;
const completeWeight = 1;
const layerWeight = 0.3;

function logit(probability: number): number {
  const bounded = Math.min(0.995, Math.max(0.005, probability));
  return Math.log(bounded / (1 - bounded));
}

export const score: Score = (features) => {
  const { base, checked } = features;
  const start = checked === undefined ? base : Math.max(base, checked);
  const weighed: [number, string][] = [];
  const add = (weight: number, reason: string): void => {
    if (weight !== 0) weighed.push([weight, reason]);
  };
  const [pathWeight, pathReason] = pathWeights[features.path];
  add(pathWeight, pathReason);
  if (features.commented) add(commentWeight, 'in a comment');
  if (features.nearWord !== undefined) add(nearWordWeight, `"${features.nearWord}" stands near`);
  if (features.complete) add(completeWeight, 'found with the other parts of its credential');
  if (features.layers > 0) add(layerWeight, 'was encoded');
  weighed.sort((a, b) => Math.abs(b[0]) - Math.abs(a[0]));
  const odds = weighed.reduce((sum, [weight]) => sum + weight, logit(start));
  const confidence = Math.round(1000 / (1 + Math.exp(-odds))) / 1000;
  const first = checked === undefined ? `the rule alone says ${base}` : 'its checksum or structure holds';
  return { confidence, reasons: [first, ...weighed.map(([weight, reason]) => `${weight > 0 ? '+' : '−'} ${reason}`)] };
};
