/** One scan command, its arguments known: scan, judge, write. */

import { UsageError } from '../model/errors.ts';
import type { Report } from '../model/report.ts';
import { parseTarget } from '../sources/index.ts';
import type { ScanArguments } from './arguments.ts';
import { exitCode } from './exit.ts';
import type { Io } from './io.ts';
import { outputs, writeOutputs } from './output.ts';
import { runScan } from './scan-run.ts';
import { settle } from './settings.ts';

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

/** @returns the process's exit code */
export async function scanTargets(words: readonly string[], args: ScanArguments, io: Io): Promise<number> {
  const targets = await Promise.all((await expand(words)).map(parseTarget));
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
  return exitCode(report, settings.threshold);
}
