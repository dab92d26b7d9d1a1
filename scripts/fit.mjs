// Fits the trees of src/detect/generic/model.ts. Nothing of the data is kept but the table.
//
//   node scripts/fit.mjs LABELLED CLEAN... [--bigrams] [--write] [--left-out=FILE]
//
// LABELLED  a folder with labels.jsonl ({file, line_start, line_end, value_start, value_end, truth: T|F|X}) and data/REPOSITORY/PATH
// CLEAN     folders of text whose values are taken as no secrets, with a small weight
//           (to these comes text of our own making, scripts/fit-examples.mjs)
// --bigrams makes the table of letter pairs from CLEAN first; --write stores the table, otherwise only the figures are printed;
// --left-out writes the place and the left-out confidence of every candidate (keep it with the data).
//
// The figure that counts is the one on repositories left out of the fit: ten folds, whole repositories each.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { madeTexts } from './fit-examples.mjs';
import { fitTrees, predict, randomOf } from './fit-trees.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const modelFile = join(root, 'src/detect/generic/model.ts');
const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
const [labelled, ...clean] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const folds = 10;
const weights = { clean: 0.15, made: 0.5 };
/** Clean candidates taken of one folder within a CLEAN folder: test vectors of one project must not outnumber all else. */
const mostOfFolder = 400;
const madeCount = 2500;
/** Facts met in fewer repositories are left out. */
const leastRepositories = 5;
const maxFile = 400_000;
/** Categories whose labels are left out: they are told apart by no one. */
const skipped = new Set(['UUID']);
const trees = {
  trees: 220,
  leaves: 18,
  rate: 0.06,
  ridge: 3,
  leastHessian: 1,
  leastGain: 0.1,
  rowShare: 0.8,
  columnShare: 0.35,
  seed: 1,
};

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

function writeModel(bigrams, model) {
  const table = { base: model.base, facts: model.facts, trees: encode(model.trees, model.facts.length) };
  const lines = Object.entries(table).map(([name, value]) => `  ${name}: ${JSON.stringify(value)},`);
  writeFileSync(
    modelFile,
    `/** Made by scripts/fit.mjs; do not edit. Letter pairs, and trees as src/detect/generic/forest.ts reads them. */\n\n// biome-ignore format: a table\nexport const bigramTable = ${JSON.stringify(bigrams)};\n\n// biome-ignore format: a table\nexport const model: { readonly base: number; readonly facts: readonly string[]; readonly trees: string } = {\n${lines.join('\n')}\n};\n`,
  );
}

/** The layout of src/detect/generic/forest.ts. */
function encode(list, factCount) {
  const words = [];
  const bounded = (value) => Math.max(-32768, Math.min(32767, Math.round(value)));
  const node = (tree) => {
    if (!tree.left) return words.push(-1, bounded(tree.value * 1e4));
    const limit = tree.fact === undefined ? bounded(tree.limit * 100) : 0;
    words.push(tree.fact ?? factCount + tree.number, limit, bounded(tree.value * 1e4));
    node(tree.left);
    return node(tree.right);
  };
  for (const tree of list) node(tree);
  const bytes = Buffer.alloc(words.length * 2);
  for (const [at, word] of words.entries()) bytes.writeInt16LE(word, at * 2);
  return bytes.toString('base64');
}

/** Only the facts that some tree asks. */
function trimmed({ base, trees: list }, names, shift) {
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
    visit(tree, (node) => node.fact !== undefined && Object.assign(node, { fact: place.get(node.fact) }));
  return { base: Math.round((base + shift) * 1000) / 1000, facts: facts.map((fact) => names[fact]), trees: list };
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
  return candidates(bytes, rest.join('/')).map(({ start, end, features, numbers }) => {
    const line = lineOf(start);
    const column = start - starts[line - 1];
    const on = labels.filter((label) => label.line_start <= line && line <= label.line_end);
    const overlaps = (label) =>
      label.line_start !== label.line_end ||
      label.value_start == null ||
      (label.value_start < column + end - start && column < label.value_end);
    const trues = on.filter((label) => label.truth === 'T');
    const truth = trues.some(overlaps) ? 1 : trues.length > 0 || on.length === 0 ? undefined : 0;
    return { repository, file, line, column, length: end - start, features, numbers, truth, weight: 1 };
  });
}

if (!labelled) {
  console.error('usage: node scripts/fit.mjs LABELLED CLEAN... [--bigrams] [--write]');
  process.exit(2);
}
const bigrams = flags.includes('--bigrams')
  ? bigramTable()
  : JSON.parse(/bigramTable = ("(?:[^"\\]|\\.)*")/.exec(readFileSync(modelFile, 'utf8'))?.[1] ?? '""');
