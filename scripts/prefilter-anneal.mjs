// Places the windows of the built-in keywords by simulated annealing on sampled text, and chooses their grams by how
// often those are met in it; called by scripts/prefilter.mjs.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/** Seconds of annealing; the result changes little after that. */
const seconds = 40;
/** Bytes taken of each sample, in stretches of 4 KiB. */
const sampleBytes = 8 * 2 ** 20;
/** Commonest three-byte sequences that are looked at; they are nearly all of the text. */
const trigrams = 24_000;
/** What a compared keyword costs, in sieved candidates: a branch that is not foreseen. */
const compareCost = 8;

/** A seeded generator, so that two runs on the same samples differ by their speed only. */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

async function load(root, name) {
  const folder = mkdtempSync(join(tmpdir(), 'leakwalk-anneal-'));
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
  // Nothing is impossible, or a window of bytes the samples lack would look free.
  return Array.from(counts, (share) => Number(Math.max(share, 1e-6).toPrecision(3)));
}

/** Share of each three-byte sequence, and of each folded four-byte one. */
function grams(samples) {
  const three = new Map();
  const four = new Map();
  for (const sample of samples) {
    const weight = 1 / sample.length / samples.length;
    for (let k = 0; k + 4 <= sample.length; k++) {
      const word = sample.readUInt32LE(k);
      const key = word & 0xffffff;
      three.set(key, (three.get(key) ?? 0) + weight);
      const folded = (word | 0x20202020) >>> 0;
      four.set(folded, (four.get(folded) ?? 0) + weight);
    }
  }
  return { three, four };
}

/** The look-up slots of the commonest sequences, by position, and their weights. */
function slots(three) {
  const common = [...three]
    .filter(([key]) => (key & 0x808080) === 0)
    .sort((a, b) => b[1] - a[1])
    .slice(0, trigrams);
  const column = (shift) => Uint8Array.from(common, ([key]) => (key >> shift) & 15);
  return { columns: [0, 3, 8, 11, 16, 19].map(column), weights: Float64Array.from(common, ([, weight]) => weight) };
}

function cost(sets, { columns: [a, b, c, d, e, f], weights }) {
  const [s0, s1, s2, s3, s4, s5] = sets;
  let sum = 0;
  for (let k = 0; k < weights.length; k++) {
    const hit = (s0 >> a[k]) & (s1 >> b[k]) & (s2 >> c[k]) & (s3 >> d[k]) & (s4 >> e[k]) & (s5 >> f[k]) & 1;
    if (hit) sum += weights[k];
  }
  return sum;
}

