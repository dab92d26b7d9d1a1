/** The hook's path loads what it needs and nothing else: told by the files that Node reads, never by time. */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cleanEnv, folder, git, program } from '../support/program.ts';

test('a staged scan without findings loads no format but text, no source but git, no client, parser or validator', () => {
  const repository = folder();
  git(repository, 'init', '-q');
  writeFileSync(join(repository, 'a.ts'), 'export const a = 1;\n');
  git(repository, 'add', '.');
  const spy = join(folder(), 'spy.cjs');
  writeFileSync(
    spy,
    `process.on('exit', () => process.stderr.write('LOADED ' + Object.keys(require.cache).map((name) => require('node:path').basename(name).replace(/-[\\w-]{8}\\.cjs$/, '')).sort().join(' ') + '\\n'));`,
  );
  const done = spawnSync(process.execPath, ['--require', spy, program, 'scan', '--staged'], {
    cwd: repository,
    env: cleanEnv(),
    encoding: 'utf8',
  });
  expect(done.status, done.stderr).toBe(0);
  const loaded = /LOADED (.*)/.exec(done.stderr)![1]!.split(' ');
  expect(loaded).toContain('git');
  const heavy =
    /^(?:dist|dist-cjs|bowser|esm|image|archive|log|dir|expand|history|attribute|checklist|sarif|json|markdown|gitlab|judge|validate|baseline|hook|pool|explain)$/;
  expect(loaded.filter((name) => heavy.test(name))).toEqual([]);
});
