/**
 * Every object that a repository and its submodules hold, reachable or not, straight from their packs; and what is no object
 * (`beside.ts`).
 */

import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { ObjectType } from '../../formats/pack/entries.ts';
import { PackError } from '../../formats/pack/index-file.ts';
import { listLoose, readLoose } from '../../formats/pack/loose.ts';
import { openStore } from '../../formats/pack/store.ts';
import { openPack, type PackFault } from '../../formats/pack/walk.ts';
import { bytesDocument, type Document, type Provenance } from '../../model/document.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { ReadOptions, Slice } from '../../model/slice.ts';
import { type Target, targetName } from '../../model/target.ts';
import { shown } from '../names.ts';
import { besideDocuments, nameDocuments } from './beside.ts';
import { type BlobPaths, blobPaths } from './blob-paths.ts';
import { ofModule, type Repository, submodulesOf } from './paths.ts';
import { gitStream, gitSync } from './run.ts';
import { streamDocument } from './stream.ts';

/** What a history slice needs to be opened again. */
export type HistoryWork =
  | {
      readonly kind: 'pack';
      readonly repository: Repository;
      readonly file: string;
      readonly part: number;
      readonly parts: number;
    }
  | { readonly kind: 'loose'; readonly repository: Repository; readonly folder: string }
  | { readonly kind: 'listed'; readonly repository: Repository; readonly revisions: readonly string[] }
  | { readonly kind: 'beside'; readonly repository: Repository; readonly gitFolder: string };

const types: ReadonlySet<ObjectType> = new Set(['blob', 'commit', 'tag']);

/** Larger objects are streamed through git, bytes. */
const maxDirect = 64 * 2 ** 20;
/** A pack of this many bytes is shared by several slices. */
const shareBytes = 16 * 2 ** 20;
const maxShares = 16;

/** All revisions there are: refs of every kind, reflogs, the index's trees. */
const everything = ['--all', '--reflog', '--indexed-objects'];

export async function* historySlices(
  target: Target,
  repository: Repository,
  options: ReadOptions,
): AsyncGenerator<Slice | Problem> {
  const name = targetName(target);
  if (repository.shallow)
    yield problem('SHALLOW', name, 'older history is not in this clone; git fetch --unshallow brings it');
  const slice = (label: string, work: HistoryWork, bytes: number): Slice => ({
    kind: 'slice',
    target,
    label,
    bytes,
    work,
  });
  if (options.since !== undefined || options.range !== undefined) {
    const revisions = [
      ...(options.range === undefined ? everything : [options.range]),
      ...(options.since === undefined ? [] : [`--since=${options.since}`]),
    ];
    yield slice('commits of the range', { kind: 'listed', repository, revisions }, 0);
    return;
  }
  const store = openStore(repository.objects);
  for (const file of store.unindexed)
    yield problem(
      'CORRUPT',
      `${name} ${relative(repository.root, file)}`,
      'a pack without its index; git index-pack makes one',
    );
  for (const file of store.packs) {
    const bytes = statSync(file.replace(/\.idx$/, '.pack')).size;
    const parts = Math.max(1, Math.min(maxShares, Math.ceil(bytes / shareBytes)));
    for (let part = 0; part < parts; part++) {
      // A packed byte stands for some ten of content.
      yield slice(
        `pack ${part + 1} of ${parts}`,
        { kind: 'pack', repository, file, part, parts },
        (bytes / parts) * 10,
      );
    }
  }
  const bare = store.packs.length === 0 && store.folders.every((folder) => listLoose(folder).next().done);
  if (bare) yield problem('EMPTY', name, 'the repository holds no object');
  for (const folder of store.folders) yield slice('loose objects', { kind: 'loose', repository, folder }, 0);
  const gitFolder = resolve(repository.objects, '..');
  yield slice('names, reflogs, configuration and large files', { kind: 'beside', repository, gitFolder }, 0);
  if (repository.module === undefined)
    for (const module of submodulesOf(repository)) yield* historySlices(target, module, options);
}

