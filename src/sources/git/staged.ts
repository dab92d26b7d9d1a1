/** What the next commit would add: blobs of the index, never the files beside it. */

import { bytesDocument, type Document } from '../../model/document.ts';
import { UsageError } from '../../model/errors.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { Slice } from '../../model/slice.ts';
import { type Target, targetName } from '../../model/target.ts';
import { shown } from '../names.ts';
import { hookOf, openRepository } from './paths.ts';
import { gitStream, gitSync } from './run.ts';
import { streamDocument } from './stream.ts';

/** Where git is run: the target as given, since the hook has no time to ask for its root. */
export interface Place {
  readonly cwd: string;
  readonly inHook: boolean;
}

/** One staged blob: its id and where it will stand, as bytes. */
export interface Staged {
  readonly id: string;
  readonly path: string;
  readonly mode: string;
}

const regular = /^100|^120000/;

/** Blobs that are added or changed against HEAD (or against nothing before the first commit). */
export function listStaged(repository: Place): { readonly blobs: readonly Staged[]; readonly submodules: number } {
  const { cwd, inHook } = repository;
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
  if (code !== 0) {
    // Says so itself where this is no repository at all.
    openRepository(cwd);
    throw new UsageError('GIT_FAILED', `${cwd}: the index cannot be read: ${err}`);
  }
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

export function* stagedSlices(target: Target): Generator<Slice | Problem> {
  const place: Place = { cwd: target.locator, inHook: hookOf(target.locator) };
  const { blobs, submodules } = listStaged(place);
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
    work: { kind: 'staged', place, blobs },
  };
}

/** Ids given to one `git cat-file`. */
const together = 256;

export function* stagedDocuments(
  target: string,
  place: Place,
  blobs: readonly Staged[],
): Generator<Document | Problem> {
  for (let at = 0; at < blobs.length; at += together) yield* readBatch(target, place, blobs.slice(at, at + together));
}

function* readBatch(target: string, place: Place, blobs: readonly Staged[]): Generator<Document | Problem> {
  const { out } = gitSync(['cat-file', '--batch'], { ...place, input: blobs.map(({ id }) => `${id}\n`).join('') });
  let at = 0;
  for (const { id, path } of blobs) {
    const end = out.indexOf(10, at);
    const head = end === -1 ? '' : out.toString('latin1', at, end);
    const size = Number(/ blob (\d+)$/.exec(head)?.[1] ?? Number.NaN);
    const provenance = { target, path: shown(path), details: [{ name: 'state', value: 'staged' }] };
    const where = `${target} ${provenance.path}`;
    if (end !== -1 && !Number.isFinite(size)) {
      yield problem('MISSING_OBJECT', where, `the staged blob ${id.slice(0, 12)} is not here`);
      at = end + 1;
    } else if (end === -1 || end + 1 + size > out.length) {
      // More than one answer can hold: this blob alone, piece by piece.
      yield streamDocument(provenance, id, size, () => gitStream(['cat-file', 'blob', id], place), where);
      at = out.length;
    } else {
      yield bytesDocument(provenance, out.subarray(end + 1, end + 1 + size));
      at = end + 1 + size + 1;
    }
  }
}
