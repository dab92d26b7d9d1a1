/** What git keeps beside its objects: configuration with remote URLs, reflogs, messages, large files; and the names in its trees. */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { bytesDocument, type Document } from '../../model/document.ts';
import type { ReadOptions } from '../../model/slice.ts';
import { fileDocument } from '../file.ts';
import { fromText } from '../names.ts';
import type { BlobPaths } from './blob-paths.ts';
import { ofModule, type Repository } from './paths.ts';
import { gitSync } from './run.ts';

const texts = [
  'config',
  'FETCH_HEAD',
  'COMMIT_EDITMSG',
  'MERGE_MSG',
  'SQUASH_MSG',
  'TAG_EDITMSG',
  'NOTES_EDITMSG',
  'description',
  'packed-refs',
  'shallow',
  'info/exclude',
  'info/grafts',
];
/** Of a linked work tree, below `worktrees/NAME`. */
const ofWorktree = ['config.worktree', 'COMMIT_EDITMSG', 'MERGE_MSG', 'FETCH_HEAD'];

export function* besideDocuments(
  target: string,
  gitFolder: string,
  repository: Repository,
  options: ReadOptions,
): Generator<Document> {
  const document = (name: string): Document => {
    const { provenance, ...rest } = fileDocument(
      target,
      fromText(join(gitFolder, name)),
      `.git/${name}`,
      options.maxBytes,
    );
    return { ...rest, provenance: { ...provenance, details: ofModule(repository) } };
  };
  const worktrees = names(gitFolder, 'worktrees').flatMap((name) =>
    ofWorktree.map((file) => `worktrees/${name}/${file}`).concat(filesBelow(gitFolder, `worktrees/${name}/logs`)),
  );
  for (const name of [...texts, 'config.worktree', ...worktrees, ...filesBelow(gitFolder, 'logs')]) {
    if (statSync(join(gitFolder, name), { throwIfNoEntry: false })?.isFile()) yield { ...document(name), plain: true };
  }
  // Large files by their digest; archives among them are opened as any other.
  for (const name of filesBelow(gitFolder, 'lfs/objects')) yield document(name);
}

/** The names of files and folders in all reachable trees, and of refs, one a line. */
export function* nameDocuments(target: string, repository: Repository, paths: BlobPaths): Generator<Document> {
  const refs = gitSync(['for-each-ref', '--format=%(refname)'], { cwd: repository.root, inHook: repository.inHook });
  const details = ofModule(repository);
  const lists = [
    ['names of files', Buffer.from([...paths.names()].join('\n'), 'latin1')],
    ['names of refs', refs.out],
  ] as const;
  for (const [path, bytes] of lists) {
    if (bytes.length > 0) yield bytesDocument({ target, path, details }, bytes, { plain: true });
  }
}

function names(folder: string, name: string): string[] {
  const path = join(folder, name);
  return existsSync(path) ? readdirSync(path).sort() : [];
}

function filesBelow(folder: string, name: string): string[] {
  const path = join(folder, name);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
