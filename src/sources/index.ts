/** The list of sources, and how a target is spelt. */

import { statSync } from 'node:fs';
import { UsageError } from '../model/errors.ts';
import type { Target } from '../model/target.ts';
import { dir } from './dir.ts';
import { file } from './file.ts';
import { git } from './git/git.ts';
import { image } from './image/image.ts';
import { log } from './log.ts';
import type { Source } from './source.ts';
import { stdin } from './stdin.ts';

/** Asked in this order whether they take a bare path. */
export const sources: readonly Source[] = [git, image, log, dir, file, stdin];

/** @throws UsageError TARGET_UNKNOWN */
export function findSource(kind: string): Source {
  const source = sources.find((entry) => entry.kind === kind);
  if (source) return source;
  throw new UsageError(
    'TARGET_UNKNOWN',
    `there is no target kind ${kind}; choose ${sources.map((entry) => entry.kind).join(', ')}`,
  );
}

/**
 * `kind:locator`, `-` for standard input, or a path that is recognised by what it is. A path that exists wins over a
 * kind, so that `log:x` may also be a file's name when written `./log:x`.
 * @throws UsageError TARGET_UNKNOWN, TARGET_MISSING
 */
export function parseTarget(text: string): Target {
  if (text === '-' || text === 'stdin:-') return { kind: 'stdin', locator: '-' };
  const kind = /^([a-z][a-z0-9]{1,11}):(?!\\)(.+)$/s.exec(text);
  if (kind && !statSync(text, { throwIfNoEntry: false })) return { kind: findSource(kind[1]!).kind, locator: kind[2]! };
  const stat = statSync(text, { throwIfNoEntry: false });
  if (!stat) throw new UsageError('TARGET_MISSING', `${text}: there is no such file or folder`);
  const found = sources.find((source) => source.recognises?.(text));
  return { kind: found?.kind ?? (stat.isDirectory() ? 'dir' : 'file'), locator: text };
}
