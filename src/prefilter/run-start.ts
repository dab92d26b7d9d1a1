/** What a run keyword is and where it may stand: the one definition that every engine is held to. */

import { markBytes } from '../model/byte-class.ts';

/** A `run` keyword is looked for only where at least this many bytes of `[A-Za-z0-9_-]` go on. */
const runLength = 16;

/** How many bytes of an escape sequence may stand between its introducer and the keyword: `\u003d` has five. */
const escapeReach = 5;

/** 1 for the bytes of `[A-Za-z0-9_-]`. */
export const runClass: Readonly<Uint8Array> = table('AZaz09', '_-');

/** 1 for the bytes that introduce an escape: `\n`, `%3D`, ESC `[32m`, ESC `[1;31m`, `&gt`. */
export const escapeIntroducer: Readonly<Uint8Array> = table('', '\\%[;&');

const underscore = 0x5f;

function table(ranges: string, chars: string): Uint8Array {
  const bytes = new Uint8Array(256);
  markBytes(bytes, 1, ranges, chars);
  return bytes;
}

/**
 * Where, within a keyword, its run begins: after its last byte that is not `[A-Za-z0-9_-]`. 0 for `ghp_`, 3 for `SG.`,
 * 4 for `hvs.CAES`.
 */
export function runOffset(text: string): number {
  let offset = text.length;
  while (offset > 0 && runClass[text.charCodeAt(offset - 1) & 255] === 1) offset--;
  return offset;
}

/** Whether `bytes[at, at + 16)` are all `[A-Za-z0-9_-]` and stand before `end`. */
function holdsRun(bytes: Readonly<Uint8Array>, at: number, end: number): boolean {
  if (at + runLength > end) return false;
  for (let k = at; k < at + runLength; k++) if (runClass[bytes[k]!] === 0) return false;
  return true;
}

/**
 * Whether a token may begin at `at`: its run of `[A-Za-z0-9_-]` begins there, or an `_` of the run stands right before,
 * or the run began at most five bytes earlier right after an escape introducer (as in `\nghp_…`, `%3Dghp_…`).
 * Offset 0 begins a run.
 */
export function isRunStart(bytes: Readonly<Uint8Array>, at: number): boolean {
  if (at === 0) return true;
  const before = bytes[at - 1]!;
  if (runClass[before] === 0 || before === underscore) return true;
  for (let start = at - 1; start > 0 && start >= at - escapeReach; start--) {
    const byte = bytes[start - 1]!;
    if (runClass[byte] === 0) return escapeIntroducer[byte] === 1;
  }
  return false;
}

/**
 * Whether a run keyword whose text stands at `at` is to be reported. A keyword that holds a separator (`SG.`) needs
 * the run after its last one and may stand anywhere; one without needs a run start.
 *
 * @param offset `runOffset` of the keyword
 */
export function isRunHit(bytes: Readonly<Uint8Array>, at: number, offset: number, end: number): boolean {
  return holdsRun(bytes, at + offset, end) && (offset > 0 || isRunStart(bytes, at));
}
