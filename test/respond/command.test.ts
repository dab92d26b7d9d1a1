import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { registerChecklist } from '../../src/cli/checklist.ts';
import type { Checklist } from '../../src/model/checklist.ts';
import { awsFinding, plainFinding, reportOf } from '../support/report.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leakwalk-checklist-'));
  writeFileSync(join(folder, 'report.json'), JSON.stringify(reportOf([awsFinding(), plainFinding()])));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs `leakwalk checklist report.json …` and gives what it printed. */
async function checklist(...args: string[]): Promise<string> {
  let printed = '';
  const out = (text: string): void => {
    printed += text;
  };
  const program = new Command('leakwalk').exitOverride();
  registerChecklist(program, {
    out,
    err: () => undefined,
    width: 80,
    colour: false,
    progress: false,
    interactive: false,
  });
  await program.parseAsync(['checklist', join(folder, 'report.json'), ...args], { from: 'user' });
  return printed;
}

const json = async (...args: string[]): Promise<Checklist> =>
  JSON.parse(await checklist('--format', 'json', ...args)) as Checklist;

test('prints Markdown by default, and the other formats when asked', async () => {
  expect(await checklist()).toMatch(/^# Rotation checklist\n/);
  expect(await checklist('--format', 'text')).toMatch(/^Rotation checklist of /);
  expect((await json()).items.map((item) => item.fingerprint)).toEqual(['aws:1111', 'acme:2222']);
});

test('writes a file that only its owner can read, and then prints nothing', async () => {
  const file = join(folder, 'todo.md');
  expect(await checklist('--output', file)).toBe('');
  expect(readFileSync(file, 'utf8')).toMatch(/^# Rotation checklist\n/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('shows one credential by the start of its fingerprint', async () => {
  expect((await json('--only', 'acme')).items.map((item) => item.fingerprint)).toEqual(['acme:2222']);
  await expect(checklist('--only', 'a')).rejects.toThrow(/--only a: 2 findings/);
  await expect(checklist('--only', 'zz')).rejects.toThrow(/--only zz: no finding/);
});

test('keeps owner, ticks and proof beside the report', async () => {
  await checklist('--only', 'aws', '--owner', 'ana', '--done', 'confirm', '--proof', 'ticket 7');
  await checklist('--done', 'aws:1111/contain', 'acme:2222/revoke');
  const { items } = await json();
  expect(items.map((item) => item.owner)).toEqual(['ana', undefined]);
  const done = items.map((item) => item.steps.filter((step) => step.done).map((step) => [step.id, step.provedBy]));
  expect(done).toEqual([
    [
      ['confirm', 'ticket 7'],
      ['contain', undefined],
    ],
    [['revoke', undefined]],
  ]);
  const file = join(folder, 'checklist.state.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await checklist('--undone', 'aws:1111/contain');
  expect(JSON.parse(readFileSync(file, 'utf8')).items['aws:1111'].done).toHaveProperty('confirm');
  expect(JSON.parse(readFileSync(file, 'utf8')).items['aws:1111'].done).not.toHaveProperty('contain');
});

test('writes no state unless something changes', async () => {
  await checklist();
  expect(existsSync(join(folder, 'checklist.state.json'))).toBe(false);
});

test('a step or credential that is not there is refused before anything is written', async () => {
  await expect(checklist('--done', 'confirm')).rejects.toThrow(/2 credentials fit; write FINGERPRINT\/STEP/);
  await expect(checklist('--done', 'aws:1111/nonsense')).rejects.toThrow(/no such step; there are confirm, /);
  await expect(checklist('--owner', 'ana')).rejects.toThrow(/--owner: say of which/);
  expect(existsSync(join(folder, 'checklist.state.json'))).toBe(false);
});

test('a state file or report that is not one is refused by name', async () => {
  writeFileSync(join(folder, 'checklist.state.json'), '{');
  await expect(checklist()).rejects.toMatchObject({ code: 'REPORT_INVALID' });
  rmSync(join(folder, 'checklist.state.json'));
  writeFileSync(join(folder, 'report.json'), '[]');
  await expect(checklist()).rejects.toMatchObject({ code: 'REPORT_INVALID' });
  rmSync(join(folder, 'report.json'));
  await expect(checklist()).rejects.toThrow(/cannot be read \(ENOENT\)/);
});
