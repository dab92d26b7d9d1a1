/** Where a finding stands, in words and as kinds that are cleaned differently. */

import { detail, type Provenance } from '../model/document.ts';
import type { Finding, Occurrence } from '../model/finding.ts';
import { lifeText, linesText, type Versions, versionsOf } from '../model/lifetime.ts';
import { storyText } from '../model/story.ts';

export type PlaceKind = 'git' | 'tree' | 'log' | 'image' | 'package' | 'saas' | 'other';

const kinds: Readonly<Record<string, PlaceKind>> = {
  git: 'git',
  github: 'git',
  gitlab: 'git',
  dir: 'tree',
  file: 'tree',
  log: 'log',
  actions: 'log',
  image: 'image',
  registry: 'image',
  npm: 'package',
  pypi: 'package',
  package: 'package',
  slack: 'saas',
  jira: 'saas',
  confluence: 'saas',
  postman: 'saas',
  sentry: 'saas',
};

/** The word before the first colon. */
export function targetKind(target: string): string {
  return target.slice(0, Math.max(0, target.indexOf(':')));
}

export function placeKind({ target, path, details }: Provenance): PlaceKind {
  if (details.some((entry) => entry.name === 'commit')) return 'git';
  const kind = kinds[targetKind(target)] ?? 'other';
  if (kind !== 'tree') return kind;
  if (details.some((entry) => /^(?:layer|image)$/i.test(entry.name))) return 'image';
  if (/\.tgz!\/package\/|\.whl!\/|\.crate!\//.test(path)) return 'package';
  return /(?:^|[/!])(?:\d+_[^/]*\.txt|console\.log|consoleText|build\.log|log)$|\.log$/.test(path) ? 'log' : 'tree';
}

/** Occurrences by kind of place, in the order in which they first appear. */
export function placesByKind(finding: Finding): ReadonlyMap<PlaceKind, readonly Occurrence[]> {
  const found = new Map<PlaceKind, Occurrence[]>();
  for (const occurrence of finding.occurrences) {
    const kind = placeKind(occurrence.provenance);
    const list = found.get(kind);
    if (list) list.push(occurrence);
    else found.set(kind, [occurrence]);
  }
  return found;
}

/** Characters of one detail: authors and refs may be of any length. */
const maxDetail = 120;

/** Lines of a checklist that name places; more are counted. */
const maxPlaces = 40;

export function placeLines(finding: Finding): readonly string[] {
  const lines = [...new Set(versionsOf(finding.occurrences).map(placeLine))];
  if (lines.length <= maxPlaces) return lines;
  return [...lines.slice(0, maxPlaces), `and ${lines.length - maxPlaces} more places (all are in the report)`];
}

function placeLine(versions: Versions): string {
  const [{ provenance, parts }, ...others] = versions;
  const where = `${provenance.target} ${provenance.path}`;
  if (others.length > 0) return `${where}:${linesText(versions)} (${lifeText(versions)})`;
  const place = parts[0]?.place;
  const position = place ? `:${place.line}:${place.column}` : '';
  const story = storyText(provenance.details.map(({ name, value }) => ({ name, value: value.slice(0, maxDetail) })));
  return `${where}${position}${story === '' ? '' : ` (${story})`}`;
}

/** Values of a detail over all occurrences, each once. */
export function detailValues(occurrences: readonly Occurrence[], name: string): readonly string[] {
  const found = occurrences.flatMap(({ provenance }) => detail(provenance, name) ?? []);
  return [...new Set(found)];
}