if (flags.includes('--bigrams')) writeModel(bigrams, { base: 0, facts: [], trees: [] });
const { candidates } = await shipped();
const byFile = new Map();
for (const line of readFileSync(join(labelled, 'labels.jsonl'), 'utf8').trim().split('\n')) {
  const label = JSON.parse(line);
  if (!skipped.has(label.category)) byFile.set(label.file, [...(byFile.get(label.file) ?? []), label]);
}
const rows = [...byFile].flatMap(([file, labels]) => rowsOf(candidates, file, labels));
const told = rows.filter((row) => row.truth !== undefined);

/** Candidates of clean text, at most so many of each folder, drawn at random. */
function cleanRows() {
  const random = randomOf(5);
  return clean.flatMap((folder) => {
    const byFolder = new Map();
    for (const [name, bytes] of textFiles(folder)) {
      const top = name.split('/')[0];
      const list = byFolder.get(top) ?? [];
      byFolder.set(top, list);
      for (const { features, numbers } of candidates(bytes, name))
        list.push({
          repository: `clean ${folder} ${top}`,
          features,
          numbers,
          truth: 0,
          weight: weights.clean,
          order: random(),
        });
    }
    return [...byFolder.values()].flatMap((list) => list.sort((a, b) => a.order - b.order).slice(0, mostOfFolder));
  });
}

const made = madeTexts(madeCount).flatMap(({ path, text, truth }, at) =>
  candidates(Buffer.from(text), path).map(({ features, numbers }) => ({
    repository: `made ${at % 20}`,
    features,
    numbers,
    truth,
    weight: weights.made,
  })),
);
const added = [...cleanRows(), ...made];
const met = new Map();
for (const { features, repository } of [...told, ...added])
  for (const name of features) met.set(name, (met.get(name) ?? new Set()).add(repository));
const names = [...met].filter(([, of]) => of.size >= leastRepositories).map(([name]) => name);
const ids = new Map(names.map((name, at) => [name, at]));
for (const row of [...rows, ...added])
  row.facts = [...new Set(row.features)].map((name) => ids.get(name)).filter((id) => id !== undefined);
console.log(
  `${rows.length} candidates, ${told.filter((row) => row.truth === 1).length} true, ${told.filter((row) => row.truth === 0).length} false; ${added.length - made.length} from clean text, ${made.length} made; ${names.length} facts`,
);

const random = randomOf(42);
const repositories = [...new Set(rows.map((row) => row.repository))].sort();
const foldOf = new Map(
  repositories
    .map((name) => [random(), name])
    .sort((a, b) => a[0] - b[0])
    .map(([, name], at) => [name, at % folds]),
);
for (let fold = 0; fold < folds; fold++) {
  const model = fitTrees([...told.filter((row) => foldOf.get(row.repository) !== fold), ...added], names.length, trees);
  for (const row of rows) if (foldOf.get(row.repository) === fold) row.odds = predict(model, row);
}
const all = told.filter((row) => row.truth === 1).length;
const curve = [];
for (let limit = 0.05; limit < 0.96; limit += 0.05) {
  const taken = told.filter((row) => row.odds >= limit);
  const right = taken.filter((row) => row.truth === 1).length;
  const [precision, recall] = [right / Math.max(1, taken.length), right / all];
  curve.push({ limit, precision, recall, f1: (2 * precision * recall) / Math.max(1e-9, precision + recall) });
}
for (const { limit, precision, recall, f1 } of curve)
  console.log(
    `${limit.toFixed(2)}  precision ${precision.toFixed(3)}  recall ${recall.toFixed(3)}  F1 ${f1.toFixed(3)}`,
  );
// The curve is flat near its top: of the limits that are as good, the most precise one.
const top = Math.max(...curve.map(({ f1 }) => f1));
const best = curve.findLast(({ f1 }) => f1 >= top - 0.004);
console.log(
  `shipped as 0.5: ${best.limit.toFixed(2)}, left out F1 ${best.f1.toFixed(3)} (of candidates, not of labels)`,
);
const leftOut = flags.find((flag) => flag.startsWith('--left-out='))?.slice('--left-out='.length);
if (leftOut) {
  const shift = -Math.log(best.limit / (1 - best.limit));
  const lines = rows.map(({ file, line, column, length, odds }) => {
    const confidence = 1 / (1 + Math.exp(-(Math.log(odds / (1 - odds)) + shift)));
    return JSON.stringify({ file, line, column, length, confidence });
  });
  writeFileSync(leftOut, `${lines.join('\n')}\n`, { mode: 0o600 });
}
if (flags.includes('--write')) {
  const model = trimmed(
    fitTrees([...told, ...added], names.length, trees),
    names,
    -Math.log(best.limit / (1 - best.limit)),
  );
  writeModel(bigrams, model);
  console.log(`${relative(root, modelFile)} written: ${model.trees.length} trees, ${model.facts.length} facts`);
}
