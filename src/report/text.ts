/** For a person at a terminal: most severe first, one block a finding. */

import { styleText } from 'node:util';
import { detail } from '../model/document.ts';
import type { Finding } from '../model/finding.ts';
import { lifeText, type Versions, versionsOf } from '../model/lifetime.ts';
import { grouped, printable } from '../model/printable.ts';
import type { Problem, ProblemCode } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import type { Severity } from '../model/rule.ts';
import type { VerdictState } from '../model/verdict.ts';
import { verdictSentences } from '../model/verdict.ts';
import type { Format, RenderOptions } from './format.ts';
import { remedies } from './remedy.ts';
import {
  decodersText,
  detailText,
  factsText,
  notScanned,
  partsText,
  placeText,
  plural,
  previewText,
  rangeText,
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

interface Page extends RenderOptions {
  /** Whether occurrences must say in which target they stand. */
  readonly several: boolean;
  /** When the report was made, milliseconds. */
  readonly now: number;
  readonly paint: (style: Style, text: string) => string;
}

/** Places shown in full. */
const shownPlaces = 10;

/** Breaks at blanks; continuation lines are indented. */
export function wrap(text: string, width: number, indent: string): string {
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

function verdictLine({ verdict: { state, reason, identity } }: Finding, { paint, width }: Page): string {
  const who = Object.entries(identity ?? {}).map(([name, value]) => `${name} ${value}`);
  const words = [verdictSentences[state], reason, ...who].filter((word) => word !== '').join(' ');
  return `  ${paint(verdictStyle[state], state)}: ${wrap(printable(words), width, '    ').trimStart()}`;
}

function placeLines(versions: Versions, { paint, several, width }: Page): string[] {
  const [occurrence, ...others] = versions;
  const one = others.length === 0;
  const more = [
    several && occurrence.provenance.path !== '' ? `in ${printable(occurrence.provenance.target)}` : '',
    one ? detailText(occurrence.provenance) : lifeText(versions),
    decodersText(occurrence),
    one ? partsText(occurrence) : '',
  ].filter((text) => text !== '');
  const key = printable(occurrence.parts[0]?.key ?? '');
  const place = `  ${paint('underline', one ? placeText(occurrence) : rangeText(versions))}${key === '' ? '' : `  ${paint('dim', key)}`}`;
  return more.length === 0 ? [place] : [place, wrap(more.join('; '), width, '      ')];
}

function renderFinding(finding: Finding, page: Page): string {
  const { paint, width, verbose } = page;
  const severity = paint(severityStyle[finding.severity], finding.severity.toUpperCase());
  const name = paint('bold', printable(finding.name));
  const known = finding.known ? paint('dim', '  (known)') : '';
  const lines = [
    `${severity}  ${name}  ${paint('dim', printable(finding.rule))}${known}`,
    wrap(previewText(finding), width, '  '),
  ];
  if (finding.facts.length > 0) lines.push(wrap(factsText(finding, page.now), width, '  '));
  if (finding.verdict.state !== 'unchecked' || verbose) lines.push(verdictLine(finding, page));
  const places = versionsOf(finding.occurrences);
  for (const versions of places.slice(0, shownPlaces)) lines.push(...placeLines(versions, page));
  const rest = places.length - shownPlaces;
  if (rest > 0) lines.push(`  ${paint('dim', `+${plural(rest, 'more place')}`)}`);
  if (verbose) {
    const reasons = printable(finding.reasons.join('; '));
    lines.push(
      wrap(`confidence ${finding.confidence.toFixed(2)}${reasons === '' ? '' : `: ${reasons}`}`, width, '  '),
      `  fingerprint ${printable(finding.fingerprint)}`,
    );
  }
  return lines.join('\n');
}

/** Lines of one kind of problem; `--verbose` shows all. */
const shownProblems = 5;

function problemLines(code: ProblemCode, list: readonly Problem[], { width, verbose }: Page): string[] {
  const shown = verbose ? list : list.slice(0, shownProblems);
  const lines = shown.map(({ where, detail, bytes, count, note }) => {
    const size = bytes === undefined ? '' : `, ${sizeText(bytes)}`;
    const times = count === undefined || count === 1 ? '' : ` (${plural(count, 'thing')})`;
    return wrap(printable(`${note ? 'note ' : ''}${code} ${where}: ${detail}${size}${times}`), width, '  ');
  });
  const rest = list.length - shown.length;
  if (rest > 0) lines.push(`  +${grouped(rest)} more ${code}; --verbose shows all`);
  if (list.some((problem) => !problem.note)) lines.push(wrap(`→ ${remedies[code]}`, width, '    '));
  return lines;
}

function renderProblems(report: Report, page: Page): string[] {
  const list = report.problems.filter((problem) => page.verbose || !problem.note);
  if (list.length === 0) return [];
  const byCode = new Map<ProblemCode, Problem[]>();
  for (const problem of list) {
    const entries = byCode.get(problem.code);
    if (entries) entries.push(problem);
    else byCode.set(problem.code, [problem]);
  }
  const head = notScanned(report) > 0 ? page.paint('yellow', 'Not scanned, so this result is incomplete:') : 'Notes:';
  return [[head, ...[...byCode].flatMap(([code, entries]) => problemLines(code, entries, page))].join('\n')];
}

function renderAllowed(report: Report, { width }: Page): string[] {
  if (report.allowed.length === 0) return [];
  const lines = report.allowed.map(({ rule, reason, count, example }) =>
    wrap(printable(`${count} × ${rule}: ${reason} (first: ${example})`), width, '  '),
  );
  return [['Dropped, with the reason:', ...lines].join('\n')];
}

const dates = 'Dates are what the commits claim, and lower bounds: a credential became readable when it was pushed.';

/** What to do now: before a commit, take it out; afterwards, end the leak. */
function nextStep(fresh: readonly Finding[]): string {
  const staged = fresh.every(({ occurrences }) =>
    occurrences.every(({ provenance }) => detail(provenance, 'state') === 'staged'),
  );
  return staged
    ? 'What to do: take each secret out and stage the file again; rotate one that others have seen. ' +
        `Not a secret? Say so in a comment on its line: leakwalk:allow ${fresh[0]!.rule} -- the reason`
    : 'What to do: leakwalk scan --format json=report.json …, then leakwalk checklist report.json';
}

export const text: Format = {
  name: 'text',
  extension: '.txt',
  summary: 'for a person at a terminal',
  render(report, _checklist, options) {
    const page: Page = {
      ...options,
      width: Math.max(40, options.width),
      several: report.targets.length > 1,
      now: Date.parse(report.finished),
      paint: (style, words) => (options.colour ? styleText(style, words, { validateStream: false }) : words),
    };
    const blocks = report.findings.map((finding) => renderFinding(finding, page));
    blocks.push(...renderProblems(report, page));
    if (options.verbose) blocks.push(...renderAllowed(report, page));
    const fresh = report.findings.filter((finding) => !finding.known);
    const dated = report.findings.some(({ occurrences }) =>
      occurrences.some(({ provenance }) => detail(provenance, 'commit') !== undefined),
    );
    const lines = [...(dated ? [dates] : []), ...(fresh.length > 0 ? [nextStep(fresh)] : [])];
    blocks.push([summaryText(report), ...lines.map((line) => wrap(line, page.width, ''))].join('\n'));
    return `${blocks.join('\n\n')}\n`;
  },
};
