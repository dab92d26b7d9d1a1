/** For a person at a terminal: most severe first, one block a finding. */

import { styleText } from 'node:util';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import type { Severity } from '../model/rule.ts';
import type { VerdictState } from '../model/verdict.ts';
import { verdictSentences } from '../model/verdict.ts';
import type { Format, RenderOptions } from './format.ts';
import {
  decodersText,
  detailText,
  factsText,
  notScanned,
  placeText,
  plural,
  previewText,
  printable,
  sizeText,
  summaryText,
} from './text-of.ts';

type Style = Parameters<typeof styleText>[0];

const severityStyle: Readonly<Record<Severity, Style>> = {
  critical: ['bold', 'red'],
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
  info: 'dim',
};

const verdictStyle: Readonly<Record<VerdictState, Style>> = {
  active: ['bold', 'red'],
  exists: 'yellow',
  expired: 'green',
  inactive: 'green',
  canary: 'magenta',
  unknown: 'yellow',
  unchecked: 'dim',
};

/** Occurrences shown in full. */
const shownPlaces = 10;

/** Breaks at blanks; continuation lines are indented. */
function wrap(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((entry) => `${indent}${entry}`).join('\n');
}

function renderFinding(finding: Finding, { colour, width, verbose }: RenderOptions): string {
  const paint = (style: Style, text: string): string =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const severity = paint(severityStyle[finding.severity], finding.severity.toUpperCase());
  const known = finding.known ? paint('dim', '  (known)') : '';
  const lines = [
    `${severity}  ${paint('bold', finding.name)}  ${paint('dim', finding.rule)}${known}`,
    wrap(previewText(finding), width, '  '),
  ];
  if (finding.facts.length > 0) lines.push(wrap(factsText(finding), width, '  '));
  if (finding.verdict.state !== 'unchecked' || verbose) {
    const { state, reason, identity } = finding.verdict;
    const who = Object.entries(identity ?? {}).map(([name, value]) => `${name} ${value}`);
    const words = [verdictSentences[state], reason, ...who].filter((word) => word !== '').join(' ');
    lines.push(`  ${paint(verdictStyle[state], state)}: ${wrap(printable(words), width, '    ').trimStart()}`);
  }
  for (const occurrence of finding.occurrences.slice(0, shownPlaces)) {
    const more = [detailText(occurrence.provenance), decodersText(occurrence)].filter((text) => text !== '').join('; ');
    lines.push(
      `  ${paint('underline', placeText(occurrence))}${more === '' ? '' : `\n${wrap(more, width, '      ')}`}`,
    );
  }
  const rest = finding.occurrences.length - shownPlaces;
  if (rest > 0) lines.push(`  ${paint('dim', `+${plural(rest, 'more place')}`)}`);
  if (verbose)
    lines.push(
      wrap(`confidence ${finding.confidence.toFixed(2)}: ${finding.reasons.join('; ')}`, width, '  '),
      `  fingerprint ${finding.fingerprint}`,
    );
  return lines.join('\n');
}

const shownProblems = 20;

function renderProblems(report: Report, { width, verbose }: RenderOptions): string[] {
  const list = report.problems.filter((problem) => verbose || !problem.note);
  if (list.length === 0) return [];
  const shown = verbose ? list : list.slice(0, shownProblems);
  const lines = shown.map(({ code, where, detail, bytes, count, note }) => {
    const size = bytes === undefined ? '' : `, ${sizeText(bytes)}`;
    const times = count === undefined || count === 1 ? '' : ` (${count} times)`;
    return wrap(printable(`${note ? 'note ' : ''}${code} ${where}: ${detail}${size}${times}`), width, '  ');
  });
  const rest = list.length - shown.length;
  if (rest > 0) lines.push(`  +${plural(rest, 'more')}; --verbose shows all`);
  const missed = notScanned(report);
  const head = missed > 0 ? `Not scanned, so this result is incomplete:` : 'Notes:';
  return [[head, ...lines].join('\n')];
}

function renderAllowed(report: Report, { width }: RenderOptions): string[] {
  if (report.allowed.length === 0) return [];
  const lines = report.allowed.map(({ rule, reason, count, example }) =>
    wrap(printable(`${count} x ${rule}: ${reason} (first: ${example})`), width, '  '),
  );
  return [['Dropped, with the reason:', ...lines].join('\n')];
}

export const text: Format = {
  name: 'text',
  extension: '.txt',
  summary: 'for a person at a terminal',
  render(report, _checklist, options) {
    const width = Math.max(60, options.width);
    const blocks = report.findings.map((finding) => renderFinding(finding, { ...options, width }));
    blocks.push(...renderProblems(report, { ...options, width }));
    if (options.verbose) blocks.push(...renderAllowed(report, { ...options, width }));
    const next = report.findings.some((finding) => !finding.known)
      ? '\nWhat to do: leakwalk scan --format json=report.json …, then leakwalk checklist report.json'
      : '';
    blocks.push(`${summaryText(report)}${next}`);
    return `${blocks.join('\n\n')}\n`;
  },
};
