/** Repeatable random text that reads like none of the words by which a placeholder is known. */

/** Numbers in [0, 1), the same ones for the same seed. */
export type Random = () => number;

/** SFC32, seeded by FNV-1a of the text. @see https://pracrand.sourceforge.net/RNG_engines.txt */
export function seeded(text: string): Random {
  let hash = 0x811c9dc5;
  for (let k = 0; k < text.length; k++) hash = Math.imul(hash ^ text.charCodeAt(k), 0x01000193);
  let [a, b, c, counter] = [hash, hash ^ 0x9e3779b9, 0xdeadbeef, 1];
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let k = 0; k < 12; k++) next();
  return next;
}

/** Words that mark a placeholder, runs of one character, and walks over the alphabet or the keyboard. */
const accidents =
  /example|sample|dummy|fake|test|demo|todo|change|replace|insert|place|holder|your|mine|here|secret|passw|token|redact|hidden|masked|null|none|undef|xxx|foo|bar|baz|qux|abc|bcd|cde|def|xyz|qwe|asd|zxc|012|123|234|345|456|567|678|789|987|876|765|654|543|432|321|(.)\1\1|(..)\2\2/i;

const kinds: readonly RegExp[] = [/[A-Z]/, /[a-z]/, /[0-9]/];

/** Enough of each kind of character that the alphabet has, and letters or digits at both ends. */
function isTypical(text: string, wanted: readonly RegExp[], ends: boolean): boolean {
  if (ends && !/^[A-Za-z0-9](?:.*[A-Za-z0-9])?$/s.test(text)) return false;
  if (text.length >= 8 && !wanted.every((kind) => kind.test(text))) return false;
  return !accidents.test(text);
}

/** Longer text is put together of pieces that are each free of accidents. */
const piece = 40;

/**
 * `length` characters of an alphabet. What looks like a placeholder is drawn again; an alphabet that allows nothing
 * else (`{{[x]:8}}`) gives what it can.
 */
export function draw(alphabet: string, length: number, random: Random): string {
  const wanted = kinds.filter((kind) => kind.test(alphabet));
  const ends = wanted.length > 0;
  let text = '';
  while (text.length < length) {
    const size = Math.min(piece, length - text.length);
    let best = '';
    for (let attempt = 0; attempt < 64; attempt++) {
      best = '';
      for (let k = 0; k < size; k++) best += alphabet[Math.floor(random() * alphabet.length)];
      if (isTypical(best, wanted, ends)) break;
    }
    text += best;
  }
  return text;
}
