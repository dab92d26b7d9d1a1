/** Globs that the user leaves out. */

import ignore from 'ignore';

/** gitignore semantics, relative to the target. */
export function excluder(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const rules = ignore({ allowRelativePaths: true }).add([...globs]);
  return (path) => path !== '' && rules.ignores(path);
}
