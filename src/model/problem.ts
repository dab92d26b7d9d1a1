/** Trouble as data: one thing that could not be scanned, or not wholly. */

/** A code with a sentence each; `docs/errors.md` is made from this table. */
export const problemCodes = {
  UNREADABLE: 'The file, object or stream could not be read.',
  VANISHED: 'The file was listed but gone when it was opened.',
  TOO_LARGE: 'The document is over the size limit (--max-size) and was not scanned, or not to its end.',
  TOO_DEEP: 'Archives are nested deeper than the limit (--max-depth).',
  TOO_MANY: 'The archive has more entries than the limit.',
  RATIO: 'The archive expands beyond the ratio limit; it may be a decompression bomb.',
  ENCRYPTED: 'The archive or entry is encrypted.',
  COMPRESSION: 'The compression is unknown to leakwalk or not supported on this Node version.',
  CORRUPT: 'The bytes do not follow their format (truncated, wrong checksum, bad header).',
  TIMEOUT: 'The document took longer than the deadline and was given up.',
  MISSING_OBJECT: 'The repository lacks an object that it names (shallow, partial or damaged clone).',
  SHALLOW: 'The clone is shallow; its older history is not here.',
  EMPTY: 'There was nothing to scan in this target.',
  SEEN: 'An earlier run with the same state file has scanned it.',
  EXCLUDED: 'Paths were left out, as asked or because git ignores them and their names hold no secrets.',
  LINK: 'A link was not followed because it leaves the target.',
  SPECIAL: 'A socket, pipe or device was not read.',
  HOSTILE_NAME: 'An entry has a name that tries to leave the archive; its content was scanned under a neutral name.',
  SUBMODULE: 'A submodule or nested repository is not part of this target.',
  LFS: 'A Git LFS pointer whose object is not present locally.',
  ATTRIBUTION: 'The finding could not be traced to a commit.',
} as const;

export type ProblemCode = keyof typeof problemCodes;

export interface Problem {
  readonly kind: 'problem';
  readonly code: ProblemCode;
  /** Target and place, as in a provenance: `git:./app`, path, details. Safe to print after escaping. */
  readonly where: string;
  /** What was met, without any scanned content. */
  readonly detail: string;
  /** Bytes not scanned, where known. */
  readonly bytes?: number;
  /** How many things this problem stands for; 1 when absent. */
  readonly count?: number;
  /** True for a remark that does not make the result incomplete (a neutral name given, a shallow clone as asked). */
  readonly note?: boolean;
}

export function problem(
  code: ProblemCode,
  where: string,
  detail: string,
  more: { bytes?: number; count?: number; note?: boolean } = {},
): Problem {
  return { kind: 'problem', code, where, detail, ...more };
}

/** Thrown while one document is read; `scan/` turns it into its problem and goes on with the next document. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(cause: Problem) {
    super(`${cause.code} ${cause.where}: ${cause.detail}`);
    this.name = 'ProblemError';
    this.problem = cause;
  }
}

export function isProblem(value: { readonly kind?: unknown }): value is Problem {
  return value.kind === 'problem';
}
