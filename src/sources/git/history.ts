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
import { bytesDocument, type Detail, type Document, type Provenance } from '../../model/document.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { Seen } from '../../model/seen.ts';
import type { ReadOptions, Slice } from '../../model/slice.ts';
import { type Target, targetName } from '../../model/target.ts';
import { fromText, shown } from '../names.ts';
import { type Beside, besideDocument, listBeside, nameDocuments, refNames, stateOf } from './beside.ts';
import { type BlobPaths, blobPaths } from './blob-paths.ts';
import { ofModule, type Repository, submodulesOf } from './paths.ts';
import { type HidingPlace, hidingPlaces } from './places.ts';
import { checkRange, wholeRange } from './range.ts';
import { gitStream, gitSync } from './run.ts';
import { looseEnds, placeRevisions, storedIds } from './selected.ts';
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
  | {
      readonly kind: 'listed';
      readonly repository: Repository;
      readonly revisions: readonly string[];
      readonly wanted: Wanted;
    }
  | { readonly kind: 'ids'; readonly repository: Repository; readonly ids: readonly string[] }
  | {
      readonly kind: 'beside';
      readonly repository: Repository;
      readonly gitFolder: string;
      readonly files: readonly Beside[];
    }
  | { readonly kind: 'names'; readonly repository: Repository; readonly names?: Names };

/** What of listed objects is scanned. */
type Wanted = readonly ('blobs' | 'messages' | 'names')[];

/** Names of files, absent = all that trees hold; names of refs. */
interface Names {
  readonly files?: readonly string[];
  readonly refs: readonly string[];
}

const types: ReadonlySet<ObjectType> = new Set(['blob', 'commit', 'tag']);
const texts: ReadonlySet<string> = new Set(['commit', 'tag']);

/** Larger objects are streamed through git, bytes. */
const maxDirect = 64 * 2 ** 20;
/** A pack of this many bytes is shared by several slices. */
const shareBytes = 16 * 2 ** 20;
const maxShares = 16;

/** All revisions there are: refs of every kind, reflogs, the index's trees. */
const everything = ['--all', '--reflog', '--indexed-objects'];

/** Objects that one slice of ids holds. */
const idsTogether = 4096;

/** Places whose objects are read straight from the packs when all of them are wanted. */
const ofObjects = [
  'branches',
  'tags',
  'remotes',
  'refs',
  'notes',
  'replace',
  'stash',
  'reflog',
  'index',
  'unreachable',
  'messages',
] as const satisfies readonly HidingPlace[];

export async function* historySlices(
  target: Target,
  repository: Repository,
  options: ReadOptions,
  { seen, cloned = false }: { readonly seen?: Seen | undefined; readonly cloned?: boolean } = {},
): AsyncGenerator<Slice | Problem> {
  const name = targetName(target);
  const slice = (label: string, work: HistoryWork, bytes = 0): Slice => ({ kind: 'slice', target, label, bytes, work });
  const { since, range, incoming } = options;
  if (incoming || since !== undefined || range !== undefined) {
    if (repository.shallow && !incoming) yield shallow(name, range !== undefined && wholeRange(repository, range));
    if (range !== undefined) checkRange(repository, range);
    const revisions = incoming?.revisions ?? [
      ...(range === undefined ? everything : [range]),
      ...(since === undefined ? [] : [`--since=${since}`]),
    ];
    if (incoming && revisions.length === 0) return;
    yield slice('commits of the range', {
      kind: 'listed',
      repository,
      revisions,
      wanted: ['blobs', 'messages', 'names'],
    });
    return;
  }
  if (repository.shallow) yield shallow(name, false);
  const wanted = (options.places ?? Object.keys(hidingPlaces)) as readonly HidingPlace[];
  const store = openStore(repository.objects);
  for (const file of store.unindexed)
    yield problem(
      'CORRUPT',
      `${name} ${relative(repository.root, file)}`,
      'a pack without its index; git index-pack makes one',
    );
  const bare = store.packs.length === 0 && store.folders.every((folder) => listLoose(folder).next().done);
  if (bare) yield problem('EMPTY', name, 'the repository holds no object');
  const scope = repository.module === undefined ? name : `${name} ${repository.module}`;
  const closed: string[] = [];
  const ids = seen && [...storedIds(store, repository.idBytes, (folder) => closed.push(folder))];
  const fresh = ids && seen.fresh(scope, ids);
  const some = fresh && fresh.length < ids.length;
  // Loose objects tell of their own folders when all of them are scanned.
  for (const folder of [...store.unreadable, ...(some ? closed : [])]) yield unreadable(name, repository, folder);
  if (some) yield* idSlices(fresh);
  else if (ofObjects.every((place) => wanted.includes(place))) {
    for (const file of store.packs) yield* packSlices(file);
    for (const folder of store.folders) yield slice('loose objects', { kind: 'loose', repository, folder });
  } else {
    for (const revisions of placeRevisions(repository, wanted))
      yield slice('objects of a place', { kind: 'listed', repository, revisions, wanted: ['blobs'] });
    yield* idSlices(looseEnds(repository, wanted));
  }
  const gitFolder = resolve(repository.objects, '..');
  const files = cloned ? [] : [...listBeside(gitFolder)].filter(({ place }) => wanted.includes(place));
  const changed = seen ? freshFiles(seen, scope, gitFolder, files) : files;
  if (changed.length > 0)
    yield slice('what lies beside the objects', { kind: 'beside', repository, gitFolder, files: changed });
  if (wanted.includes('names')) {
    const names = seen && (await freshNames(seen, scope, repository, fresh!.length > 0));
    yield slice('names of files and refs', { kind: 'names', repository, ...(names && { names }) });
  }
  if (repository.module === undefined && wanted.includes('submodules'))
    for (const module of submodulesOf(repository)) yield* historySlices(target, module, options, { seen });

  function* idSlices(list: readonly string[]): Generator<Slice> {
    for (let at = 0; at < list.length; at += idsTogether)
      yield slice('objects', { kind: 'ids', repository, ids: list.slice(at, at + idsTogether) });
  }

  function* packSlices(file: string): Generator<Slice> {
    const bytes = statSync(file.replace(/\.idx$/, '.pack')).size;
    const parts = Math.max(1, Math.min(maxShares, Math.ceil(bytes / shareBytes)));
    for (let part = 0; part < parts; part++) {
      // A packed byte stands for some ten of content.
      const work: HistoryWork = { kind: 'pack', repository, file, part, parts };
      yield slice(`pack ${part + 1} of ${parts}`, work, (bytes / parts) * 10);
    }
  }
}

