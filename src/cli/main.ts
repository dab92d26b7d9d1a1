#!/usr/bin/env node
/** The program's entry. */

import { exitCodes } from './exit.ts';
import { run } from './run.ts';

run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
  // An interrupted clone's helpers may hold its pipes open long after it.
  if (code === exitCodes.interrupted) process.stdout.write('', () => process.exit());
});
