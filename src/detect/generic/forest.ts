/**
 * Decision trees as one table of 16-bit numbers, four a node, as `scripts/fit.mjs` writes it: read as it lies, since the
 * first value of a scan waits for it.
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

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** @param base64 little-endian 16-bit numbers */
export function decodeNodes(base64: string): Int16Array {
  const bytes = Buffer.from(base64, 'base64');
  if (!isLittleEndian) bytes.swap16();
  // Small buffers lie in a shared one, at any byte.
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
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
