/**
 * The laid-out tables of a keyword list, made when leakwalk is built so that a start only has to copy them: planning
 * those of the built-in rules takes longer than reading all that a commit changes.
 */

import { type AskingKeyword, nameOf } from './asks.ts';

export interface Baked {
  /** Of the keywords; a list that differs is planned anew. */
  readonly digest: number;
  /** Laid at `imageStart` of the memory. */
  readonly image: Uint8Array;
  /** Addresses in the memory: classes, shorts, prefixes, leads, kinds, heads and records of grams,
   * heads (three), entries; of asks: classes, kinds, pairs, asks, sets, kinds of what is assigned; of base64. */
  readonly addresses: readonly number[];
  /** Most bytes that a looked-up place stands behind the start of its keyword. */
  readonly reach: number;
  /** Hits at which a scan stops. */
  readonly full: number;
  /** Hits there is room for. */
  readonly capacity: number;
}

/** FNV-1a over every keyword and how it is looked for. */
export function keywordsDigest(keywords: readonly AskingKeyword[]): number {
  let value = 0x811c9dc5;
  const add = (text: string): void => {
    for (let k = 0; k < text.length; k++) value = Math.imul(value ^ text.charCodeAt(k), 0x01000193);
  };
  for (const { text, fold, run, asks } of keywords) {
    add(text);
    value = Math.imul(value ^ (256 + (fold ? 1 : 0) + (run ? 2 : 0)), 0x01000193);
    if (asks) add(nameOf(asks));
  }
  return value >>> 0;
}

const headNumbers = 5;

/** u32: digest, reach, full, capacity, count of addresses; the addresses; the image. */
export function packBaked({ digest, image, addresses, reach, full, capacity }: Baked): Uint8Array {
  const numbers = [digest, reach, full, capacity, addresses.length, ...addresses];
  const packed = new Uint8Array(4 * numbers.length + image.length);
  const view = new DataView(packed.buffer);
  numbers.forEach((number, k) => {
    view.setUint32(4 * k, number, true);
  });
  packed.set(image, 4 * numbers.length);
  return packed;
}

/** What `packBaked` made. */
export function unpackBaked(packed: Uint8Array): Baked {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const number = (k: number): number => view.getUint32(4 * k, true);
  const count = number(4);
  return {
    digest: number(0),
    reach: number(1),
    full: number(2),
    capacity: number(3),
    addresses: Array.from({ length: count }, (_, k) => number(headNumbers + k)),
    image: packed.subarray(4 * (headNumbers + count)),
  };
}
