/** `leakwalk baseline`: create, update, prune, and what each refuses. */

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, onTestFinished, test } from 'vitest';
import { registerBaseline } from '../../src/cli/baseline.ts';
import type { Io } from '../../src/cli/io.ts';
import { UsageError } from '../../src/model/errors.ts';
import type { Report } from '../../src/model/report.ts';
import { awsFinding, plainFinding, reportOf } from '../support/report.ts';

const both = reportOf([awsFinding(), plainFinding()]);
const one = reportOf([plainFinding()]);

function folder() {
  const path = mkdtempSync(join(tmpdir(), 'leakwalk-baseline-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  const file = join(path, 'baseline.json');
  return {
    file,
    run(act: string, report: Report, ...more: string[]): string {
      let out = '';
      const io: Io = {
        out: (text) => (out += text),
        err: () => {},
        width: 80,
        colour: false,
        progress: false,
        interactive: false,
      };
      writeFileSync(join(path, 'report.json'), JSON.stringify(report));
      const program = new Command().exitOverride();
      registerBaseline(program, io);
      try {
        program.parse(['baseline', act, join(path, 'report.json'), '--output', file, ...more], { from: 'user' });
      } catch (cause) {
        if (cause instanceof UsageError) return `${cause.code}: ${cause.message}`;
        throw cause;
      }
      return out;
    },
    known: (): Record<string, { reason: string; added: string }> => JSON.parse(readFileSync(file, 'utf8')).known,
  };
}

test('create writes all findings with the reason and the day, for its owner alone', () => {
  const { run, known, file } = folder();
  expect(run('create', both, '--reason', 'ticket 12')).toBe(`${file}: 2 known (0 before)\n`);
  expect(known()['acme:2222']).toMatchObject({
    reason: 'ticket 12',
    added: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('create does not overwrite', () => {
  const { run, file } = folder();
  run('create', both);
  expect(run('create', one)).toBe(`OUTPUT: ${file} exists; leakwalk baseline update adds to it`);
});

test('update adds, and keeps the reasons that are there', () => {
  const { run, known } = folder();
  run('create', one, '--reason', 'first');
  run('update', both, '--reason', 'second');
  expect(Object.values(known()).map((entry) => entry.reason)).toEqual(['first', 'second']);
});

test('prune drops what is gone and accepts nothing new', () => {
  const { run, known, file } = folder();
  run('create', both);
  expect(run('prune', one)).toBe(`${file}: 1 known (2 before)\n`);
  expect(run('prune', both)).toBe(`${file}: 1 known (1 before)\n`);
  expect(Object.keys(known())).toEqual(['acme:2222']);
});

test('prune refuses an incomplete report', () => {
  const { run, known } = folder();
  run('create', both);
  expect(run('prune', { ...one, complete: false })).toMatch(/^REPORT_INVALID: .*is incomplete/);
  expect(Object.keys(known())).toHaveLength(2);
});

test('update without a baseline says how to make one', () => {
  const { run, file } = folder();
  expect(run('update', one)).toMatch(/^BASELINE_INVALID: .*ENOENT.*leakwalk baseline create/);
  expect(existsSync(file)).toBe(false);
});
