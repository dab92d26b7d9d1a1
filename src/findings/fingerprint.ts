/** Names a finding by what leaked, not by where. */

/** Values with less content than this could be guessed from a bare hash, bits. */
const guessable = 80;

/** A word from a list of sixteen thousand, bits. */
const wordBits = 14;

/**
 * Content of a value, bits, as a guesser would count who knows words, years and repeats: runs of at least four letters
 * of one case count as a word at most, a run of digits as at most its digits, a repeat as nothing.
 */
export function content(value: string): number {
  const alphabet = alphabetOf(value);
  const perChar = Math.log2(alphabet);
  let bits = 0;
  let before = '';
  for (const [run] of value.matchAll(/[A-Z]?[a-z]{4,}|[A-Z]{4,}|[0-9]+|[\s\S]/g)) {
    if (run === before) continue;
    before = run;
    if (/^\d+$/.test(run)) bits += run.length * Math.log2(10);
    else if (run.length >= 4) bits += Math.min(wordBits, run.length * perChar);
    else bits += perChar;
  }
  const distinct = new Set(value).size;
  return Math.min(bits, distinct * perChar * 2);
}

function alphabetOf(value: string): number {
  if (/^[0-9]*$/.test(value)) return 10;
  if (/^(?:[0-9a-f]*|[0-9A-F]*)$/.test(value)) return 16;
  let size = 0;
  if (/[a-z]/.test(value)) size += 26;
  if (/[A-Z]/.test(value)) size += 26;
  if (/[0-9]/.test(value)) size += 10;
  if (/[^A-Za-z0-9]/.test(value)) size += 8;
  return size;
}

/**
 * 32 hex digits of family and value: the same in every place, repository and version of leakwalk. Values that could be
 * guessed are hashed slowly (scrypt, 1 MiB, some 3 ms), so that a baseline or report does not give a password away
 * cheaply; identifiers are printed in full anyway and are not.
 *
 * @param value raw bytes as latin1, decoded
 * @see https://www.rfc-editor.org/rfc/rfc7914
 */
export function fingerprint(family: string, value: string, options: { readonly public?: boolean } = {}): string {
  const label = `leakwalk/1/${family}`;
  const bytes = Buffer.from(value, 'latin1');
  if (!options.public && content(value) < guessable) {
    return process
      .getBuiltinModule('node:crypto')
      .scryptSync(bytes, label, 16, { N: 1024, r: 8, p: 1 })
      .toString('hex');
  }
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(label).update('\0').update(bytes).digest('hex').slice(0, 32);
}
