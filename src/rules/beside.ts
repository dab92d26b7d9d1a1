/**
 * The reader `beside`: the values that stand beside a provider's name, for credentials whose form nobody published. A token is taken
 * where it ends on both sides as a value does and the rule's checks accept it, so that the words between (names, addresses, flags)
 * are passed over.
 */

import { mayBeRandom, whyNotRandom } from './randomness.ts';

/** Names repeat in names of their own (`acme-oauth-cache-v2`): what remains without the name has to look drawn. */
function repeatsName(token: string, name: string): boolean {
  const at = token.toLowerCase().indexOf(name);
  if (at < 0) return false;
  const rest = token.slice(0, at) + token.slice(at + name.length);
  // `acme-catmus-medieval-21ae45…`: a slug, with a digest at its end.
  const words = rest.split(/[-_./]/).filter((piece) => /^[a-z]{5,}$/.test(piece));
  return rest.length < 16 || words.length >= 2 || whyNotRandom(rest) !== undefined;
}

/** A value beside a name, in the text that was given. */
export interface Beside {
  readonly start: number;
  readonly end: number;
  readonly value: string;
  /** What checks are told: `near` stands between the name and the value, `before` ahead of the name in its line. */
  readonly groups: Readonly<Record<string, string>>;
}

/** Bytes after the name in which a value may begin, and line ends that may lie between. */
const reach = 100;
const mostLines = 4;
/** Bytes of a value. */
const leastLength = 10;
const mostLength = 132;
/** Without a digit a shorter one is a word. */
const leastLetters = 24;
/** Bytes before the name that are told to the checks. */
const lead = 40;
/** What a caller has to show around a name. */
export const besideReach = {
  before: reach + mostLength,
  after: reach + mostLength + 2,
} as const;

const isToken = new Uint8Array(128);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.+/~')
  isToken[char.charCodeAt(0)] = 1;
const mayPrecede = new Set([...' \t\r\n"\'`=:>(,|[{;&?@%']);
/** After a value no call goes on, no index, no template. */
const mayFollow = new Set([...' \t\r\n"\'`<>),;|&]}#\\:*!?%@$']);

const fileOrHost =
  /\.(?:js|ts|css|png|jpe?g|svg|gif|ico|html?|md|py|go|rb|java|php|json|ya?ml|txt|zip|t?gz|com|io|net|org|dev)(?:\/|$)/i;
const digestPrefix = /^(?:sha\d{1,3}|md5|h1)[-_]/i;

/**
 * Whether any value may stand beside a name: told from the bytes alone, since most names stand in plain code. Never false where a
 * value would be taken: ahead of the name in its line, after it within a few.
 *
 * @param position where the name begins, or a part of it
 */
export function mayHoldValue(bytes: Uint8Array, position: number): boolean {
  const { length } = bytes;
  const first = Math.max(0, position - reach - mostLength);
  let at = position;
  // The word that the name stands in goes on to both sides.
  while (at > first && tokenAt(bytes, at - 1)) at--;
  for (let end = at; end > first && bytes[end - 1] !== newline; end = at) {
    at = end - 1;
    if (!tokenAt(bytes, at)) continue;
    while (at > first && tokenAt(bytes, at - 1)) at--;
    if (isLikely(bytes, at, end)) return true;
  }
  const last = Math.min(length, position + reach + longestName);
  at = position;
  while (at < last && tokenAt(bytes, at) && bytes[at] !== slash && bytes[at] !== dot) at++;
  let lines = 0;
  for (let start = at; start < last; start = at) {
    at = start + 1;
    if (!tokenAt(bytes, start)) {
      if (bytes[start] === newline && ++lines > mostLines) return false;
      continue;
    }
    while (at < length && at - start <= mostLength + punctuated && tokenAt(bytes, at)) at++;
    if (isLikely(bytes, start, at)) return true;
  }
  return false;
}

const newline = 0x0a;
const slash = 0x2f;
const dot = 0x2e;
/** Bytes of a name and of the punctuation around a token, at most. */
const longestName = 40;
const punctuated = 32;

function tokenAt(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at]!;
  return byte < 128 && isToken[byte] === 1;
}

function isLikely(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= leastLength && mayBeRandom(bytes, start, end);
}

/** Whether a token is punctuation of the sentence at this place, not part of the value. */
function isPunctuation(code: number): boolean {
  return (code >= 0x2b && code <= 0x2f && code !== 0x2c) || code === 0x7e;
}

