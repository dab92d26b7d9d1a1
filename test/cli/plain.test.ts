/** Hooks' command lines that are told without a parser mean what the parser makes of them. */

import { Command } from 'commander';
import { expect, test } from 'vitest';
import type { ScanArguments } from '../../src/cli/arguments.ts';
import { addScanOptions } from '../../src/cli/options.ts';
import { plainScan } from '../../src/cli/plain.ts';

async function parsed(words: readonly string[]): Promise<ScanArguments> {
  let meant: ScanArguments | undefined;
  const command = addScanOptions(new Command('scan')).action((args: ScanArguments) => {
    meant = args;
  });
  await command.parseAsync([...words], { from: 'user' });
  return meant!;
}

test.each([
  [['--staged']],
  [['--staged', '--quiet']],
  [['-q', '--staged', '-v']],
  [['--staged', '--verbose', '--no-progress', '--no-progress']],
])('%j', async (words) => {
  expect(plainScan(['scan', ...words])).toEqual(await parsed(words));
});

test.each([
  [[]],
  [['scan']],
  [['--version']],
  [['scan', '--staged', '--help']],
  [['scan', '--staged', '.']],
  [['scan', '--staged', '--stagd']],
  [['scan', '--staged', '--format', 'json']],
  [['scan', '--staged', '--constructor']],
  [['scan', '-qv', '--staged']],
  [['report', '--staged']],
])('%j is left to the parser', (words) => {
  expect(plainScan(words)).toBeUndefined();
});
