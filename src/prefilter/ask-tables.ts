/** The tables of what keywords ask, laid out as `assembly/asks.ts` reads them. */

import { markBytes } from '../model/byte-class.ts';
import { borders, follows, isUsual, precedes } from '../model/drawn.ts';
import { type Ask, type AskingKeyword, nameOf, setOf, valueMarks } from './asks.ts';
import { beginsAssigning, classes, isClosing, isNameByte, isOperator } from './assigned.ts';

/** Bits of a byte: of the characters of values, a digit, a letter, a capital, beyond hex, an underscore; may precede a value, may follow one. */
export function valueKinds(): Uint8Array {
  const kinds = new Uint8Array(256);
  markBytes(kinds, 1, 'AZaz09', valueMarks);
  markBytes(kinds, 2, '09');
  markBytes(kinds, 4, 'AZaz');
  markBytes(kinds, 8, 'AZ');
  markBytes(kinds, 16, 'GZgz');
  markBytes(kinds, 32, '', '_');
  return kinds.map((own, byte) => {
    const beside = borders[byte]!;
    return own | ((beside & precedes) !== 0 ? 64 : 0) | ((beside & follows) !== 0 ? 128 : 0);
  });
}

/** Groups of bytes that are a product of their look-ups, a bit each, as in tables.ts. */
export const valueGroups: readonly (readonly [chars: string, bit: number])[] = [
  ['01234567HIJKLMNOPQRSTUVWhijklmnopqrstuvw', 0],
  ['ABCDEFGabcdefg', 1],
  ['89', 2],
  ['XYZxyz', 3],
  ['+-./', 4],
  ['_', 5],
  ['~', 6],
];

/** Classes of bytes in the table of pairs: small letters, capitals, digits, all others, and no byte. */
const digitClass = 52;
const otherClass = 53;
const classBits = 6;

/** Of two bytes, ten bits a count. */
const pair = 1;
const usualPair = 1 | (1 << 10);
const change = 1 << 20;

/** What two neighbouring bytes tell, a word for each pair of classes; then the class of each byte. */
export function pairTable(): Uint8Array {
  const words = new Uint32Array((1 << (2 * classBits)) + 64);
  const own = new Uint8Array(words.buffer, 4 << (2 * classBits), 256).fill(otherClass);
  for (let k = 0; k < 26; k++) [own[0x61 + k], own[0x41 + k]] = [k, 26 + k];
  for (let k = 0x30; k <= 0x39; k++) own[k] = digitClass;
  for (let first = 0; first < otherClass; first++) {
    for (let second = 0; second < otherClass; second++) {
      const letters = Number(first < digitClass) + Number(second < digitClass);
      const at = (first << classBits) | second;
      if (letters === 1) words[at] = change;
      // A capital after a small letter begins a word.
      else if (letters === 2 && !(first < 26 && second >= 26))
        words[at] = isUsual[(first % 26) * 26 + (second % 26)] === 1 ? usualPair : pair;
    }
  }
  return new Uint8Array(words.buffer);
}

/** Bits of a byte, as `assembly/assigned.ts` has them. */
export function assignedKinds(): Uint8Array {
  return Uint8Array.from(classes, (own, byte) => {
    const told = isNameByte[byte]! | (isOperator[byte]! << 1) | (isClosing[byte]! << 2) | (beginsAssigning[byte]! << 3);
    return told | (own << 4);
  });
}

/**
 * Bytes of an ask: least u16, set u16, whether it is the last of its list u8, its kind u8 (a run, a value, an assignment); then first and
 * last, i32.
 */
const askBytes = 16;

export interface AskTables {
  readonly asks: Uint8Array;
  /** 32 bytes each. */
  readonly sets: Uint8Array;
  /** By keyword: where its list begins, 0 for none. */
  readonly lists: readonly number[];
}

export function askTables(keywords: readonly AskingKeyword[]): AskTables {
  const places = new Map<string, number>();
  const sets = new Map<string, number>();
  const laid: { readonly ask: Ask | undefined; readonly last: boolean }[] = [{ ask: undefined, last: true }];
  const names = new Map<readonly Ask[], string>();
  const lists = keywords.map(({ asks }) => {
    if (!asks || asks.length === 0) return 0;
    const name = names.get(asks) ?? nameOf(asks);
    names.set(asks, name);
    const known = places.get(name);
    if (known !== undefined) return known;
    const place = laid.length;
    places.set(name, place);
    asks.forEach((ask, k) => {
      laid.push({ ask, last: k === asks.length - 1 });
    });
    return place;
  });
  const view = new DataView(new ArrayBuffer(laid.length * askBytes));
  laid.forEach(({ ask, last }, k) => {
    const at = k * askBytes;
    view.setUint8(at + 4, last ? 1 : 0);
    view.setUint8(at + 5, ask === 'value' ? 1 : ask === 'assigned' ? 2 : 0);
    if (ask === undefined || typeof ask === 'string') return;
    const set = sets.get(ask.bytes) ?? sets.size;
    sets.set(ask.bytes, set);
    view.setUint16(at, ask.least, true);
    view.setUint16(at + 2, set, true);
    view.setInt32(at + 8, ask.first, true);
    view.setInt32(at + 12, ask.last, true);
  });
  const words = new Uint32Array(8 * sets.size);
  for (const [bytes, set] of sets) words.set(setOf(bytes), 8 * set);
  return { asks: new Uint8Array(view.buffer), sets: new Uint8Array(words.buffer), lists };
}
