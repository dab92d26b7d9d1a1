// Runs a hook's scan once and keeps what V8 compiled of dist/chunks/staged.cjs on the way, as dist/chunks/staged.cache:
// src/cli/compiled.ts gives it to V8 again. In a process of its own, since it changes to another folder.
//   node scripts/code-cache.mjs dist
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const root = fileURLToPath(new URL('..', import.meta.url));
const filename = join(resolve(process.argv[2]), 'chunks', 'staged.cjs');

/** Files of this project, staged in a repository: text of several kinds, in which words of rules stand. */
function repository() {
  const folder = mkdtempSync(join(tmpdir(), 'leakwalk-build-'));
  for (const name of ['package.json', 'README.md', 'src/cli/hook.ts', 'patterns/aws.yaml'])
    writeFileSync(join(folder, name.replaceAll('/', '-')), readFileSync(join(root, name)));
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
  ]) {
    if (spawnSync('git', args, { cwd: folder }).status !== 0) throw new Error(`git ${args[0]} failed`);
  }
  return folder;
}

const folder = repository();
try {
  const script = new Script(Module.wrap(readFileSync(filename, 'latin1')), { filename });
  const made = new Module(filename);
  made.filename = filename;
  const require = createRequire(filename);
  require.cache[filename] = made;
  script.runInThisContext()(made.exports, require, made, filename, dirname(filename));
  const { runStaged } = Object.values(made.exports).find((value) => typeof value?.runStaged === 'function');
  process.chdir(folder);
  const quiet = { trustConfig: 'no', validateTimeout: 1, progress: false, colour: 'never', failOn: 'never' };
  const code = await runStaged({ ...quiet, staged: true });
  if (code !== 0) throw new Error(`the scan ended with ${code}`);
  writeFileSync(join(dirname(filename), 'staged.cache'), script.createCachedData());
} finally {
  process.chdir(root);
  rmSync(folder, { recursive: true, force: true });
}
