/** Globs in targets: `log:logs/**\/*.log`, `'services/*'`. For shells that leave them alone, and for quoted ones. */

import { existsSync } from 'node:fs';
import { UsageError } from '../model/errors.ts';

const named = /^([a-z][a-z0-9]{1,11}):(?!\\)(?!\/\/)(.+)$/s;
const magic = /[*?]|\[.+\]|\{.+[,.].+\}/;

/**
 * Every word with a glob in place of what it names, sorted; others as they are. A path that exists is no glob, whatever characters
 * it holds; neither is a URL. Names that begin with a dot count, symbolic links are not followed.
 * @throws UsageError TARGET_MISSING where a glob names nothing
 */
export async function expandTargets(words: readonly string[]): Promise<string[]> {
  const expanded: string[] = [];
  for (const word of words) {
    const [, kind, path = word] = named.exec(word) ?? [];
    if (!magic.test(path) || path.includes('://') || existsSync(word) || existsSync(path)) {
      expanded.push(word);
      continue;
    }
    const { default: glob } = await import('fast-glob');
    const pattern = process.platform === 'win32' ? glob.convertPathToPattern(path) : path;
    const found = await glob(pattern, {
      dot: true,
      onlyFiles: false,
      followSymbolicLinks: false,
    });
    if (found.length === 0) throw new UsageError('TARGET_MISSING', `${word}: nothing has a name like this`);
    expanded.push(...outermost(found.sort()).map((name) => (kind === undefined ? name : `${kind}:${name}`)));
  }
  return expanded;
}

/** Without what lies in a folder that is there as well: it would be read twice. */
function outermost(sorted: readonly string[]): string[] {
  const kept = new Set<string>();
  for (const name of sorted) {
    const parts = name.split('/');
    if (!parts.some((_, k) => k > 0 && kept.has(parts.slice(0, k).join('/')))) kept.add(name);
  }
  return [...kept];
}
