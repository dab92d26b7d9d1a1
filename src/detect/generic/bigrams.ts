/** How word-like a run of letters is: letter-pair frequencies of English text and identifiers, made by `scripts/fit.mjs`. */

import { bigramTable } from './model.ts';

const index = (code: number): number =>
  code >= 97 && code <= 122 ? code - 97 : code >= 65 && code <= 90 ? code - 65 : 26;

/** Mean surprise of letter pairs, bits; words are near 3 to 4, random letters near 6. 0 for fewer than three letters. */
export function surprise(text: string): number {
  let sum = 0;
  let count = 0;
  let before = 26;
  for (let k = 0; k <= text.length; k++) {
    const now = k === text.length ? 26 : index(text.charCodeAt(k));
    if (now === 26 && before === 26) continue;
    sum += (bigramTable.charCodeAt(before * 27 + now) - 35) / 8;
    count++;
    before = now;
  }
  return count < 4 ? 0 : sum / count;
}
