/** For an issue or a job summary. */

import type { Finding } from '../model/finding.ts';
import { lifeText, versionsOf } from '../model/lifetime.ts';
import { grouped, printable } from '../model/printable.ts';
import type { Problem } from '../model/problem.ts';
import type { Format } from './format.ts';
import { remedies } from './remedy.ts';
import { detailText, factsText, partsText, placeText, plural, previewText, rangeText, summaryText } from './text-of.ts';

/** Text that Markdown and HTML leave alone. */
function escapeMarkdown(text: string): string {
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
  const places = versionsOf(finding.occurrences);
  const lines = [
    `### ${finding.severity.toUpperCase()}: ${escapeMarkdown(finding.name)}${finding.known ? ' (known)' : ''}`,
    '',
    `- what: ${code(previewText(finding))} (${code(finding.rule)})`,
    ...(finding.facts.length > 0 ? [`- facts: ${escapeMarkdown(factsText(finding))}`] : []),
    `- verdict: ${finding.verdict.state} (${escapeMarkdown(finding.verdict.reason)})`,
    '- where:',
    ...places.slice(0, shownPlaces).map((versions) => {
      const [occurrence] = versions;
      const one = versions.length === 1;
      const words = one ? [detailText(occurrence.provenance), partsText(occurrence)] : [lifeText(versions)];
      const more = words.filter((text) => text !== '').join('; ');
      const place = one ? placeText(occurrence) : rangeText(versions);
      return `  - ${code(place)}${more === '' ? '' : ` ${escapeMarkdown(more)}`}`;
    }),
  ];
  const rest = places.length - shownPlaces;
  if (rest > 0) lines.push(`  - and ${plural(rest, 'more place')}`);
  return lines.join('\n');
}

/** GitHub cuts a job summary at a mebibyte, an issue at 65,536 characters. */
const mostCharacters = 60_000;

function renderProblems(problems: readonly Problem[]): string {
  const shown = problems.slice(0, shownPlaces);
  const lines = shown.map(({ code: name, where, detail }) => {
    return `- ${name} ${code(where)}: ${escapeMarkdown(detail)} (${remedies[name]})`;
  });
  const rest = problems.length - shown.length;
  if (rest > 0) lines.push(`- and ${grouped(rest)} more`);
  return ['## Not scanned', '', ...lines].join('\n');
}

/** As many findings as fit, most severe first; the rest is counted. */
function renderFindings(findings: readonly Finding[]): string[] {
  const blocks: string[] = [];
  let left = mostCharacters;
  for (const finding of findings) {
    const block = renderFinding(finding);
    left -= block.length;
    if (left < 0 && blocks.length > 0) break;
    blocks.push(block);
  }
  const rest = findings.length - blocks.length;
  return rest > 0 ? [...blocks, `and ${plural(rest, 'more finding')}: the JSON report holds all.`] : blocks;
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
      ...renderFindings(report.findings),
      ...(problems.length > 0 ? [renderProblems(problems)] : []),
    ];
    return `${blocks.join('\n\n')}\n`;
  },
};
