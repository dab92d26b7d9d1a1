/** How rare a keyword is in the text people write: the rarer, the fewer regexes are run for nothing. */

import { type ByteSet, has } from './set.ts';

/** Most frequent first, over source code and prose. */
const order = 'etaoinsrlcdpumhgfybvwkxqjz';

/** Bits a byte, roughly as source code and logs spread: letters by their frequency, capitals and digits rarer. */
const bits = Float64Array.from({ length: 256 }, (_, byte) => weigh(String.fromCharCode(byte)));

function weigh(char: string): number {
  if (char === ' ') return 2.5;
  const rank = order.indexOf(char.toLowerCase());
  if (rank >= 0) return 3.6 + rank * 0.16 + (/[A-Z]/.test(char) ? 1.6 : 0);
  if (/[0-9]/.test(char)) return 5.4;
  if (/[._/:"'=()-]/.test(char)) return 4.6;
  return 6.5;
}

/** Bits that a byte is worth as a landmark: there are few addresses in most files. */
const landmark = (byte: number): number => (byte === 0x40 ? 10 : bits[byte]!);
const shares = Float64Array.from(bits, (_, byte) => 2 ** -landmark(byte));
const whole = shares.reduce((sum, share) => sum + share, 0);

/** Kinds of bytes that come in words, and how many of those after one are of it again. */
const kinds = [
  ['az', 0.8],
  ['AZ', 0.6],
  ['09', 0.4],
] as const;

function share(set: ByteSet, from: number, to: number): number {
  let sum = 0;
  for (let byte = from; byte <= to; byte++) if (has(set, byte)) sum += shares[byte]!;
  return sum;
}

/** How often a byte is of a set where the one before it was, 0 to 1. */
export function frequency(set: ByteSet): number {
  const all = share(set, 0, 255);
  let most = all / whole;
  for (const [borders, again] of kinds) {
    const [from, to] = [borders.charCodeAt(0), borders.charCodeAt(1)];
    const every = shares.subarray(from, to + 1).reduce((sum, one) => sum + one, 0);
    const own = share(set, from, to);
    if (own > 0) most = Math.max(most, (again * own) / every + ((1 - again) * (all - own)) / (whole - every));
  }
  return most;
}

/** Words that stand everywhere: as a keyword each is worth no more than a short rare one. */
const everywhere: readonly string[] = [
  'key',
  'token',
  'secret',
  'password',
  'passw',
  'pass',
  'auth',
  'authorization',
  'bearer',
  'basic',
  'http',
  'https',
  'https://',
  'http://',
  '://',
  'www.',
  '.com',
  '.io',
  '.net',
  '.org',
  'api',
  'client',
  'access',
  'account',
  'user',
  'name',
  'value',
  'string',
  'true',
  'false',
  'id',
  'url',
  'uri',
  'host',
  'port',
  'server',
  'service',
  'data',
  'private',
  'public',
  'begin',
  'end',
  'line',
  'live',
  'test',
  'prod',
  'app',
  'web',
  'the',
  '----',
  '-----',
  'https://api.',
  'apikey',
  'api_key',
  'api-key',
  'secret_key',
  'access_key',
  'access_token',
  'private_key',
  'client_secret',
];
const common = new Set(everywhere);
/** Bits that a common word is worth at most. */
const commonBits = 11;
/** More than this makes no difference. */
const mostBits = 44;

/** Bits of a keyword; folded ones are a little more frequent. */
export function rarity(text: string, fold: boolean): number {
  let total = 0;
  for (let k = 0; k < text.length; k++) total += bits[text.charCodeAt(k) & 255]!;
  if (fold) total -= 0.3 * text.length;
  const limit = common.has(text.toLowerCase()) ? commonBits : mostBits;
  return Math.min(total, limit);
}
