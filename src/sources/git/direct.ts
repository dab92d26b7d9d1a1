/**
 * What is staged, read from the repository's own files: the index against the trees of HEAD. No process is started, which
 * would take longer than all else that a hook's scan does. Whatever is unusual is left to git (`staged.ts`), which has
 * the last word also on what is not found here; a test holds both to the same answer.
 */

import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type CachedTree, type GitIndex, parseGitIndex, parseTree, type TreeEntry } from '../../formats/git-index.ts';
import { createObjectReader, type ObjectReader } from '../../formats/pack/object.ts';

/** One staged blob: its id and where it will stand, as bytes. */
export interface Staged {
  readonly id: string;
  readonly path: string;
  readonly mode: string;
}

export interface DirectListing {
  readonly blobs: readonly Staged[];
  /** The folder of objects that they can be read from. */
  readonly objects: string;
}

/** Trees and commits are small; a larger one is left to git, bytes. */
const maxTree = 64 * 2 ** 20;

const folderMode = 0o40000;
const moduleMode = 0o160000;
const linkMode = 0o120000;

/** Variables that put things elsewhere than beside each other. */
const scattered = [
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_QUARANTINE_PATH',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_CEILING_DIRECTORIES',
] as const;

/** The text of a file, or undefined where there is none. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}

/** The git folder that git itself would take, or undefined where that is not plain to see. */
function gitFolder(cwd: string, inHook: boolean): string | undefined {
  if (scattered.some((name) => process.env[name] !== undefined)) return undefined;
  const given = inHook ? process.env['GIT_DIR'] : undefined;
  if (given !== undefined) return resolve(cwd, given);
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const stat = statSync(join(folder, '.git'), { throwIfNoEntry: false });
    if (stat) return stat.isDirectory() ? join(folder, '.git') : undefined;
    // A bare repository, or the inside of a git folder.
    if (statSync(join(folder, 'HEAD'), { throwIfNoEntry: false })) return undefined;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Whether nothing in it changes where objects or names stand, and it belongs to who asks (git refuses others). */
function isPlain(git: string): boolean {
  const stat = statSync(git, { throwIfNoEntry: false });
  if (!stat || (process.getuid !== undefined && stat.uid !== process.getuid())) return false;
  const config = textOf(join(git, 'config'));
  if (config === undefined || /^\s*\[\s*extensions\b/im.test(config)) return false;
  const version = /^\s*repositoryformatversion\s*=\s*(\S+)/im.exec(config);
  if (version !== null && version[1] !== '0') return false;
  return ['commondir', 'objects/info/alternates', 'info/grafts'].every(
    (name) => statSync(join(git, name), { throwIfNoEntry: false }) === undefined,
  );
}

/** The commit that HEAD names: an id, `none` before the first commit, undefined where it is not plain. */
function headCommit(git: string): string | undefined {
  const head = textOf(join(git, 'HEAD'))?.trim();
  if (head === undefined || /^[0-9a-f]{40}$/.test(head)) return head;
  const name = /^ref: (refs\/[^\n]+)$/.exec(head)?.[1];
  if (name === undefined || /(?:^|\/)\.\.(?:\/|$)/.test(name)) return undefined;
  const loose = textOf(join(git, Buffer.from(name, 'latin1').toString('utf8')))?.trim();
  if (loose !== undefined) return /^[0-9a-f]{40}$/.test(loose) ? loose : undefined;
  const line = textOf(join(git, 'packed-refs'))
    ?.split('\n')
    .find((entry) => entry.slice(41) === name);
  return line === undefined ? 'none' : line.slice(0, 40);
}

/** A tree's entries; what cannot be read is thrown, and git asked instead. */
class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

function treeOf(reader: ObjectReader, id: string): ReadonlyMap<string, TreeEntry> {
  const object = reader.read(id, maxTree);
  const entries = object?.type === 'tree' ? parseTree(object.bytes) : undefined;
  if (!entries) throw new Unreadable('a tree');
  return entries;
}

/** As git compares them: of a file only whether it may be run. */
function canonical(mode: number): number {
  if (mode === folderMode || mode === moduleMode || (mode & 0o170000) === linkMode) return mode;
  return (mode & 0o100) === 0 ? 0o100644 : 0o100755;
}

const noEntries: ReadonlyMap<string, TreeEntry> = new Map();

/** Entries of the index that differ from those of a commit's tree. */
function differing(index: GitIndex, reader: ObjectReader, root: string | undefined): Staged[] {
  const found: Staged[] = [];
  const { paths, modes } = index;

  /** Compares the entries from `from` on that begin with `prefix`; returns where they end. */
  const compare = (from: number, prefix: string, tree: string | undefined, cached: CachedTree | undefined): number => {
    if (cached?.id !== undefined && cached.id === tree) return from + cached.entries;
    const entries = tree === undefined ? noEntries : treeOf(reader, tree);
    let at = from;
    while (at < index.count && paths[at]!.startsWith(prefix)) {
      const path = paths[at]!;
      const slash = path.indexOf('/', prefix.length);
      const name = path.slice(prefix.length, slash === -1 ? path.length : slash);
      const other = entries.get(name);
      if (slash !== -1) {
        const below = other?.mode === folderMode ? other.id : undefined;
        at = compare(at, path.slice(0, slash + 1), below, cached?.children.get(name));
        continue;
      }
      const mode = modes[at]!;
      const id = index.id(at);
      if (!index.isIntended(at) && (!other || canonical(other.mode) !== mode || other.id !== id)) {
        // Whether a submodule counts is for git's configuration to say.
        if (mode === moduleMode) throw new Unreadable('a submodule');
        found.push({ id, mode: mode.toString(8), path });
      }
      at++;
    }
    return at;
  };

  compare(0, '', root, index.root);
  return found;
}

/** Undefined where anything is unusual: git is then asked. */
export function listDirect(cwd: string, inHook: boolean): DirectListing | undefined {
  const git = gitFolder(cwd, inHook);
  if (git === undefined || !isPlain(git)) return undefined;
  const given = inHook ? process.env['GIT_INDEX_FILE'] : undefined;
  let bytes: Buffer;
  try {
    bytes = readFileSync(given === undefined ? join(git, 'index') : resolve(cwd, given));
  } catch {
    return undefined;
  }
  const index = parseGitIndex(bytes);
  const commit = index && headCommit(git);
  if (!index || commit === undefined) return undefined;
  const objects = join(git, 'objects');
  const reader = createObjectReader(objects);
  try {
    const root = commit === 'none' ? undefined : rootOf(reader, commit);
    return { blobs: differing(index, reader, root), objects };
  } catch (cause) {
    if (cause instanceof Unreadable) return undefined;
    throw cause;
  } finally {
    reader.close();
  }
}

function rootOf(reader: ObjectReader, commit: string): string {
  const object = reader.read(commit, maxTree);
  const tree = object?.type === 'commit' ? /^tree ([0-9a-f]{40})\n/.exec(object.bytes.toString('latin1', 0, 46)) : null;
  if (!tree) throw new Unreadable('a commit');
  return tree[1]!;
}
