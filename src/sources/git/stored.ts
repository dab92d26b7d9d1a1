/** Objects straight from where they are stored: packs, and files of their own. */

import { relative } from 'node:path';
import { createCommitTexts } from '../../formats/commit-text.ts';
import { PackError } from '../../formats/pack/index-file.ts';
import { listLoose, readLoose } from '../../formats/pack/loose.ts';
import { openPack, type Pack, type PackFault } from '../../formats/pack/walk.ts';
import type { Document } from '../../model/document.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { ReadOptions } from '../../model/slice.ts';
import type { Entry } from '../source.ts';
import type { BlobPaths } from './blob-paths.ts';
import { blobType, heldDocument, maxDirect, objectDocument, scannedTypes, textTypes } from './object-document.ts';
import type { Repository } from './paths.ts';
import { throughGit } from './through-git.ts';

/** Which part of which pack. */
export interface PackShare {
  readonly repository: Repository;
  /** Its index. */
  readonly file: string;
  /** Commits and tags, which need no paths, or blobs. */
  readonly what: 'texts' | 'blobs';
  readonly part: number;
  readonly parts: number;
}

export function unreadableFolder(target: string, repository: Repository, folder: string): Problem {
  return problem('UNREADABLE', `${target} ${relative(repository.root, folder)}`, 'a folder of objects may not be read');
}

/** Objects of one share of a pack. */
export async function* packDocuments(
  target: string,
  work: PackShare,
  paths: BlobPaths,
  options: ReadOptions,
): AsyncGenerator<Entry | Iterable<Entry>> {
  const { repository, file } = work;
  const where = `${target} ${relative(repository.root, file)}`;
  let pack: Pack;
  try {
    pack = openPack(file, repository.idBytes);
  } catch (cause) {
    if (cause instanceof PackError) yield problem('CORRUPT', where, cause.message);
    else yield problem('UNREADABLE', where, `cannot be opened (${(cause as { code?: string }).code})`);
    return;
  }
  const faults: PackFault[] = [];
  try {
    yield walked(target, work, paths, options, pack, faults);
  } finally {
    pack.close();
  }
  yield* throughGit(target, repository, faults, paths, options);
}

/** What can be given at once. @param faults gets what cannot be given */
function* walked(
  target: string,
  { repository, what, part, parts }: PackShare,
  paths: BlobPaths,
  options: ReadOptions,
  pack: Pack,
  faults: PackFault[],
): Generator<Document> {
  const types = what === 'texts' ? textTypes : blobType;
  const texts = createCommitTexts(repository.idBytes);
  for (const entry of pack.walk({ types, maxBytes: Math.min(maxDirect, options.maxBytes), part, parts })) {
    if (entry.kind === 'fault') {
      faults.push(entry);
      continue;
    }
    const { id, type, novel } = entry;
    const bytes = type === 'commit' ? texts.of(entry.bytes) : entry.bytes;
    // Of a text, the field that a place lies in is told, which versions do not carry.
    yield heldDocument(target, repository, type, id, bytes, paths, what === 'texts' ? undefined : novel);
  }
}

/** Loose objects of one folder. */
export async function* looseDocuments(
  target: string,
  repository: Repository,
  folder: string,
  paths: BlobPaths,
  options: ReadOptions,
): AsyncGenerator<Document | Problem> {
  const closed: string[] = [];
  const faults: PackFault[] = [];
  for (const id of listLoose(folder, (each) => closed.push(each))) {
    try {
      const entry = readLoose(folder, id, scannedTypes, Math.min(maxDirect, options.maxBytes));
      if (!entry) continue;
      if (entry.kind === 'fault') faults.push({ kind: 'fault', id, reason: entry.reason, size: entry.size });
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
  for (const each of closed) yield unreadableFolder(target, repository, each);
  yield* throughGit(target, repository, faults, paths, options);
}
