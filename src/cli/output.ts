/** Where the report goes: standard output, files, several formats at once. */

import { closeSync, fchmodSync, openSync, writeFileSync } from 'node:fs';
import type { Checklist } from '../model/checklist.ts';
import { UsageError } from '../model/errors.ts';
import type { Report } from '../model/report.ts';
import type { Format } from '../report/format.ts';
import { findFormat } from '../report/index.ts';
import type { Io } from './io.ts';

export interface Output {
  readonly format: Format;
  /** Absent = standard output. */
  readonly file?: string;
}

export interface OutputOptions {
  readonly io: Io;
  readonly colour: 'auto' | 'always' | 'never';
  readonly verbose: boolean;
}

/** `sarif=out.sarif`, `json`, … as meant. At most one may go to standard output. */
export async function outputs(words: readonly string[]): Promise<readonly Output[]> {
  const wanted = await Promise.all(
    words.map(async (word): Promise<Output> => {
      const cut = word.indexOf('=');
      const format = await findFormat(cut === -1 ? word : word.slice(0, cut));
      return cut === -1 ? { format } : { format, file: word.slice(cut + 1) };
    }),
  );
  if (wanted.filter((output) => output.file === undefined).length > 1) {
    throw new UsageError(
      'USAGE',
      '--format: only one may go to standard output; name files for the others (sarif=out.sarif)',
    );
  }
  return wanted;
}

/** A report names places and people: only its owner may read the file. */
export function writePrivate(file: string, text: string): void {
  let fd: number;
  try {
    fd = openSync(file, 'w', 0o600);
  } catch (cause) {
    const { code } = cause as { code?: string };
    throw new UsageError('OUTPUT', `${file}: cannot be written (${code}); choose another place`, { cause });
  }
  try {
    fchmodSync(fd, 0o600);
    writeFileSync(fd, text);
  } finally {
    closeSync(fd);
  }
}

/** The plan of a report without findings is empty: then what makes plans is not loaded. */
async function checklistOf(report: Report): Promise<Checklist> {
  return report.findings.length === 0
    ? {
        schema: 'https://leakwalk.dev/schema/checklist.json',
        version: 1,
        reported: report.finished,
        incomplete: !report.complete,
        items: [],
      }
    : (await import('../respond/checklist.ts')).planChecklist(report);
}

export async function writeOutputs(report: Report, wanted: readonly Output[], options: OutputOptions): Promise<void> {
  const { io } = options;
  const checklist = await checklistOf(report);
  // Nothing is coloured or broken into lines where there is nothing to show but the summary.
  const bare = report.findings.length === 0 && report.problems.length === 0 && !options.verbose;
  const colour = !bare && (options.colour === 'auto' ? io.colour : options.colour === 'always');
  const width = bare ? 100 : io.width;
  for (const { format, file } of wanted) {
    const text = format.render(report, checklist, {
      colour: colour && file === undefined,
      width,
      verbose: options.verbose,
    });
    if (file === undefined) io.out(text);
    else writePrivate(file, text);
  }
}