export async function* historyDocuments(
  target: string,
  work: HistoryWork,
  options: ReadOptions,
): AsyncGenerator<Document | Problem> {
  if (work.kind === 'beside') {
    yield* besideDocuments(target, work.gitFolder, work.repository, options);
    return yield* nameDocuments(target, work.repository, await pathsOf(work.repository));
  }
  if (work.kind === 'listed') return yield* listedDocuments(target, work.repository, work.revisions, options);
  const paths = await pathsOf(work.repository);
  if (work.kind === 'pack') yield* packDocuments(target, work, paths, options);
  else yield* looseDocuments(target, work.repository, work.folder, paths, options);
}

/** One pass serves all slices of a repository in a thread. */
const pathsSeen = new Map<string, Promise<BlobPaths>>();

function pathsOf(repository: Repository): Promise<BlobPaths> {
  let paths = pathsSeen.get(repository.objects);
  if (!paths) {
    paths = blobPaths(repository, everything);
    pathsSeen.clear();
    pathsSeen.set(repository.objects, paths);
  }
  return paths;
}

/** A commit's or tag's text is a document too; a blob without a path is named by its id. */
function provenanceOf(
  target: string,
  repository: Repository,
  type: ObjectType,
  id: string,
  paths: BlobPaths,
): Provenance {
  const path = type === 'blob' ? paths.get(id) : undefined;
  const details = [...ofModule(repository), { name: type, value: id }];
  return { target, path: path === undefined ? `${type} ${id}` : shown(path), details };
}

function* packDocuments(
  target: string,
  work: Extract<HistoryWork, { kind: 'pack' }>,
  paths: BlobPaths,
  options: ReadOptions,
): Generator<Document | Problem> {
  const { repository, file, part, parts } = work;
  const where = `${target} ${relative(repository.root, file)}`;
  let pack: ReturnType<typeof openPack>;
  try {
    pack = openPack(file, repository.idBytes);
  } catch (cause) {
    if (cause instanceof PackError) yield problem('CORRUPT', where, cause.message);
    else yield problem('UNREADABLE', where, `cannot be opened (${(cause as { code?: string }).code})`);
    return;
  }
  try {
    for (const entry of pack.walk({ types, maxBytes: Math.min(maxDirect, options.maxBytes), part, parts })) {
      if (entry.kind === 'fault') {
        yield throughGit(target, repository, entry, paths, options);
        continue;
      }
      const { id, type, bytes, novel } = entry;
      const document = bytesDocument(provenanceOf(target, repository, type, id, paths), bytes, {
        id,
        plain: type !== 'blob',
      });
      yield { ...document, bytes, ...(novel ? { novel } : {}) };
    }
  } finally {
    pack.close();
  }
}

function* looseDocuments(
  target: string,
  repository: Repository,
  folder: string,
  paths: BlobPaths,
  options: ReadOptions,
): Generator<Document | Problem> {
  for (const id of listLoose(folder)) {
    try {
      const entry = readLoose(folder, id, types, Math.min(maxDirect, options.maxBytes));
      if (!entry) continue;
      if (entry.kind === 'fault')
        yield throughGit(
          target,
          repository,
          { kind: 'fault', id, reason: entry.reason, size: entry.size },
          paths,
          options,
        );
      else
        yield bytesDocument(provenanceOf(target, repository, entry.type, id, paths), entry.bytes, {
          id,
          plain: entry.type !== 'blob',
        });
    } catch (cause) {
      const { code } = cause as { code?: string };
      if (code === undefined) throw cause;
      yield problem(
        code === 'ENOENT' ? 'VANISHED' : 'UNREADABLE',
        `${target} object ${id}`,
        `cannot be read (${code})`,
      );
    }
  }
}

