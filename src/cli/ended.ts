/** What an error that ended a command tells the user, and the exit code it stands for. */

import { UsageError } from '../model/errors.ts';
import { version } from '../model/version.ts';
import { exitCodes } from './exit.ts';
import { BrokenPipe, type Io } from './io.ts';

export function ended(cause: unknown, io: Io): number {
  if (cause instanceof UsageError) {
    io.err(`leakwalk: ${cause.message} [${cause.code}]\n`);
    return exitCodes.usage;
  }
  if (cause instanceof BrokenPipe) return exitCodes.interrupted;
  // Messages of unexpected errors may hold scanned text: the name and our own frames are enough to find a bug.
  const stack = cause instanceof Error ? (cause.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  const name = cause instanceof Error ? cause.name : typeof cause;
  io.err(`leakwalk ${version}: a bug (${name}); please report it with these lines:\n${stack.join('\n')}\n`);
  return exitCodes.bug;
}