function unreadable(target: string, repository: Repository, folder: string): Problem {
  return problem('UNREADABLE', `${target} ${relative(repository.root, folder)}`, 'a folder of objects may not be read');
}

function shallow(name: string, note: boolean): Problem {
  const detail = 'older history is not in this clone; git fetch --unshallow brings it';
  return problem('SHALLOW', name, note ? 'the clone is shallow, but the range lies wholly in it' : detail, { note });
}

function freshFiles(seen: Seen, scope: string, gitFolder: string, files: readonly Beside[]): readonly Beside[] {
  const states = files.map((file) => [stateOf(fromText(gitFolder), file.name) ?? file.name, file] as const);
  const byState = new Map(states);
  return seen.fresh(scope, byState.keys()).map((state) => byState.get(state)!);
}

async function freshNames(seen: Seen, scope: string, repository: Repository, changed: boolean): Promise<Names> {
  const fresh = (kind: string, names: Iterable<string>): string[] =>
    seen
      .fresh(
        scope,
        [...names].map((name) => `${kind}\0${name}`),
      )
      .map((name) => name.slice(kind.length + 1));
  const refs = fresh('ref', refNames(repository));
  return { refs, files: changed ? fresh('file', (await pathsOf(repository)).names()) : [] };
}

export async function* historyDocuments(
  target: string,
  work: HistoryWork,
  options: ReadOptions,
): AsyncGenerator<Document | Problem> {
  const { repository } = work;
  if (work.kind === 'beside') {
    for (const file of work.files) yield besideDocument(target, work.gitFolder, file, repository, options);
    return;
  }
  if (work.kind === 'names') {
    const files = work.names?.files;
    const paths = files ? { names: () => files } : await pathsOf(repository);
    yield* nameDocuments(target, repository, paths, work.names?.refs ?? refNames(repository));
    if ('missing' in paths) yield* missingObjects(target, repository, paths);
    return;
  }
  if (work.kind === 'listed') return yield* listedDocuments(target, work, options);
  const paths = await pathsOf(repository);
  if (work.kind === 'ids') yield* objectDocuments(target, repository, work.ids, types, paths, options);
  else if (work.kind === 'pack') yield* packDocuments(target, work, paths, options);
  else yield* looseDocuments(target, repository, work.folder, paths, options);
}

/** Missing objects told one by one; of more, as of a partial clone, only how many. */
const toldApart = 20;

