/** One object of a repository as a document. */

import type { ObjectType } from '../../formats/pack/entries.ts';
import {
  bytesDocument,
  type Detail,
  type Document,
  type Novel,
  type Provenance,
  readFrom,
} from '../../model/document.ts';
import { shown } from '../names.ts';
import type { BlobPaths } from './blob-paths.ts';
import { ofModule, type Repository } from './paths.ts';

/** Objects that hold text of their own. */
export const scannedTypes: ReadonlySet<ObjectType> = new Set(['blob', 'commit', 'tag']);
export const textTypes: ReadonlySet<ObjectType> = new Set(['commit', 'tag']);
export const blobType: ReadonlySet<ObjectType> = new Set(['blob']);

/** Larger objects are streamed through git, bytes. */
export const maxDirect = 64 * 2 ** 20;

/** A commit's or tag's text is a document too; a blob without a path is named by its id. */
export function provenanceOf(
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

/** One object in memory. */
export function objectDocument(
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

/** The same, whose bytes stay until the next object is asked for. @param novel beside the object that it was made from */
export function heldDocument(
  target: string,
  repository: Repository,
  type: ObjectType,
  id: string,
  bytes: Buffer,
  paths: BlobPaths,
  novel: Novel | undefined,
): Document {
  if (type !== 'blob') return { ...objectDocument(target, repository, type, id, bytes, paths), bytes };
  const provenance = provenanceOf(target, repository, type, id, paths);
  const [kind, size, plain, read] = ['document', bytes.length, false, readFrom(bytes)] as const;
  if (!novel) return { kind, provenance, id, size, bytes, plain, read };
  return { kind, provenance, id, size, bytes, novel, plain, read };
}

/** Which field of a commit an offset lies in; lines that begin with a blank go on. @see https://git-scm.com/docs/git-commit-tree */
function fieldAt(bytes: Buffer, offset: number): Detail[] {
  const before = bytes.toString('latin1', 0, offset);
  if (before.includes('\n\n')) return [{ name: 'field', value: 'message' }];
  const [value = ''] = bytes.toString('latin1', before.search(/[^\n ][^\n]*(?:\n [^\n]*)*$/)).split(/[ \n]/, 1);
  return [{ name: 'field', value }];
}
