/**
 * Decision trees as one table of 16-bit numbers, as `scripts/fit.mjs` writes it. In order of a walk that goes left first:
 * a leaf is -1 and its value, an inner node its feature, its limit and its value, then all of its left side and of its right.
 */

export interface Forest {
  /** Where each tree begins. */
  readonly roots: Uint32Array;
  /** By node: the feature asked, facts first and numbers after them; -1 for a leaf. */
  readonly feature: Int16Array;
  /** By node: a number of at least this goes right. A fact that holds goes right. */
  readonly limit: Float64Array;
  /** By node: log-odds, also of inner nodes, so that each step can be told. */
  readonly value: Float64Array;
  /** By node: where its right side begins; its left side follows it. */
  readonly right: Uint32Array;
}

const limitScale = 100;
const valueScale = 1e4;

/** @param base64 little-endian 16-bit numbers */
export function decodeForest(base64: string): Forest {
  const bytes = Buffer.from(base64, 'base64');
  const most = bytes.length / 2;
  const feature = new Int16Array(most);
  const limit = new Float64Array(most);
  const value = new Float64Array(most);
  const right = new Uint32Array(most);
  const roots: number[] = [];
  let at = 0;
  let nodes = 0;
  const next = (): number => {
    at += 2;
    return bytes.readInt16LE(at - 2);
  };
  const node = (): void => {
    const own = nodes++;
    feature[own] = next();
    if (feature[own] !== -1) limit[own] = next() / limitScale;
    value[own] = next() / valueScale;
    if (feature[own] === -1) return;
    node();
    right[own] = nodes;
    node();
  };
  while (at < bytes.length) {
    roots.push(nodes);
    node();
  }
  return { roots: Uint32Array.from(roots), feature, limit, value, right };
}
