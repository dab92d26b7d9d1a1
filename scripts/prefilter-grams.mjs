// Chooses the grams of the built-in keywords by how often those are met in sampled text; called by scripts/prefilter.mjs.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/** Bytes taken of each sample, in stretches of 4 KiB. */
const sampleBytes = 8 * 2 ** 20;

async function load(root, name) {
  const folder = mkdtempSync(join(tmpdir(), 'leakwalk-grams-'));
  const build = await rolldown({
    input: join(root, 'src/prefilter', `${name}.ts`),
    platform: 'node',
    logLevel: 'silent',
  });
  await build.write({ file: join(folder, 'module.mjs'), format: 'esm' });
  await build.close();
  const module = await import(pathToFileURL(join(folder, 'module.mjs')).href);
  rmSync(folder, { recursive: true });
  return module;
}

/** Even stretches of each sample; text counts as given, so name more of what matters more. */
function readSamples(paths) {
  return paths.map((path) => {
    const bytes = readFileSync(path);
    if (bytes.length <= sampleBytes) return bytes;
    const stretches = sampleBytes / 4096;
    const step = Math.floor(bytes.length / stretches);
    return Buffer.concat(Array.from({ length: stretches }, (_, k) => bytes.subarray(k * step, k * step + 4096)));
  });
}

function frequencies(samples) {
  const counts = new Float64Array(256);
  for (const sample of samples) for (const byte of sample) counts[byte] += 1 / sample.length / samples.length;
  // Nothing is impossible, or a gram of bytes the samples lack would look free.
  return Array.from(counts, (share) => Number(Math.max(share, 1e-6).toPrecision(3)));
}

/** Share of each gram. */
function shares(samples, gramAt) {
  const found = new Map();
  for (const sample of samples) {
    const weight = 1 / sample.length / samples.length;
    for (let k = 0; k + 4 <= sample.length; k++) {
      const gram = gramAt(sample, k);
      found.set(gram, (found.get(gram) ?? 0) + weight);
    }
  }
  return found;
}

async function place(root, samplePaths, keywords) {
  const { expectedShare, gramAt, gramsFrom, placeGrams } = await load(root, 'grams');
  const { needleOf } = await load(root, 'needle');
  const { wayOf } = await load(root, 'tables');
  const { keywordName } = await load(root, 'simd');
  const samples = readSamples(samplePaths);
  const frequency = frequencies(samples);
  const met = shares(samples, gramAt);
  const expected = expectedShare(frequency);
  const long = keywords.filter((keyword) => wayOf(needleOf(keyword)) === 'gram');
  const needles = long.map(needleOf);
  // Of two grams that the samples lack, the less likely one.
  const offsets = placeGrams(needles, [], (gram) => (met.get(gram) ?? 0) + expected(gram) / 100);
  const used = new Set(needles.flatMap(({ bytes }, k) => gramsFrom(bytes, offsets[k])));
  const passing = [...used].reduce((sum, gram) => sum + (met.get(gram) ?? 0), 0);
  console.log(
    `${long.length} keywords with ${used.size} grams, which stand at ${(100 * passing).toFixed(2)} % of places`,
  );
  const grams = long.map((keyword, k) => [keywordName(keyword), offsets[k]]).sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return { frequency, grams: Object.fromEntries(grams) };
}

/** Reads the keywords of the built rules, chooses, and writes `src/prefilter/generated/grams.ts`. */
export async function placeFile(root, samplePaths, keywordModule) {
  const rules = join(root, 'dist/rules.json');
  if (!keywordModule && !existsSync(rules)) throw new Error('dist/rules.json is missing: run npm run build');
  const keywords = keywordModule
    ? (await import(pathToFileURL(keywordModule).href)).keywords
    : JSON.parse(readFileSync(rules, 'utf8')).rules.flatMap((rule) => rule.keywords);
  const { frequency, grams } = await place(root, samplePaths, [
    ...new Map(keywords.map((entry) => [JSON.stringify(entry), entry])).values(),
  ]);
  const lines = Object.entries(grams).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const json = `{"frequency":${JSON.stringify(frequency)},\n"grams":{\n${lines.join(',\n')}\n}}`;
  // As text, so that it is only parsed where tables are planned.
  const head =
    '/** Made by scripts/prefilter.mjs --place; do not edit. */\n\n// biome-ignore format: a table\nexport const gramsJson = ';
  writeFileSync(join(root, 'src/prefilter/generated/grams.ts'), `${head}String.raw\`${json}\`;\n`);
}
