/** Which places were met, kept as hashes: a history tells of a hundred thousand, and a text for each would be most of the heap. */

import type { Provenance } from '../model/document.ts';
import { mixed } from '../model/mixed.ts';

/** Two hashes of 32 bits: together a name that no two places share by chance. */
interface Name {
  readonly a: number;
  readonly b: number;
}

export interface PlaceSet {
  /** False where the place was added before, or where there is no room for more. */
  add(what: string, provenance: Provenance, line: number): 'new' | 'known' | 'full';
}

/** Places there is room for at first; more is made. */
const usual = 1024;

/** @param most places that are remembered */
export function createPlaceSet(most: number): PlaceSet {
  const words = new Map<string, Name>();
  let [last, lastName]: [Provenance | undefined, Name] = [undefined, nameOf('')];
  let slots = new Uint32Array(4 * usual);
  let count = 0;

  const nameOfWord = (word: string): Name => {
    const known = words.get(word) ?? nameOf(word);
    words.set(word, known);
    return known;
  };
  /** What one document tells comes together. */
  const nameOfDocument = (provenance: Provenance): Name => {
    if (provenance !== last) {
      last = provenance;
      const details = provenance.details.map((detail) => detail.value).join('\0');
      lastName = nameOf(`${provenance.target}\0${provenance.path}\0${details}`);
    }
    return lastName;
  };
  const grow = (): void => {
    const before = slots;
    slots = new Uint32Array(2 * before.length);
    for (let at = 0; at < before.length; at += 2) {
      const [a, b] = [before[at]!, before[at + 1]!];
      if (a !== 0) put(a, b);
    }
  };
  const put = (a: number, b: number): boolean => {
    let at = (2 * b) & (slots.length - 1);
    for (; slots[at] !== 0; at = (at + 2) & (slots.length - 1))
      if (slots[at] === a && slots[at + 1] === b) return false;
    slots[at] = a;
    slots[at + 1] = b;
    return true;
  };
  const holds = (a: number, b: number): boolean => {
    for (let at = (2 * b) & (slots.length - 1); slots[at] !== 0; at = (at + 2) & (slots.length - 1))
      if (slots[at] === a && slots[at + 1] === b) return true;
    return false;
  };

  return {
    add(what, provenance, line) {
      const word = nameOfWord(what);
      const document = nameOfDocument(provenance);
      // Zero stands for an empty slot.
      const a = (mixed(mixed(document.a ^ word.b) + line) | 1) >>> 0;
      const b = mixed(mixed(document.b + word.a) ^ line) >>> 0;
      if (count >= most) return holds(a, b) ? 'known' : 'full';
      if (!put(a, b)) return 'known';
      if (4 * ++count > slots.length) grow();
      return 'new';
    },
  };
}

function nameOf(text: string): Name {
  let [a, b] = [0x9e3779b1 | 0, 0x85ebca77 | 0];
  for (let k = 0; k < text.length; k++) {
    const code = text.charCodeAt(k);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul((b << 5) | (b >>> 27), 0x85ebca6b) + code;
  }
  return { a: mixed(a), b: mixed(b) };
}
