/** A rule's own reasons to drop a match. */

import type { Candidate } from './candidate.ts';
import type { CompiledAllow } from './compile.ts';
import { latin1, lineEnd, lineStart } from './view.ts';

/** Bytes of a line to either side of the match that a `line` reason looks at. */
const lineReach = 1024;

function lineOf({ view, matchStart, matchEnd }: Candidate): string {
  const { bytes } = view;
  return latin1(bytes, lineStart(bytes, matchStart, lineReach), lineEnd(bytes, matchEnd, lineReach));
}

function holds(allow: CompiledAllow, candidate: Candidate, path: string): boolean {
  if (allow.values?.has(candidate.value)) return true;
  if (allow.value?.test(candidate.value)) return true;
  if (allow.path?.test(path)) return true;
  return allow.line?.test(lineOf(candidate)) ?? false;
}

/** The reason of the first allow that holds. */
export function allowReason(candidate: Candidate, path: string): string | undefined {
  for (const allow of candidate.rule.allow) if (holds(allow, candidate, path)) return allow.reason;
  return undefined;
}
