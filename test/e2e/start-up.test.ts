/** The hook's path loads what it needs and nothing else: told by the files and modules that Node loads, never by time. */

import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { cleanEnv, folder, git, program } from '../support/program.ts';

/** Prints what was loaded, and whether V8 took what the build had compiled. */
const spy = `
const known = new Set(process.moduleLoadList);
const { Script } = require('node:vm');
const taken = [];
require('node:vm').Script = class extends Script {
  constructor(source, options) {
    super(source, options);
    taken.push(this.cachedDataRejected === false);
  }
};
process.on('exit', () => {
  const files = Object.keys(require.cache).map((name) => require('node:path').basename(name));
  const modules = process.moduleLoadList.filter((name) => !known.has(name)).map((name) => name.replace('NativeModule ', ''));
  process.stderr.write('LOADED ' + JSON.stringify({ files, modules, taken }) + '\\n');
});`;

interface Loaded {
  readonly files: readonly string[];
  readonly modules: readonly string[];
  readonly taken: readonly boolean[];
}

function staged(): Loaded {
  const repository = folder({ 'a.ts': "export const a = 1;\nconst password = '';\n", 'b/c.md': '# Secrets\n' });
  git(repository, 'init', '-q');
  git(repository, 'add', '.');
  const preload = join(folder(), 'spy.cjs');
  writeFileSync(preload, spy);
  const done = spawnSync(process.execPath, ['--require', preload, program, 'scan', '--staged'], {
    cwd: repository,
    env: cleanEnv(),
    encoding: 'utf8',
  });
  expect(done.status, done.stderr).toBe(0);
  expect(done.stderr).toContain('2 staged blobs read');
  return JSON.parse(/LOADED (.*)/.exec(done.stderr)![1]!) as Loaded;
}

test('a staged scan without findings is two files', () => {
  const { files } = staged();
  expect(files.filter((name) => name !== 'spy.cjs' && !name.startsWith('rolldown-runtime')).sort()).toEqual([
    'leakwalk.cjs',
    'staged.cjs',
  ]);
});

test('it starts no process, no thread, no timer of its own, and asks nothing of the terminal', () => {
  const { modules } = staged();
  const heavy =
    /^(?:child_process|worker_threads|net|tty|os|crypto|perf_hooks|readline|http|https|tls|fs\/promises|timers\/promises|internal\/perf\/performance)$/;
  expect(modules.filter((name) => heavy.test(name))).toEqual([]);
});

test('V8 takes what the build compiled', () => {
  expect(existsSync(join(dirname(program), 'chunks/staged.cache'))).toBe(true);
  expect(staged().taken).toEqual([true]);
});
