/** Where a repository is: its root, its git folder, its objects, its hooks. */

import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { Detail } from '../../model/document.ts';
import { UsageError } from '../../model/errors.ts';
import { gitSync } from './run.ts';

export interface Repository {
  /** Where git is run: the work tree's root, or the bare repository. */
  readonly root: string;
  readonly bare: boolean;
  readonly objects: string;
  /** Bytes of an object id. */
  readonly idBytes: 20 | 32;
  readonly shallow: boolean;
  /** The path below the root that was asked for; empty for all of it. */
  readonly prefix: string;
  /** Whether its configuration claims files of another folder, which are not read. */
  readonly elsewhere?: boolean;
  /** Whether a hook of this repository runs us, so that its variables count. */
  readonly inHook: boolean;
  /** The name of a submodule whose repository lies below that of the one that was asked for. */
  readonly module?: string;
}

/** Whether a folder is the start of a repository: a work tree's root or a bare one. */
export function isRepository(path: string): boolean {
  if (existsSync(join(path, '.git'))) return true;
  return ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(path, name)));
}

/** Whether a hook runs us here: its variables name the repository it runs in; any other is looked for by its own path. */
export function hookOf(cwd: string): boolean {
  const hook = process.env['GIT_DIR'] !== undefined || process.env['GIT_INDEX_FILE'] !== undefined;
  return hook && resolve(cwd) === process.cwd();
}

/** @throws UsageError TARGET_MISSING, TARGET_NOT_GIT, GIT_MISSING */
export function openRepository(path: string): Repository {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new UsageError('TARGET_MISSING', `${path}: there is no such file or folder`);
  const cwd = stat.isDirectory() ? path : join(path, '..');
  const inHook = hookOf(cwd);
  const asked = [
    'rev-parse',
    '--is-bare-repository',
    '--is-shallow-repository',
    '--show-object-format',
    '--git-path',
    'objects',
    '--show-prefix',
  ];
  const { code, out, err } = gitSync(asked, { cwd, inHook });
  if (code !== 0) {
    const hint = /dubious ownership/.test(err)
      ? 'it belongs to another user; git config --global --add safe.directory allows it'
      : 'it is not a git repository';
    throw new UsageError('TARGET_NOT_GIT', `${path}: ${hint}; dir:${path} scans it as a folder`);
  }
  const [bare, shallow, format, objects = '', prefix = ''] = out.toString('utf8').split('\n');
  const top = bare === 'true' ? resolve(cwd) : topLevel(cwd, inHook);
  const elsewhere = !inHook && !within(realpathSync(top), realpathSync(cwd));
  return {
    root: elsewhere ? resolve(cwd) : top,
    bare: bare === 'true' || elsewhere,
    // The folder of a submodule's repository says so rightly.
    ...(elsewhere && existsSync(join(cwd, '.git')) ? { elsewhere } : {}),
    objects: resolve(cwd, objects),
    idBytes: format === 'sha256' ? 32 : 20,
    shallow: shallow === 'true',
    prefix,
    inHook,
  };
}

function within(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function topLevel(cwd: string, inHook: boolean): string {
  const { code, out } = gitSync(['rev-parse', '--show-toplevel'], { cwd, inHook });
  const top = out.toString('utf8').trim();
  return code === 0 && top !== '' ? top : resolve(cwd);
}

/** How a place in a submodule says so. */
export function ofModule({ module }: Repository): Detail[] {
  return module === undefined ? [] : [{ name: 'submodule', value: module }];
}

/** Submodules whose repositories are kept below this one's, checked out or not. */
export function submodulesOf(repository: Repository): Repository[] {
  const found: Repository[] = [];
  const look = (folder: string, name: string): void => {
    if (isRepository(folder)) {
      found.push(module(folder, name));
      look(join(folder, 'modules'), name);
      return;
    }
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory()) look(join(folder, entry.name), name === '' ? entry.name : `${name}/${entry.name}`);
  };
  look(join(repository.objects, '..', 'modules'), '');
  return found;
}

function module(folder: string, name: string): Repository {
  const config = join(folder, 'config');
  const sha256 = existsSync(config) && /^\s*objectformat\s*=\s*sha256\b/im.test(readFileSync(config, 'latin1'));
  const shallow = existsSync(join(folder, 'shallow'));
  const objects = join(folder, 'objects');
  return {
    root: folder,
    bare: true,
    objects,
    idBytes: sha256 ? 32 : 20,
    shallow,
    prefix: '',
    inHook: false,
    module: name,
  };
}

/** The work tree's root, or the folder that hooks are looked for in (what core.hooksPath says included). @throws UsageError */
export function gitPath(path: string, what: 'root' | 'hooks'): string {
  const { root } = openRepository(path);
  if (what === 'root') return root;
  const own = gitSync(['rev-parse', '--git-common-dir'], { cwd: root }).out.toString('utf8').trim();
  return resolve(root, own, 'hooks');
}
