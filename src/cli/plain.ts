/**
 * The command line of a hook, told without a parser: loading one takes longer than the scan. Anything else than what is
 * listed here, and every mistake, is left to the parser; a test holds both to the same arguments.
 */

import type { ScanArguments } from './arguments.ts';

type Flags = { -readonly [name in keyof ScanArguments]?: ScanArguments[name] };

const flags: Readonly<Record<string, Flags>> = {
  '--staged': { staged: true },
  '--quiet': { quiet: true },
  '-q': { quiet: true },
  '--verbose': { verbose: true },
  '-v': { verbose: true },
  '--no-progress': { progress: false },
};

/** The arguments of `scan --staged` with plain flags and without targets; undefined for any other command line. */
export function plainScan([command, ...words]: readonly string[]): ScanArguments | undefined {
  if (command !== 'scan' || !words.includes('--staged')) return undefined;
  const args: Flags = {};
  for (const word of words) {
    if (!Object.hasOwn(flags, word)) return undefined;
    Object.assign(args, flags[word]);
  }
  return { trustConfig: 'yes', validateTimeout: 120_000, progress: true, colour: 'auto', ...args };
}
