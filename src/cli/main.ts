#!/usr/bin/env node
/** The program's entry. */

import { loadCompiled } from './compiled.ts';
import { plainScan } from './plain.ts';

/** As in `exit.ts`, which this file has no need to load. */
const interrupted = 130;

async function main(words: readonly string[]): Promise<number> {
  loadCompiled(`${import.meta.dirname}/chunks`);
  const plain = plainScan(words);
  if (plain) return (await import('./staged.ts')).runStaged(plain);
  return (await import('./run.ts')).run(words);
}

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
  // An interrupted clone's helpers may hold its pipes open long after it.
  if (code === interrupted) process.stdout.write('', () => process.exit());
});