function* missingObjects(target: string, repository: Repository, { missing, whole }: BlobPaths): Generator<Problem> {
  if (missing.length > toldApart) {
    const count = missing.length;
    yield problem('MISSING_OBJECT', target, 'objects that others name are not in this clone', { count });
  } else
    for (const id of missing)
      yield problem('MISSING_OBJECT', `${target} object ${id}`, 'another object names it, and it is not in this clone');
  // The repository of a submodule may be all there and lack its work tree, without which git does not start.
  if (!whole && repository.module === undefined)
    yield problem('CORRUPT', target, 'git cannot go through all trees: some names and paths in them are unknown');
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
      const document = objectDocument(target, repository, type, id, bytes, paths);
      // Of a text, the field that a place lies in is told, which versions do not carry.
      yield texts.has(type) ? document : { ...document, bytes, ...(novel ? { novel } : {}) };
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
  const closed: string[] = [];
  for (const id of listLoose(folder, (each) => closed.push(each))) {
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
      else yield objectDocument(target, repository, entry.type, id, entry.bytes, paths);
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
  for (const each of closed) yield unreadable(target, repository, each);
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
    const code = fault.reason === 'missing-base' ? 'MISSING_OBJECT' : 'CORRUPT';
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
  { repository, revisions, wanted }: Extract<HistoryWork, { kind: 'listed' }>,
  options: ReadOptions,
): AsyncGenerator<Document | Problem> {
  const { root: cwd, inHook } = repository;
  const listed = gitSync(['rev-list', '--objects', '--missing=print', ...revisions], { cwd, inHook });
  if (listed.code !== 0) {
    const { UsageError } = await import('../../model/errors.ts');
    throw new UsageError('GIT_FAILED', `${cwd}: the range cannot be listed: ${listed.err}`);
  }
  const byId = new Map<string, string>();
  for (const line of listed.out.toString('latin1').split('\n')) {
    if (line.startsWith('?'))
      yield problem('MISSING_OBJECT', `${target} object ${line.slice(1)}`, 'the object is not in this clone');
    else if (line !== '') byId.set(line.slice(0, repository.idBytes * 2), line.slice(repository.idBytes * 2 + 1));
  }
  const names = new Set(byId.values());
  names.delete('');
  const get = (id: string): string | undefined => byId.get(id) || undefined;
  const paths: BlobPaths = { get, size: byId.size, names: () => names, missing: [], whole: true };
  const ofType = new Set([...types].filter((type) => wanted.includes(texts.has(type) ? 'messages' : 'blobs')));
  yield* objectDocuments(target, repository, [...byId.keys()], ofType, paths, options);
  const refs = options.incoming?.refs.map(({ name }) => name) ?? [];
  if (wanted.includes('names')) yield* nameDocuments(target, repository, paths, refs);
}

/** Objects by their ids, through one cat-file. */
async function* objectDocuments(
  target: string,
  repository: Repository,
  ids: readonly string[],
  ofType: ReadonlySet<ObjectType>,
  paths: BlobPaths,
  options: ReadOptions,
): AsyncGenerator<Document | Problem> {
  for await (const entry of batch(repository, ids, ofType, Math.min(maxDirect, options.maxBytes))) {
    const { id, type, size, bytes } = entry;
    if (type === 'missing')
      yield problem('MISSING_OBJECT', `${target} object ${id}`, 'the object is not in this clone');
    else if (bytes) yield objectDocument(target, repository, type, id, bytes, paths);
    else yield throughGit(target, repository, { kind: 'fault', id, reason: 'too-large', size }, paths, options);
  }
}

/** One object in memory. */
function objectDocument(
  target: string,
  repository: Repository,
  type: ObjectType,
  id: string,
  bytes: Buffer,
  paths: BlobPaths,
): Document {
  const provenance = provenanceOf(target, repository, type, id, paths);
  const document = bytesDocument(provenance, bytes, { id, plain: type !== 'blob' });
  return type === 'commit' ? { ...document, context: (offset) => fieldAt(bytes, offset) } : document;
}

/** Which field of a commit an offset lies in; lines that begin with a blank go on. @see https://git-scm.com/docs/git-commit-tree */
function fieldAt(bytes: Buffer, offset: number): Detail[] {
  const before = bytes.toString('latin1', 0, offset);
  if (before.includes('\n\n')) return [{ name: 'field', value: 'message' }];
  const [value = ''] = bytes.toString('latin1', before.search(/[^\n ][^\n]*(?:\n [^\n]*)*$/)).split(/[ \n]/, 1);
  return [{ name: 'field', value }];
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
  ofType: ReadonlySet<ObjectType>,
  maxBytes: number,
): AsyncGenerator<BatchEntry> {
  const input = ids.map((id) => `${id}\n`).join('');
  const checked = gitSync(['cat-file', '--batch-check'], { cwd, inHook, input }).out.toString('latin1').split('\n');
  const wanted: string[] = [];
  for (const line of checked) {
    const [id = '', type = '', size = ''] = line.split(' ');
    if (type === 'missing') yield { id, type, size: 0 };
    else if (!ofType.has(type as ObjectType)) continue;
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
