/** What a person can do about each kind of problem. */

import type { ProblemCode } from '../model/problem.ts';

export const remedies: Readonly<Record<ProblemCode, string>> = {
  UNREADABLE: 'Scan again as a user who may read it.',
  VANISHED: 'Scan again when nothing writes there.',
  TOO_LARGE: 'Raise --max-size, or scan it by itself.',
  TOO_DEEP: 'Raise --max-depth, or unpack it and scan what it holds.',
  TOO_MANY: 'Unpack it and scan the folder.',
  RATIO: 'Unpack it where there is room, if you trust it, and scan the folder.',
  ENCRYPTED: 'Decrypt it and scan what it holds.',
  COMPRESSION: 'Unpack it with its own tool and scan what it holds, or use a newer Node.',
  CORRUPT: 'Fetch it again; what could be read of it was scanned.',
  TIMEOUT: 'Raise --deadline, or scan it by itself.',
  MISSING_OBJECT: 'Fetch what is missing (git fetch --refetch) and scan again.',
  SHALLOW: 'git fetch --unshallow, then scan again.',
  EMPTY: 'Check that the target is the one that was meant.',
  SEEN: 'Remove the state file to scan everything again.',
  EXCLUDED: 'Scan without --exclude where these should count.',
  LINK: 'Scan what it points to by itself.',
  SPECIAL: 'Nothing, unless something important writes to it.',
  HOSTILE_NAME: 'Find out who made this archive.',
  SUBMODULE: 'Scan it by itself.',
  LFS: 'git lfs pull, then scan again.',
  ATTRIBUTION: 'Look for the value with git log -S, or scan a full clone.',
};
