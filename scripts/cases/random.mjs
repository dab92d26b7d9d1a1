// A stream of numbers that a word decides: the same seed makes the same texts.
import { createHash } from 'node:crypto';

/** @param {string} seed */
export function createRandom(seed) {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  const unit = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (count) => Math.floor(unit() * count);
  const one = (list) => list[below(list.length)];
  const some = (list, count) => {
    const rest = [...list];
    return Array.from({ length: Math.min(count, list.length) }, () => rest.splice(below(rest.length), 1)[0]);
  };
  const text = (alphabet, length) => Array.from({ length }, () => alphabet[below(alphabet.length)]).join('');
  return { unit, below, one, some, text };
}

const digits = '0123456789';
const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();

/** Characters by the names that shapes give. */
export const alphabets = {
  digits,
  hex: `${digits}abcdef`,
  HEX: `${digits}ABCDEF`,
  hexi: `${digits}abcdef`,
  'lower+digits': lower + digits,
  'upper+digits': upper + digits,
  alnum: upper + lower + digits,
  alpha: upper + lower,
  base32: `${upper}234567`,
  base64: `${upper}${lower}${digits}+/`,
  base64url: `${upper}${lower}${digits}-_`,
  'alnum_-': `${upper}${lower}${digits}_-`,
  'alnum.-_': `${upper}${lower}${digits}_.-`,
};

/** The characters of `[A-Za-z0-9_-]`, or of a name above. */
export function charactersOf(alphabet) {
  if (alphabets[alphabet] !== undefined) return alphabets[alphabet];
  if (alphabet === '[printable]') return `${upper}${lower}${digits}!#%*+_-`;
  const inside = alphabet.slice(1, -1);
  let all = '';
  for (let at = 0; at < inside.length; at++) {
    if (inside[at + 1] === '-' && at + 2 < inside.length) {
      for (let code = inside.charCodeAt(at); code <= inside.charCodeAt(at + 2); code++)
        all += String.fromCharCode(code);
      at += 2;
    } else all += inside[at];
  }
  return all.replaceAll('=', '') || all;
}

export function uuid(random) {
  const hex = alphabets.hex;
  return `${random.text(hex, 8)}-${random.text(hex, 4)}-4${random.text(hex, 3)}-${random.text('89ab', 1)}${random.text(hex, 3)}-${random.text(hex, 12)}`;
}
