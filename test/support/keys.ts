/** Keys that are false by construction, put together at run time so that no scanner finds them in this repository. */

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A small generator of repeatable numbers in [0, 1). @see https://en.wikipedia.org/wiki/Linear_congruential_generator */
export function seeded(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

export function pick(alphabet: string, length: number, random: () => number): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}

export interface KeyPair {
  readonly id: string;
  readonly secret: string;
  /** The account that the id decodes to. */
  readonly account: string;
}

/** An AWS key pair of account 111122223333, which AWS keeps for examples; different for each seed. */
export function awsPair(seed: number): KeyPair {
  const random = seeded(seed + 1);
  const secret = `${pick(base64, 36, random)}aB3/`;
  return {
    id: `AKIARTX3GSDS${'QRSTUVWXYZ234567'[seed % 16]}${pick(base32, 7, random)}`,
    secret,
    account: '111122223333',
  };
}