/** What the direct road cannot give is asked of git: large objects, and damaged ones that have a sound copy elsewhere. */
function throughGit(
  target: string,
  repository: Repository,
  fault: PackFault,
  paths: BlobPaths,
  options: ReadOptions,
): Document | Problem {
  const { root: cwd, inHook } = repository;
  const where = `${target} object ${fault.id}`;
  const asked = gitSync(['cat-file', '--batch-check'], { cwd, inHook, input: `${fault.id}\n` });
  const [, type = '', size = ''] = asked.out.toString('latin1').trim().split(' ');
  if (!types.has(type as ObjectType)) {
    if (type === 'tree') return problem('EXCLUDED', where, 'a tree holds names only', { note: true });
    const code = type === 'missing' ? 'MISSING_OBJECT' : 'CORRUPT';
    return problem(
      code,
      where,
      fault.reason === 'missing-base' ? 'its base is not in the pack' : 'the object is damaged',
      { bytes: fault.size },
    );
  }
  if (Number(size) > options.maxBytes)
    return problem('TOO_LARGE', where, `larger than ${options.maxBytes} bytes`, { bytes: Number(size) });
  const provenance = provenanceOf(target, repository, type as ObjectType, fault.id, paths);
  return streamDocument(
    provenance,
    fault.id,
    Number(size),
    () => gitStream(['cat-file', type, fault.id], { cwd, inHook }),
    where,
  );
}

/** Objects that commits of a range brought in, through git: ids by rev-list, contents by one cat-file. */
async function* listedDocuments(
  target: string,
  repository: Repository,
  revisions: readonly string[],
  options: ReadOptions,
): AsyncGenerator<Document | Problem> {
  const { root: cwd, inHook } = repository;
  const listed = gitSync(['rev-list', '--objects', ...revisions], { cwd, inHook });
  if (listed.code !== 0) {
    const { UsageError } = await import('../../model/errors.ts');
    throw new UsageError('GIT_FAILED', `${cwd}: the range cannot be listed: ${listed.err}`);
  }
  const byId = new Map<string, string>();
  for (const line of listed.out.toString('latin1').split('\n')) {
    if (line !== '') byId.set(line.slice(0, repository.idBytes * 2), line.slice(repository.idBytes * 2 + 1));
  }
  const paths: BlobPaths = { get: (id) => byId.get(id) || undefined, size: byId.size, names: () => byId.values() };
  for await (const entry of batch(repository, [...byId.keys()], Math.min(maxDirect, options.maxBytes))) {
    const { id, type, size, bytes } = entry;
    const where = `${target} object ${id}`;
    if (type === 'missing') yield problem('MISSING_OBJECT', where, 'the object is not in this clone');
    else if (bytes)
      yield bytesDocument(provenanceOf(target, repository, type, id, paths), bytes, { id, plain: type !== 'blob' });
    else yield throughGit(target, repository, { kind: 'fault', id, reason: 'too-large', size }, paths, options);
  }
}

interface BatchEntry {
  readonly id: string;
  readonly type: ObjectType | 'missing';
  readonly size: number;
  /** Undefined above the limit. */
  readonly bytes?: Buffer;
}

/** Blobs, commits and tags of a list, read by one git. */
async function* batch(
  { root: cwd, inHook }: Repository,
  ids: readonly string[],
  maxBytes: number,
): AsyncGenerator<BatchEntry> {
  const input = ids.map((id) => `${id}\n`).join('');
  const checked = gitSync(['cat-file', '--batch-check'], { cwd, inHook, input }).out.toString('latin1').split('\n');
  const wanted: string[] = [];
  for (const line of checked) {
    const [id = '', type = '', size = ''] = line.split(' ');
    if (type === 'missing') yield { id, type, size: 0 };
    else if (!types.has(type as ObjectType)) continue;
    else if (Number(size) > maxBytes) yield { id, type: type as ObjectType, size: Number(size) };
    else wanted.push(`${id}\n`);
  }
  if (wanted.length === 0) return;
  let rest: Buffer = Buffer.alloc(0);
  // Pieces of a large object are joined once, when all of it is there.
  let waiting: Buffer[] = [];
  let have = 0;
  let need = 0;
  for await (const piece of gitStream(['cat-file', '--batch', '--buffer'], { cwd, inHook, input: wanted.join('') })) {
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
