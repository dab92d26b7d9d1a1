/** Names a finding by what leaked, not by where. */

import { createHash, scryptSync } from 'node:crypto';

/** Values with less content than this could be guessed from a bare hash, bits. */
const guessable = 80;

/** Content of a value, estimated from its alphabet and length, bits: an upper bound that words and repeats lower. */
function content(value: string): number {
  let alphabet = 0;
  if (/[a-z]/.test(value)) alphabet += 26;
  if (/[A-Z]/.test(value)) alphabet += 26;
  if (/[0-9]/.test(value)) alphabet += 10;
  if (/[^A-Za-z0-9]/.test(value)) alphabet += 20;
  const distinct = new Set(value).size;
  return Math.min(value.length, distinct * 2) * Math.log2(Math.max(2, alphabet));
}

/**
 * 32 hex digits of family and value: the same in every place, repository and version of leakwalk. Values that could be
 * guessed are hashed slowly (scrypt), so that a baseline or report does not give a password away cheaply.
 */
export function fingerprint(family: string, value: string): string {
  const label = `leakwalk/1/${family}`;
  const bytes = Buffer.from(value, 'latin1');
  if (content(value) < guessable) {
    return scryptSync(bytes, label, 16, { N: 1024, r: 8, p: 1 }).toString('hex');
  }
  return createHash('sha256').update(label).update('\0').update(bytes).digest('hex').slice(0, 32);
}
