/** A file's versions told as one: a secret that stood in a hundred commits of one file is one place to a person. */

import { detail } from './document.ts';
import type { Occurrence } from './finding.ts';
import { grouped, printable } from './printable.ts';
import { commitText, placed, reachText, removedText } from './story.ts';

/** Occurrences in commits of one file, or one occurrence that stands for itself. */
export type Versions = readonly [Occurrence, ...Occurrence[]];

/** In order of first appearance. */
export function versionsOf(occurrences: readonly Occurrence[]): readonly Versions[] {
  const found: [Occurrence, ...Occurrence[]][] = [];
  const byFile = new Map<string, [Occurrence, ...Occurrence[]]>();
  for (const occurrence of occurrences) {
    const { provenance } = occurrence;
    const apart = ['place', 'submodule', 'field'].map((name) => detail(provenance, name) ?? '');
    const key = [provenance.target, provenance.path, occurrence.parts[0]?.key ?? '', ...apart].join('\0');
    const before = byFile.get(key);
    if (before && detail(provenance, 'commit') !== undefined) {
      before.push(occurrence);
      continue;
    }
    const versions: [Occurrence, ...Occurrence[]] = [occurrence];
    found.push(versions);
    if (detail(provenance, 'commit') !== undefined) byFile.set(key, versions);
  }
  return found;
}

/** How many versions stand behind them: the first of many counts for those that are not told, and the last. */
function countOf(versions: Versions): number {
  const told = versions.map(({ provenance }) => /^(first|last).* of (\d+)$/.exec(detail(provenance, 'version') ?? ''));
  const single = versions.filter((_, at) => told[at] === null);
  const commits = new Set(single.map(({ provenance }) => detail(provenance, 'commit')));
  return told.reduce((sum, match) => sum + (match?.[1] === 'first' ? Number(match[2]) : 0), commits.size);
}

/** Dates are what authors and committers wrote. */
function time(text: string | undefined): number {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? Number.POSITIVE_INFINITY : at;
}

/**
 * `branches: 12 versions, first in commit 5d2e… by Ada <ada@…> on 2020-07-01T…, the last removed by 3bb9… on
 * 2020-10-28T…, still reachable from main`.
 */
export function lifeText(versions: Versions): string {
  const of = (name: string) => (occurrence: Occurrence) => detail(occurrence.provenance, name);
  const byStart = [...versions].sort((a, b) => time(of('date')(a)) - time(of('date')(b)));
  const first = byStart[0]!;
  const latest = byStart.at(-1)!;
  const words = [
    `${grouped(countOf(versions))} versions, first in ${commitText((name) => detail(first.provenance, name))}`,
  ];
  if (versions.every((occurrence) => of('removed')(occurrence) !== undefined)) {
    const last = [...versions].sort((a, b) => time(of('removed at')(b)) - time(of('removed at')(a)))[0]!;
    words.push(`the last ${removedText((name) => detail(last.provenance, name))}`);
  } else {
    const standing = versions.filter((occurrence) => of('removed')(occurrence) === undefined).length;
    const untold = versions.some((occurrence) => of('version')(occurrence) !== undefined);
    words.push(untold ? 'the last of them not removed' : `${grouped(standing)} of them not removed`);
  }
  const reachable = of('reachable')(latest);
  if (reachable !== undefined) words.push(reachText(reachable));
  return printable(placed(of('place')(first), words));
}

/** First and last line over all versions: `12`, `12 to 40`. */
export function linesText(versions: Versions): string {
  const lines = versions.map(({ parts }) => parts[0]?.place.line ?? 1);
  const [least, most] = [Math.min(...lines), Math.max(...lines)];
  return least === most ? `${least}` : `${least} to ${most}`;
}
