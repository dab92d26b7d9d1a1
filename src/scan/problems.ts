/** Turns what goes wrong while a document is read into a problem that names the place and holds no content. */

import type { Document } from '../model/document.ts';
import { type Problem, ProblemError, problem } from '../model/problem.ts';

/** Where a document stands, and how many bytes it holds, for a problem. */
export function placeOf(document: Document): { where: string; more: { bytes?: number } } {
  const { target, path } = document.provenance;
  return { where: `${target} ${path}`, more: document.size === undefined ? {} : { bytes: document.size } };
}

interface SystemFault {
  readonly code?: unknown;
  readonly syscall?: unknown;
}

/** Errors of the file system and typed ones become problems; anything else is a bug and is thrown on. */
export function asProblem(cause: unknown, document: Document): Problem {
  if (cause instanceof ProblemError) return cause.problem;
  const { code, syscall } = (cause ?? {}) as SystemFault;
  if (typeof code === 'string' && typeof syscall === 'string') {
    const { where, more } = placeOf(document);
    return problem(code === 'ENOENT' ? 'VANISHED' : 'UNREADABLE', where, `${syscall}: ${code}`, more);
  }
  throw cause;
}
