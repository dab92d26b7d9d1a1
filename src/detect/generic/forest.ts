/**
 * Decision trees as one table of 16-bit numbers, as `scripts/fit.mjs` writes it. In order of a walk that goes left first:
 * a leaf is -1 and its value, an inner node its feature, its limit and its value, then all of its left side and of its right.
 */

/** Numbers are asked in hundredths, answers are log-odds in ten-thousandths: all is whole, and small enough for 16 bits. */
export const limitScale = 100;
export const valueScale = 1e4;

/** Numbers a node, side by side, so that a walk meets few lines of the cache. */
const stride = 4;
/** What is seen of at least this much goes right; a fact that holds is 1. */
const limit = 1;
/** Log-odds, also of inner nodes, so that each step can be told. */
const value = 2;
/** How far the right side is; the left side follows at once. */
const right = 3;

export interface Forest {
  /** Where each tree begins in `nodes`. */
  readonly roots: readonly number[];
  /** The feature asked first: -1 for a leaf. */
  readonly nodes: Int16Array;
}

/** @param base64 little-endian 16-bit numbers */
export function decodeForest(base64: string): Forest {
  const bytes = Buffer.from(base64, 'base64');
  const nodes = new Int16Array((bytes.length / 4) * stride);
  const roots: number[] = [];
  /** Inner nodes whose right side has not begun, the nearest last. */
  const open: number[] = [];
  let end = 0;
  let afterLeaf = true;
  for (let at = 0; at < bytes.length; end += stride) {
    const above = afterLeaf ? open.pop() : undefined;
    if (above !== undefined) nodes[above + right] = end - above;
    else if (afterLeaf) roots.push(end);
    const feature = bytes.readInt16LE(at);
    nodes[end] = feature;
    afterLeaf = feature === -1;
    if (!afterLeaf) {
      nodes[end + limit] = bytes.readInt16LE(at + 2);
      open.push(end);
      at += 2;
    }
    nodes[end + value] = bytes.readInt16LE(at + 2);
    at += 4;
  }
  return { roots, nodes: nodes.slice(0, end) };
}

/**
 * The sum of the trees' answers.
 *
 * @param seen of each fact whether it holds, and after the facts the numbers in hundredths
 */
export function sumOf({ roots, nodes }: Forest, seen: Int32Array): number {
  let sum = 0;
  for (let tree = 0; tree < roots.length; tree++) {
    let node = roots[tree]!;
    for (let by = nodes[node]!; by !== -1; by = nodes[node]!)
      node += seen[by]! >= nodes[node + limit]! ? nodes[node + right]! : stride;
    sum += nodes[node + value]!;
  }
  return sum / valueScale;
}

/** What each feature adds to the sum, on the same ways. */
export function movedBy({ roots, nodes }: Forest, seen: Int32Array): Float64Array {
  const moved = new Float64Array(seen.length);
  for (const root of roots) {
    let node = root;
    for (let by = nodes[node]!; by !== -1; by = nodes[node]!) {
      const next = node + (seen[by]! >= nodes[node + limit]! ? nodes[node + right]! : stride);
      moved[by]! += (nodes[next + value]! - nodes[node + value]!) / valueScale;
      node = next;
    }
  }
  return moved;
}
