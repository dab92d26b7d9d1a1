/** `leakwalk scan`: read the options, scan, judge, write. */

import type { Command } from 'commander';
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

Examples:
  leakwalk scan                              the repository you stand in
  leakwalk scan --history --format sarif=leaks.sarif .
  leakwalk scan --staged                     what the next commit would add
  leakwalk scan log:job.txt image:app.tar
  kubectl logs pod | leakwalk scan -
  leakwalk scan --validate --ua-note IR-1234 --format json=report.json .`;

export function registerScan(program: Command, io: Io, outcome: Outcome): void {
  const command = program
    .command('scan')
    .description('Look for leaked credentials.')
    .argument('[targets...]', 'what to scan (default: .)')
    .addHelpText('after', examples);
  addScanOptions(command).action(async (words: string[], args: ScanArguments) => {
    const targets: Target[] = (words.length > 0 ? words : ['.']).map(parseTarget);
    const settings = await settle(args);
    const wanted = outputs(args.format ?? ['text']);
    const report = await runScan(targets, settings, io);
    await writeOutputs(report, wanted, { io, colour: args.colour, verbose: args.verbose === true });
    outcome.code = exitCode(report, settings.threshold);
  });
}
