/**
 * Annotations of GitHub Actions.
 * @see https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */

import { printable } from '../model/printable.ts';
import type { Format } from './format.ts';
import { detailText, factsText, fileOf, placeText, plural, previewText, summaryText } from './text-of.ts';

/** A message may not end its line; `%` begins an escape. */
const data = (text: string): string => printable(text).replaceAll('%', '%25');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** GitHub shows ten annotations of a kind for a step; a finding should not use them all up. */
const shownPlaces = 10;

export const github: Format = {
  name: 'github',
  extension: '.txt',
  summary: 'annotations in a GitHub Actions log',
  render(report) {
    const lines: string[] = [];
    for (const finding of report.findings) {
      if (finding.known) continue;
      const level = finding.severity === 'critical' || finding.severity === 'high' ? 'error' : 'warning';
      const facts = factsText(finding);
      const what = `${previewText(finding)}${facts === '' ? '' : ` (${facts})`}`;
      for (const occurrence of finding.occurrences.slice(0, shownPlaces)) {
        const place = occurrence.parts[0]?.place;
        const more = detailText(occurrence.provenance);
        const where = `file=${property(fileOf(occurrence))},line=${place?.line ?? 1},endLine=${place?.endLine ?? 1},title=${property(finding.name)}`;
        lines.push(
          `::${level} ${where}::${data(`${what} at ${placeText(occurrence)}${more === '' ? '' : `, ${more}`}`)}`,
        );
      }
      const rest = finding.occurrences.length - shownPlaces;
      if (rest > 0) lines.push(data(`${previewText(finding)}: ${plural(rest, 'more place')}`));
    }
    for (const { code, where, detail, note } of report.problems) {
      if (!note) lines.push(`::warning title=Not scanned::${data(`${code} ${where}: ${detail}`)}`);
    }
    return `${[...lines, summaryText(report)].join('\n')}\n`;
  },
};
