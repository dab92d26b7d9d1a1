// Gradient-boosted trees for rows of facts (present or not) and numbers: logistic loss, second order, leaves split best first.
// Small and fixed in its randomness, so that the same data give the same table.

/** Rows of data: `facts` are ids of the facts that hold, `numbers` a list of numbers, `truth` 0 or 1, `weight`. */

const bins = 32;

export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Upper edges of the bins of each number, at quantiles. */
export function edgesOf(rows, count) {
  return Array.from({ length: count }, (_, at) => {
    const sorted = Float64Array.from(rows, (row) => row.numbers[at]).sort();
    const edges = new Set();
    for (let k = 1; k < bins; k++) edges.add(sorted[Math.floor((k * sorted.length) / bins)]);
    return [...edges];
  });
}

function binOf(edges, value) {
  let at = 0;
  while (at < edges.length && value >= edges[at]) at++;
  return at;
}

const gainOf = (g, h, ridge) => (g * g) / (h + ridge);

/** Sums of gradients and hessians of some rows: by fact that holds, and by bin of each number. */
function sumsOf(own, { starts, facts, binned, gradients, hessians, factCount, numberCount }) {
  const presentG = new Float64Array(factCount);
  const presentH = new Float64Array(factCount);
  const binG = new Float64Array(numberCount * bins);
  const binH = new Float64Array(numberCount * bins);
  let g = 0;
  let h = 0;
  for (let k = 0; k < own.length; k++) {
    const at = own[k];
    const gradient = gradients[at];
    const hessian = hessians[at];
    g += gradient;
    h += hessian;
    for (let f = starts[at]; f < starts[at + 1]; f++) {
      const fact = facts[f];
      presentG[fact] += gradient;
      presentH[fact] += hessian;
    }
    const from = at * numberCount;
    for (let n = 0; n < numberCount; n++) {
      const bin = n * bins + binned[from + n];
      binG[bin] += gradient;
      binH[bin] += hessian;
    }
  }
  return { g, h, presentG, presentH, binG, binH };
}

/** What is left of a node's sums without those of one of its sides. */
function lessSums(whole, part) {
  const less = (a, b) => a.map((value, at) => value - b[at]);
  return {
    g: whole.g - part.g,
    h: whole.h - part.h,
    presentG: less(whole.presentG, part.presentG),
    presentH: less(whole.presentH, part.presentH),
    binG: less(whole.binG, part.binG),
    binH: less(whole.binH, part.binH),
  };
}

/** The best split of a node, over the columns that this tree may use. */
function bestSplit({ g, h, presentG, presentH, binG, binH }, { edges, factCount, allowed }, options) {
  const { ridge, leastHessian } = options;
  const whole = gainOf(g, h, ridge);
  let best = { gain: options.leastGain };
  const gain = (leftG, leftH) =>
    leftH < leastHessian || h - leftH < leastHessian
      ? 0
      : gainOf(leftG, leftH, ridge) + gainOf(g - leftG, h - leftH, ridge) - whole;
  for (let fact = 0; fact < factCount; fact++) {
    if (allowed[fact] === 0) continue;
    const own = gain(g - presentG[fact], h - presentH[fact]);
    if (own > best.gain) best = { gain: own, fact };
  }
  for (let number = 0; number < edges.length; number++) {
    if (allowed[factCount + number] === 0) continue;
    let sumG = 0;
    let sumH = 0;
    for (let k = 0; k < edges[number].length; k++) {
      sumG += binG[number * bins + k];
      sumH += binH[number * bins + k];
      const own = gain(sumG, sumH);
      if (own > best.gain) best = { gain: own, number, limit: edges[number][k], bin: k };
    }
  }
  return best;
}

/** Left: the fact is absent, or the number is below the limit. */
function divide({ rows: own, split }, { starts, facts, binned, numberCount }) {
  const left = [];
  const right = [];
  for (let k = 0; k < own.length; k++) {
    const at = own[k];
    let goesRight = false;
    if (split.fact === undefined) goesRight = binned[at * numberCount + split.number] > split.bin;
    else for (let f = starts[at]; f < starts[at + 1] && !goesRight; f++) goesRight = facts[f] === split.fact;
    (goesRight ? right : left).push(at);
  }
  return [left, right];
}

