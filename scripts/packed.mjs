// Packs the package, installs it in an empty folder with no development tree around it, and uses it there.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'leakwalk-packed-'));

function run(command, args, options = {}) {
  const done = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (done.error) throw done.error;
  return done;
}

function expect(claim, holds, shown = '') {
  if (!holds) throw new Error(`${claim}\n${shown}`);
  console.log(`ok ${claim}`);
}

try {
  const packed = run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root });
  expect('npm pack succeeds', packed.status === 0, packed.stderr);
  const tarball = join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.tgz')),
  );
  const place = join(folder, 'place');
  mkdirSync(place);
  writeFileSync(join(place, 'package.json'), '{"private":true}');
  const installed = run('npm', ['install', '--silent', '--offline', '--ignore-scripts', tarball], { cwd: place });
  expect('it installs offline, so it brings nothing with it', installed.status === 0, installed.stderr);
  const tree = readdirSync(join(place, 'node_modules')).filter((name) => !name.startsWith('.'));
  expect('one package is installed', tree.length === 1 && tree[0] === 'leakwalk', tree.join(' '));

  const leakwalk = join(place, 'node_modules', '.bin', 'leakwalk');
  const version = run(leakwalk, ['--version']);
  expect('leakwalk --version', version.status === 0 && /^\d+\.\d+\.\d+\n$/.test(version.stdout), version.stderr);

  const tree2 = join(folder, 'tree');
  mkdirSync(tree2);
  writeFileSync(join(tree2, 'clean.txt'), 'nothing here\n');
  const clean = run(leakwalk, ['scan', `dir:${tree2}`]);
  expect('a clean folder ends with 0', clean.status === 0, clean.stdout + clean.stderr);

  // Put together here, so that no scanner finds it in this file.
  const id = ['AKIA', 'QYLPMN5HHHFPZAM2'].join('');
  const secret = ['kR7xQ2mV9pL4tZ8w', 'N3bY6cF1hJ5gD0sA', 'uE+iO/Xq'].join('');
  writeFileSync(join(tree2, 'leak.env'), `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n`);
  const leak = run(leakwalk, ['scan', '--format', 'json', `dir:${tree2}`]);
  expect('a leak ends with 1', leak.status === 1, leak.stdout + leak.stderr);
  expect('the key id is named', leak.stdout.includes(id), leak.stdout);
  expect('the secret is not printed', !leak.stdout.includes(secret));
  writeFileSync(join(folder, 'report.json'), leak.stdout);
  const list = run(leakwalk, ['checklist', join(folder, 'report.json')]);
  expect('the checklist names the key', list.status === 0 && list.stdout.includes(id), list.stdout + list.stderr);
  const rules = run(leakwalk, ['rules', 'list']);
  expect('leakwalk rules list', rules.status === 0 && rules.stdout.includes('aws-access-key-id'), rules.stderr);
  const threads = run(leakwalk, ['scan', '--threads', '2', '--format', 'json', `dir:${tree2}`]);
  expect('workers start from the installed package', threads.status === 1, threads.stdout + threads.stderr);
  const library = run(process.execPath, ['-e', 'import("leakwalk").then((m) => console.log(typeof m.scan))'], {
    cwd: place,
  });
  expect('the library is importable', library.stdout === 'function\n', library.stderr);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
