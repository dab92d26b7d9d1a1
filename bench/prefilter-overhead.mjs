// What the prefilter costs on top of only reading: the same files, read into the same buffer, with and without the scan.
//   node bench/prefilter-overhead.mjs [--keywords MODULE] [--rounds N] FOLDER...
// CPU time of this thread (user and system), median of the rounds, the runs in turn; files come from the page cache.
import { closeSync, openSync, readSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { listFiles } from './prefilter-corpora.mjs';
import { loadPrefilter, readKeywords } from './prefilter-keywords.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { keywords: { type: 'string' }, rounds: { type: 'string', default: '5' } },
});

/** Reads each file once, a window at most, and hands it to `each`. */
function readAll(names, prefilter, each) {
  const start = process.cpuUsage();
  let bytes = 0;
  for (const name of names) {
    const file = openSync(name);
    const length = readSync(file, prefilter.input, 0, prefilter.input.length, 0);
    closeSync(file);
    bytes += length;
    each(length);
  }
  const { user, system } = process.cpuUsage(start);
  return { bytes, micros: user + system };
}

const { createPrefilter, engineNames } = await loadPrefilter();
const keywords = await readKeywords(values.keywords);
const names = (positionals.length > 0 ? positionals : ['node_modules']).flatMap((path) => [...listFiles(path)]);
const scanAll = (prefilter) => (length) => {
  for (let from = 0; from < length; from = prefilter.resume) prefilter.scan(from, length, length);
};
const simd = createPrefilter(keywords, { engine: 'simd' });
const runs = [
  { name: 'read only', prefilter: simd, each: () => {} },
  { name: 'read, touch every byte', prefilter: simd, each: (length) => simd.touch?.(0, length) },
  ...engineNames.map((engine) => {
    const prefilter = createPrefilter(keywords, { engine });
    return { name: `read, ${prefilter.name}`, prefilter, each: scanAll(prefilter) };
  }),
].map((run) => ({ ...run, times: [] }));
let total = 0;
for (let round = 0; round <= Number(values.rounds); round++) {
  for (const run of runs) {
    const { bytes, micros } = readAll(names, run.prefilter, run.each);
    total = bytes;
    // The first round fills the page cache.
    if (round > 0) run.times.push(micros);
  }
}
const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];
const floor = median(runs[0].times);
console.log(`${names.length} files, ${(total / 1e6).toFixed(1)} MB, ${keywords.length} keywords`);
for (const { name, times } of runs) {
  const time = median(times);
  console.log(
    `${name.padEnd(24)} ${(time / 1e3).toFixed(0).padStart(7)} ms ${(time / floor).toFixed(2).padStart(6)} x read only ${(total / time).toFixed(0).padStart(7)} MB/s`,
  );
}
