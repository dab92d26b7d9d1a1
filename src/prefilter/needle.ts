/** A keyword as the engines compare it. */

import type { Keyword } from '../model/rule.ts';
import { foldByte } from './automaton.ts';
import { runOffset } from './run-start.ts';

/** A keyword as it is compared: bytes, and per byte the bit that case may flip. */
export interface Needle {
  readonly bytes: Uint8Array;
  readonly mask: Uint8Array;
  /** `runOffset`, or -1 for a keyword that may stand anywhere. */
  readonly run: number;
}

/** @throws RangeError for an empty keyword or one that is not latin1: `rules/` lets neither through. */
export function needleOf({ text, fold, run }: Keyword): Needle {
  if (text.length === 0) throw new RangeError('a keyword is empty');
  const bytes = new Uint8Array(text.length);
  const mask = new Uint8Array(text.length);
  for (let k = 0; k < text.length; k++) {
    const code = text.charCodeAt(k);
    if (code > 255) throw new RangeError('a keyword holds a character that is not latin1');
    bytes[k] = fold ? foldByte(code) : code;
    mask[k] = fold && bytes[k]! >= 0x61 && bytes[k]! <= 0x7a ? 0x20 : 0;
  }
  return { bytes, mask, run: run ? runOffset(text) : -1 };
}
