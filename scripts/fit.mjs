// Fits the tables of src/detect/generic/model.ts: trees, and weights of how values and names are spelt. Nothing of the data is
// kept but the tables.
//
//   node scripts/fit.mjs LABELLED CLEAN... [--report] [--bigrams] [--write]
//
// LABELLED   a folder with labels.jsonl ({file, line_start, line_end, value_start, value_end, truth: T|F|X, category}) and
//            data/REPOSITORY/PATH
// CLEAN      folders of text whose values are taken as no secrets, with a small weight
//            (to these comes text of our own making, scripts/fit-examples.mjs)
// --report   also scans LABELLED once more with the left-out tables and prints precision and recall of the whole report
// --bigrams  makes the table of letter pairs from CLEAN first
// --write    stores the tables, otherwise only the figures are printed
//
// The figures that count are those on repositories left out of the fit: ten folds, whole repositories each. The rules must be
// built (npm run build).
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { fitGrams, gramOdds, packGrams } from './fit-grams.mjs';
import { judgedSpans, limits, scored, told } from './fit-report.mjs';
import { cleanRows, labelledFindings, madeRows, textFiles } from './fit-rows.mjs';
import { fitTrees, predict, randomOf } from './fit-trees.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const modelFile = join(root, 'src/detect/generic/model.ts');
const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
const [labelled, ...clean] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const folds = 10;
const weights = { clean: 0.15, made: 0.5 };
/** Rows of one repository that count whole; of more, each counts less: one project's habits are not everyone's. */
const rowsOfRepository = 40;
/** Facts met in fewer repositories are left out. */
const leastRepositories = 5;
const trees = {
  trees: 220,
  leaves: 18,
  rate: 0.06,
  ridge: 3,
  leastHessian: 0.7,
  leastGain: 0.1,
  rowShare: 0.8,
  columnShare: 0.35,
  seed: 1,
};
/** The odds told as 0.5: the default of a report. Where the whole report, left out, is as precise as it is to be. */
const shippedLimit = 0.42;
/** Of the log-odds of both. */
const shares = { trees: 0.6, grams: 0.4 };

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

function writeModel(bigrams, model, grams) {
  const table = { base: model.base, facts: model.facts, ...encode(model.trees, model.facts.length) };
  const lines = (of) =>
    Object.entries(of)
      .map(([name, value]) => `  ${name}: ${JSON.stringify(value)},\n`)
      .join('');
  const types = {
    model:
      '{ readonly base: number; readonly facts: readonly string[]; readonly roots: readonly number[]; readonly trees: string }',
    grams: '{ readonly scale: number; readonly weights: string }',
  };
  const ignore = '// biome-ignore format: a table\n';
  writeFileSync(
    modelFile,
    `/** Made by scripts/fit.mjs; do not edit. Letter pairs, trees as forest.ts reads them, weights as grams.ts does. */\n\n${ignore}export const bigramTable = ${JSON.stringify(bigrams)};\n\n${ignore}export const model: ${types.model} = {\n${lines(table)}};\n\n${ignore}export const gramTable: ${types.grams} = {\n${lines(grams)}};\n`,
  );
}

/** The layout of src/detect/generic/forest.ts: four numbers a node, a tree's left side before its right. */
function encode(list, factCount) {
  const words = [];
  const bounded = (value) => Math.max(-32768, Math.min(32767, Math.round(value)));
  const node = (tree) => {
    const at = words.length;
    const value = bounded(tree.value * 1e4);
    if (!tree.left) return words.push(-1, 0, value, 0);
    const limit = tree.fact === undefined ? bounded(tree.limit * 100) : 1;
    words.push(tree.fact ?? factCount + tree.number, limit, value, 0);
    node(tree.left);
    words[at + 3] = words.length - at;
    return node(tree.right);
  };
  const roots = list.map((tree) => {
    const at = words.length;
    node(tree);
    return at;
  });
  const bytes = Buffer.alloc(words.length * 2);
  for (const [at, word] of words.entries()) bytes.writeInt16LE(word, at * 2);
  return { roots, trees: bytes.toString('base64') };
}

/** Only the facts that some tree asks; trees with the share that is theirs beside the grams, one base for both. */
function trimmed({ trees: { base, trees: list }, grams }, names, shift) {
  const asked = new Set();
  const visit = (tree, of) => {
    of(tree);
    if (!tree.left) return;
    visit(tree.left, of);
    visit(tree.right, of);
  };
  for (const tree of list) visit(tree, ({ fact }) => fact !== undefined && asked.add(fact));
  const facts = [...asked].sort((a, b) => a - b);
  const place = new Map(facts.map((fact, at) => [fact, at]));
  for (const tree of list)
    visit(tree, (node) => {
      node.value *= shares.trees;
      if (node.fact !== undefined) node.fact = place.get(node.fact);
    });
  const own = Math.round((base * shares.trees + grams.base * shares.grams + shift) * 1000) / 1000;
  return { base: own, facts: facts.map((fact) => names[fact]), trees: list };
}

