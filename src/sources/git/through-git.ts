/** Objects through git: those of a range, those of a list, and what the direct road cannot give. */

import type { ObjectType } from '../../formats/pack/entries.ts';
import type { PackFault } from '../../formats/pack/walk.ts';
import type { Document } from '../../model/document.ts';
import { UsageError } from '../../model/errors.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { ReadOptions } from '../../model/slice.ts';
import { nameDocuments } from './beside.ts';
import { type BlobPaths, pathsOf } from './blob-paths.ts';
import { maxDirect, objectDocument, provenanceOf, scannedTypes, textTypes } from './object-document.ts';
import type { Repository } from './paths.ts';
import { gitStream, gitSync } from './run.ts';
import { streamDocument } from './stream.ts';

/** What revisions reach. */
export interface Listed {
  readonly repository: Repository;
  readonly revisions: readonly string[];
  /** What of it is scanned. */
  readonly wanted: readonly ('blobs' | 'messages' | 'names')[];
}

/**
 * What the direct road could not give is asked of git: large objects, and damaged ones that have a sound copy elsewhere. One
 * git for all of them, but for each large one another.
 */
export async function* throughGit(
  target: string,
  repository: Repository,
  faults: readonly PackFault[],
  paths: BlobPaths,
  options: ReadOptions,
): AsyncGenerator<Document | Problem> {
  if (faults.length === 0) return;
  const { root: cwd, inHook } = repository;
  const input = faults.map(({ id }) => `${id}\n`).join('');
  const asked = gitSync(['cat-file', '--batch-check'], { cwd, inHook, input }).out.toString('latin1').split('\n');
  const wanted: Stored[] = [];
  for (const [k, { id, reason, size: known }] of faults.entries()) {
    const where = `${target} object ${id}`;
    const [, type = '', size = ''] = asked[k]?.split(' ') ?? [];
    if (scannedTypes.has(type as ObjectType)) {
      const found = { id, type: type as ObjectType, size: Number(size) };
      if (found.size > Math.min(maxDirect, options.maxBytes))
        yield largeDocument(target, repository, found, paths, options);
      else wanted.push(found);
    } else if (type === 'tree') yield problem('EXCLUDED', where, 'a tree holds names only', { note: true });
    else if (reason === 'missing-base')
      yield problem('MISSING_OBJECT', where, 'its base is not in the pack', { bytes: known });
    else yield problem('CORRUPT', where, 'the object is damaged', { bytes: known });
  }
  for (let at = 0; at < wanted.length; ) {
    try {
      for await (const { id, type, bytes } of contents(repository, wanted.slice(at))) {
        at++;
        yield objectDocument(target, repository, type, id, bytes, paths);
      }
      return;
    } catch (cause) {
      if (!(cause instanceof UsageError)) throw cause;
      // Git ends at the first object that it cannot give.
      const { id, size } = wanted[at++]!;
      yield problem('CORRUPT', `${target} object ${id}`, 'git could not give the object', { bytes: size });
    }
  }
}

/** An object over the limit of what is held in memory, as a stream of its own. */
function largeDocument(
  target: string,
  repository: Repository,
  { id, type, size }: Stored,
  paths: BlobPaths,
  options: ReadOptions,
): Document | Problem {
  const { root: cwd, inHook } = repository;
  const where = `${target} object ${id}`;
  if (size > options.maxBytes)
    return problem('TOO_LARGE', where, `larger than ${options.maxBytes} bytes`, { bytes: size });
  const provenance = provenanceOf(target, repository, type, id, paths);
  return streamDocument(provenance, id, size, () => gitStream(['cat-file', type, id], { cwd, inHook }), where);
}

