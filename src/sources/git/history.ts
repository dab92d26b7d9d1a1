/**
 * Every object that a repository and its submodules hold, reachable or not, straight from their packs; and what is no object
 * (`beside.ts`).
 */

import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { listLoose } from '../../formats/pack/loose.ts';
import { openStore } from '../../formats/pack/store.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { Seen } from '../../model/seen.ts';
import type { ReadOptions, Slice } from '../../model/slice.ts';
import { type Target, targetName } from '../../model/target.ts';
import { fromText } from '../names.ts';
import type { Entry } from '../source.ts';
import { type Beside, besideDocument, listBeside, nameDocuments, refNames, stateOf } from './beside.ts';
import { type PathTable, pathsOf, readPaths, readTrees, type Trees } from './blob-paths.ts';
import { scannedTypes } from './object-document.ts';
import { type Repository, submodulesOf } from './paths.ts';
import { type HidingPlace, hidingPlaces } from './places.ts';
import { checkRange, wholeRange } from './range.ts';
import { looseEnds, placeRevisions, storedIds } from './selected.ts';
import { looseDocuments, type PackShare, packDocuments, unreadableFolder } from './stored.ts';
import { type Listed, listedDocuments, objectDocuments } from './through-git.ts';

/** What a history slice needs to be opened again. */
export type HistoryWork =
  | ({ readonly kind: 'pack'; readonly paths?: PathTable } & PackShare)
  | {
      readonly kind: 'loose';
      readonly repository: Repository;
      readonly folder: string;
      readonly paths: PathTable;
    }
  | ({ readonly kind: 'listed' } & Listed)
  | {
      readonly kind: 'ids';
      readonly repository: Repository;
      readonly ids: readonly string[];
      readonly paths: PathTable;
    }
  | {
      readonly kind: 'beside';
      readonly repository: Repository;
      readonly gitFolder: string;
      readonly files: readonly Beside[];
    }
  | NamesWork;

/** Either names themselves, or all that trees hold. */
interface NamesWork {
  readonly kind: 'names';
  readonly repository: Repository;
  readonly names?: Names;
  readonly paths?: PathTable;
  readonly missing?: readonly string[];
  readonly whole?: boolean;
}

/** Names of files and of refs. */
interface Names {
  readonly files: readonly string[];
  readonly refs: readonly string[];
}

/** A pack of this many bytes is shared by several slices: so many that no thread waits long for the last. */
const shareBytes = 2 * 2 ** 20;
/** The same for its commits and tags, a tenth of it or less. */
const textShareBytes = 8 * shareBytes;
/** A packed byte stands for some ten of content. */
const unpacked = 10;
const maxShares = 64;

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
  let read: Promise<Trees> | undefined;
  /** One pass over the trees serves all slices. */
  const trees = (): Promise<Trees> => {
    read ??= readTrees(repository, everything);
    return read;
  };
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
  for (const folder of [...store.unreadable, ...(some ? closed : [])]) yield unreadableFolder(name, repository, folder);
  if (some) yield* idSlices(fresh);
  else if (ofObjects.every((place) => wanted.includes(place))) {
    // What needs no paths is scanned while git lists them.
    if (store.packs.length > 0) trees();
    for (const file of store.packs) yield* packSlices(file);
    for (const folder of store.folders)
      yield slice('loose objects', { kind: 'loose', repository, folder, paths: (await trees()).table });
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
    const names = seen && (await freshNames(seen, scope, repository, fresh!.length > 0 ? trees : undefined));
    if (names) yield slice('names of files and refs', { kind: 'names', repository, names });
    else {
      const { table: paths, missing, whole } = await trees();
      yield slice('names of files and refs', { kind: 'names', repository, paths, missing, whole });
    }
  }
  if (repository.module === undefined && wanted.includes('submodules'))
    for (const module of submodulesOf(repository)) yield* historySlices(target, module, options, { seen });

  async function* idSlices(list: readonly string[]): AsyncGenerator<Slice> {
    if (list.length === 0) return;
    const paths = (await trees()).table;
    for (let at = 0; at < list.length; at += idsTogether)
      yield slice('objects', { kind: 'ids', repository, ids: list.slice(at, at + idsTogether), paths });
  }

  async function* packSlices(file: string): AsyncGenerator<Slice> {
    const bytes = sizeOfPack(file);
    const shares = (share: number): number => Math.max(1, Math.min(maxShares, Math.ceil(bytes / share)));
    const pack = { kind: 'pack', repository, file } as const;
    const texts = shares(textShareBytes);
    for (let part = 0; part < texts; part++) {
      const work: HistoryWork = { ...pack, what: 'texts', part, parts: texts };
      const first = file === store.packs[0] && part === 0;
      yield {
        ...slice(`texts ${part + 1} of ${texts} of a pack`, work),
        ...(first ? { ofAll: store.packs.map(sizeOfPack).reduce((sum, size) => sum + size, 0) * unpacked } : {}),
      };
    }
    const paths = (await trees()).table;
    const parts = shares(shareBytes);
    for (let part = 0; part < parts; part++) {
      const work: HistoryWork = { ...pack, what: 'blobs', part, parts, paths };
      yield slice(`pack ${part + 1} of ${parts}`, work, (bytes / parts) * unpacked);
    }
  }
}

function sizeOfPack(file: string): number {
  return statSync(file.replace(/\.idx$/, '.pack')).size;
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

/** @param trees where objects came that may bring names */
async function freshNames(
  seen: Seen,
  scope: string,
  repository: Repository,
  trees: (() => Promise<Trees>) | undefined,
): Promise<Names> {
  const fresh = (kind: string, names: Iterable<string>): string[] =>
    seen
      .fresh(
        scope,
        [...names].map((name) => `${kind}\0${name}`),
      )
      .map((name) => name.slice(kind.length + 1));
  const refs = fresh('ref', refNames(repository));
  return { refs, files: trees ? fresh('file', readPaths((await trees()).table).names()) : [] };
}

export async function* historyDocuments(
  target: string,
  work: HistoryWork,
  options: ReadOptions,
): AsyncGenerator<Entry | Iterable<Entry>> {
  const { repository } = work;
  if (work.kind === 'beside') {
    for (const file of work.files) yield besideDocument(target, work.gitFolder, file, repository, options);
  } else if (work.kind === 'names') {
    const { names, paths } = work;
    const files = names ? { names: () => names.files } : readPaths(paths!);
    yield* nameDocuments(target, repository, files, names?.refs ?? refNames(repository));
    yield* missingObjects(target, work);
  } else if (work.kind === 'listed') yield* listedDocuments(target, work, options);
  else {
    const paths = work.paths ? readPaths(work.paths) : pathsOf(new Map());
    if (work.kind === 'ids') yield* objectDocuments(target, repository, work.ids, scannedTypes, paths, options);
    else if (work.kind === 'pack') yield* packDocuments(target, work, paths, options);
    else yield* looseDocuments(target, repository, work.folder, paths, options);
  }
}

/** Missing objects told one by one; of more, as of a partial clone, only how many. */
const toldApart = 20;

function* missingObjects(target: string, { missing = [], whole = true }: NamesWork): Generator<Problem> {
  if (missing.length > toldApart) {
    const count = missing.length;
    yield problem('MISSING_OBJECT', target, 'objects that others name are not in this clone', { count });
  } else
    for (const id of missing)
      yield problem('MISSING_OBJECT', `${target} object ${id}`, 'another object names it, and it is not in this clone');
  if (!whole)
    yield problem('CORRUPT', target, 'git cannot go through all trees: some names and paths in them are unknown');
}
