/**
 * Annotations of GitHub Actions.
 * @see https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */

import type { Format } from './format.ts';
import { placeText, previewText, summaryText } from './text-of.ts';

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

export const github: Format = {
  name: 'github',
  extension: '.txt',
  summary: 'annotations in a GitHub Actions log',
  render(report) {
    const lines = report.findings
      .filter((finding) => !finding.known)
      .flatMap((finding) =>
        finding.occurrences.slice(0, 10).map((occurrence) => {
          const place = occurrence.parts[0]?.place;
          const level = finding.severity === 'critical' || finding.severity === 'high' ? 'error' : 'warning';
          const where = `file=${property(occurrence.provenance.path)},line=${place?.line ?? 1},col=${place?.column ?? 1},title=${property(finding.name)}`;
          return `::${level} ${where}::${data(`${previewText(finding)} at ${placeText(occurrence)}`)}`;
        }),
      );
    return `${[...lines, data(summaryText(report))].join('\n')}\n`;
  },
};
