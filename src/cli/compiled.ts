/**
 * The compiled form of the program's main file, as the build left it beside it (`chunks/staged.cache`): V8 takes it only where
 * it was made by the same version of itself with the same settings from a source of the same length, and compiles the
 * source as ever where not. It lies in the package, is as much part of it as the source, and nothing is ever written
 * there: docs/decisions/0007-code-cache.md.
 */

import { readFileSync } from 'node:fs';

/** Loads `<folder>/staged.cjs` as a module of Node, so that whoever requires it finds it loaded. */
export function loadCompiled(folder: string): void {
  let cachedData: Buffer;
  try {
    cachedData = readFileSync(`${folder}/staged.cache`);
  } catch {
    // Not made by this build: the file is then loaded when it is asked for.
    return;
  }
  const { Script } = process.getBuiltinModule('node:vm');
  const { Module, createRequire } = process.getBuiltinModule('node:module');
  const filename = process.getBuiltinModule('node:path').join(folder, 'staged.cjs');
  // As the build wrapped it (`scripts/code-cache.mjs`): V8 compares lengths.
  const script = new Script(Module.wrap(readFileSync(filename, 'latin1')), { filename, cachedData });
  const made = new Module(filename);
  made.filename = filename;
  const require = createRequire(filename);
  require.cache[filename] = made;
  script.runInThisContext()(made.exports, require, made, filename, folder);
  made.loaded = true;
}
