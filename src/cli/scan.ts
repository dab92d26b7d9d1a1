/** `leakwalk scan`: read the options, scan, judge, write. */

import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import type { Report } from '../model/report.ts';
import type { Target } from '../model/target.ts';
import { parseTarget } from '../sources/index.ts';
import { exitCode } from './exit.ts';
import type { Io } from './io.ts';
import { addScanOptions, type ScanArguments } from './options.ts';
import { outputs, writeOutputs } from './output.ts';
import type { Outcome } from './run.ts';
import { runScan } from './scan-run.ts';
import { settle } from './settings.ts';

const examples = `
Targets: a path, recognised by what it is, or kind:locator
  git:REPO, dir:FOLDER, file:FILE, log:FILE, image:ARCHIVE-OR-FOLDER, - (standard input)
  git:https://… or git:ssh://… is cloned into a private folder, scanned with its history, and removed
  a quoted glob stands for what it names: 'log:logs/**/*.log'

Examples:
  leakwalk scan                              the repository you stand in
  leakwalk scan --history --format sarif=leaks.sarif .
  leakwalk scan --staged                     what the next commit would add
  leakwalk scan --range ci                   what this build tests: the commits of a pull request or push
  leakwalk scan --history --places stash,reflog,unreachable .
  leakwalk scan --since-state seen.state .   what is new since the last such run
  leakwalk scan log:job.txt image:app.tar
  kubectl logs pod | leakwalk scan -
  leakwalk scan --validate --ua-note IR-1234 --format json=report.json .`;

/** A hook that read nothing must not pass for one that found nothing. */
function tellStaged(report: Report, io: Io, quiet: boolean): void {
  const { documents, bytes } = report.totals;
  if (documents === 0 && !report.complete) {
    throw new UsageError('NOTHING_READ', 'something is staged but none of it could be read; git fsck may say why');
  }
  const read =
    documents === 0
      ? 'nothing is staged'
      : `${documents} staged ${documents === 1 ? 'blob' : 'blobs'} read, ${bytes} bytes`;
  if (!quiet) io.err(`leakwalk: ${read}\n`);
}

function pushedText({ totals: { documents, bytes } }: Report): string {
  return documents === 0
    ? 'the push brings nothing to scan'
    : `${documents} pushed ${documents === 1 ? 'object' : 'objects'} read, ${bytes} bytes`;
}

/** Globs are looked at only where there may be one, so that the hook's path does not load them. */
async function expand(words: readonly string[]): Promise<readonly string[]> {
  if (words.length === 0) return ['.'];
  if (!words.some((word) => /[*?[{]/.test(word))) return words;
  return (await import('../sources/expand.ts')).expandTargets(words);
}

export function registerScan(program: Command, io: Io, outcome: Outcome): void {
  const command = program
    .command('scan')
    .description('Look for leaked credentials.')
    .argument('[targets...]', 'what to scan (default: .)')
    .addHelpText('after', examples);
  addScanOptions(command).action(async (words: string[], args: ScanArguments) => {
    const targets: Target[] = await Promise.all((await expand(words)).map(parseTarget));
    const settings = await settle(args);
    if (args.range === 'ci' && !args.quiet) io.err(`leakwalk: the range of this build is ${settings.read.range}\n`);
    const wanted = await outputs(args.format ?? ['text']);
    const since = args.sinceState === undefined ? undefined : await import('./since-state.ts');
    const state = since?.sinceState(args.sinceState!, targets, settings);
    const report = await runScan(targets, settings, io, state);
    if (settings.read.staged) tellStaged(report, io, args.quiet === true);
    if (settings.read.incoming && !args.quiet) io.err(`leakwalk: ${pushedText(report)}\n`);
    await writeOutputs(report, wanted, { io, colour: args.colour, verbose: args.verbose === true });
    // Only now: what was not told has not been seen.
    const saved = state?.save(report);
    if (since && state && !args.quiet) io.err(since.stateLine(state, report.totals.documents, saved === true));
    outcome.code = exitCode(report, settings.threshold);
  });
}
