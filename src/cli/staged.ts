/** A hook's scan, run without a parser. With all that it needs, this is one file of dist/. */

import type { ScanArguments } from './arguments.ts';
import { ended } from './ended.ts';
import { processIo } from './io.ts';
import { scanTargets } from './scan-action.ts';

/** @returns the process's exit code */
export async function runStaged(args: ScanArguments): Promise<number> {
  const io = processIo();
  try {
    return await scanTargets([], args, io);
  } catch (cause) {
    return ended(cause, io);
  }
}
