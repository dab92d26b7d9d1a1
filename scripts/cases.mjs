// Measures the catalogue on texts of our own making: `node scripts/cases.mjs FACTS OUT [--seed N] [--contexts N] [--only NAME]`.
// FACTS is a folder with providers.tsv (name, provider, secret_type, is_secret, total) and shapes.tsv (name, prefix, alphabet, length,
// structure, context), which are no part of this tree; OUT is made anew. Says how many values are found, at their place and under their
// provider, weighted by each type's total, every type below 90 %, and each alarm on texts that hold no secret.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { contexts, namesOf } from './cases/contexts.mjs';
import { harmlessTexts } from './cases/harmless.mjs';
import { createRandom } from './cases/random.mjs';
import { readShapes, valuesOf } from './cases/values.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    contexts: { type: 'string', default: '14' },
    only: { type: 'string' },
  },
});
const [facts, out] = positionals;
if (facts === undefined || out === undefined) throw new Error('usage: node scripts/cases.mjs FACTS OUT [--seed N]');

const root = fileURLToPath(new URL('..', import.meta.url));
const rows = (name) =>
  readFileSync(join(facts, name), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));

/** Names that a document of no particular kind has: what is called a test or an example is less sure by design. */
const files = ['conf', 'txt', 'go', 'py', 'json', 'yaml', 'js', 'log', 'sh', 'env'];

/** Texts with one value each, and where in them it stands. */
function secretCases(providers, shapes) {
  const cases = [];
  for (const [type, provider, kind, isSecret, total] of providers) {
    if (isSecret !== 'yes' || (options.only !== undefined && !type.startsWith(options.only))) continue;
    const random = createRandom(`${options.seed} ${type}`);
    const shaped = valuesOf(type, shapes.get(type) ?? [], random);
    for (const { label, value, bare, words } of shaped) {
      const names = namesOf(provider, kind, words, random);
      const usable = contexts.filter((context) => bare || context.named);
      for (const context of random.some(usable, Number(options.contexts))) {
        const text = context.text({ ...names, value, random });
        const start = text.indexOf(value);
        if (start < 0) throw new Error(`${context.name} lost the value of ${type}`);
        cases.push({
          type,
          provider,
          total: Number(total),
          label,
          context: context.name,
          text,
          start,
          end: start + value.length,
        });
      }
    }
  }
  return cases;
}

function write(cases, folder) {
  cases.forEach((entry, at) => {
    const inside = join(folder, String(Math.floor(at / 1000)).padStart(3, '0'));
    if (at % 1000 === 0) mkdirSync(join(out, inside), { recursive: true });
    entry.path = join(inside, `${at}.${entry.extension ?? files[at % files.length]}`);
    writeFileSync(join(out, entry.path), entry.text);
  });
}

/** Places and rules of what leakwalk finds, by path. */
function scan() {
  const report = join(out, 'report.json');
  const args = [
    join(root, 'dist', 'leakwalk.cjs'),
    'scan',
    '.',
    `--format=json=${report}`,
    '--fail-on=never',
    '--quiet',
  ];
  execFileSync(process.execPath, args, { cwd: out, stdio: 'inherit', maxBuffer: 1 << 28 });
  const found = new Map();
  for (const finding of JSON.parse(readFileSync(report, 'utf8')).findings) {
    for (const { provenance, parts } of finding.occurrences) {
      const list = found.get(provenance.path) ?? [];
      found.set(provenance.path, list);
      for (const [at, part] of parts.entries()) {
        const rule = finding.parts[at]?.rule ?? finding.rule;
        list.push({ rule, provider: finding.provider, confidence: finding.confidence, ...part.place });
      }
    }
  }
  return found;
}

const percent = (part, whole) => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;

function tally(cases, keyOf) {
  const tallies = new Map();
  for (const entry of cases) {
    const key = keyOf(entry);
    const sum = tallies.get(key) ?? { all: 0, found: 0, named: 0, total: entry.total };
    tallies.set(key, sum);
    sum.all++;
    sum.found += Number(entry.found);
    sum.named += Number(entry.named);
  }
  return tallies;
}