function isPlace(token: string): boolean {
  if (token.startsWith('/') || token.startsWith('~') || token.startsWith('.') || token.includes('//')) return true;
  // Paths of drawings: `H16V448H66.4V125.5z`.
  if (/\d\.\d.{1,12}\d\.\d/.test(token)) return true;
  return fileOrHost.test(token) || digestPrefix.test(token);
}

/** Whether a name is asked for its value (`${{ secrets.ACME_TOKEN }}`): then none stands after it. */
function isReference(before: string, after: string): boolean {
  return /^[ \t]{0,2}\}/.test(after) && /(?:\$\{|\{\{)[\s\w.]{0,40}$/.test(before);
}

/** Patterns of short names have the operator with them (`wit=`, `wit: `), which is what assigns and no part of the name. */
function endOfName(text: string, nameStart: number, matchEnd: number): number {
  let end = matchEnd;
  while (end > nameStart + 1 && /[\s=:"']/.test(text[end - 1]!)) end--;
  return end;
}

/**
 * Tokens that may be values, nearest first.
 *
 * @param text latin1
 * @param nameStart where the name begins
 * @param matchEnd where the pattern's match of the name ends; letters that go on from it belong to the name
 */
export function* valuesBeside(text: string, nameStart: number, matchEnd: number): Generator<Beside> {
  const nameEnd = endOfName(text, nameStart, matchEnd);
  const line = Math.max(text.lastIndexOf('\n', nameStart), text.lastIndexOf(';', nameStart)) + 1;
  const before = text.slice(Math.max(line, nameStart - lead), nameStart);
  const name = text.slice(nameStart, nameEnd).toLowerCase();
  let at = nameEnd;
  while (at < text.length && isToken[text.charCodeAt(at)] === 1 && !/[/.]/.test(text[at]!)) at++;
  if (isReference(before, text.slice(at, at + 3))) return;
  const last = Math.min(text.length, nameEnd + reach);
  for (const token of tokensOf(text, at, last)) {
    const between = text.slice(nameEnd, token.start);
    if (between.split('\n').length > mostLines + 1) return;
    if (!repeatsName(token.value, name)) yield { ...token, groups: { near: between, before } };
  }
}

/**
 * Tokens ahead of the name in its line, the nearest first: `key = '…' # acme`, `-H "Authorization: Bearer …" https://api.acme.com`.
 * What names such a value stands right before it.
 */
export function valuesBefore(text: string, nameStart: number, nameEnd: number): readonly Beside[] {
  const line = text.lastIndexOf('\n', nameStart) + 1;
  const name = text.slice(nameStart, nameEnd).toLowerCase();
  const found: Beside[] = [];
  for (const token of tokensOf(text, Math.max(line, nameStart - reach - mostLength), nameStart)) {
    if (token.end > nameStart || token.end < nameStart - reach || repeatsName(token.value, name)) continue;
    found.unshift({
      ...token,
      groups: {
        near: text.slice(Math.max(line, token.start - lead), token.start),
        before: '',
        between: text.slice(token.end, nameStart),
        after: text.slice(nameEnd, nameEnd + lead),
      },
    });
  }
  return found;
}

interface Token {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** Runs of the characters of values that begin in a range and end as a value does. */
function tokensOf(text: string, from: number, to: number): readonly Token[] {
  const tokens: Token[] = [];
  let at = from;
  while (at < to) {
    if (isToken[text.charCodeAt(at)] !== 1) {
      at++;
      continue;
    }
    let end = at;
    let digits = 0;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (isToken[code] !== 1) break;
      if (code >= 0x30 && code <= 0x39) digits++;
    }
    let stop = end;
    // Most tokens are words: nothing else is asked of them.
    if (end - at >= leastLength && (digits > 0 || end - at >= leastLetters)) {
      let start = at;
      while (start < stop && isPunctuation(text.charCodeAt(start))) start++;
      while (stop > start && isPunctuation(text.charCodeAt(stop - 1))) stop--;
      const cut = stop < end;
      // `eyJhbGciOiJIUzI1NiJ9...`: the beginning of one.
      const whole = end - stop < 3 || text.slice(stop, stop + 3) !== '...';
      while (!cut && stop < end + 2 && text[stop] === '=') stop++;
      const length = stop - start;
      const ends = cut || mayFollow.has(text[stop] ?? '\n');
      const begins = mayPrecede.has(text[at - 1] ?? '\n');
      if (whole && length >= leastLength && length <= mostLength && ends && begins && !isPlace(text.slice(at, end)))
        tokens.push({ start, end: stop, value: text.slice(start, stop) });
    }
    at = Math.max(end, stop);
  }
  return tokens;
}
