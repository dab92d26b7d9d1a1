/** For an issue or a job summary. */

import type { Finding } from '../model/finding.ts';
import type { Format } from './format.ts';
import { detailText, factsText, placeText, plural, previewText, printable, summaryText } from './text-of.ts';

/** Text that Markdown and HTML leave alone. */
export function escapeMarkdown(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]()#+!|<>&~@:-]/g, (char) =>
    char === '<' ? '&lt;' : char === '>' ? '&gt;' : char === '&' ? '&amp;' : `\\${char}`,
  );
}

/** A code span that no backtick can end. */
function code(text: string): string {
  const safe = printable(text);
  const longest = Math.max(0, ...[...safe.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${safe} ${fence}` : `${fence}${safe}${fence}`;
}

const shownPlaces = 20;

function renderFinding(finding: Finding): string {
  const lines = [
    `### ${finding.severity.toUpperCase()}: ${escapeMarkdown(finding.name)}${finding.known ? ' (known)' : ''}`,
    '',
    `- what: ${code(previewText(finding))} (${code(finding.rule)})`,
    ...(finding.facts.length > 0 ? [`- facts: ${escapeMarkdown(factsText(finding))}`] : []),
    `- verdict: ${finding.verdict.state} (${escapeMarkdown(finding.verdict.reason)})`,
    '- where:',
    ...finding.occurrences.slice(0, shownPlaces).map((occurrence) => {
      const more = detailText(occurrence.provenance);
      return `  - ${code(placeText(occurrence))}${more === '' ? '' : ` ${escapeMarkdown(more)}`}`;
    }),
  ];
  const rest = finding.occurrences.length - shownPlaces;
  if (rest > 0) lines.push(`  - and ${plural(rest, 'more place')}`);
  return lines.join('\n');
}

export const markdown: Format = {
  name: 'markdown',
  extension: '.md',
  summary: 'for an issue or a job summary',
  render(report) {
    const problems = report.problems.filter((problem) => !problem.note);
    const blocks = [
      '# leakwalk',
      escapeMarkdown(summaryText(report)),
      ...report.findings.map(renderFinding),
      ...(problems.length > 0
        ? [
            [
              '## Not scanned',
              '',
              ...problems.map(({ code: name, where, detail }) => `- ${name} ${code(where)}: ${escapeMarkdown(detail)}`),
            ].join('\n'),
          ]
        : []),
    ];
    return `${blocks.join('\n\n')}\n`;
  },
};
