// Logistic regression over hashed pieces of values and names, for src/detect/generic/grams.ts: stochastic gradients, with a
// rate of its own for each weight (AdaGrad). Fixed in its randomness.
import { randomOf } from './fit-trees.mjs';

const passes = 8;
const rate = 0.1;
const ridge = 1e-3;
/** Pieces met in fewer repositories (a folder of clean text is one) are left out. */
const leastRepositories = 8;
/** Gradients as small as this change nothing. */
const leastGradient = 1e-4;

function shuffled(count, random) {
  const order = Uint32Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other], order[at]];
  }
  return order;
}

/** Places whose pieces are met in several repositories. */
function knownPlaces(rows) {
  const met = new Map();
  for (const { grams, repository } of rows) {
    for (const place of grams) {
      const of = met.get(place) ?? new Set();
      if (of.size < leastRepositories) met.set(place, of.add(repository));
    }
  }
  return new Set([...met].filter(([, of]) => of.size >= leastRepositories).map(([place]) => place));
}

/**
 * @param rows with `grams` (places below `places`), `repository`, `truth` 0 or 1, `weight`
 * @returns the weights of known places, and the odds where nothing is known
 */
export function fitGrams(rows, places) {
  const known = knownPlaces(rows);
  const own = rows.map(({ grams, truth, weight }) => ({ grams: grams.filter((at) => known.has(at)), truth, weight }));
  const weights = new Float64Array(places);
  const squares = new Float64Array(places).fill(1e-6);
  let base = 0;
  let baseSquares = 1e-6;
  const random = randomOf(3);
  for (let pass = 0; pass < passes; pass++) {
    for (const at of shuffled(own.length, random)) {
      const { grams, truth, weight } = own[at];
      const share = 1 / Math.sqrt(Math.max(1, grams.length));
      let odds = base;
      for (const place of grams) odds += weights[place] * share;
      const gradient = (1 / (1 + Math.exp(-odds)) - truth) * weight;
      if (Math.abs(gradient) < leastGradient) continue;
      for (const place of grams) {
        const step = gradient * share + ridge * weights[place];
        squares[place] += step * step;
        weights[place] -= (rate * step) / Math.sqrt(squares[place]);
      }
      baseSquares += gradient * gradient;
      base -= (rate * gradient) / Math.sqrt(baseSquares);
    }
  }
  return { base, weights, known };
}

export function gramOdds({ base, weights, known }, grams) {
  let sum = 0;
  let count = 0;
  for (const place of grams) {
    if (!known.has(place)) continue;
    sum += weights[place];
    count++;
  }
  return base + sum / Math.sqrt(Math.max(1, count));
}

/** As `src/detect/generic/grams.ts` reads them. */
export function packGrams({ weights, known }, share) {
  const most = weights.reduce((a, b) => Math.max(a, Math.abs(b)), 1e-9);
  const bytes = [];
  let last = 0;
  for (const place of [...known].sort((a, b) => a - b)) {
    let step = place - last;
    for (; step >= 255; step -= 255) bytes.push(255);
    bytes.push(step, Math.round((weights[place] / most) * 127) & 255);
    last = place;
  }
  return { scale: Number(((most / 127) * share).toPrecision(6)), weights: Buffer.from(bytes).toString('base64') };
}
