/** `--since-state`: what the file holds for, and what is said about it. */

import { createHash } from 'node:crypto';
import { UsageError } from '../model/errors.ts';
import { grouped } from '../model/printable.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { Target } from '../model/target.ts';
import { version } from '../model/version.ts';
import type { Settings } from './settings.ts';
import { openStateFile, type StateFile } from './state-file.ts';

/** @throws UsageError USAGE for targets that are no repositories; STATE_INVALID */
export function sinceState(file: string, targets: readonly Target[], settings: Settings): StateFile {
  const other = targets.find(({ kind }) => kind !== 'git');
  if (other) throw new UsageError('USAGE', `--since-state is for repositories; ${other.locator} is none`);
  return openStateFile(file, digestOf(settings));
}

/** A change of any of these may find something in what was scanned before. */
function digestOf({ rules, read, minConfidence, allow, args }: Settings): string {
  const { exclude, maxBytes, maxDepth } = read;
  const ids = rules.rules.map(({ id }) => id);
  const all = [
    version,
    rules.digest,
    ids,
    minConfidence,
    allow,
    exclude,
    String(maxBytes),
    maxDepth,
    args.foreignMarkers === true,
  ];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}

/** For the report: that it is not about everything. */
export function seenNote(state: StateFile, file: string): Problem[] {
  if (state.before === 0) return [];
  const detail = 'objects, files and names that an earlier run has scanned were left out';
  return [problem('SEEN', file, detail, { count: state.before, note: true })];
}

/** For a person: how this run relates to the earlier ones. */
export function stateLine(state: StateFile, documents: number, saved: boolean): string {
  const left = state.before === 0 ? '' : `; ${grouped(state.before)} objects, files and names of earlier runs left out`;
  const now = documents === 0 ? 'nothing is new' : `${grouped(documents)} new documents scanned`;
  const restarted = state.restarted ? '; rules or settings have changed, so everything counts as new' : '';
  const kept = saved ? '' : '; the state file stays as it was, since something could not be scanned';
  return `leakwalk: ${now}${left}${restarted}${kept}\n`;
}
