/** `leakwalk baseline`: what is known, so that only what is new fails a run. */

import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { readBaseline, serialiseBaseline, updateBaseline } from '../findings/baseline.ts';
import { UsageError } from '../model/errors.ts';
import type { Io } from './io.ts';
import { writePrivate } from './output.ts';
import { readReport } from './report.ts';

const defaultFile = '.leakwalk.baseline.json';

interface Arguments {
  readonly output: string;
  readonly reason: string;
}

function act(mode: 'create' | 'update' | 'prune', io: Io): (report: string, args: Arguments) => void {
  return (file, { output, reason }) => {
    if (mode === 'create' && existsSync(output)) {
      throw new UsageError('OUTPUT', `${output} exists; leakwalk baseline update adds to it`);
    }
    const before = mode === 'create' ? {} : readBaseline(output);
    const report = readReport(file);
    if (mode === 'prune' && !report.complete) {
      throw new UsageError(
        'REPORT_INVALID',
        `${file}: is incomplete; what it does not name may only not have been scanned`,
      );
    }
    const today = new Date().toISOString().slice(0, 10);
    const after = updateBaseline(before, report, { reason, today, prune: mode === 'prune' });
    writePrivate(output, serialiseBaseline(after));
    io.out(`${output}: ${Object.keys(after).length} known (${Object.keys(before).length} before)\n`);
  };
}

export function registerBaseline(program: Command, io: Io): void {
  const baseline = program.command('baseline').description('Keep what is known, so that only new findings fail a run.');
  const summaries = {
    create: 'Make a baseline of a report’s findings',
    update: 'Add a report’s findings to a baseline',
    prune: 'As update, and drop what a complete report no longer holds',
  };
  for (const mode of ['create', 'update', 'prune'] as const) {
    baseline
      .command(mode)
      .description(summaries[mode])
      .argument('<report>', 'what scan --format json wrote; - for standard input')
      .option('--output <file>', 'the baseline', defaultFile)
      .option('--reason <text>', 'why the new ones are accepted', 'known when the baseline was made')
      .addHelpText(
        'after',
        `\nExample:\n  leakwalk scan --format json=report.json .\n  leakwalk baseline ${mode} report.json --reason 'revoked, ticket 12'`,
      )
      .action(act(mode, io));
  }
}
