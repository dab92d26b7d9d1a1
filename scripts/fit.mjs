// Fits the weights of src/detect/generic/model.ts. Nothing of the data is kept but the table.
//
//   node scripts/fit.mjs LABELLED CLEAN... [--bigrams] [--write]
//
// LABELLED  a folder with labels.jsonl ({file, line_start, line_end, value_start, value_end, truth: T|F|X}) and data/REPOSITORY/PATH
// CLEAN     folders of text whose values are taken as no secrets, with a small weight
// --bigrams makes the table of letter pairs from CLEAN first; --write stores the table, otherwise only the figures are printed.
//
// The figure that counts is the one on repositories left out of the fit: ten folds, whole repositories each.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const modelFile = join(root, 'src/detect/generic/model.ts');
const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
const [labelled, ...clean] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const folds = 10;
const cleanWeight = 0.15;
const ridge = 1.5e-3;
const epochs = 40;
/** Features met less often are left out. */
const leastSeen = 15;
const maxFile = 400_000;

function* textFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* textFiles(path);
    else if (entry.isFile()) {
      const bytes = readFileSync(path);
      if (bytes.length <= maxFile && !bytes.subarray(0, 4000).includes(0)) yield [relative(folder, path), bytes, path];
    }
  }
}

/** -log2 of each letter following another, in eighths of a bit, as characters from # on. */
function bigramTable() {
  const counts = new Float64Array(27 * 27).fill(0.5);
  const letter = (code) => (code >= 97 && code <= 122 ? code - 97 : code >= 65 && code <= 90 ? code - 65 : 26);
  for (const folder of clean) {
    for (const [, bytes] of textFiles(folder)) {
      const text = bytes.toString('latin1', 0, 60_000);
      if (/[^\n]{3000}/.test(text)) continue;
      let before = 26;
      for (let k = 0; k < text.length; k++) {
        const now = letter(text.charCodeAt(k));
        if (now !== 26 || before !== 26) counts[before * 27 + now]++;
        before = now;
      }
    }
  }
  let table = '';
  for (let before = 0; before < 27; before++) {
    const row = counts.subarray(before * 27, before * 27 + 27);
    const sum = row.reduce((a, b) => a + b);
    for (const count of row) table += String.fromCharCode(35 + Math.round(Math.min(11, -Math.log2(count / sum)) * 8));
  }
  return table;
}

function writeModel(bigrams, shift, weights) {
  const lines = Object.entries(weights)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, weight]) => `  ${JSON.stringify(name)}: ${weight},`);
  writeFileSync(
    modelFile,
    `/** Made by scripts/fit.mjs; do not edit. Letter pairs, and weights in log-odds. */\n\n// biome-ignore format: a table\nexport const bigramTable = ${JSON.stringify(bigrams)};\n\n/** Moves the best operating point to a confidence of one half. */\nexport const shift = ${shift};\n\n// biome-ignore format: a table\nexport const weights: Readonly<Record<string, number>> = {\n${lines.join('\n')}\n};\n`,
  );
}

async function shipped() {
  const folder = join(root, 'dist', '.fit');
  const build = await rolldown({ cwd: root, input: 'scripts/fit-candidates.ts', platform: 'node', logLevel: 'silent' });
  await build.write({ dir: folder, format: 'esm', entryFileNames: 'fit-candidates.mjs' });
  await build.close();
  return import(`${pathToFileURL(join(folder, 'fit-candidates.mjs')).href}?${Date.now()}`);
}

/** Rows of one labelled file: features, and 1, 0 or undefined where the labels do not say. */
function rowsOf(candidates, file, labels) {
  const bytes = readFileSync(join(labelled, 'data', file));
  const [repository, ...rest] = file.split('/');
  const starts = [0];
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) starts.push(at + 1);
  const lineOf = (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
  return candidates(bytes, rest.join('/')).map(({ start, end, features }) => {
    const line = lineOf(start);
    const column = start - starts[line - 1];
    const on = labels.filter((label) => label.line_start <= line && line <= label.line_end);
    const overlaps = (label) =>
      label.line_start !== label.line_end ||
      label.value_start == null ||
      (label.value_start < column + end - start && column < label.value_end);
    const trues = on.filter((label) => label.truth === 'T');
    const truth = trues.some(overlaps) ? 1 : trues.length > 0 || on.length === 0 ? undefined : 0;
    return { repository, file, line, column, length: end - start, features, truth, weight: 1 };
  });
}

