/** What `scripts/fit.mjs` needs of the scanner: the candidates of a text with their features, read as a scan reads them. */

import { features } from '../src/detect/generic/features.ts';
import { type Assigned, readAssigned } from '../src/detect/generic/read.ts';
import { urlAssigned, urlRule } from '../src/detect/generic/url.ts';
import { classes, words } from '../src/detect/generic/words.ts';
import { certainReason } from '../src/detect/placeholder.ts';
import { rootView } from '../src/detect/view.ts';
import { loadBuiltinRules } from '../src/rules/builtin.ts';

const pattern = new RegExp(
  classes
    .flatMap((name) => words[name])
    .map((word) => word.replace(/[.()-]/g, '\\$&'))
    .join('|'),
  'gi',
);

const urlOf = loadBuiltinRules().rules.find(({ id }) => id === urlRule)!;
const url = new RegExp(urlOf.pattern, `${urlOf.flags}dg`);
const urlAllows = urlOf.allow.flatMap(({ value }) => (value === undefined ? [] : [new RegExp(value)]));

export interface FitCandidate {
  /** Byte offsets of the value. */
  readonly start: number;
  readonly end: number;
  readonly features: readonly string[];
  readonly numbers: readonly number[];
}

export function candidates(bytes: Buffer, path: string): FitCandidate[] {
  const view = rootView(bytes, false);
  const found = new Map<number, Assigned>();
  pattern.lastIndex = 0;
  for (const match of bytes.toString('latin1').matchAll(pattern)) {
    const assigned = readAssigned(view, match.index, match[0].length, path);
    if (assigned && !found.has(assigned.start)) found.set(assigned.start, assigned);
  }
  for (const match of bytes.toString('latin1').matchAll(url)) {
    const matchStart = match.index;
    const [start, end] = match.indices!.groups!['secret']!;
    const value = match.groups!['secret']!;
    if (!found.has(start) && !urlAllows.some((allow) => allow.test(value)))
      found.set(start, urlAssigned({ bytes, path, matchStart, start, end, value }));
  }
  const before = (start: number): string => bytes.toString('latin1', Math.max(0, start - 40), start);
  const judged = [...found.values()].filter(({ value, start }) => certainReason(value, before(start)) === undefined);
  return judged.map((entry) => {
    const { facts, numbers } = features(entry, entry.where);
    return { start: entry.start, end: entry.end, features: facts, numbers };
  });
}
