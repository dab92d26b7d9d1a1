// What the scan costs on top of the bare operation: reading the same files, the same with the prefilter, `git cat-file`. Run by
// bench/index.mjs; called itself, it is the bare operation:
//   node bench/overhead.mjs read|prefilter BUNDLE FOLDER
// Every file of the folder is read whole, a window at a time, into the prefilter's memory, in a process of its own like leakwalk's.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundlePrefilter, distinct } from './prefilter-keywords.mjs';

const self = fileURLToPath(import.meta.url);
const window = 1 << 20;

function* filesBelow(path) {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) yield* filesBelow(inner);
    else if (entry.isFile()) yield inner;
  }
}

/** Reads everything below a folder and hands each window to `each`; how many bytes that were. */
function readAll(path, input, each) {
  let bytes = 0;
  for (const name of filesBelow(path)) {
    const file = openSync(name);
    for (;;) {
      const length = readSync(file, input, 0, window, null);
      if (length > 0) each(length);
      bytes += length;
      if (length < window) break;
    }
    closeSync(file);
  }
  return bytes;
}

/** The bare operation, as the process that is measured. */
async function bare(what, bundle, path) {
  if (what === 'read') return readAll(path, Buffer.alloc(window), () => {});
  const { createPrefilter } = await import(pathToFileURL(bundle).href);
  const prefilter = createPrefilter(distinct(JSON.parse(readFileSync('dist/rules.json', 'utf8')).rules));
  let hits = 0;
  const bytes = readAll(path, prefilter.input, (length) => {
    for (let from = 0; from < length; from = prefilter.resume) hits += prefilter.scan(from, length, length);
  });
  return `${bytes} bytes, ${hits} hits`;
}

/** The suites: trees against reading and the prefilter, histories against `git cat-file`. */
export async function* overhead({ root, program, folder, smoke }, { tree, history }) {
  const bundle = join(folder, 'prefilter.mjs');
  await bundlePrefilter(bundle);
  const scan = (name, args) => ({
    name,
    command: process.execPath,
    args: [program, 'scan', '--quiet', ...args],
    codes: [0, 1, 3],
  });
  for (const path of tree.length > 0 ? tree : [join(root, smoke ? 'src' : 'node_modules')]) {
    const at = path.startsWith('/') ? path : join(process.cwd(), path);
    const floor = (what, name) => ({
      name,
      command: process.execPath,
      args: [self, what, bundle, at],
      cwd: root,
      codes: [0],
    });
    yield [
      `Overhead: tree ${path.split('/').at(-1)}`,
      [
        floor('read', 'reading alone'),
        floor('prefilter', 'reading and the prefilter'),
        scan('leakwalk, one thread', ['--threads', '1', `dir:${at}`]),
        scan('leakwalk', [`dir:${at}`]),
      ],
    ];
  }
  for (const path of history.length > 0 ? history : smoke ? [root] : []) {
    const objects = spawnSync('git', ['count-objects', '-v'], { cwd: path, encoding: 'utf8' }).stdout;
    const count = /in-pack: (\d+)/.exec(objects)?.[1] ?? 'no';
    yield [
      `Overhead: history ${path.split('/').slice(-2).join('/')}, ${count} packed objects`,
      [
        {
          name: 'git cat-file --batch-all-objects',
          command: 'sh',
          args: ['-c', 'git cat-file --batch-all-objects --batch --unordered --buffer >/dev/null'],
          cwd: path,
        },
        scan('leakwalk --history, one thread', ['--threads', '1', '--history', `git:${path}`]),
        scan('leakwalk --history', ['--history', `git:${path}`]),
      ],
    ];
  }
}

if (process.argv[1] === self) console.log(await bare(...process.argv.slice(2)));
