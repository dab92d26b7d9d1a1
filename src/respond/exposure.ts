/** The exposure window: from first readable to confirmed dead. Every log query needs it. */

import type { ExposureWindow } from '../model/checklist.ts';
import type { Detail } from '../model/document.ts';
import type { Finding, Occurrence } from '../model/finding.ts';
import { type PlaceKind, placeKind } from './places.ts';

/** A moment that a place gives away, and what it says. */
interface Evidence {
  readonly at: number;
  readonly basis: string;
}

/** How the dates of each kind of place are to be read. Dates of making are lower bounds: reading came later. */
const bases: Readonly<Record<PlaceKind, (where: string) => string>> = {
  git: (where) =>
    `date written in ${where}; a lower bound: it became readable when it was pushed, see the forge’s event log`,
  image: (where) => `${where} was made then; a lower bound: it became readable when it was pushed`,
  log: (where) => `stamp in the log, ${where}; a lower bound: from then on whoever could open the run could read it`,
  tree: (where) => `${where} was last changed then; the secret may be older`,
  package: (where) => `${where} was made then; a lower bound: it became readable when it was published`,
  saas: (where) => `${where} is dated so; readable from then on`,
  other: (where) => `${where} is dated so`,
};

/** The window of one finding: the earliest evidence of all its occurrences, and when it was seen dead. */
export function exposureWindow(finding: Finding): ExposureWindow {
  const evidence = finding.occurrences.flatMap(evidenceOf).sort((a, b) => a.at - b.at)[0];
  const end = deadAt(finding);
  return {
    ...(evidence ? { start: iso(evidence.at) } : {}),
    basis: evidence?.basis ?? 'nothing here dates it: take the day the credential was made',
    ...(end ? { end } : {}),
  };
}

/** To the second, as CloudTrail writes it: Athena compares times as text. */
function iso(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

function evidenceOf({ provenance }: Occurrence): Evidence[] {
  const where = placeName(provenance.details, provenance.path);
  return provenance.details.flatMap(({ name, value }) => {
    const at = /date|time|stamp|creat|start|author|commit|modif|push|publish|upload|history/i.test(name)
      ? momentOf(value)
      : undefined;
    if (at === undefined) return [];
    const published = /push|publish|upload/i.test(name);
    return [{ at, basis: published ? `published then (${where})` : bases[placeKind(provenance)](where) }];
  });
}

/** The shortest name of a place: commit, layer, step, else its path. */
function placeName(details: readonly Detail[], path: string): string {
  const commit = details.find((entry) => entry.name === 'commit');
  if (commit) return `commit ${commit.value.slice(0, 12)}`;
  const named = details.find((entry) => /^(?:layer|step|job|run|image)$/i.test(entry.name));
  return named ? `${named.name} ${named.value.slice(0, 80)}` : path;
}

/** ISO 8601 and git's own dates, in the years a leaked key can be from. */
function momentOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d)/.test(text) && !/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const at = Date.parse(
    text.replace(/^(\S+) (\S+) ([+-]\d\d):?(\d\d)$/, '$1T$2$3:$4').replace(/^(\S+) (\S+)$/, '$1T$2'),
  );
  const year = new Date(at).getUTCFullYear();
  return Number.isNaN(at) || year < 2000 || year > 2100 ? undefined : at;
}

/** Only a provider's refusal ends the window; a session's own end counts when it is known. */
function deadAt({ verdict, facts }: Finding): string | undefined {
  if (verdict.state !== 'inactive' && verdict.state !== 'expired') return undefined;
  const expiry = facts.find((fact) => /^expir/i.test(fact.name))?.value;
  const at = verdict.state === 'expired' && expiry !== undefined ? momentOf(expiry) : undefined;
  return at === undefined ? verdict.checkedAt : iso(at);
}
