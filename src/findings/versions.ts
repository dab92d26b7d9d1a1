/**
 * A secret in the versions of one file: the first version that held it and the last tell for all between them. A file
 * that was changed a thousand times would be a thousand places otherwise.
 */

import type { Credential } from '../model/credential.ts';
import { type Detail, detail, type Provenance } from '../model/document.ts';
import { groupBy } from './group.ts';
import { compare } from './order.ts';

/** A credential at one of the places where its document stands. */
export interface Standing {
  readonly credential: Credential;
  readonly provenance: Provenance;
}

/** Fewer are told one by one. */
const fewest = 3;

/** What keeps two occurrences in one file apart. */
const apart = ['place', 'submodule', 'worktree', 'hidden', 'field'];

/** Of what was committed to one path only the first and the last are left, each saying of how many it is. */
export function foldVersions(standings: readonly Standing[]): readonly Standing[] {
  const ranks = ranksOf(standings);
  const groups = groupBy(standings, (standing) => {
    const { credential, provenance } = standing;
    if (detail(provenance, 'commit') === undefined) return standing;
    const details = apart.map((name) => detail(provenance, name) ?? '');
    return [provenance.target, provenance.path, ranks.get(credential), credential.parts[0]?.key, ...details].join('\0');
  });
  return [...groups.values()].flatMap((group) => (group.length < fewest ? group : ends(group)));
}

/** A value may stand in a file more than once: its first place is followed through the versions, its second, and so on. */
function ranksOf(standings: readonly Standing[]): ReadonlyMap<Credential, number> {
  const ranks = new Map<Credential, number>();
  const credentials = [...new Set(standings.map(({ credential }) => credential))];
  for (const mine of groupBy(credentials, ({ provenance, documentId }) => documentId ?? provenance).values()) {
    if (mine.length > 1) mine.sort((a, b) => a.parts[0]!.place.start - b.parts[0]!.place.start);
    mine.forEach((credential, rank) => {
      ranks.set(credential, rank);
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

function marked({ standing: { credential, provenance } }: Dated, value: string): Standing {
  const version: Detail = { name: 'version', value };
  return { credential, provenance: { ...provenance, details: [...provenance.details, version] } };
}
