/** Walks a folder by byte names, in a stable order, saying what it leaves out and why. */

import { type Dirent, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { type Problem, problem } from '../model/problem.ts';
import { type BytePath, native, shown, toBuffer } from './names.ts';

export interface Walk {
  /** For problems. */
  readonly target: string;
  /** Whether a path (relative, as shown) is left out; the reason is counted. */
  readonly excludes: (path: string) => boolean;
}

interface Entry {
  readonly name: BytePath;
  readonly dirent: Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink'>;
}

/**
 * A folder's entries. Names are asked for as latin1, one character a byte, which costs a tenth of as many buffers; where
 * the kernel does not say what an entry is, Node asks for it by name, and has to have its bytes.
 * @throws errors of the file system
 */
function list(folder: BytePath): Entry[] {
  const path = native(folder);
  if (typeof path === 'string') {
    try {
      return readdirSync(path, { withFileTypes: true, encoding: 'latin1' }).map((dirent) => ({
        name: dirent.name,
        dirent,
      }));
    } catch {
      // Told below, if it is more than that.
    }
  }
  const entries = readdirSync(toBuffer(folder), { withFileTypes: true, encoding: 'buffer' });
  return entries.map((dirent) => ({ name: dirent.name.toString('latin1'), dirent }));
}

/** Yields paths of files relative to `root`, and problems. Git's own folders are left to `git:` targets. */
export function* walk(root: BytePath, options: Walk): Generator<BytePath | Problem> {
  const excluded = { count: 0 };
  const real = realpathSync(toBuffer(root), { encoding: 'buffer' }).toString('latin1');
  yield* walkFolder(root, '', real, options, excluded);
  if (excluded.count > 0) {
    yield problem('EXCLUDED', options.target, `left out by --exclude`, { count: excluded.count, note: true });
  }
}

function* walkFolder(
  root: BytePath,
  folder: BytePath,
  real: BytePath,
  options: Walk,
  excluded: { count: number },
): Generator<BytePath | Problem> {
  const where = (name: BytePath): string => `${options.target} ${shown(name)}`;
  let entries: Entry[];
  try {
    entries = list(join(root, folder));
  } catch (cause) {
    const { code } = cause as { code?: string };
    yield problem(
      code === 'ENOENT' ? 'VANISHED' : 'UNREADABLE',
      where(folder === '' ? '.' : folder),
      `the folder cannot be listed (${code})`,
    );
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const { dirent: entry, name } of entries) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (options.excludes(shown(path))) {
      excluded.count++;
      continue;
    }
    if (entry.isFile()) yield path;
    else if (entry.isDirectory()) {
      if (name === '.git')
        yield problem('SUBMODULE', where(path), 'a repository; its history is scanned by git: targets', { note: true });
      else yield* walkFolder(root, path, real, options, excluded);
    } else if (entry.isSymbolicLink()) yield* leaving(root, path, real, where(path));
    else yield problem('SPECIAL', where(path), 'a socket, pipe or device', { note: true });
  }
}

/** What a link within the target points at is scanned under its own name; one that leaves it is told. */
function* leaving(root: BytePath, path: BytePath, real: BytePath, where: string): Generator<Problem> {
  try {
    const end = realpathSync(toBuffer(join(root, path)), { encoding: 'buffer' }).toString('latin1');
    if (end !== real && !end.startsWith(`${real}/`))
      yield problem('LINK', where, 'leads out of the target', { note: true });
  } catch {
    const to = readlinkSync(toBuffer(join(root, path)), { encoding: 'buffer' }).toString('latin1');
    if (to.startsWith('/') || to.startsWith('..')) yield problem('LINK', where, 'leads nowhere', { note: true });
  }
}

export function join(root: BytePath, path: BytePath): BytePath {
  if (path === '') return root;
  return root.endsWith('/') ? root + path : `${root}/${path}`;
}
