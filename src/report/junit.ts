/**
 * For test dashboards: a finding is a failed test case, a problem an error.
 * @see https://github.com/testmoapp/junitxml
 */

import type { Finding } from '../model/finding.ts';
import { printable } from '../model/printable.ts';
import type { Problem } from '../model/problem.ts';
import type { Format } from './format.ts';
import { detailText, factsText, placeText, plural, previewText, secondsText, summaryText } from './text-of.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Line breaks are ours; all else that XML does not allow is written as an escape. */
function escapeXml(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      printable(line)
        .replace(/[\ufffe\uffff]/g, '')
        .replace(/[&<>"']/g, (char) => entities[char]!),
    )
    .join('\n');
}

const shownPlaces = 50;

function findingCase(finding: Finding): string {
  const rest = finding.occurrences.length - shownPlaces;
  const lines = [
    previewText(finding),
    factsText(finding),
    `verdict ${finding.verdict.state}: ${printable(finding.verdict.reason)}`,
    ...finding.occurrences
      .slice(0, shownPlaces)
      .map((occurrence) => [placeText(occurrence), detailText(occurrence.provenance)].filter(Boolean).join(' ')),
    ...(rest > 0 ? [plural(rest, 'more place')] : []),
  ].filter((line) => line !== '');
  const [first] = finding.occurrences;
  const name = `${finding.name} ${finding.parts[0]?.preview ?? ''} at ${first ? placeText(first) : 'no place'}`;
  const outcome = finding.known
    ? '<skipped message="in the baseline"/>'
    : `<failure type="${finding.severity}" message="${escapeXml(finding.name)}">${escapeXml(lines.join('\n'))}</failure>`;
  return `    <testcase classname="${escapeXml(finding.rule)}" name="${escapeXml(name)}">${outcome}</testcase>`;
}

function problemCase({ code, where, detail }: Problem): string {
  const outcome = `<error type="${code}" message="${escapeXml(`${where}: ${detail}`)}"/>`;
  return `    <testcase classname="not-scanned" name="${escapeXml(`${code} ${where}: ${detail}`)}">${outcome}</testcase>`;
}

export const junit: Format = {
  name: 'junit',
  extension: '.xml',
  summary: 'JUnit XML, for test dashboards',
  render(report) {
    const problems = report.problems.filter((problem) => !problem.note);
    const known = report.findings.filter((finding) => finding.known).length;
    const failures = report.findings.length - known;
    const cases = [...report.findings.map(findingCase), ...problems.map(problemCase)];
    // A suite without a case counts as "nothing ran" on most dashboards.
    if (cases.length === 0) cases.push('    <testcase classname="leakwalk" name="no leaked credentials"/>');
    const counts = `tests="${cases.length}" failures="${failures}" errors="${problems.length}" skipped="${known}"`;
    const seconds = secondsText(report).replace(/[^0-9.]/g, '') || '0';
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="leakwalk" ${counts} time="${seconds}">`,
      `  <testsuite name="leakwalk" ${counts} time="${seconds}" timestamp="${escapeXml(report.started)}">`,
      ...cases,
      `    <system-out>${escapeXml(summaryText(report))}</system-out>`,
      '  </testsuite>',
      '</testsuites>',
      '',
    ].join('\n');
  },
};
