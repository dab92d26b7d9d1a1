/**
 * A secret in the versions of one file: the first version that held it and the last tell for all between them. A file
 * that was changed a thousand times would be a thousand places otherwise.
 */

import { type Detail, detail, type Provenance } from '../model/document.ts';
import { groupBy } from './group.ts';
import { compare } from './order.ts';
import type { Sighting } from './sightings.ts';

/** A sighting at one of the places where its document stands. */
export interface Standing {
  readonly sighting: Sighting;
  readonly provenance: Provenance;
}

/** Where a sighting begins in its document. */
type StartOf = (sighting: Sighting) => number;

/** Fewer are told one by one. */
const fewest = 3;

/** What keeps two occurrences in one file apart. */
const apart = ['place', 'submodule', 'worktree', 'hidden', 'field'];

/** Of what was committed to one path only the first and the last are left, each saying of how many it is. */
export function foldVersions(standings: readonly Standing[], startOf: StartOf): readonly Standing[] {
  const ranks = ranksOf(standings, startOf);
  /** What of a place is one file; undefined where no commit brought it there. Documents share their places. */
  const files = new Map<Provenance, string | undefined>();
  const fileOf = (provenance: Provenance): string | undefined => {
    if (files.has(provenance)) return files.get(provenance);
    const { target, path } = provenance;
    const details = apart.map((name) => detail(provenance, name) ?? '');
    const file = detail(provenance, 'commit') === undefined ? undefined : [target, path, ...details].join('\0');
    files.set(provenance, file);
    return file;
  };
  const groups = groupBy(standings, (standing) => {
    const { sighting, provenance } = standing;
    const file = fileOf(provenance);
    return file === undefined ? standing : `${ranks.get(sighting)}\0${sighting.said.parts[0]?.key}\0${file}`;
  });
  return [...groups.values()].flatMap((group) => (group.length < fewest ? group : ends(group)));
}

/** A value may stand in a file more than once: its first place is followed through the versions, its second, and so on. */
function ranksOf(standings: readonly Standing[], startOf: StartOf): ReadonlyMap<Sighting, number> {
  const ranks = new Map<Sighting, number>();
  const sightings = [...new Set(standings.map(({ sighting }) => sighting))];
  for (const mine of groupBy(sightings, ({ at }) => at.documentId ?? at.provenance).values()) {
    if (mine.length > 1) mine.sort((a, b) => startOf(a) - startOf(b));
    mine.forEach((sighting, rank) => {
      ranks.set(sighting, rank);
    });
  }
  return ranks;
}

interface Dated {
  readonly standing: Standing;
  readonly commit: string;
  /** When it was committed, ms. */
  readonly came: number;
  /** When it was taken away; infinite where it still stands. */
  readonly went: number;
}

function ends(group: readonly Standing[]): readonly Standing[] {
  const [start, ...rest] = group.map(dated);
  let [first, last] = [start!, start!];
  for (const entry of rest) {
    if ((entry.came - first.came || compare(entry.commit, first.commit)) < 0) first = entry;
    if (later(entry, last)) last = entry;
  }
  if (first === last) return [marked(first, `first and last of ${group.length}`)];
  return [marked(first, `first of ${group.length}`), marked(last, `last of ${group.length}`)];
}

/** What still stands is later than what is gone. */
function later(a: Dated, b: Dated): boolean {
  if (a.went !== b.went) return a.went > b.went;
  return (a.came - b.came || compare(a.commit, b.commit)) > 0;
}

function dated(standing: Standing): Dated {
  const of = (name: string): string | undefined => detail(standing.provenance, name);
  return {
    standing,
    commit: of('commit') ?? '',
    came: timeOf(of('committed') ?? of('date')) ?? 0,
    went: of('removed') === undefined ? Number.POSITIVE_INFINITY : (timeOf(of('removed at')) ?? 0),
  };
}

function timeOf(text: string | undefined): number | undefined {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? undefined : at;
}

function marked({ standing: { sighting, provenance } }: Dated, value: string): Standing {
  const version: Detail = { name: 'version', value };
  return { sighting, provenance: { ...provenance, details: [...provenance.details, version] } };
}
