/** The list of sources, and how a target is spelt. Each is loaded when it is asked for, so that a hook loads git alone. */

import { statSync } from 'node:fs';
import { UsageError } from '../model/errors.ts';
import type { Target } from '../model/target.ts';
import { isRepository } from './git/paths.ts';
import { withoutCredentials } from './git/remote.ts';
import type { Source } from './source.ts';

/** Asked in this order whether they take a bare path. */
const sources: Readonly<Record<string, () => Promise<Source>>> = {
  git: async () => (await import('./git/git.ts')).git,
  image: async () => (await import('./image/image.ts')).image,
  log: async () => (await import('./log.ts')).log,
  dir: async () => (await import('./dir.ts')).dir,
  file: async () => (await import('./file.ts')).file,
  stdin: async () => (await import('./stdin.ts')).stdin,
};

export const sourceKinds: readonly string[] = Object.keys(sources);

/** @throws UsageError TARGET_UNKNOWN */
export async function findSource(kind: string): Promise<Source> {
  const load = Object.hasOwn(sources, kind) ? sources[kind] : undefined;
  if (load) return load();
  throw new UsageError('TARGET_UNKNOWN', `there is no target kind ${kind}; choose ${sourceKinds.join(', ')}`);
}

/**
 * `kind:locator`, `-` for standard input, or a path that is recognised by what it is. A path that exists wins over a
 * kind, so that `log:x` may also be a file's name when written `./log:x`.
 * @throws UsageError TARGET_UNKNOWN, TARGET_MISSING
 */
export async function parseTarget(text: string): Promise<Target> {
  if (text === '-' || text === 'stdin:-') return { kind: 'stdin', locator: '-' };
  const stat = statSync(text, { throwIfNoEntry: false });
  const named = /^([a-z][a-z0-9]{1,11}):(?!\\)(.+)$/s.exec(text);
  if (named && !stat) {
    const [, word = '', locator = ''] = named;
    if (locator.startsWith('//'))
      throw new UsageError('TARGET_UNKNOWN', `${word}: is no target kind; write git:${word}://… to clone and scan it`);
    const { kind } = await findSource(word);
    return { kind, locator: kind === 'git' ? withoutCredentials(locator) : locator };
  }
  if (!stat) throw new UsageError('TARGET_MISSING', `${text}: there is no such file or folder`);
  if (isRepository(text)) return { kind: 'git', locator: text };
  for (const kind of sourceKinds) {
    if ((await findSource(kind)).recognises?.(text)) return { kind, locator: text };
  }
  return { kind: stat.isDirectory() ? 'dir' : 'file', locator: text };
}
