/** Words that several formats share: where an occurrence stands, what a finding is called. All of it safe to print. */

import type { Provenance } from '../model/document.ts';
import { inAskedOrder } from '../model/facts.ts';
import type { Finding, Occurrence } from '../model/finding.ts';
import { linesText, type Versions } from '../model/lifetime.ts';
import { grouped, printable } from '../model/printable.ts';
import type { Report } from '../model/report.ts';
import { storyText } from '../model/story.ts';

/**
 * The file as it is called from where leakwalk was started: paths of `dir:src` are told with `src/`. The target where
 * it is one document. Not made printable.
 */
export function fileOf({ provenance: { path, target } }: Occurrence): string {
  if (path === '') return target;
  const folder = target.startsWith('dir:') ? steps(target.slice('dir:'.length)) : [];
  const inside = folder.length === 0 || folder[0] === '' || folder.includes('..') ? [] : folder;
  return [...inside, path.replace(/^(?:\.\/)+/, '')].join('/');
}

/** An absolute path begins with an empty step. */
function steps(path: string): string[] {
  return path.split('/').filter((step, at) => step !== '.' && (step !== '' || at === 0));
}

/** `config/prod.env:3:19`. */
export function placeText(occurrence: Occurrence): string {
  const place = occurrence.parts[0]?.place;
  return printable(`${fileOf(occurrence)}:${place?.line ?? 1}:${place?.column ?? 1}`);
}

/** `src/app.py:12 to 40`: a file's versions. */
export function rangeText(versions: Versions): string {
  return printable(`${fileOf(versions[0])}:${linesText(versions)}`);
}

/** Where the other parts stand, when not on the same line: `secretAccessKey at 4:9`. */
export function partsText({ parts: [first, ...rest] }: Occurrence): string {
  return printable(
    rest
      .filter(({ place }) => place.line !== first?.place.line)
      .map(({ name, place }) => `${name} at ${place.line}:${place.column}`)
      .join(', '),
  );
}

/** Details as a person would say them, safe to print. */
export function detailText({ details }: Provenance): string {
  return printable(storyText(details));
}

export function decodersText(occurrence: Occurrence): string {
  const chain = occurrence.parts[0]?.decoders ?? [];
  return chain.length === 0 ? '' : printable(`inside ${chain.join(' > ')}`);
}

/** Parts told by name; further ones are counted. */
const shownParts = 6;

/** The naming part, and what stands beside it. */
export function previewText(finding: Finding): string {
  const [first, ...rest] = finding.parts;
  const beside = rest.slice(0, shownParts).map((part) => `${part.name} ${part.preview}`);
  if (rest.length > shownParts) beside.push(`${rest.length - shownParts} more`);
  const name = first?.preview ?? '';
  return printable(beside.length === 0 ? name : `${name} with ${beside.join(', ')}`);
}

/** @param now milliseconds; an expiry before it is told as passed */
export function factsText({ facts }: Finding, now = Number.NEGATIVE_INFINITY): string {
  const told = inAskedOrder(facts).map(
    ({ name, value }) => `${name} ${value}${/expires$/.test(name) && Date.parse(value) < now ? ' (passed)' : ''}`,
  );
  return printable(told.join(' · '));
}

/** 1234567 → `1.2 MB`. */
export function sizeText(bytes: number): string {
  const steps = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let step = 0;
  while (value >= 1000 && step < steps.length - 1) {
    value /= 1000;
    step++;
  }
  return `${step === 0 ? value : value.toFixed(1)} ${steps[step]}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

export function secondsText(report: Report): string {
  const seconds = (Date.parse(report.finished) - Date.parse(report.started)) / 1000;
  return `${Number.isFinite(seconds) ? seconds.toFixed(1) : '?'} s`;
}

/** Things that were not scanned: problems but notes, with what each stands for. */
export function notScanned(report: Report): number {
  return report.problems.filter((problem) => !problem.note).reduce((sum, problem) => sum + (problem.count ?? 1), 0);
}

/** `3 findings (1 critical) in 1,204 documents, 12.3 MB, 0.4 s; 2 things not scanned`. */
export function summaryText(report: Report): string {
  const fresh = report.findings.filter((finding) => !finding.known);
  const critical = fresh.filter((finding) => finding.severity === 'critical').length;
  const known = report.findings.length - fresh.length;
  const head = plural(fresh.length, 'finding') + (critical > 0 ? ` (${critical} critical)` : '');
  const beside = known > 0 ? `, ${known} known` : '';
  const { documents, bytes } = report.totals;
  const missed = notScanned(report);
  const tail = missed > 0 ? `; ${plural(missed, 'thing')} not scanned` : '';
  const early = report.interrupted ? '; interrupted' : '';
  return `${head}${beside} in ${plural(documents, 'document')}, ${sizeText(bytes)}, ${secondsText(report)}${tail}${early}`;
}
