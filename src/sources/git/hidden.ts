/** What replacements and grafts keep from whoever looks with git: leakwalk looks past both, and says so. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from './paths.ts';
import { gitSync } from './run.ts';

/** `by a replacement`, `by a graft`, for those of the objects that are hidden so. */
export function hiddenBy(repository: Repository, ids: readonly string[]): ReadonlyMap<string, string> {
  const { root: cwd, inHook, objects } = repository;
  const hidden = new Map<string, string>();
  if (existsSync(join(objects, '..', 'info', 'grafts'))) {
    const list = (grafts: boolean): Set<string> => {
      const { code, out } = gitSync(['rev-list', '--all'], { cwd, inHook, grafts });
      return new Set(code === 0 ? out.toString('latin1').split('\n') : ids);
    };
    const [seen, all] = [list(true), list(false)];
    for (const id of ids) if (all.has(id) && !seen.has(id)) hidden.set(id, 'by a graft');
  }
  const { out } = gitSync(['for-each-ref', '--format=%(refname)', 'refs/replace/'], { cwd, inHook });
  const replaced = new Set(
    out
      .toString('latin1')
      .split('\n')
      .map((name) => name.slice('refs/replace/'.length)),
  );
  for (const id of ids) if (replaced.has(id)) hidden.set(id, 'by a replacement');
  return hidden;
}
