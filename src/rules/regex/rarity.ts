/** How rare a keyword is in the text people write: the rarer, the fewer regexes are run for nothing. */

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
