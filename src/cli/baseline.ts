/** `leakwalk baseline`: what is known, so that only what is new fails a run. */

import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { type Baseline, pruneBaseline, readBaseline, serialiseBaseline, updateBaseline } from '../findings/baseline.ts';
import { UsageError } from '../model/errors.ts';
import type { Io } from './io.ts';
import { writePrivate } from './output.ts';
import { readReport } from './report.ts';

const defaultFile = '.leakwalk.baseline.json';

interface Arguments {
  readonly output: string;
  readonly reason?: string;
}

type Act = (file: string, args: Arguments) => { readonly before: Baseline; readonly after: Baseline };

const today = (): string => new Date().toISOString().slice(0, 10);

const create: Act = (file, { output, reason = 'known when the baseline was made' }) => {
  if (existsSync(output)) {
    throw new UsageError('OUTPUT', `${output} exists; leakwalk baseline update adds to it`);
  }
  const before: Baseline = new Map();
  return { before, after: updateBaseline(before, readReport(file), { reason, today: today() }) };
};

const update: Act = (file, { output, reason = `accepted on ${today()}` }) => {
  const before = readBaseline(output);
  return { before, after: updateBaseline(before, readReport(file), { reason, today: today() }) };
};

const prune: Act = (file, { output }) => {
  const report = readReport(file);
  if (!report.complete) {
    throw new UsageError(
      'REPORT_INVALID',
      `${file}: is incomplete; what it does not name may only not have been scanned`,
    );
  }
  const before = readBaseline(output);
  return { before, after: pruneBaseline(before, report) };
};

const acts = [
  { name: 'create', act: create, summary: 'Make a baseline of a report’s findings', reason: true },
  { name: 'update', act: update, summary: 'Add a report’s findings to a baseline', reason: true },
  { name: 'prune', act: prune, summary: 'Drop from a baseline what a complete report no longer holds', reason: false },
] as const;

export function registerBaseline(program: Command, io: Io): void {
  const baseline = program.command('baseline').description('Keep what is known, so that only new findings fail a run.');
  for (const { name, act, summary, reason } of acts) {
    const command = baseline
      .command(name)
      .description(summary)
      .argument('<report>', 'what scan --format json wrote; - for standard input')
      .option('--output <file>', 'the baseline', defaultFile);
    if (reason) command.option('--reason <text>', 'why the new ones are accepted; kept in the file');
    const example = `  leakwalk scan --format json=report.json .\n  leakwalk baseline ${name} report.json`;
    command
      .addHelpText('after', `\nExample:\n${example}${reason ? " --reason 'revoked, ticket 12'" : ''}`)
      .action((file: string, args: Arguments) => {
        const { before, after } = act(file, args);
        writePrivate(args.output, serialiseBaseline(after));
        io.out(`${args.output}: ${after.size} known (${before.size} before)\n`);
      });
  }
}
