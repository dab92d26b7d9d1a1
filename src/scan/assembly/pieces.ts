// Cuts bytes into pieces by what their lines say, and hashes each: the inner loop of ../pieces.ts, which lays out the memory.

const A: u32 = 0x9e3779b1;
const B: u32 = 0x85ebca77;
const A64: u64 = 0x9e3779b97f4a7c15;
const B64: u64 = 0xc2b2ae3d27d4eb4f;

// One line in so many ends a piece, on average, less one; and so many bytes before a line's end say whether.
const LINES: u64 = 8 - 1;
const SHORTEST: u32 = 16;

/** Each bit of the word changes half of the others. @see https://github.com/aappleby/smhasher/wiki/MurmurHash3 */
// @ts-ignore: a decorator of AssemblyScript
@inline
function mixed(word: u32): u32 {
  let h = word ^ (word >>> 16);
  h *= 0x85ebca6b;
  h ^= h >>> 13;
  h *= 0xc2b2ae35;
  return h ^ (h >>> 16);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function folded(word: u64): u32 {
  return <u32>(word ^ (word >>> 32));
}

/** The address behind the next newline, or 0 where there is none before `to`; words are read up to eight bytes past it. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function lineEnd(at: u32, to: u32): u32 {
  while (at < to) {
    const word = load<u64>(at) ^ 0x0a0a0a0a0a0a0a0a;
    // The lowest of these bits is that of the first zero byte. @see https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord
    const zero = (word - 0x0101010101010101) & ~word & 0x8080808080808080;
    if (zero !== 0) {
      const end = at + <u32>(ctz(zero) >>> 3) + 1;
      return end > to ? 0 : end;
    }
    at += 8;
  }
  return 0;
}

/** Whether a piece may end with the line that ends before `end`. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function endsPiece(end: u32): bool {
  const asked = (load<u64>(end - 16) * 0x9e3779b97f4a7c15) ^ (load<u64>(end - 8) * 0xc2b2ae3d27d4eb4f);
  return ((asked >>> 60) & LINES) === 0;
}

/**
 * Cuts the bytes at the addresses `[from, to)`, which stand at `offset` in their document. Writes where each piece ends in the
 * document, and the running sums of both hashes, which begin with a zero. Returns how many pieces that gives.
 */
export function cut(from: u32, to: u32, offset: u32, seedA: u32, seedB: u32, ends: u32, sumsA: u32, sumsB: u32): u32 {
  let count: u32 = 0;
  let start = from;
  let sumA: u32 = 0;
  let sumB: u32 = 0;
  store<u32>(sumsA, 0);
  store<u32>(sumsB, 0);
  while (start < to) {
    let end = start;
    for (;;) {
      end = lineEnd(end, to);
      if (end === 0) {
        end = to;
        break;
      }
      if (end - start >= SHORTEST && endsPiece(end)) break;
    }
    let a: u64 = seedA;
    let b: u64 = seedB;
    let at = start;
    for (; at + 8 <= end; at += 8) {
      const word = load<u64>(at);
      a = (a ^ word) * A64;
      a ^= a >>> 29;
      b = rotl<u64>((b + word) * B64, 27);
    }
    if (at < end) {
      // What stands behind the piece is read with it and left out.
      const word = load<u64>(at) & ((<u64>1 << (<u64>(end - at) << 3)) - 1);
      a = (a ^ word) * A64;
      a ^= a >>> 29;
      b = rotl<u64>((b + word) * B64, 27);
    }
    sumA = sumA * A + mixed(folded(a) ^ (end - start));
    sumB = sumB * B + mixed(folded(b) + end - start);
    const more = count << 2;
    store<u32>(ends + more, end - from + offset);
    count++;
    store<u32>(sumsA + more, sumA, 4);
    store<u32>(sumsB + more, sumB, 4);
    start = end;
  }
  return count;
}
