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

/**
 * Sums of gradients and hessians of some rows, by twos: of all, then of each fact's rows that hold it, then of each
 * number's bins.
 */
function sumsOf(own, { starts, facts, binned, gradients, hessians, factCount, numberCount }) {
  const sums = new Float64Array(2 + 2 * factCount + 2 * numberCount * bins);
  const binsFrom = 2 + 2 * factCount;
  for (let k = 0; k < own.length; k++) {
    const at = own[k];
    const gradient = gradients[at];
    const hessian = hessians[at];
    sums[0] += gradient;
    sums[1] += hessian;
    for (let f = starts[at]; f < starts[at + 1]; f++) {
      const place = 2 + 2 * facts[f];
      sums[place] += gradient;
      sums[place + 1] += hessian;
    }
    for (let n = 0; n < numberCount; n++) {
      const place = binsFrom + 2 * (n * bins + binned[at * numberCount + n]);
      sums[place] += gradient;
      sums[place + 1] += hessian;
    }
  }
  return sums;
}

/** What is left of a node's sums without those of one of its sides. */
function lessSums(whole, part) {
  const less = new Float64Array(whole.length);
  for (let k = 0; k < whole.length; k++) less[k] = whole[k] - part[k];
  return less;
}

/** The best split of a node, over the columns that this tree may use. */
function bestSplit(sums, { edges, factCount, columns }, { ridge, leastHessian, leastGain }) {
  const g = sums[0];
  const h = sums[1];
  const whole = (g * g) / (h + ridge);
  let best = { gain: leastGain };
  const gain = (leftG, leftH) => {
    if (leftH < leastHessian || h - leftH < leastHessian) return 0;
    const rightG = g - leftG;
    return (leftG * leftG) / (leftH + ridge) + (rightG * rightG) / (h - leftH + ridge) - whole;
  };
  for (const column of columns) {
    if (column < factCount) {
      const own = gain(g - sums[2 + 2 * column], h - sums[3 + 2 * column]);
      if (own > best.gain) best = { gain: own, fact: column };
      continue;
    }
    const number = column - factCount;
    let place = 2 + 2 * factCount + 2 * number * bins;
    let sumG = 0;
    let sumH = 0;
    for (let k = 0; k < edges[number].length; k++, place += 2) {
      sumG += sums[place];
      sumH += sums[place + 1];
      const own = gain(sumG, sumH);
      if (own > best.gain) best = { gain: own, number, limit: edges[number][k], bin: k };
    }
  }
  return best;
}

/** Right: the fact holds, or the number is at least the limit. */
function goesRight({ fact, number, bin }, at, { held, rowCount, binned, numberCount }) {
  return fact === undefined ? binned[at * numberCount + number] > bin : held[fact * rowCount + at] === 1;
}

function divide({ rows, split }, data) {
  const left = [];
  const right = [];
  for (let k = 0; k < rows.length; k++) (goesRight(split, rows[k], data) ? right : left).push(rows[k]);
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
function plain(node, options) {
  const value = (-node.sums[0] / (node.sums[1] + options.ridge)) * options.rate;
  if (!node.left) return { value };
  return { value, ...node.split, left: plain(node.left, options), right: plain(node.right, options) };
}

export function scoreTree(tree, facts, numbers) {
  let node = tree;
  while (node.left) {
    const right = node.fact === undefined ? numbers[node.number] >= node.limit : facts.has(node.fact);
    node = right ? node.right : node.left;
  }
  return node.value;
}

/** Log-odds. */
export function predict({ base, trees }, { facts, numbers }) {
  const held = new Set(facts);
  let odds = base;
  for (const tree of trees) odds += scoreTree(tree, held, numbers);
  return odds;
}

/** The rows' facts and binned numbers in flat arrays; `held` has the facts once more, a row of rows for each. */
function flat(rows, edges, factCount) {
  const starts = new Uint32Array(rows.length + 1);
  rows.forEach((row, at) => {
    starts[at + 1] = starts[at] + row.facts.length;
  });
  const facts = new Uint16Array(starts[rows.length]);
  const binned = new Uint8Array(rows.length * edges.length);
  const held = new Uint8Array(factCount * rows.length);
  rows.forEach((row, at) => {
    facts.set(row.facts, starts[at]);
    for (const fact of row.facts) held[fact * rows.length + at] = 1;
    edges.forEach((own, number) => {
      binned[at * edges.length + number] = binOf(own, row.numbers[number]);
    });
  });
  return { starts, facts, binned, held, rowCount: rows.length };
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
  const fixed = { ...flat(rows, edges, factCount), gradients, hessians, edges, factCount, numberCount };
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
    const columns = [];
    for (let column = 0; column < factCount + numberCount; column++)
      if (random() < options.columnShare) columns.push(column);
    const tree = plain(growTree(sample, { ...fixed, columns }, options), options);
    trees.push(tree);
    for (let at = 0; at < rows.length; at++) {
      let node = tree;
      while (node.left) node = goesRight(node, at, fixed) ? node.right : node.left;
      odds[at] += node.value;
    }
  }
  return { base, trees };
}