const line = (key, { all, found, named }) =>
  `${key.padEnd(44)} ${String(all).padStart(5)} ${percent(found, all).padStart(8)} ${percent(named, all).padStart(8)}`;

/** Rules that speak of a type, by docs/coverage.tsv. */
const coverage = new Map(
  readFileSync(join(root, 'docs', 'coverage.tsv'), 'utf8')
    .split('\n')
    .map((row) => row.split('\t'))
    .map(([type, rules]) => [type, (rules ?? '').split(' ')]),
);

rmSync(out, { recursive: true, force: true });
const providers = rows('providers.tsv');
const cases = secretCases(providers, readShapes(rows('shapes.tsv')));
const harmless = options.only === undefined ? harmlessTexts(providers, createRandom(`${options.seed} harmless`)) : [];
write(cases, 'secrets');
write(harmless, 'harmless');
const found = scan();

for (const entry of cases) {
  const over = (found.get(entry.path) ?? []).filter(({ start, end }) => start < entry.end && entry.start < end);
  // Half a value tells nobody which one leaked; both halves do.
  const covered = new Set(over.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at)));
  for (const at of covered) if (at < entry.start || at >= entry.end) covered.delete(at);
  entry.rules = over.map(({ rule, confidence }) => `${rule}@${confidence}`);
  entry.found = covered.size >= (entry.end - entry.start) * 0.7;
  const told = coverage.get(entry.type) ?? [];
  entry.named = entry.found && over.some(({ provider, rule }) => provider === entry.provider || told.includes(rule));
}
const byType = tally(cases, ({ type }) => type);
const weight = [...byType.values()].reduce((sum, { total }) => sum + total, 0);
const weighted = (key) => [...byType.values()].reduce((sum, one) => sum + (one.total * one[key]) / one.all, 0);
const all = tally(cases, () => 'all').get('all');
console.log(
  `${cases.length} values of ${byType.size} types: found ${percent(all.found, all.all)}, under their provider ${percent(all.named, all.all)}`,
);
console.log(
  `weighted by total: found ${percent(weighted('found'), weight)}, under their provider ${percent(weighted('named'), weight)}`,
);
const alarms = harmless.filter(({ path }) => found.has(path));
console.log(`${harmless.length} harmless texts: alarms on ${percent(alarms.length, harmless.length)}`);
console.log('\nby context');
for (const [key, sum] of [...tally(cases, ({ context }) => context)].sort(
  (a, b) => a[1].found / a[1].all - b[1].found / b[1].all,
))
  console.log(line(key, sum));
console.log('\nby kind of harmless text');
for (const [key, sum] of tally(
  harmless.map((entry) => ({ ...entry, found: found.has(entry.path), named: false })),
  ({ kind }) => kind,
))
  console.log(line(key, sum));
console.log('\ntypes below 90 %');
for (const [key, sum] of [...byType].sort((a, b) => b[1].total - a[1].total))
  if (sum.found / sum.all < 0.9) console.log(`${line(key, sum)}  total ${sum.total}`);

const tsv = (list) => list.map((entry) => entry.map((cell) => JSON.stringify(cell)).join('\t')).join('\n');
writeFileSync(
  join(out, 'misses.tsv'),
  tsv(
    cases.filter((one) => !one.found).map((one) => [one.type, one.label, one.context, one.path, one.text, one.rules]),
  ),
);
writeFileSync(
  join(out, 'misnamed.tsv'),
  tsv(
    cases
      .filter((one) => one.found && !one.named)
      .map((one) => [one.type, one.label, one.context, one.path, one.text, one.rules]),
  ),
);
writeFileSync(
  join(out, 'alarms.tsv'),
  tsv(
    alarms.map((one) => [
      one.kind,
      one.path,
      one.text,
      found.get(one.path).map(({ rule, confidence }) => `${rule}@${confidence}`),
    ]),
  ),
);
