/**
 * What every match of a pattern holds: a run of bytes of some kinds, at least so long, that begins within a range. It is
 * looked for in the bytes before any text is made of them, and most hits have none.
 */

import type { Keyword, RequiredRun } from '../../model/rule.ts';
import { matchLength } from './length.ts';
import { frequency } from './rarity.ts';
import { type ByteSet, emptySet, has, union } from './set.ts';
import type { Node } from './tree.ts';

/** Bytes of one set in a row. */
interface Piece {
  readonly set: ByteSet;
  readonly least: number;
  readonly most: number;
}

/** A run that says less than this lets nearly every hit through, bits. */
const fewestBits = 1.5;
/** A set that holds more of all text than this tells nothing. */
const commonest = 0.85;
/** Where a keyword is of a set, so are most bytes of the name around it. */
const aroundKeyword = 4;

/**
 * The rarest run of a pattern, or undefined where none says anything.
 *
 * @param keywords one of them is known to be there
 */
export function requiredRun(node: Node, keywords: readonly Keyword[]): RequiredRun | undefined {
  const pieces = piecesOf(node);
  let best: RequiredRun | undefined;
  let bestBits = fewestBits;
  let [from, to] = [0, 0];
  for (let first = 0; first < pieces.length; first++) {
    let set = emptySet();
    let least = 0;
    for (const piece of pieces.slice(first)) {
      set = union(set, piece.set);
      const share = frequency(set);
      if (share > commonest) break;
      least += piece.least;
      const bits = -(least - known(set, keywords)) * Math.log2(share) - Math.log2((to - from) / Math.max(1, least) + 1);
      if (bits <= bestBits) continue;
      bestBits = bits;
      best = { bytes: rangesOf(set), least, from, to };
    }
    from += pieces[first]!.least;
    to += pieces[first]!.most;
  }
  return best;
}

/** Bytes of a run that the keyword alone may bring. */
function known(set: ByteSet, keywords: readonly Keyword[]): number {
  let most = 0;
  for (const { text, fold } of keywords) {
    let run = 0;
    for (let k = 0; k < text.length; k++) {
      const byte = text.charCodeAt(k);
      run = has(set, byte) || (fold && has(set, byte - 0x20)) ? run + 1 : 0;
      most = Math.max(most, run === text.length ? run + aroundKeyword : run);
    }
  }
  return most;
}

function piecesOf(node: Node): readonly Piece[] {
  switch (node.kind) {
    case 'set':
      return [{ set: node.set, least: 1, most: 1 }];
    case 'assert':
      return [];
    case 'group':
      return piecesOf(node.item);
    case 'sequence':
      return node.items.flatMap(piecesOf);
    case 'repeat':
    case 'choice': {
      const [least, most] = matchLength(node);
      return most === 0 ? [] : [{ set: allOf(node), least, most }];
    }
  }
}

/** All bytes that a match can take. */
function allOf(node: Node): ByteSet {
  switch (node.kind) {
    case 'set':
      return node.set;
    case 'assert':
      return emptySet();
    case 'group':
    case 'repeat':
      return allOf(node.item);
    case 'sequence':
      return node.items.map(allOf).reduce(union, emptySet());
    case 'choice':
      return node.options.map(allOf).reduce(union, emptySet());
  }
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

/** Borders of the ranges of a set, two hex digits each: `617a3237` for a-z and 2-7. */
function rangesOf(set: ByteSet): string {
  let text = '';
  for (let byte = 0; byte < 256; byte++) {
    if (!has(set, byte)) continue;
    let last = byte;
    while (last < 255 && has(set, last + 1)) last++;
    text += hex(byte) + hex(last);
    byte = last;
  }
  return text;
}
