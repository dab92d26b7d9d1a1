/** What git keeps beside its objects: configuration with remote URLs, reflogs, messages, large files; and the names in its trees. */

import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bytesDocument, type Document } from '../../model/document.ts';
import type { ReadOptions } from '../../model/slice.ts';
import { fileDocument } from '../file.ts';
import { type BytePath, shown, toBuffer } from '../names.ts';
import type { BlobPaths } from './blob-paths.ts';
import { ofModule, type Repository } from './paths.ts';
import type { HidingPlace } from './places.ts';
import { gitSync } from './run.ts';

/** A file of the git folder, by its path below it. */
export interface Beside {
  readonly name: BytePath;
  readonly place: HidingPlace;
}

/** Not text: read as objects, or as the repositories of submodules; or ids and names only, which are told of elsewhere. */
const skipped =
  /^(?:objects|modules|refs|lfs\/(?!objects)|annex\/(?!objects)|fsmonitor--daemon|worktrees\/[^/]+\/(?:refs|modules))(?:\/|$)|(?:^|\/)(?:index|sharedindex\.[0-9a-f]+|[^/]*\.lock|[^/]*\.sample|gc\.pid)$|^packed-refs$/;

const placed: readonly (readonly [RegExp, HidingPlace])[] = [
  [/(?:^|\/)logs\//, 'reflog'],
  [/^(?:lfs|annex)\/objects\//, 'lfs'],
  [/^(?:info\/grafts|shallow)$/, 'grafts'],
  [/(?:^|\/)(?:[A-Z]+_(?:EDIT)?MSG|(?:rebase-merge|rebase-apply|sequencer)\/.*)$/, 'messages'],
];

/** Everything in the git folder that is no object, in a stable order; links are not followed. */
export function* listBeside(gitFolder: string): Generator<Beside> {
  for (const name of filesBelow(gitFolder, '')) {
    const place = placed.find(([pattern]) => pattern.test(name))?.[1] ?? 'config';
    yield { name, place };
  }
}

function* filesBelow(gitFolder: string, below: BytePath): Generator<BytePath> {
  let entries: { name: Buffer; isFile(): boolean; isDirectory(): boolean }[];
  try {
    entries = readdirSync(Buffer.concat([Buffer.from(`${gitFolder}/`), toBuffer(below)]), {
      withFileTypes: true,
      encoding: 'buffer',
    });
  } catch {
    // Named as if it were a file: reading it says what is wrong with it.
    if (below !== '') yield below.slice(0, -1);
    return;
  }
  const named = entries.map((entry) => ({ entry, name: below + entry.name.toString('latin1') }));
  for (const { entry, name } of named.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (skipped.test(name)) continue;
    if (entry.isDirectory()) yield* filesBelow(gitFolder, `${name}/`);
    else if (entry.isFile()) yield name;
  }
}

/** The file itself. Large files by their digest may be archives and are opened as such; the rest is text. */
export function besideDocument(
  target: string,
  gitFolder: string,
  { name, place }: Beside,
  repository: Repository,
  options: ReadOptions,
): Document {
  const path = Buffer.from(join(gitFolder, '/')).toString('latin1') + name;
  const { provenance, ...rest } = fileDocument(target, path, `.git/${shown(name)}`, options.maxBytes);
  const details = [...ofModule(repository), { name: 'place', value: place }];
  return { ...rest, provenance: { ...provenance, details }, ...(place === 'lfs' ? {} : { plain: true }) };
}

/** A name of a file's present state, from which nothing of its content can be guessed; undefined where there is none. */
export function stateOf(folder: BytePath, name: BytePath): string | undefined {
  const stat = lstatSync(toBuffer(`${folder}/${name}`), { throwIfNoEntry: false, bigint: true });
  return stat && `${name}\0${stat.size}\0${stat.mtimeNs}\0${stat.ctimeNs}\0${stat.ino}`;
}

/** Names of all refs. */
export function refNames({ root: cwd, inHook }: Repository): string[] {
  const { out } = gitSync(['for-each-ref', '--format=%(refname)'], { cwd, inHook });
  return out.toString('latin1').split('\n').filter(Boolean);
}

/** The names of files and folders in all reachable trees, and of refs, one a line. */
export function* nameDocuments(
  target: string,
  repository: Repository,
  paths: Pick<BlobPaths, 'names'>,
  refs: readonly string[],
): Generator<Document> {
  const details = [...ofModule(repository), { name: 'place', value: 'names' }];
  const lists = [
    ['names of files', [...paths.names()]],
    ['names of refs', refs],
  ] as const;
  for (const [path, names] of lists) {
    if (names.length > 0)
      yield bytesDocument({ target, path, details }, Buffer.from(names.join('\n'), 'latin1'), { plain: true });
  }
}
