/** When a scan goes on in threads. */

import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ScanEvent } from '../../src/model/event.ts';
import { readDefaults } from '../../src/model/slice.ts';
import { loadBuiltinRules } from '../../src/rules/builtin.ts';
import { scan } from '../../src/scan/scan.ts';
import { pick, seeded } from '../support/keys.ts';
import { folder, git } from '../support/program.ts';

/** Stands for the real worker: tells of each slice as a problem and scans nothing. */
const teller = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ slice }) => {
  const event = { kind: 'problem', code: 'EXCLUDED', where: slice.label, detail: 'told by a worker' };
  parentPort.postMessage({ kind: 'events', events: [event] });
  parentPort.postMessage({ kind: 'done' });
});`;

function commit(repository: string, files: Readonly<Record<string, string | Buffer>>): void {
  git(repository, 'init', '-q', '-b', 'main');
  for (const [name, content] of Object.entries(files)) writeFileSync(join(repository, name), content);
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', 'all');
  git(repository, 'repack', '-adq');
}

async function scanned(target: string): Promise<{ here: string[]; inWorkers: string[] }> {
  const script = join(folder(), 'worker.cjs');
  writeFileSync(script, teller);
  const here: string[] = [];
  const inWorkers: string[] = [];
  const read = { ...readDefaults, history: true };
  const options = { read, detect: {}, workerScript: script, engine: 'scalar' } as const;
  await scan([{ kind: 'git', locator: target }], loadBuiltinRules(), options, (event: ScanEvent) => {
    if (event.kind === 'credential') here.push(event.provenance.path);
    if (event.kind === 'problem' && event.detail === 'told by a worker') inWorkers.push(event.where);
  });
  return { here, inWorkers };
}

const leak = `token = "ghp_${pick('abcdefghijABCDEFGHIJ0123456789', 36, seeded(7))}"\n`;

test('a small history is scanned without a worker', async () => {
  const repository = folder();
  commit(repository, { 'a.txt': leak });
  const { here, inWorkers } = await scanned(repository);
  expect(here).toContain('a.txt');
  expect(inWorkers).toEqual([]);
});

test.skipIf(availableParallelism() < 2)(
  'a history that turns out larger than it said is begun here and goes on in threads (needs two cores)',
  async () => {
    const repository = folder();
    commit(repository, { 'a.txt': leak });
    // A submodule's repository, of which the first word does not speak.
    const module = folder();
    const large = Object.fromEntries(Array.from({ length: 12 }, (_, k) => [`b${k}.bin`, randomBytes(2 ** 20)]));
    commit(module, large);
    mkdirSync(join(repository, '.git', 'modules'));
    renameSync(join(module, '.git'), join(repository, '.git', 'modules', 'large'));
    const { here, inWorkers } = await scanned(repository);
    expect(here).toContain('a.txt');
    expect(inWorkers.length).toBeGreaterThan(0);
    expect(inWorkers).toContain('pack 7 of 7');
    expect(inWorkers).not.toContain('pack 1 of 7');
    expect(inWorkers).not.toContain('pack 1 of 1');
  },
);
