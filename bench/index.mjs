// What a person waits for, as ratios in one run: the start of the hook, trees, large files, histories; against Node, git, ripgrep and
// whatever other scanners are installed. Medians of several rounds, the runs in turn; CPU and peak memory of the whole process tree
// from GNU time. Prints a Markdown table; docs/benchmarks.md keeps dated ones.
//
//   node bench/index.mjs [--smoke] [--rounds N] [--tree FOLDER]... [--history REPOSITORY]... [--peers FOLDER]
//   node bench/index.mjs --only overhead [--tree FOLDER]... [--history REPOSITORY]...        against reading, the prefilter, git cat-file
//   node bench/index.mjs --only regression [--against REVISION]        this tree against another (the last tag)
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { overhead } from './overhead.mjs';
import { versions } from './peers.mjs';
import { history, hook, large, trees } from './product.mjs';
import { regression } from './regression.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    tree: { type: 'string', multiple: true, default: [] },
    history: { type: 'string', multiple: true, default: [] },
    only: { type: 'string', multiple: true, default: [] },
    peers: { type: 'string', default: '' },
    against: { type: 'string', default: '' },
  },
});

const program = join(root, 'dist/leakwalk.cjs');
if (!existsSync(program)) throw new Error('run npm run build first');
const folder = mkdtempSync(join(tmpdir(), 'leakwalk-bench-'));
const timer = existsSync('/usr/bin/time') ? '/usr/bin/time' : undefined;

/** No run takes longer, seconds. */
const longest = 600;

/** Runs one command; wall seconds, CPU seconds, peak MB, exit code. A missing program gives undefined. */
function once({ command, args, cwd = folder, env }) {
  const record = join(folder, 'time.txt');
  // Ended from inside: a signal to GNU time would leave what it runs.
  const limited = timer ? ['timeout', String(longest), command, ...args] : [command, ...args];
  const full = timer ? [timer, '-f', '%U %S %M', '-o', record, ...limited] : limited;
  const start = performance.now();
  const done = spawnSync(full[0], full.slice(1), {
    cwd,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 31 - 1,
    ...(timer ? {} : { timeout: longest * 1000 }),
  });
  const wall = (performance.now() - start) / 1000;
  if (done.error?.code === 'ENOENT' || done.status === 127) return undefined;
  const [user = 0, system = 0, peak = 0] = timer
    ? readFileSync(record, 'utf8').trim().split('\n').at(-1).split(' ').map(Number)
    : [];
  return { wall, cpu: user + system, peak: peak / 1024, code: done.status ?? -1, out: done.stdout };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** The runs in turn, so that a busy machine is busy for all; the first is what the others are divided by. */
function compare(title, runs, rounds) {
  const times = new Map(runs.map((run) => [run, []]));
  for (let round = 0; round < rounds; round++)
    for (const run of runs) {
      const result = once(run);
      if (result && run.codes && !run.codes.includes(result.code))
        throw new Error(`${run.name} ended with ${result.code}, not ${run.codes.join(' or ')}`);
      // A peer that did not do its work has no time.
      if (result && run.answers && !run.answers.includes(result.code)) run.failed = result.code;
      else if (result) times.get(run).push(result);
    }
  console.log(
    `\n### ${title}\n\n| | wall s | CPU s | peak MB | wall ratio | findings |\n| --- | ---: | ---: | ---: | ---: | ---: |`,
  );
  let base;
  for (const [run, results] of times) {
    if (results.length === 0) {
      const why =
        run.failed === undefined
          ? 'not installed'
          : run.failed === 124
            ? `stopped at ${longest} s`
            : `ended with ${run.failed}`;
      console.log(`| ${run.name} | ${why} | | | | |`);
      continue;
    }
    const wall = median(results.map((result) => result.wall));
    const cpu = median(results.map((result) => result.cpu));
    const peak = Math.max(...results.map((result) => result.peak));
    base ??= wall;
    const found = run.count?.(results[0].out) ?? '';
    const cells = [
      wall.toFixed(3),
      timer ? cpu.toFixed(2) : '',
      timer ? peak.toFixed(0) : '',
      (wall / base).toFixed(2),
      found,
    ];
    console.log(`| ${run.name} | ${cells.join(' | ')} |`);
  }
}

try {
  const rounds = values.smoke ? 1 : Number(values.rounds);
  console.log(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}; ${versions(values.peers).join('; ')}; ${rounds} rounds`,
  );
  const context = { root, program, folder, smoke: values.smoke, peers: values.peers, mkdirSync, writeFileSync, rmSync };
  const wanted = (name) => values.only.length === 0 || values.only.includes(name);
  if (wanted('hook')) compare(...hook(context), values.smoke ? 1 : rounds * 4);
  if (wanted('tree')) for (const suite of trees(context, values.tree)) compare(...suite, rounds);
  if (wanted('large')) for (const suite of large(context)) compare(...suite, values.smoke ? 1 : Math.min(rounds, 3));
  if (values.only.includes('overhead') || values.smoke)
    for await (const suite of overhead(context, values)) compare(...suite, rounds);
  if (values.only.includes('regression'))
    for (const [title, runs, times] of regression(context, values)) compare(title, runs, rounds * times);
  if (wanted('history')) for (const suite of history(context, values.history)) compare(...suite, rounds);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