/** Logistic regression with a ridge, by AdaGrad in a fixed shuffled order. */
function fitWeights(rows, size) {
  const weights = new Float64Array(size);
  const seen = new Float64Array(size).fill(1e-6);
  const order = rows.map((_, at) => at);
  let seed = 1;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let at = order.length - 1; at > 0; at--) {
      const other = Math.floor(random() * (at + 1));
      [order[at], order[other]] = [order[other], order[at]];
    }
    for (const at of order) {
      const { ids, truth, weight } = rows[at];
      const error = (predict(weights, ids) - truth) * weight;
      for (const id of ids) {
        const slope = error + ridge * weights[id];
        seen[id] += slope * slope;
        weights[id] -= (0.1 * slope) / Math.sqrt(seen[id]);
      }
    }
  }
  return weights;
}

function predict(weights, ids) {
  let odds = 0;
  for (const id of ids) odds += weights[id];
  return 1 / (1 + Math.exp(-odds));
}

if (!labelled) {
  console.error('usage: node scripts/fit.mjs LABELLED CLEAN... [--bigrams] [--write]');
  process.exit(2);
}
const { bigramTable: oldBigrams } = await (async () => {
  const text = readFileSync(modelFile, 'utf8');
  return { bigramTable: JSON.parse(/bigramTable = ("(?:[^"\\]|\\.)*")/.exec(text)?.[1] ?? '""') };
})();
const bigrams = flags.includes('--bigrams') ? bigramTable() : oldBigrams;
if (flags.includes('--bigrams')) writeModel(bigrams, 0, {});
const { candidates } = await shipped();
const byFile = new Map();
for (const line of readFileSync(join(labelled, 'labels.jsonl'), 'utf8').trim().split('\n')) {
  const label = JSON.parse(line);
  byFile.set(label.file, [...(byFile.get(label.file) ?? []), label]);
}
const rows = [...byFile].flatMap(([file, labels]) => rowsOf(candidates, file, labels));
const negatives = clean.flatMap((folder) =>
  [...textFiles(folder)].flatMap(([name, bytes]) =>
    candidates(bytes, name).map(({ features }) => ({ features, truth: 0, weight: cleanWeight })),
  ),
);
const counts = new Map();
for (const { features } of [...rows, ...negatives])
  for (const name of features) counts.set(name, (counts.get(name) ?? 0) + 1);
const names = [...counts].filter(([, count]) => count >= leastSeen).map(([name]) => name);
const ids = new Map(names.map((name, at) => [name, at]));
for (const row of [...rows, ...negatives])
  row.ids = row.features.map((name) => ids.get(name)).filter((id) => id !== undefined);
const told = rows.filter((row) => row.truth !== undefined);
console.log(
  `${rows.length} candidates, ${told.filter((row) => row.truth === 1).length} true, ${told.filter((row) => row.truth === 0).length} false; ${negatives.length} from clean text; ${names.length} features`,
);

const repositories = [...new Set(rows.map((row) => row.repository))];
const foldOf = new Map(repositories.map((name, at) => [name, at % folds]));
for (let fold = 0; fold < folds; fold++) {
  const weights = fitWeights(
    [...told.filter((row) => foldOf.get(row.repository) !== fold), ...negatives],
    names.length,
  );
  for (const row of rows) if (foldOf.get(row.repository) === fold) row.odds = predict(weights, row.ids);
}
const curve = [];
for (let limit = 0.05; limit < 0.96; limit += 0.05) {
  const taken = told.filter((row) => row.odds >= limit);
  const right = taken.filter((row) => row.truth === 1).length;
  const all = told.filter((row) => row.truth === 1).length;
  const [precision, recall] = [right / Math.max(1, taken.length), right / all];
  curve.push({ limit, precision, recall, f1: (2 * precision * recall) / Math.max(1e-9, precision + recall) });
}
for (const { limit, precision, recall, f1 } of curve)
  console.log(
    `${limit.toFixed(2)}  precision ${precision.toFixed(3)}  recall ${recall.toFixed(3)}  F1 ${f1.toFixed(3)}`,
  );
const best = curve.reduce((a, b) => (b.f1 > a.f1 ? b : a));
const shift = -Math.log(best.limit / (1 - best.limit));
console.log(`left-out best: F1 ${best.f1.toFixed(3)} at ${best.limit.toFixed(2)} (of candidates, not of labels)`);
if (flags.includes('--write')) {
  const weights = fitWeights([...told, ...negatives], names.length);
  const kept = Object.fromEntries(
    names
      .map((name, at) => [name, Math.round(weights[at] * 100) / 100])
      .filter(([, weight]) => Math.abs(weight) >= 0.05),
  );
  writeModel(bigrams, Math.round(shift * 100) / 100, kept);
  console.log(`${relative(root, modelFile)} written: ${Object.keys(kept).length} weights`);
}
