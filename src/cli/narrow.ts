/** Which part of a repository is meant, where that takes a question: names of places, a hook's lines, a build system's variables. */

import { readFileSync } from 'node:fs';
import { UsageError } from '../model/errors.ts';
import type { ReadOptions } from '../model/slice.ts';
import { ciRange } from '../sources/git/ci-range.ts';
import { parsePlaces } from '../sources/git/places.ts';
import { readPushed } from '../sources/git/pushed.ts';
import type { ScanArguments } from './arguments.ts';

/** @throws UsageError USAGE, CI_UNKNOWN, PUSH_UNREAD */
export function narrow(read: ReadOptions, args: ScanArguments): ReadOptions {
  if (args.places) return { ...read, places: parsePlaces(args.places) };
  if (args.range === 'ci') return { ...read, range: ciRange(process.env, (file) => readFileSync(file, 'utf8')) };
  return { ...read, incoming: readPushed(process.cwd(), hookLines(), args.remote) };
}

/** What git writes to a hook. A person at a terminal would wait for ever. */
function hookLines(): string {
  const { env, stdin } = process;
  const [from, to] = [env['PRE_COMMIT_FROM_REF'], env['PRE_COMMIT_TO_REF']];
  // The tool pre-commit keeps the lines to itself and says what they said.
  if (from !== undefined && to !== undefined)
    return `${env['PRE_COMMIT_LOCAL_BRANCH'] ?? to} ${to} ${env['PRE_COMMIT_REMOTE_BRANCH'] ?? to} ${from}\n`;
  const how = '--pushed reads what git tells a pre-push or pre-receive hook; leakwalk hook install writes one';
  if (stdin.isTTY) throw new UsageError('PUSH_UNREAD', how);
  try {
    return readFileSync(0, 'utf8');
  } catch (cause) {
    throw new UsageError('PUSH_UNREAD', how, { cause });
  }
}
