/** An image made with a real tool: a key written in one layer, deleted in the next, and a secret in its environment. */

import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { awsPair } from '../support/keys.ts';
import { cleanEnv, folder, scanJson } from '../support/program.ts';

const umoci = ['/usr/bin/umoci', '/usr/local/bin/umoci'].find((path) => existsSync(path));
if (!umoci) console.log('skipped: umoci is not installed (apt-get install umoci)');

function run(...args: readonly string[]): void {
  const done = spawnSync(umoci!, args, { encoding: 'utf8', env: cleanEnv({ HOME: '/root' }) });
  if (done.status !== 0) throw new Error(`umoci ${args.join(' ')}: ${done.stderr}`);
}

test.skipIf(!umoci)(
  'a key of a deleted file and one of the environment are found, with layer and creating command',
  () => {
    const place = folder();
    const image = join(place, 'image');
    const name = `${image}:app`;
    const [file, env] = [awsPair(1), awsPair(2)];
    run('init', '--layout', image);
    run('new', '--image', name);
    const change = (step: string, act: (root: string) => void): void => {
      const bundle = join(place, `bundle-${step}`);
      run('unpack', '--rootless', '--image', name, bundle);
      act(join(bundle, 'rootfs'));
      run('repack', '--image', name, '--history.created_by', step, bundle);
      rmSync(bundle, { recursive: true });
    };
    const text = (pair: typeof file): string => `AWS_ACCESS_KEY_ID=${pair.id}\nAWS_SECRET_ACCESS_KEY=${pair.secret}\n`;
    change('RUN configure', (root) => writeFileSync(join(root, 'deploy.env'), text(file)));
    change('RUN rm deploy.env', (root) => rmSync(join(root, 'deploy.env')));
    run(
      'config',
      '--image',
      name,
      '--config.env',
      `AWS_ACCESS_KEY_ID=${env.id}`,
      '--config.env',
      `AWS_SECRET_ACCESS_KEY=${env.secret}`,
    );

    const report = scanJson([`image:${image}`]);
    expect(report.exit).toBe(1);
    expect(report.complete, JSON.stringify(report.problems)).toBe(true);
    const found = (id: string) => report.findings.find((finding) => finding.parts[0]!.preview === id)!;
    expect(found(file.id).parts.map((part) => part.name)).toEqual(['accessKeyId', 'secretAccessKey']);
    const inLayer = found(file.id).occurrences.find(({ provenance }) => provenance.path.endsWith('deploy.env'))!;
    const details = Object.fromEntries(inLayer.provenance.details.map(({ name: key, value }) => [key, value]));
    expect(details['created by']).toBe('RUN configure');
    expect(details['layer']).toMatch(/^1 of 2/);
    expect(details['state']).toMatch(/deleted in layer 2/);
    expect(found(env.id).occurrences[0]!.provenance.path).toMatch(/config/i);
    expect(JSON.stringify(report)).not.toContain(file.secret);
    expect(JSON.stringify(report)).not.toContain(env.secret);
  },
);
