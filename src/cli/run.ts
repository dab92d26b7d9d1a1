/** Runs one command line and says how it ended. */

import { Command, CommanderError } from 'commander';
import { version } from '../model/version.ts';
import { ended } from './ended.ts';
import { exitCodes, type Outcome } from './exit.ts';
import { type Io, processIo } from './io.ts';

type Register = (program: Command, io: Io, outcome: Outcome) => void | Promise<void>;

/** Each command is its own chunk, so that the hook's path loads nothing else. */
const commands: Readonly<Record<string, () => Promise<Register>>> = {
  scan: async () => (await import('./scan.ts')).registerScan,
  report: async () => (await import('./report.ts')).registerReport,
  checklist: async () => (await import('./checklist.ts')).registerChecklist,
  rules: async () => (await import('./rules.ts')).registerRules,
  baseline: async () => (await import('./baseline.ts')).registerBaseline,
  hook: async () => (await import('./hook.ts')).registerHook,
};

/** The command that a command line names: the first word that is one. */
function named(args: readonly string[]): string | undefined {
  return args.find((word) => Object.hasOwn(commands, word));
}

export async function createProgram(io: Io, outcome: Outcome, only?: string): Promise<Command> {
  const program = new Command('leakwalk')
    .description('Finds leaked credentials and ends the leak.')
    .version(version, '-V, --version')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .showHelpAfterError('(leakwalk --help shows the commands)')
    .addHelpText('after', examples);
  for (const [name, load] of Object.entries(commands)) {
    if (only === undefined || name === only) await (await load())(program, io, outcome);
  }
  return program;
}

const examples = `
Examples:
  leakwalk scan .                          the working tree of this repository
  leakwalk scan --history .                every object git still holds, reachable or not
  leakwalk scan log:build.log image:app.tar
  leakwalk scan --format json=report.json --validate .
  leakwalk checklist report.json           what to do, most urgent first

Exit codes: 0 clean and complete, 1 findings, 2 usage, 3 something was not scanned, 70 bug, 130 interrupted.
Nothing is sent anywhere unless --validate or a remote target is given.`;

export async function run(args: readonly string[], io: Io = processIo()): Promise<number> {
  const outcome: Outcome = { code: exitCodes.clean };
  try {
    const program = await createProgram(io, outcome, named(args));
    await program.parseAsync([...args], { from: 'user' });
    return outcome.code;
  } catch (cause) {
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? exitCodes.clean : exitCodes.usage;
    return ended(cause, io);
  }
}
