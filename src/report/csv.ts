/**
 * For a spreadsheet: one occurrence a row.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */

import { printable } from '../model/printable.ts';
import type { Format } from './format.ts';
import { detailText, factsText } from './text-of.ts';

/** Quoted, and never a formula. */
function cell(value: string | number): string {
  const text = printable(String(value));
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

const head = [
  'fingerprint',
  'rule',
  'severity',
  'confidence',
  'verdict',
  'preview',
  'facts',
  'target',
  'path',
  'line',
  'column',
  'details',
  'known',
];

export const csv: Format = {
  name: 'csv',
  extension: '.csv',
  summary: 'one occurrence a row, for a spreadsheet',
  render(report) {
    const rows = report.findings.flatMap((finding) =>
      finding.occurrences.map((occurrence) => {
        const place = occurrence.parts[0]?.place;
        const { provenance } = occurrence;
        return [
          finding.fingerprint,
          finding.rule,
          finding.severity,
          finding.confidence.toFixed(2),
          finding.verdict.state,
          finding.parts[0]?.preview ?? '',
          factsText(finding),
          provenance.target,
          provenance.path,
          place?.line ?? 1,
          place?.column ?? 1,
          detailText(provenance),
          finding.known ? 'yes' : 'no',
        ];
      }),
    );
    return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
  },
};
