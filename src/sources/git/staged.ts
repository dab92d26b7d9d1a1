/** What the next commit would add: blobs of the index, never the files beside it. */

import { createObjectReader } from '../../formats/pack/object.ts';
import { bytesDocument, type Document, type Provenance } from '../../model/document.ts';
import { UsageError } from '../../model/errors.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { Slice } from '../../model/slice.ts';
import { type Target, targetName } from '../../model/target.ts';
import { shown } from '../names.ts';
import { listDirect, type Staged } from './direct.ts';
import { hookOf, openRepository } from './paths.ts';
import { gitStream, gitSync } from './run.ts';
import { streamDocument } from './stream.ts';

/** Where git is run: the target as given, since the hook has no time to ask for its root. */
export interface Place {
  readonly cwd: string;
  readonly inHook: boolean;
}

/** The one slice of a staged scan. */
export interface StagedWork {
  readonly kind: 'staged';
  readonly place: Place;
  readonly blobs: readonly Staged[];
  readonly objects?: string;
}

const regular = /^100|^120000/;

export interface Listing {
  readonly blobs: readonly Staged[];
  readonly submodules: number;
  /** The folder of objects, where they can be read without git. */
  readonly objects?: string;
}

/** Blobs that are added or changed against HEAD (or against nothing before the first commit). */
export function listStaged({ cwd, inHook }: Place): Listing {
  const direct = listDirect(cwd, inHook);
  return direct ? { ...direct, submodules: 0 } : listByGit({ cwd, inHook });
}

/** What git says is staged. */
export function listByGit({ cwd, inHook }: Place): Listing {
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
  const { blobs, submodules, objects } = listStaged(place);
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
    work: { kind: 'staged', place, blobs, ...(objects === undefined ? {} : { objects }) },
  };
}

/** Ids given to one `git cat-file`. */
const together = 256;

/** Blobs up to this size are read without git, bytes. */
const maxDirect = 32 * 2 ** 20;

export function* stagedDocuments(target: string, { place, blobs, objects }: StagedWork): Generator<Document | Problem> {
  const left: Staged[] = [];
  if (objects === undefined) left.push(...blobs);
  else yield* readDirect(target, objects, blobs, left);
  for (let at = 0; at < left.length; at += together) yield* readBatch(target, place, left.slice(at, at + together));
}

function provenanceOf(target: string, { path }: Staged): Provenance {
  return { target, path: shown(path), details: [{ name: 'state', value: 'staged' }] };
}

/** Those that git must be asked for go to `left`. */
function* readDirect(
  target: string,
  objects: string,
  blobs: readonly Staged[],
  left: Staged[],
): Generator<Document | Problem> {
  const reader = createObjectReader(objects);
  try {
    for (const blob of blobs) {
      const object = reader.read(blob.id, maxDirect);
      if (object?.type === 'blob') yield bytesDocument(provenanceOf(target, blob), object.bytes);
      else left.push(blob);
    }
  } finally {
    reader.close();
  }
}

function* readBatch(target: string, place: Place, blobs: readonly Staged[]): Generator<Document | Problem> {
  const { out } = gitSync(['cat-file', '--batch'], { ...place, input: blobs.map(({ id }) => `${id}\n`).join('') });
  let at = 0;
  for (const blob of blobs) {
    const { id } = blob;
    const end = out.indexOf(10, at);
    const head = end === -1 ? '' : out.toString('latin1', at, end);
    const size = Number(/ blob (\d+)$/.exec(head)?.[1] ?? Number.NaN);
    const provenance = provenanceOf(target, blob);
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
