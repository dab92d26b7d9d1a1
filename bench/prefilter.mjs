// The prefilter against the bare reading of the same bytes and against its scalar twin; ratios of one run.
//   node bench/prefilter.mjs [--keywords MODULE] [--rounds N] [--worst N] [FILE|FOLDER...]
// CPU time of this thread, best and median of the rounds, engines in turn; the scan hands 1 MiB windows, as scan/ does.
import { parseArgs } from 'node:util';
import { corpora } from './prefilter-corpora.mjs';
import { loadPrefilter, readKeywords } from './prefilter-keywords.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    keywords: { type: 'string' },
    rounds: { type: 'string', default: '7' },
    worst: { type: 'string', default: '0' },
  },
});

const margin = 16 * 1024;

/** Calls `each(from, to, length)` for the windows of a corpus; the copy into the window is not timed. */
function walk(bytes, prefilter, each) {
  const size = prefilter.input.length - margin;
  let micros = 0;
  let result = 0;
  for (let offset = 0; offset < bytes.length; offset += size) {
    const part = bytes.subarray(offset, offset + prefilter.input.length);
    prefilter.input.set(part);
    const to = Math.min(size, part.length);
    const start = process.cpuUsage().user;
    for (let from = 0; from < to; from = prefilter.resume) {
      result += each(from, to, part.length);
      if (each.once) break;
    }
    micros += process.cpuUsage().user - start;
  }
  return { micros, result };
}

/** @returns runs of one corpus: name → { best, median } in MB/s and hits */
export function measure(bytes, prefilters, rounds) {
  const runs = [];
  for (const prefilter of prefilters) {
    if (prefilter.touch && !runs.some((run) => run.name === 'touch')) {
      const each = (from, to) => (prefilter.touch(from, to) ? 1 : 0);
      runs.push({ name: 'touch', prefilter, each: Object.assign(each, { once: true }), times: [] });
    }
    // As in a programming language: what is assigned has to be a literal.
    const each = (from, to, length) => prefilter.scan(from, to, length, true);
    runs.push({ name: prefilter.label ?? prefilter.name, prefilter, each, times: [] });
  }
  for (let round = 0; round <= rounds; round++) {
    for (const run of runs) {
      const { micros, result } = walk(bytes, run.prefilter, run.each);
      run.hits = result;
      // The first round warms up.
      if (round > 0) run.times.push(bytes.length / micros);
    }
  }
  return runs.map(({ name, hits, times }) => {
    times.sort((a, b) => b - a);
    return { name, hits, best: times[0], median: times[times.length >> 1] };
  });
}

function print(title, bytes, rows) {
  console.log(`\n${title}: ${(bytes / 1e6).toFixed(1)} MB`);
  const touch = rows.find((row) => row.name === 'touch')?.median ?? Number.NaN;
  const scalar = rows.find((row) => row.name === 'scalar')?.median ?? Number.NaN;
  for (const { name, hits, best, median } of rows) {
    const cells = [name.padEnd(24), best.toFixed(0).padStart(7), median.toFixed(0).padStart(7), 'MB/s'];
    cells.push(
      `${((100 * median) / touch).toFixed(1).padStart(6)} % of touch`,
      `${(median / scalar).toFixed(2).padStart(6)} x scalar`,
    );
    console.log(cells.join(' '), name === 'touch' ? '' : `${hits} hits`);
  }
}

/** Keywords that are hit most, with bytes between two hits. */
function printWorst(bytes, prefilter, keywords, most) {
  const counts = new Map();
  walk(bytes, prefilter, (from, to, length) => {
    const count = prefilter.scan(from, to, length);
    for (let k = 0; k < count; k++) counts.set(prefilter.keywords[k], (counts.get(prefilter.keywords[k]) ?? 0) + 1);
    return count;
  });
  const worst = [...counts].sort((a, b) => b[1] - a[1]).slice(0, most);
  for (const [index, count] of worst) {
    const { text, fold, run } = keywords[index];
    console.log(
      `  ${String(count).padStart(8)}  every ${(bytes.length / count / 1e3).toFixed(1).padStart(8)} kB  ${JSON.stringify(text)}${fold ? ' fold' : ''}${run ? ' run' : ''}`,
    );
  }
}

const { createPrefilter, engineNames } = await loadPrefilter();
const keywords = await readKeywords(values.keywords);
const prefilters = engineNames.map((engine) => {
  const start = performance.now();
  const prefilter = createPrefilter(keywords, { engine });
  console.log(
    `${engine}: ${prefilter.name}, made for ${keywords.length} keywords in ${(performance.now() - start).toFixed(1)} ms`,
  );
  return prefilter;
});
const more = Array.from({ length: 20 }, (_, k) => ({
  text: `vendor${String.fromCharCode(97 + k)}x_key`,
  fold: true,
  run: false,
}));
for (const engine of engineNames.slice(0, 2)) {
  prefilters.push(Object.assign(createPrefilter([...keywords, ...more], { engine }), { label: `${engine}, 20 more` }));
  prefilters.push(
    Object.assign(createPrefilter(keywords, { engine }), { label: `${engine}, stretches`, stretched: true }),
  );
}
for (const [name, bytes] of corpora(positionals)) {
  if (bytes.length === 0) {
    console.log(`\n${name}: nothing found here, not measured`);
    continue;
  }
  print(name, bytes.length, measure(bytes, prefilters, Number(values.rounds)));
  if (Number(values.worst) > 0) printWorst(bytes, prefilters[0], keywords, Number(values.worst));
}
