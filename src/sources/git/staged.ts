/** What the next commit would add: blobs of the index, never the files beside it. */

import { bytesDocument, type Document } from '../../model/document.ts';
import { UsageError } from '../../model/errors.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { Slice } from '../../model/slice.ts';
import { type Target, targetName } from '../../model/target.ts';
import { shown } from '../names.ts';
import type { Repository } from './paths.ts';
import { gitSync } from './run.ts';

/** One staged blob: its id and where it will stand, as bytes. */
export interface Staged {
  readonly id: string;
  readonly path: string;
  readonly mode: string;
}

const regular = /^100|^120000/;

/** Blobs that are added or changed against HEAD (or against nothing before the first commit). */
export function listStaged(repository: Repository): { readonly blobs: readonly Staged[]; readonly submodules: number } {
  const { root: cwd, inHook } = repository;
  // Before the first commit there is nothing to compare with: git then takes the empty tree.
  const { code, out, err } = gitSync(
    [
      'diff',
      '--cached',
      '--raw',
      '-z',
      '--no-abbrev',
      '--no-renames',
      '--no-ext-diff',
      '--no-textconv',
      '--diff-filter=ACMRT',
      '--ita-invisible-in-index',
    ],
    { cwd, inHook },
  );
  if (code !== 0) throw new UsageError('GIT_FAILED', `${cwd}: the index cannot be read: ${err}`);
  const blobs: Staged[] = [];
  let submodules = 0;
  const tokens = out.toString('latin1').split('\0');
  for (let at = 0; at + 1 < tokens.length; at += 2) {
    const [, mode = '', , id = ''] = tokens[at]!.split(' ');
    if (regular.test(mode)) blobs.push({ id, mode, path: tokens[at + 1]! });
    else submodules++;
  }
  return { blobs, submodules };
}

export function* stagedSlices(target: Target, repository: Repository): Generator<Slice | Problem> {
  const { blobs, submodules } = listStaged(repository);
  if (submodules > 0) {
    yield problem('SUBMODULE', targetName(target), 'staged submodules are not followed', {
      count: submodules,
      note: true,
    });
  }
  yield {
    kind: 'slice',
    target,
    label: `${blobs.length} staged`,
    documents: blobs.length,
    work: { kind: 'staged', repository, blobs },
  };
}

/** Ids given to one `git cat-file`, and at most this many bytes of them in memory, by asking sizes first. */
const maxTogether = 256 * 2 ** 20;

export function* stagedDocuments(
  target: string,
  repository: Repository,
  blobs: readonly Staged[],
): Generator<Document | Problem> {
  if (blobs.length === 0) return;
  const { root: cwd, inHook } = repository;
  const sizes = gitSync(['cat-file', '--batch-check=%(objectsize)'], {
    cwd,
    inHook,
    input: blobs.map(({ id }) => `${id}\n`).join(''),
  });
  const known = sizes.out.toString('latin1').split('\n');
  let batch: Staged[] = [];
  let bytes = 0;
  for (const [at, blob] of blobs.entries()) {
    const size = Number(known[at]);
    if (batch.length > 0 && bytes + size > maxTogether) {
      yield* readBatch(target, repository, batch);
      batch = [];
      bytes = 0;
    }
    batch.push(blob);
    bytes += Number.isFinite(size) ? size : 0;
  }
  yield* readBatch(target, repository, batch);
}

function* readBatch(
  target: string,
  { root: cwd, inHook }: Repository,
  blobs: readonly Staged[],
): Generator<Document | Problem> {
  const { out } = gitSync(['cat-file', '--batch'], { cwd, inHook, input: blobs.map(({ id }) => `${id}\n`).join('') });
  let at = 0;
  for (const { id, path } of blobs) {
    const end = out.indexOf(10, at);
    const head = end === -1 ? '' : out.toString('latin1', at, end);
    const size = Number(/ blob (\d+)$/.exec(head)?.[1] ?? Number.NaN);
    const provenance = { target, path: shown(path), details: [{ name: 'state', value: 'staged' }] };
    if (!Number.isFinite(size) || end + 1 + size > out.length) {
      yield problem('MISSING_OBJECT', `${target} ${provenance.path}`, `the staged blob ${id.slice(0, 12)} is not here`);
      if (end !== -1) at = end + 1;
      continue;
    }
    yield bytesDocument(provenance, out.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
}
