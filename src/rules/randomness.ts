/** Whether a text looks drawn by a generator rather than written by a person: what is random has no words in it. */

import { isUsual, mostUsual } from '../model/drawn.ts';

/** Bits a character. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

interface Counts {
  readonly digits: number;
  readonly letters: number;
  /** Neighbouring letters that are no border of camelCase words, and those of them that words have. */
  readonly pairs: number;
  readonly usual: number;
  /** Changes from letters to digits and back within a piece between separators. */
  readonly changes: number;
}

function countsOf(text: string): Counts {
  let digits = 0;
  let letters = 0;
  let pairs = 0;
  let usualPairs = 0;
  let changes = 0;
  let before = 0;
  let kindBefore = 0;
  for (let k = 0; k < text.length; k++) {
    const code = text.charCodeAt(k);
    const lower = code | 32;
    const kind = code >= 48 && code <= 57 ? 1 : lower >= 97 && lower <= 122 ? 2 : 0;
    if (kind === 1) digits++;
    if (kind === 2) {
      letters++;
      const border = code < 97 && before >= 97;
      if (kindBefore === 2 && !border) {
        pairs++;
        usualPairs += isUsual[((before | 32) - 97) * 26 + lower - 97]!;
      }
    }
    if (kind + kindBefore === 3) changes++;
    before = code;
    kindBefore = kind;
  }
  return { digits, letters, pairs, usual: usualPairs, changes };
}

/** Share of a text that whole words of camelCase or of names make up: five letters and more, with the pairs that words have. */
function wordShare(text: string): number {
  let covered = 0;
  for (const [word] of text.matchAll(/[A-Z]?[a-z]{4,}|[A-Z]{5,}/g)) {
    const { pairs, usual: usualPairs } = countsOf(word.toLowerCase());
    if (usualPairs / pairs >= 0.7) covered += word.length;
  }
  return covered / text.length;
}

/** Share of a text that its whole pieces between separators make up which are words: `d7network-api-key`. */
function pieceShare(text: string): number {
  let covered = 0;
  for (const piece of text.split(/[-_.]/)) {
    if (!/^(?:[A-Z]?[a-z]{2,}|[A-Z]{3,})$/.test(piece)) continue;
    const { pairs, usual: usualPairs } = countsOf(piece.toLowerCase());
    if (usualPairs / pairs >= 0.5) covered += piece.length;
  }
  return covered / text.length;
}

/** Bits a character under which nothing of 16 characters and more is random. */
const leastEntropy = 2.9;
const leastHexEntropy = 2.6;

/** `AU1000_INTC0_INT`, `my_fn_v2_x86`: names in code. */
const identifier = /^(?:[A-Z0-9]+(?:_[A-Z0-9]*)+|[a-z]+(?:_[a-z0-9]*){2,})$/;

/** `IF_ADC1/IF_ADC2`, `projects/proj123/keys`: short pieces of one case. */
const piecesOfNames = /^(?:[A-Z0-9_]{1,12}|[a-z0-9_-]{1,12})(?:\/(?:[A-Z0-9_]{1,12}|[a-z0-9_-]{1,12}))+$/;
/** `sje.corejs2Polyfills` */
const dotted = /^[A-Za-z_$][\w$]{0,19}(?:\.[A-Za-z_$][\w$]{0,19})+$/;
/** `CS35L36_USERKEY_CTL`, `s3c2450_hsspi1_p`, `cy7c1019dv33-10zsxi`: no piece as long as a key. */
const partName =
  /^[A-Z0-9]{1,12}(?:_[A-Z0-9]{1,12})+$|^[a-z0-9]{1,12}(?:_[a-z0-9]{1,12})+$|^[a-z0-9]{1,12}-[a-z0-9]{1,12}$/;
/** `0x801C900500419005ull` */
const number = /^0x[0-9a-f]{1,16}u?l{0,2}$/i;
/** Addresses of accounts and contracts at Ethereum. */
const address = /^0x[0-9a-f]{40}$/i;
/** `v0.0.0-20180614154051-732c3d08bf8a`, `v1.37.5-1786810558-766c…` */
const version = /^v?\d{1,4}\.\d{1,4}\.\d{1,6}[-+.~]/;
/** `H147V625h330zm21-306q1`: paths of drawings. */
const drawing = /^(?=(?:[^a-z]*[a-z]){3})[mlhvcsqtaz\d.,-]+$/i;

/** Why a value is not random; undefined when it looks so. */
export function whyNotRandom(value: string): string | undefined {
  const hex = /^[a-fA-F0-9:-]+$/.test(value);
  if (number.test(value)) return 'a number';
  if (address.test(value) || value.startsWith('//')) return 'an address';
  if (version.test(value)) return 'a version';
  if (piecesOfNames.test(value) || (!hex && partName.test(value))) return 'a name in code';
  if (dotted.test(value) && value.split('.').every((piece) => countsOf(piece).changes < 3)) return 'a name in code';
  if (!hex && drawing.test(value)) return 'a drawing';
  if (identifier.test(value) && !/[0-9][A-Za-z]+[0-9]/.test(value)) return 'a name in code';
  if (entropyOf(value.toLowerCase()) < (hex ? leastHexEntropy : leastEntropy))
    return 'too few different characters to be random';
  const { digits, letters, pairs, usual: usualPairs, changes } = countsOf(value);
  if (letters < 3 || letters < digits / 8) return 'a number';
  if (hex) return digits === 0 ? 'made of words' : undefined;
  // Nobody writes words with digits all through them.
  if (changes >= value.length / 4) return undefined;
  if (pairs > 0 && usualPairs / pairs >= mostUsual(pairs)) return 'made of words';
  if (digits === 0 && (pairs < 14 || usualPairs / pairs > 0.5)) return 'made of words';
  if (wordShare(value) >= 0.5 || pieceShare(value) >= 0.3) return 'made of words';
  if (digits > 0 && changes < (value.length < 48 ? 2 : 4)) return 'made of words';
  if (identifier.test(value) && changes < value.length / 8) return 'a name in code';
  return undefined;
}
