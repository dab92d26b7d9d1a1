/** `leakwalk checklist`: a report in, the rotation checklist out, with what is done already. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Command, Option } from 'commander';
import { parseReport } from '../findings/parse.ts';
import type { Checklist } from '../model/checklist.ts';
import { UsageError } from '../model/errors.ts';
import type { Report } from '../model/report.ts';
import { type ChecklistOptions, planChecklist } from '../respond/checklist.ts';
import { renderJson } from '../respond/render/json.ts';
import { renderMarkdown } from '../respond/render/markdown.ts';
import { plain } from '../respond/render/plain.ts';
import { renderText } from '../respond/render/text.ts';
import { type Change, type ChecklistState, changed, emptyState, serialiseState } from '../respond/state.ts';
import { parseState } from '../respond/state-file.ts';
import type { Io } from './io.ts';
import { writePrivate } from './output.ts';

interface Arguments {
  readonly format: 'markdown' | 'json' | 'text';
  readonly output?: string;
  readonly only?: readonly string[];
  readonly public?: readonly string[];
  readonly incident?: boolean;
  readonly state?: string;
  readonly done?: readonly string[];
  readonly undone?: readonly string[];
  readonly owner?: string;
  readonly proof?: string;
}

const help = `
A step is named by its id (in brackets behind its title), with its credential where there are several:
  leakwalk checklist report.json --only aws:1f2e --owner ana --done confirm contain --proof 'ticket 77'
  leakwalk checklist report.json --done aws:1f2e/deactivate
What is done is kept in checklist.state.json beside the report.`;

export function registerChecklist(program: Command, io: Io): void {
  program
    .command('checklist')
    .description('what to do about the findings of a report, most urgent first')
    .argument('<report>', 'a report in JSON (leakwalk scan --format json=report.json), or - for standard input')
    .addOption(new Option('--format <name>', 'output format').choices(['markdown', 'json', 'text']).default('markdown'))
    .option('--output <file>', 'write to a file that only you can read')
    .option('--only <fingerprint...>', 'only these credentials (the start of a fingerprint is enough)')
    .option('--incident', 'abuse was seen: deactivate first, accept the outage')
    .option('--public <target...>', 'targets of the report that anybody could read')
    .option('--state <file>', 'where owners and done steps are kept')
    .option('--done <step...>', 'tick off steps')
    .option('--undone <step...>', 'take ticks back')
    .option('--proof <text>', 'what proved the steps of --done')
    .option('--owner <name>', 'who owns the credentials of --only')
    .addHelpText('after', help)
    .action((file: string, args: Arguments) => runChecklist(file, args, io, new Date()));
}

/** @throws UsageError */
export function runChecklist(file: string, args: Arguments, io: Io, now: Date): void {
  const report = readReport(file);
  const stateFile = args.state ?? join(file === '-' ? '.' : dirname(file), 'checklist.state.json');
  const options: ChecklistOptions = {
    incident: args.incident ?? false,
    publicTargets: args.public ?? [],
    ...(args.only ? { only: fingerprints(report, args.only) } : {}),
  };
  const before = existsSync(stateFile) ? parseState(readFileSync(stateFile, 'utf8'), stateFile) : emptyState;
  const changes = changesOf(planChecklist(report, options), args, now);
  const state = changes.reduce<ChecklistState>(changed, before);
  if (changes.length > 0) writePrivate(stateFile, serialiseState(state));

  const text = render(planChecklist(report, { ...options, state }), args, io);
  if (args.output === undefined) io.out(text);
  else writePrivate(args.output, text);
}

function readReport(file: string): Report {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    const { code } = cause as { code?: string };
    throw new UsageError(
      'REPORT_INVALID',
      `${plain(file)}: cannot be read (${code}); make one with leakwalk scan --format json=report.json`,
      { cause },
    );
  }
  return parseReport(text);
}

/** Each given start of a fingerprint must name exactly one finding. */
function fingerprints(report: Report, given: readonly string[]): readonly string[] {
  return given.map((start) => {
    const all = report.findings.map((finding) => finding.fingerprint);
    const found = all.includes(start) ? [start] : all.filter((fingerprint) => fingerprint.startsWith(start));
    if (found.length === 1) return found[0]!;
    const many = found.length === 0 ? 'no finding' : `${found.length} findings`;
    throw new UsageError(
      'USAGE',
      `--only ${plain(start)}: ${many} with that fingerprint; give more of it, as the checklist shows it`,
    );
  });
}

/** What the options change, by credential. */
function changesOf(checklist: Checklist, args: Arguments, now: Date): readonly Change[] {
  const steps = [
    ...(args.done ?? []).map((word) => ({ word, done: true })),
    ...(args.undone ?? []).map((word) => ({ word, done: false })),
  ];
  const at = now.toISOString();
  const owned =
    args.owner === undefined
      ? []
      : checklist.items.map((item) => ({ fingerprint: item.fingerprint, owner: args.owner!, at }));
  if (owned.length > 0 && args.only === undefined && checklist.items.length > 1) {
    throw new UsageError('USAGE', '--owner: say of which credentials with --only');
  }
  const ticked = steps.map(({ word, done }): Change => {
    const { fingerprint, id } = findStep(checklist, word);
    return {
      fingerprint,
      at,
      ...(done ? { done: [id] } : { undone: [id] }),
      ...(args.proof ? { proof: args.proof } : {}),
    };
  });
  return [...owned, ...ticked];
}

/** `FINGERPRINT/STEP`, or `STEP` where the checklist has one credential. */
function findStep(checklist: Checklist, word: string): { fingerprint: string; id: string } {
  const cut = word.lastIndexOf('/');
  const id = word.slice(cut + 1);
  const items = checklist.items.filter((item) => cut === -1 || item.fingerprint.startsWith(word.slice(0, cut)));
  const [item] = items;
  if (item === undefined || items.length > 1) {
    const why = item === undefined ? 'no credential of that name' : `${items.length} credentials fit`;
    throw new UsageError('USAGE', `--done ${plain(word)}: ${why}; write FINGERPRINT/STEP, or choose one with --only`);
  }
  if (!item.steps.some((step) => step.id === id)) {
    throw new UsageError(
      'USAGE',
      `--done ${plain(word)}: no such step; there are ${item.steps.map((step) => step.id).join(', ')}`,
    );
  }
  return { fingerprint: item.fingerprint, id };
}

function render(checklist: Checklist, { format, output }: Arguments, io: Io): string {
  if (format === 'json') return renderJson(checklist);
  if (format === 'text') return renderText(checklist, { width: io.width, colour: io.colour && output === undefined });
  return renderMarkdown(checklist);
}