/** Objects that commits of a range brought in, through git: ids by rev-list, contents by one cat-file. */
export async function* listedDocuments(
  target: string,
  { repository, revisions, wanted }: Listed,
  options: ReadOptions,
): AsyncGenerator<Document | Problem> {
  const { root: cwd, inHook } = repository;
  const listed = gitSync(['rev-list', '--objects', '--missing=print', ...revisions], { cwd, inHook });
  if (listed.code !== 0) throw new UsageError('GIT_FAILED', `${cwd}: the range cannot be listed: ${listed.err}`);
  const byId = new Map<string, string>();
  for (const line of listed.out.toString('latin1').split('\n')) {
    if (line.startsWith('?'))
      yield problem('MISSING_OBJECT', `${target} object ${line.slice(1)}`, 'the object is not in this clone');
    else if (line !== '') byId.set(line.slice(0, repository.idBytes * 2), line.slice(repository.idBytes * 2 + 1));
  }
  const paths = pathsOf(byId);
  const ofType = new Set(
    [...scannedTypes].filter((type) => wanted.includes(textTypes.has(type) ? 'messages' : 'blobs')),
  );
  yield* objectDocuments(target, repository, [...byId.keys()], ofType, paths, options);
  const refs = options.incoming?.refs.map(({ name }) => name) ?? [];
  if (wanted.includes('names')) yield* nameDocuments(target, repository, paths, refs);
}

/** Objects by their ids, through one cat-file. */
export async function* objectDocuments(
  target: string,
  repository: Repository,
  ids: readonly string[],
  ofType: ReadonlySet<ObjectType>,
  paths: BlobPaths,
  options: ReadOptions,
): AsyncGenerator<Document | Problem> {
  const { root: cwd, inHook } = repository;
  const input = ids.map((id) => `${id}\n`).join('');
  const checked = gitSync(['cat-file', '--batch-check'], { cwd, inHook, input }).out.toString('latin1').split('\n');
  const wanted: Stored[] = [];
  for (const line of checked) {
    const [id = '', type = '', size = ''] = line.split(' ');
    const found = { id, type: type as ObjectType, size: Number(size) };
    if (type === 'missing')
      yield problem('MISSING_OBJECT', `${target} object ${id}`, 'the object is not in this clone');
    else if (!ofType.has(found.type)) continue;
    else if (found.size > Math.min(maxDirect, options.maxBytes))
      yield largeDocument(target, repository, found, paths, options);
    else wanted.push(found);
  }
  for await (const { id, type, bytes } of contents(repository, wanted))
    yield objectDocument(target, repository, type, id, bytes, paths);
}

interface Stored {
  readonly id: string;
  readonly type: ObjectType;
  readonly size: number;
}

interface Content extends Stored {
  readonly bytes: Buffer;
}

/** Contents of objects that are there, in their order, read by one git. @throws UsageError where git cannot give one */
async function* contents({ root: cwd, inHook }: Repository, wanted: readonly Stored[]): AsyncGenerator<Content> {
  if (wanted.length === 0) return;
  const input = wanted.map(({ id }) => `${id}\n`).join('');
  let rest: Buffer = Buffer.alloc(0);
  // Pieces of a large object are joined once, when all of it is there.
  let waiting: Buffer[] = [];
  let have = 0;
  let need = 0;
  for await (const piece of gitStream(['cat-file', '--batch', '--buffer'], { cwd, inHook, input })) {
    waiting.push(piece);
    have += piece.length;
    if (have < need) continue;
    rest = waiting.length === 1 ? piece : Buffer.concat(waiting);
    for (;;) {
      need = 0;
      const end = rest.indexOf(10);
      if (end === -1) break;
      const [id = '', type = '', size = ''] = rest.toString('latin1', 0, end).split(' ');
      const next = end + 1 + Number(size) + 1;
      need = next;
      if (rest.length < next) break;
      yield { id, type: type as ObjectType, size: Number(size), bytes: rest.subarray(end + 1, next - 1) };
      rest = rest.subarray(next);
    }
    waiting = rest.length === 0 ? [] : [rest];
    have = rest.length;
  }
}