async function shipped() {
  const folder = join(root, 'dist', '.fit');
  const build = await rolldown({ cwd: root, input: 'scripts/fit-candidates.ts', platform: 'node', logLevel: 'silent' });
  await build.write({ dir: folder, format: 'esm', entryFileNames: 'fit-candidates.mjs' });
  await build.close();
  return import(`${pathToFileURL(join(folder, 'fit-candidates.mjs')).href}?${Date.now()}`);
}

/** Both models of some rows, and the log-odds they give. */
function fitted(rows, names, places) {
  return { trees: fitTrees(rows, names.length, trees), grams: fitGrams(rows, places) };
}
const oddsOf = (model, row) =>
  shares.trees * predict(model.trees, row) + shares.grams * gramOdds(model.grams, row.grams);
const logit = (p) => Math.log(p / (1 - p));

if (!labelled) {
  console.error('usage: node scripts/fit.mjs LABELLED CLEAN... [--report] [--bigrams] [--write]');
  process.exit(2);
}
const bigrams = flags.includes('--bigrams')
  ? bigramTable()
  : JSON.parse(/bigramTable = ("(?:[^"\\]|\\.)*")/.exec(readFileSync(modelFile, 'utf8'))?.[1] ?? '""');
if (flags.includes('--bigrams')) writeModel(bigrams, { base: 0, facts: [], trees: [] }, { scale: 0, weights: '' });
const { findings, gramPlaces } = await shipped();
const { labels, all } = await labelledFindings((bytes, path) => findings(bytes, path), labelled);
const rows = all.filter(({ row }) => row).map(({ row, ...found }) => ({ ...row, ...found, weight: 1 }));
const judged = rows.filter((row) => row.truth !== undefined);
const rowsOf = new Map();
for (const { repository } of judged) rowsOf.set(repository, (rowsOf.get(repository) ?? 0) + 1);
for (const row of judged) row.weight = Math.min(1, Math.sqrt(rowsOfRepository / rowsOf.get(row.repository)));
const fromClean = await cleanRows(findings, clean, weights.clean);
const made = await madeRows(findings, weights.made);
const added = [...fromClean, ...made];
const met = new Map();
for (const { features, repository } of [...judged, ...added])
  for (const name of features) met.set(name, (met.get(name) ?? new Set()).add(repository));
const names = [...met].filter(([, of]) => of.size >= leastRepositories).map(([name]) => name);
const ids = new Map(names.map((name, at) => [name, at]));
for (const row of [...rows, ...added])
  row.facts = [...new Set(row.features)].map((name) => ids.get(name)).filter((id) => id !== undefined);
console.log(
  `${rows.length} values, ${judged.filter((row) => row.truth === 1).length} true, ${judged.filter((row) => row.truth === 0).length} false; ${fromClean.length} from clean text, ${made.length} made; ${names.length} facts`,
);

const random = randomOf(42);
const repositories = [...new Set(all.map(({ repository }) => repository))].sort();
const foldOf = new Map(
  repositories
    .map((name) => [random(), name])
    .sort((a, b) => a[0] - b[0])
    .map(([, name], at) => [name, at % folds]),
);
for (let fold = 0; fold < folds; fold++) {
  const own = judged.filter((row) => foldOf.get(row.repository) !== fold);
  const model = fitted([...own, ...added], names, gramPlaces);
  for (const row of rows) if (foldOf.get(row.repository) === fold) row.odds = oddsOf(model, row);
}
const truths = judged.filter((row) => row.truth === 1).length;
const curve = limits.map((limit) => {
  const taken = judged.filter((row) => row.odds >= logit(limit));
  const right = taken.filter((row) => row.truth === 1).length;
  const [precision, recall] = [right / Math.max(1, taken.length), right / truths];
  return { limit, precision, recall, f1: (2 * precision * recall) / Math.max(1e-9, precision + recall) };
});
console.log('values that are read, left out:');
for (const step of curve) console.log(told(step));
const shift = -logit(shippedLimit);
console.log(`${shippedLimit} is shipped as 0.5`);

if (flags.includes('--report')) {
  const confidences = new Map(
    rows.map((row) => [`${row.file} ${row.start} ${row.value}`, 1 / (1 + Math.exp(-row.odds - shift))]),
  );
  const { all: whole } = await labelledFindings(
    (bytes, path, file) => findings(bytes, path, (start, value) => confidences.get(`${file} ${start} ${value}`)),
    labelled,
  );
  const spans = judgedSpans(labels, whole);
  console.log('whole report, values that are read judged by tables fitted without their repository:');
  for (const limit of limits) console.log(told(scored(spans, limit)));
}
if (flags.includes('--write')) {
  const model = fitted([...judged, ...added], names, gramPlaces);
  const small = trimmed(model, names, shift);
  writeModel(bigrams, small, packGrams(model.grams, shares.grams));
  console.log(`${relative(root, modelFile)} written: ${small.trees.length} trees, ${small.facts.length} facts`);
}
