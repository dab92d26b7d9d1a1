/**
 * How a value and its name are spelt: their pieces of a few characters, each with a weight in a hashed table, summed.
 * Trees tell what is seen at a value; which of a thousand words people choose for a password, and which of a
 * placeholder, is told by many small weights. Made by `scripts/fit.mjs`.
 */

import { gramTable } from './model.ts';

/** Places in the table, as a power of two. */
const bits = 18;
export const gramPlaces = 1 << bits;

/** Characters of a value that are looked at: longer ones are drawn, not chosen. */
const longestSpelt = 40;

/** FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/), folded; each kind of piece begins with its own basis. */
const basis = {
  value: 0x811c9dc5,
  name: 0x1b873593,
  whole: 0x5bd1e995,
  shape: 0x2545f491,
  length: 0x7feb352d,
} as const;

function placeOf(hash: number): number {
  return (hash ^ (hash >>> 15)) & (gramPlaces - 1);
}

/** All pieces of `least` to `most` characters. */
function spell(text: string, start: number, least: number, most: number, into: number[]): void {
  const { length } = text;
  for (let from = 0; from < length; from++) {
    const end = Math.min(length, from + most);
    let hash = start;
    for (let k = from; k < end; k++) {
      hash = Math.imul(hash ^ text.charCodeAt(k), 0x01000193);
      if (k - from + 1 >= least) into.push(placeOf(hash));
    }
  }
}

function whole(text: string, start: number): number {
  let hash = start;
  for (let k = 0; k < text.length; k++) hash = Math.imul(hash ^ text.charCodeAt(k), 0x01000193);
  return placeOf(hash);
}

/** `Tr0ub4dor&3` → `Aa9aa9aa&9`: what kinds of characters follow each other; longer runs are written twice. */
function shape(value: string): string {
  const run = (kind: string) => (match: string) => (match.length > 3 ? kind + kind : kind);
  return value
    .replace(/[a-z]+/g, run('a'))
    .replace(/[A-Z]+/g, run('A'))
    .replace(/[0-9]+/g, run('9'))
    .slice(0, 30);
}

/** The places of a value's and a name's pieces, with repetitions. */
export function gramsOf(key: string, value: string): number[] {
  const name = `^${key.toLowerCase()}$`;
  const shown = value.slice(0, longestSpelt);
  const low = `^${shown.toLowerCase()}$`;
  const places = [
    whole(name, basis.whole),
    whole(low, basis.whole ^ 1),
    whole(shape(shown), basis.shape),
    whole(String(value.length), basis.length),
  ];
  spell(low, basis.value, 2, 5, places);
  spell(name, basis.name, 4, 5, places);
  return places;
}

/** In the table: a place whose pieces too few projects have used to say anything. */
const unknown = -128;

/** @param base64 by twos: how far the next known place is (255: and further), its weight */
export function decodeGrams(base64: string): Int8Array {
  const bytes = Buffer.from(base64, 'base64');
  const weights = new Int8Array(gramPlaces).fill(unknown);
  const { length } = bytes;
  let place = 0;
  for (let at = 0; at < length; at++) {
    const step = bytes[at]!;
    place += step;
    if (step !== 255 && ++at < length) weights[place] = bytes[at]!;
  }
  return weights;
}

let weights: Int8Array | undefined;

/** Log-odds that spelling adds. */
export function gramOdds(key: string, value: string): number {
  weights ??= decodeGrams(gramTable.weights);
  let sum = 0;
  let known = 0;
  for (const place of gramsOf(key, value)) {
    const weight = weights[place]!;
    if (weight === unknown) continue;
    sum += weight;
    known++;
  }
  return known === 0 ? 0 : (sum * gramTable.scale) / Math.sqrt(known);
}
