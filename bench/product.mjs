// The suites of bench/index.mjs: each is a title and the runs to compare, the first being what the others are divided by.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { onFolder } from './peers.mjs';

const clean = [0, 1, 3];
const findings = (out) => JSON.parse(out.toString('utf8')).findings.length;

function leakwalk({ program }, name, args, more = {}) {
  return {
    name,
    command: process.execPath,
    args: [program, 'scan', '--format', 'json', '--quiet', ...args],
    codes: clean,
    count: findings,
    ...more,
  };
}

function git(cwd, ...args) {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  const done = spawnSync('git', [...identity, ...args], { cwd, env, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`git ${args[0]}: ${done.stderr}`);
}

/** A change of three files that is staged, as a commit hook meets it. */
export function hook(context) {
  const repository = join(context.folder, 'hook');
  mkdirSync(repository);
  git(repository, 'init', '-q');
  const source = readFileSync(join(context.root, 'src/detect/confirm.ts'), 'utf8');
  for (const name of ['a.ts', 'b.ts', 'c.ts']) writeFileSync(join(repository, name), source);
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', 'start');
  for (const name of ['a.ts', 'b.ts', 'c.ts'])
    writeFileSync(join(repository, name), `${source}\nexport const changed = 1;\n`);
  git(repository, 'add', '.');
  return [
    'Hook: three staged files',
    [
      { name: 'node -e 0', command: process.execPath, args: ['-e', '0'], cwd: repository },
      {
        name: 'leakwalk scan --staged',
        command: process.execPath,
        args: [context.program, 'scan', '--staged'],
        cwd: repository,
        codes: [0],
      },
      {
        name: 'gitleaks git --staged',
        command: join(context.peers, 'gitleaks'),
        args: ['git', '--staged', '--no-banner'],
        cwd: repository,
      },
    ],
  ];
}

/** The words that the rules are looked for by: what ripgrep gets, one a line. */
function literals({ root, folder }) {
  const { rules } = JSON.parse(readFileSync(join(root, 'dist/rules.json'), 'utf8'));
  const words = new Set(rules.flatMap((rule) => rule.keywords.map(({ text }) => text)));
  const file = join(folder, 'literals.txt');
  writeFileSync(file, [...words].join('\n'));
  return { file, count: words.size };
}

export function* trees(context, given) {
  const { folder, peers, smoke, root } = context;
  const words = literals(context);
  for (const path of given.length > 0 ? given : [join(root, smoke ? 'src' : 'node_modules')]) {
    const at = path.startsWith('/') ? path : join(process.cwd(), path);
    yield [
      `Tree: ${path.split('/').at(-1)}`,
      [
        {
          name: `rg -F -i -f, ${words.count} literals`,
          command: 'rg',
          args: ['-F', '-i', '-a', '--hidden', '--no-ignore', '-c', '-f', words.file, at],
        },
        leakwalk(context, 'leakwalk', [`dir:${at}`]),
        leakwalk(context, 'leakwalk, one thread', ['--threads', '1', `dir:${at}`]),
        leakwalk(context, 'leakwalk, one thread, scalar', ['--threads', '1', '--engine', 'scalar', `dir:${at}`]),
        // What the operating system needs to hand over the same bytes.
        {
          name: 'reading alone',
          command: 'sh',
          args: ['-c', 'find "$0" -type f -print0 | xargs -0 cat >/dev/null', at],
        },
        ...onFolder(peers, at, folder),
      ],
    ];
  }
}

/** One file of lines as a log has them, or of random base64. */
function fill(file, bytes, line) {
  const out = openSync(file, 'w');
  const block = Buffer.from(line(), 'latin1');
  for (let size = 0; size < bytes; size += block.length) writeSync(out, block);
  closeSync(out);
}

export function* large(context) {
  const { folder, smoke } = context;
  const bytes = smoke ? 20e6 : 2e9;
  const log = join(folder, 'large.log');
  const logBlock = () =>
    Array.from(
      { length: 20_000 },
      (_, k) =>
        `2026-11-24T0${k % 10}:12:${10 + (k % 50)}.123Z worker-${k % 7} GET /v1/items/${k} 200 ${(k * 37) % 900}ms\n`,
    ).join('');
  fill(log, bytes, logBlock);
  const suite = (title, file) => [
    title,
    [
      { name: 'cat', command: 'cat', args: [file] },
      leakwalk(context, 'leakwalk file:', [`file:${file}`]),
      leakwalk(context, 'leakwalk log:', [`log:${file}`]),
    ],
  ];
  yield suite(`One log of ${bytes / 1e6} MB`, log);
  const base64 = join(folder, 'base64.txt');
  fill(
    base64,
    bytes / 10,
    () =>
      `${randomBytes(750_000)
        .toString('base64')
        .replace(/(.{76})/g, '$1\n')}\n`,
  );
  yield suite(`Random base64 of ${bytes / 10e6} MB`, base64);
}

export function* history(context, given) {
  for (const path of given.length > 0 ? given : context.smoke ? [context.root] : []) {
    yield [
      `History: ${path.split('/').slice(-2).join('/')}`,
      [
        {
          name: 'git cat-file --batch-all-objects',
          command: 'sh',
          args: ['-c', 'git cat-file --batch-all-objects --batch --unordered --buffer >/dev/null'],
          cwd: path,
        },
        leakwalk(context, 'leakwalk --history', ['--history', `git:${path}`]),
        leakwalk(context, 'leakwalk --history, one thread', ['--threads', '1', '--history', `git:${path}`]),
        {
          name: 'gitleaks git',
          command: join(context.peers, 'gitleaks'),
          args: ['git', '--no-banner', '--log-opts=--all', path],
        },
      ],
    ];
  }
}