async function anneal(root, samplePaths, keywords) {
  const { lookUps, windowOffsets, placeWindows, buckets, join: merge } = await load(root, 'windows');
  const { needleOf } = await load(root, 'needle');
  const { wayOf } = await load(root, 'tables');
  const { windowKey } = await load(root, 'simd');
  const { expectedShare, gramsFrom, placeGrams } = await load(root, 'grams');
  const samples = readSamples(samplePaths);
  const frequency = frequencies(samples);
  const { three, four } = grams(samples);
  const text = slots(three);
  const anywhere = keywords.filter((keyword) => wayOf(needleOf(keyword)) === 'window');
  const needles = anywhere.map(needleOf);
  const choices = needles.map((needle) =>
    windowOffsets(needle).map((offset) => {
      const bytes = needle.bytes.subarray(offset, offset + 4);
      let compared = 0;
      if (bytes.length === 4) compared = four.get((Buffer.from(bytes).readUInt32LE(0) | 0x20202020) >>> 0) ?? 0;
      else
        for (const [gram, share] of four)
          if (((gram ^ (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16))) & 0xdfdfdf) === 0) compared += share;
      return { offset, sets: lookUps(needle, offset), price: compareCost * compared };
    }),
  );
  const start = placeWindows(
    needles,
    needles.map(() => undefined),
    frequency,
  );
  const place = start.map((window, k) => ({
    bucket: window.bucket,
    choice: choices[k].findIndex((entry) => entry.offset === window.offset),
  }));
  const members = Array.from({ length: buckets }, () => new Set());
  for (const [k, entry] of place.entries()) members[entry.bucket].add(k);
  const setsOf = (bucket, without, plus) => {
    const sets = new Uint16Array(6);
    for (const k of members[bucket]) if (k !== without) merge(sets, choices[k][place[k].choice].sets);
    if (plus) merge(sets, plus.sets);
    return sets;
  };
  const costs = members.map((_, bucket) => cost(setsOf(bucket, -1), text));
  const prices = () => place.reduce((sum, entry, k) => sum + choices[k][entry.choice].price, 0);
  const total = () => costs.reduce((a, b) => a + b);
  console.log(
    `${needles.length} keywords, greedy: ${total().toFixed(4)} candidates a byte, ${(prices() / compareCost).toFixed(5)} compared`,
  );
  const rnd = random(20);
  const begun = Date.now();
  let moves = 0;
  for (let spent = 0; spent < 1; spent = (Date.now() - begun) / (seconds * 1000)) {
    const heat = 0.0006 * (1 - spent) ** 3;
    for (let turn = 0; turn < 50; turn++, moves++) {
      const k = Math.floor(rnd() * needles.length);
      const { bucket: from, choice: was } = place[k];
      const to = Math.floor(rnd() * buckets);
      const choice = Math.floor(rnd() * choices[k].length);
      if (from === to && choice === was) continue;
      const plus = choices[k][choice];
      const rest = from === to ? 0 : cost(setsOf(from, k), text);
      const joined = cost(setsOf(to, k, plus), text);
      const change =
        (from === to ? joined - costs[from] : rest + joined - costs[from] - costs[to]) +
        plus.price -
        choices[k][was].price;
      if (change > 0 && rnd() >= Math.exp(-change / heat)) continue;
      members[from].delete(k);
      members[to].add(k);
      place[k] = { bucket: to, choice };
      if (from !== to) costs[from] = rest;
      costs[to] = joined;
    }
  }
  console.log(
    `${moves} moves: ${total().toFixed(4)} candidates a byte, ${(prices() / compareCost).toFixed(5)} compared`,
  );
  const worst = place
    .map((entry, k) => [anywhere[k].text, choices[k][entry.choice].price / compareCost])
    .sort((a, b) => b[1] - a[1]);
  for (const [name, share] of worst.slice(0, 15))
    console.log(`  ${JSON.stringify(name)} is compared every ${(1 / share / 1000).toFixed(1)} kB`);
  const windows = anywhere.map((keyword, k) => [
    windowKey(keyword),
    [choices[k][place[k].choice].offset, place[k].bucket],
  ]);

  const long = keywords.filter((keyword) => wayOf(needleOf(keyword)) === 'gram');
  const longNeedles = long.map(needleOf);
  const expected = expectedShare(frequency);
  // Of two grams that the samples lack, the less likely one.
  const offsets = placeGrams(longNeedles, [], (gram) => (four.get(gram) ?? 0) + expected(gram) / 100);
  const used = new Set(longNeedles.flatMap(({ bytes }, k) => gramsFrom(bytes, offsets[k])));
  const passing = [...used].reduce((sum, gram) => sum + (four.get(gram) ?? 0), 0);
  console.log(
    `${long.length} keywords with ${used.size} grams: one stands at ${(100 * passing).toFixed(2)} % of places`,
  );
  const sorted = (entries) => Object.fromEntries(entries.sort((a, b) => (a[0] < b[0] ? -1 : 1)));
  return {
    frequency,
    windows: sorted(windows),
    grams: sorted(long.map((keyword, k) => [windowKey(keyword), offsets[k]])),
  };
}

/** Reads the keywords of the built rules, anneals, and writes `src/prefilter/generated/windows.ts`. */
export async function annealFile(root, samplePaths, keywordModule) {
  const rules = join(root, 'dist/rules.json');
  if (!keywordModule && !existsSync(rules)) throw new Error('dist/rules.json is missing: run npm run build');
  const keywords = keywordModule
    ? (await import(pathToFileURL(keywordModule).href)).keywords
    : JSON.parse(readFileSync(rules, 'utf8')).rules.flatMap((rule) => rule.keywords);
  const { frequency, windows, grams } = await anneal(root, samplePaths, [
    ...new Map(keywords.map((entry) => [JSON.stringify(entry), entry])).values(),
  ]);
  const lines = (table) =>
    Object.entries(table)
      .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
      .join(',\n');
  const json = `{"frequency":${JSON.stringify(frequency)},\n"windows":{\n${lines(windows)}\n},\n"grams":{\n${lines(grams)}\n}}`;
  // As text, so that it is only parsed where tables are planned.
  const head =
    '/** Made by scripts/prefilter.mjs --anneal; do not edit. */\n\n// biome-ignore format: a table\nexport const windowsJson = ';
  writeFileSync(join(root, 'src/prefilter/generated/windows.ts'), `${head}String.raw\`${json}\`;\n`);
}