function growTree(sample, data, options) {
  const nodeOf = (rows, sums) => ({ rows, sums, split: bestSplit(sums, data, options) });
  const root = nodeOf(sample, sumsOf(sample, data));
  const open = [root];
  for (let leaves = 1; leaves < options.leaves; leaves++) {
    const node = open.reduce((a, b) => (b.split.gain > (a?.split.gain ?? options.leastGain) ? b : a), undefined);
    if (!node) break;
    open.splice(open.indexOf(node), 1);
    const [left, right] = divide(node, data);
    const leftIsSmall = left.length < right.length;
    const small = sumsOf(leftIsSmall ? left : right, data);
    const large = lessSums(node.sums, small);
    node.left = nodeOf(left, leftIsSmall ? small : large);
    node.right = nodeOf(right, leftIsSmall ? large : small);
    open.push(node.left, node.right);
  }
  return root;
}

/** A plain tree: `value` is the node's own answer, already shrunk, also for inner nodes (reasons are told from it). */
function plain(node, { ridge, rate }) {
  const value = (-node.sums.g / (node.sums.h + ridge)) * rate;
  if (!node.left) return { value };
  const { fact, number, limit } = node.split;
  const split = fact === undefined ? { number, limit } : { fact };
  return { value, ...split, left: plain(node.left, { ridge, rate }), right: plain(node.right, { ridge, rate }) };
}

export function scoreTree(tree, facts, numbers) {
  let node = tree;
  while (node.left) {
    const right = node.fact === undefined ? numbers[node.number] >= node.limit : facts.has(node.fact);
    node = right ? node.right : node.left;
  }
  return node.value;
}

export function predict({ base, trees }, { facts, numbers }) {
  const held = new Set(facts);
  let odds = base;
  for (const tree of trees) odds += scoreTree(tree, held, numbers);
  return 1 / (1 + Math.exp(-odds));
}

/** The rows' facts and binned numbers in flat arrays. */
function flat(rows, edges) {
  const starts = new Uint32Array(rows.length + 1);
  rows.forEach((row, at) => {
    starts[at + 1] = starts[at] + row.facts.length;
  });
  const facts = new Uint16Array(starts[rows.length]);
  const binned = new Uint8Array(rows.length * edges.length);
  rows.forEach((row, at) => {
    facts.set(row.facts, starts[at]);
    edges.forEach((own, number) => {
      binned[at * edges.length + number] = binOf(own, row.numbers[number]);
    });
  });
  return { starts, facts, binned };
}

/** @param factCount facts are ids below this, at most 32,767 */
export function fitTrees(rows, factCount, options) {
  const edges = edgesOf(rows, rows[0].numbers.length);
  const numberCount = edges.length;
  const positive = rows.reduce((sum, { truth, weight }) => sum + truth * weight, 0);
  const all = rows.reduce((sum, { weight }) => sum + weight, 0);
  const base = Math.log(positive / (all - positive));
  const odds = new Float64Array(rows.length).fill(base);
  const gradients = new Float64Array(rows.length);
  const hessians = new Float64Array(rows.length);
  const fixed = { ...flat(rows, edges), gradients, hessians, edges, factCount, numberCount };
  const held = rows.map((row) => new Set(row.facts));
  const random = randomOf(options.seed);
  const trees = [];
  for (let count = 0; count < options.trees; count++) {
    const sample = [];
    for (let at = 0; at < rows.length; at++) {
      if (random() >= options.rowShare) continue;
      const { truth, weight } = rows[at];
      const p = 1 / (1 + Math.exp(-odds[at]));
      gradients[at] = (p - truth) * weight;
      hessians[at] = Math.max(1e-6, p * (1 - p)) * weight;
      sample.push(at);
    }
    const allowed = Uint8Array.from({ length: factCount + numberCount }, () =>
      random() < options.columnShare ? 1 : 0,
    );
    const tree = plain(growTree(sample, { ...fixed, allowed }, options), options);
    trees.push(tree);
    for (let at = 0; at < rows.length; at++) odds[at] += scoreTree(tree, held[at], rows[at].numbers);
  }
  return { base, trees };
}
