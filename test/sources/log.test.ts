/** Build logs as targets. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import { isProblem } from '../../src/model/problem.ts';
import { readDefaults } from '../../src/model/slice.ts';
import { log } from '../../src/sources/log.ts';
import { eachEntry } from '../../src/sources/source.ts';
import { readAll } from '../formats/read.ts';

interface Seen {
  readonly path: string;
  readonly text: string;
  readonly details: Record<string, string>;
  readonly plain: boolean;
}

async function look(path: string, options = readDefaults): Promise<{ seen: Seen[]; problems: string[] }> {
  const seen: Seen[] = [];
  const problems: string[] = [];
  for await (const slice of log.slices({ kind: 'log', locator: path }, options)) {
    if (isProblem(slice)) problems.push(slice.code);
    else
      for await (const entry of eachEntry(log.documents(structuredClone(slice), options))) {
        if (isProblem(entry)) problems.push(`${entry.code} ${entry.detail}`);
        else {
          const text = (await readAll(entry)).toString('utf8');
          entry.close?.();
          const details = Object.fromEntries(entry.provenance.details.map(({ name, value }) => [name, value]));
          seen.push({
            path: entry.provenance.path.replace(`${folder}/`, ''),
            text,
            details,
            plain: entry.plain === true,
          });
        }
      }
  }
  return { seen, problems };
}

const folder = mkdtempSync(join(tmpdir(), 'leakwalk-log-'));
afterAll(() => rmSync(folder, { recursive: true }));
const stamp = '2026-03-19T17:43:37.1234567Z ';

describe('log:', () => {
  test('a text file is normalised even where its first lines do not look like a log', async () => {
    const path = join(folder, 'build.txt');
    writeFileSync(path, `${'plain\n'.repeat(1000)}${stamp}late \x1b[1mstamp\x1b[0m\n`);
    const { seen, problems } = await look(path);
    expect(problems).toEqual([]);
    expect(seen).toMatchObject([{ path: 'build.txt', plain: true, text: `${'plain\n'.repeat(1000)}late stamp\n` }]);
  });

  test('a folder of logs; archives in it are left to be opened by the scan', async () => {
    const root = join(folder, 'many');
    mkdirSync(join(root, 'sub'), { recursive: true });
    writeFileSync(join(root, 'a.log'), `${stamp}a\n`);
    writeFileSync(join(root, 'sub/b.log'), 'b\n');
    const packed = gzipSync('c\n');
    writeFileSync(join(root, 'c.log.gz'), packed);
    const { seen } = await look(root);
    expect(seen.map(({ path, plain }) => [path, plain])).toEqual([
      ['a.log', true],
      ['c.log.gz', false],
      ['sub/b.log', true],
    ]);
    expect(seen[0]!.text).toBe('a\n');
  });

  const step = (text: string): Uint8Array => strToU8(`\ufeff${stamp}${text}\n`);

  test('a GitHub Actions run: each line once, with job and step', async () => {
    const path = join(folder, 'run.zip');
    const whole = strToU8(`\ufeff${stamp}set up\n${stamp}install\n`);
    writeFileSync(
      path,
      zipSync({
        '0_build (20).txt': whole,
        'build (20)/1_Set up job.txt': step('set up'),
        'build (20)/2_Run npm ci.txt': step('install'),
        'build (20)/system.txt': step('system'),
        '1_other.txt': step('other job, whole only'),
      }),
    );
    expect(log.recognises!(path)).toBe(true);
    const { seen, problems } = await look(path);
    expect(problems).toEqual([]);
    expect(seen.map(({ path, text, details }) => [path, text, details])).toEqual([
      [
        'run.zip!/build (20)/1_Set up job.txt',
        'set up\n',
        { system: 'github-actions', job: 'build (20)', step: 'Set up job' },
      ],
      [
        'run.zip!/build (20)/2_Run npm ci.txt',
        'install\n',
        { system: 'github-actions', job: 'build (20)', step: 'Run npm ci' },
      ],
      ['run.zip!/build (20)/system.txt', 'system\n', { system: 'github-actions', job: 'build (20)', step: 'system' }],
      ['run.zip!/1_other.txt', 'other job, whole only\n', { system: 'github-actions', job: 'other' }],
    ]);
  });

  test('where the steps do not add up to the job, both are read', async () => {
    const path = join(folder, 'partial.zip');
    writeFileSync(
      path,
      zipSync({
        '0_build.txt': strToU8(`${stamp}set up\n${stamp}install and more\n`),
        'build/1_Set up job.txt': step('set up'),
      }),
    );
    expect((await look(path)).seen).toHaveLength(2);
  });

  test('another zip is not taken for a run', async () => {
    const path = join(folder, 'other.zip');
    writeFileSync(path, zipSync({ 'a.txt': strToU8('x'), 'src/b.js': strToU8('y') }));
    expect(log.recognises!(path)).toBe(false);
    expect((await look(path)).seen).toMatchObject([{ path: 'other.zip', plain: false }]);
  });

  test('a missing file is the user’s to mend, a large one a problem', async () => {
    await expect(look(join(folder, 'absent'))).rejects.toMatchObject({ code: 'TARGET_MISSING' });
    expect((await look(join(folder, 'build.txt'), { ...readDefaults, maxBytes: 10 })).problems).toEqual([
      'TOO_LARGE larger than 10 bytes',
    ]);
  });
});
