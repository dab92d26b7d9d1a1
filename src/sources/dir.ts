/** `dir:` every file of a folder, whatever any .gitignore says. */

import { UsageError } from '../model/errors.ts';
import type { Problem } from '../model/problem.ts';
import type { Slice } from '../model/slice.ts';
import { type Target, targetName } from '../model/target.ts';
import { excluder } from './exclude.ts';
import { fileDocument, mustExist } from './file.ts';
import { type BytePath, fromText, shown } from './names.ts';
import type { Source } from './source.ts';
import { join, walk } from './walk.ts';

/** Paths a slice holds. */
export const batchSize = 256;

/** What a batch of paths needs to be opened again. */
export interface PathBatch {
  readonly root: BytePath;
  readonly paths: readonly BytePath[];
}

/** Gathers paths into slices. */
export function* batches(
  target: Target,
  root: BytePath,
  entries: Iterable<BytePath | Problem>,
): Generator<Slice | Problem> {
  let paths: BytePath[] = [];
  const slice = (): Slice => {
    const work: PathBatch = { root, paths };
    return { kind: 'slice', target, label: `${paths.length} files`, documents: paths.length, work };
  };
  for (const entry of entries) {
    if (typeof entry !== 'string') {
      yield entry;
      continue;
    }
    paths.push(entry);
    if (paths.length === batchSize) {
      yield slice();
      paths = [];
    }
  }
  if (paths.length > 0) yield slice();
}

export const dir: Source = {
  kind: 'dir',
  summary: 'every file of a folder',
  async *slices(target, options) {
    if (!mustExist(target.locator)!.isDirectory()) {
      throw new UsageError('TARGET_MISSING', `${target.locator}: is a file; write file:${target.locator}`);
    }
    const root = fromText(target.locator);
    const name = targetName(target);
    yield* batches(target, root, walk(root, { target: name, excludes: excluder(options.exclude) }));
  },
  *documents(slice, options) {
    const { root, paths } = slice.work as PathBatch;
    const target = targetName(slice.target);
    for (const path of paths) yield fileDocument(target, join(root, path), shown(path), options.maxBytes);
  },
};
