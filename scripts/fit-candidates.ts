/** What `scripts/fit.mjs` needs of the scanner: the candidates of a text with their features, read as a scan reads them. */

import { features } from '../src/detect/generic/features.ts';
import { type Assigned, readAssigned } from '../src/detect/generic/read.ts';
import { classes, words } from '../src/detect/generic/words.ts';
import { rootView } from '../src/detect/view.ts';

const pattern = new RegExp(
  classes
    .flatMap((name) => words[name])
    .map((word) => word.replace(/[.-]/g, '\\$&'))
    .join('|'),
  'gi',
);

export interface FitCandidate {
  /** Byte offsets of the value. */
  readonly start: number;
  readonly end: number;
  readonly features: readonly string[];
}

export function candidates(bytes: Buffer, path: string): FitCandidate[] {
  const view = rootView(bytes, false);
  const found = new Map<number, Assigned>();
  pattern.lastIndex = 0;
  for (const match of bytes.toString('latin1').matchAll(pattern)) {
    const assigned = readAssigned(view, match.index, match[0].length, path);
    if (assigned && !found.has(assigned.start)) found.set(assigned.start, assigned);
  }
  return [...found.values()].map((entry) => ({
    start: entry.start,
    end: entry.end,
    features: features(entry, entry.where),
  }));
}
