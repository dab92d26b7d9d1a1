/** Whether a range of commits is wholly in this clone. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../../model/errors.ts';
import type { Repository } from './paths.ts';
import { gitSync } from './run.ts';

/** @throws UsageError RANGE_MISSING where a side of `a..b` is not here */
export function checkRange(repository: Repository, range: string): void {
  const { root: cwd, inHook, shallow } = repository;
  for (const side of range.split(/\.{2,3}/)) {
    const revision = side === '' ? 'HEAD' : side;
    const { code } = gitSync(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], {
      cwd,
      inHook,
    });
    if (code === 0) continue;
    const remedy = shallow
      ? 'this clone is shallow: clone with all of its history (GitHub: fetch-depth: 0, GitLab: GIT_DEPTH: 0)'
      : 'fetch it, or name another';
    throw new UsageError('RANGE_MISSING', `--range ${range}: ${revision} is no commit of this clone; ${remedy}`);
  }
}

/** In a shallow clone: whether no commit of the range lies at the border, beyond which parents are missing. */
export function wholeRange({ root: cwd, inHook, objects }: Repository, range: string): boolean {
  let border: ReadonlySet<string>;
  try {
    border = new Set(readFileSync(resolve(objects, '..', 'shallow'), 'latin1').split('\n'));
  } catch {
    return false;
  }
  const { code, out } = gitSync(['rev-list', range, '--'], { cwd, inHook });
  return (
    code === 0 &&
    !out
      .toString('latin1')
      .split('\n')
      .some((id) => id !== '' && border.has(id))
  );
}
