// What finding costs on top of the prefilter alone, per core: rules, edges, filters, places; then decoders. Ratios in one run.
//
//   node bench/detect.mjs [--rules FILE] [PATH...]     (default: node_modules; rules of dist/rules.json)
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';
import { listFiles } from './prefilter-corpora.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rules: { type: 'string', default: 'dist/rules.json' }, megabytes: { type: 'string', default: '64' } },
});

async function load(entry) {
  const folder = mkdtempSync(join(tmpdir(), 'leakwalk-bench-'));
  const build = await rolldown({ input: entry, platform: 'node', logLevel: 'silent' });
  await build.write({ file: join(folder, 'out.mjs'), format: 'esm' });
  await build.close();
  const module = await import(pathToFileURL(join(folder, 'out.mjs')).href);
  rmSync(folder, { recursive: true });
  return module;
}

/** Whole files that fit the window, by path. */
function readFiles(paths, limit, window) {
  const files = [];
  let size = 0;
  for (const name of paths.flatMap((path) => [...listFiles(path)])) {
    const bytes = readFileSync(name);
    if (bytes.length === 0 || bytes.length > window) continue;
    files.push({ name, bytes });
    size += bytes.length;
    if (size > limit) break;
  }
  return { files, size };
}

const { createDetector } = await load('src/detect/index.ts');
const { createPrefilter } = await load('src/prefilter/index.ts');
const { rules, macros } = JSON.parse(readFileSync(values.rules, 'utf8'));
const expand = (pattern) =>
  Object.entries(macros).reduce((text, [name, source]) => text.replaceAll(`{${name}}`, () => source), pattern);
const set = { digest: '', rules: rules.map((rule) => ({ ...rule, pattern: expand(rule.pattern) })) };
const { files, size } = readFiles(
  positionals.length > 0 ? positionals : ['node_modules'],
  Number(values.megabytes) * 1e6,
  2 ** 20,
);
const locate = (offset) => ({ offset, line: 1, column: 1 });

/** Each way puts a file into the window and counts something, so that nothing is left out. */
const ways = {
  'prefilter alone': () => {
    const { prefilter } = createDetector(set, (keywords) => createPrefilter(keywords));
    return ({ bytes }) => {
      prefilter.input.set(bytes);
      prefilter.input.fill(0, bytes.length, bytes.length + 128);
      let count = 0;
      for (let at = 0; at < bytes.length; at = prefilter.resume)
        count += prefilter.scan(at, bytes.length, bytes.length);
      return count;
    };
  },
  'with rules': () => detecting(false),
  'with rules and decoders': () => detecting(true),
};

function detecting(decode) {
  const { detector, prefilter } = createDetector(set, (keywords) => createPrefilter(keywords), { decode });
  return ({ name, bytes }) => {
    const { length } = bytes;
    prefilter.input.set(bytes);
    prefilter.input.fill(0, length, length + 128);
    const view = prefilter.input.subarray(0, length);
    const chunk = { bytes: view, offset: 0, from: 0, to: length, last: true, binary: false, path: name, locate };
    return detector.detect(chunk).length;
  };
}

const rounds = 7;
const runs = Object.entries(ways).map(([name, make]) => ({ name, judge: make(), times: [], count: 0 }));
for (let round = 0; round < rounds; round++) {
  for (const run of runs) {
    const before = process.cpuUsage().user;
    run.count = 0;
    for (const file of files) run.count += run.judge(file);
    run.times.push(process.cpuUsage().user - before);
  }
}

const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];
const base = median(runs[0].times);
console.log(`${files.length} files, ${(size / 1e6).toFixed(1)} MB, ${set.rules.length} rules, median of ${rounds}`);
for (const { name, times, count } of runs) {
  const time = median(times);
  const rate = (size / time).toFixed(0).padStart(6);
  console.log(
    `${name.padEnd(24)} ${rate} MB/s  ${(time / base).toFixed(2)} x  ${count} ${name === 'prefilter alone' ? 'hits' : 'matches'}`,
  );
}
