/** How sure an assigned value is a secret: a weighted sum of features, each of which can be said aloud. */

import type { Confidence } from '../confidence.ts';
import { features } from './features.ts';
import { shift, weights } from './model.ts';
import type { Assigned } from './read.ts';

/** Reasons shown. */
const shown = 6;

export function scoreAssigned(assigned: Assigned): Confidence {
  let odds = shift;
  const weighed: [string, number][] = [];
  for (const name of features(assigned, assigned.where)) {
    const weight = weights[name];
    if (weight === undefined) continue;
    odds += weight;
    if (name !== 'bias') weighed.push([name, weight]);
  }
  weighed.sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  const confidence = Math.round(1000 / (1 + Math.exp(-odds))) / 1000;
  return { confidence, reasons: weighed.slice(0, shown).map(([name, weight]) => `${weight > 0 ? '+' : '−'} ${name}`) };
}
