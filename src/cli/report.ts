/** `leakwalk report`: renders a JSON report in another format, also later and elsewhere. */

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parseReport } from '../findings/parse.ts';
import { UsageError } from '../model/errors.ts';
import { allFormats } from '../report/index.ts';
import type { Io } from './io.ts';
import { outputs, writeOutputs } from './output.ts';

/** @throws UsageError REPORT_INVALID */
export function readReport(file: string): ReturnType<typeof parseReport> {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    const { code } = cause as { code?: string };
    throw new UsageError('REPORT_INVALID', `${file}: cannot be read (${code})`, { cause });
  }
  return parseReport(text);
}

export async function registerReport(program: Command, io: Io): Promise<void> {
  const list = (await allFormats()).map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`).join('\n');
  program
    .command('report')
    .description('Render a JSON report in another format.')
    .argument('<file>', 'what scan --format json wrote; - for standard input')
    .option('--format <name[=file]>', 'repeatable', (value: string, before: string[] = []) => [...before, value])
    .option('-v, --verbose', 'also what was dropped, and why')
    .addHelpText(
      'after',
      `\nFormats:\n${list}\n\nExample:\n  leakwalk report report.json --format sarif=leaks.sarif --format markdown`,
    )
    .action(async (file: string, options: { format?: string[]; verbose?: boolean }) => {
      const wanted = await outputs(options.format ?? ['text']);
      await writeOutputs(readReport(file), wanted, { io, colour: 'auto', verbose: options.verbose === true });
    });
}
