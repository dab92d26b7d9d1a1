/** `leakwalk scan`: how it is typed. */

import type { Command } from 'commander';
import type { ScanArguments } from './arguments.ts';
import type { Outcome } from './exit.ts';
import type { Io } from './io.ts';
import { addScanOptions } from './options.ts';
import { scanTargets } from './scan-action.ts';

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

export function registerScan(program: Command, io: Io, outcome: Outcome): void {
  const command = program
    .command('scan')
    .description('Look for leaked credentials.')
    .argument('[targets...]', 'what to scan (default: .)')
    .addHelpText('after', examples);
  addScanOptions(command).action(async (words: string[], args: ScanArguments) => {
    outcome.code = await scanTargets(words, args, io);
  });
}
