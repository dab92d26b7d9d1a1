/**
 * The reader `beside`: the values that stand beside a provider's name, for credentials whose form nobody published. A token is taken
 * where it ends on both sides as a value does and the rule's checks accept it, so that the words between (names, addresses, flags)
 * are passed over.
 */

import { mayFollow as following, leastValue, mayBeValue, mayPrecede as preceding } from '../model/drawn.ts';
import { whyNotRandom } from './randomness.ts';

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
/** The same for values that stand right after a credential's name of their own. */
const farReach = 240;
const mostFarLines = 7;
/** Line ends between a value and a name below it that is no host: `token = '…'⏎client = acme.connect(token)`. */
const mostLinesAbove = 3;
/** Bytes of a value. */
const mostLength = 132;
/** Signed tokens, and what is called a credential, may be longer. Of a signed token that is longer still only the beginning is told. */
export const mostLongLength = 640;
/** Without a digit a shorter one is a word, unless its letters are of both cases. */
const leastLetters = 24;
const leastMixed = 16;
const leastDigits = 14;
const leastCapitals = 3;
/** Bytes before the name that are told to the checks. */
const lead = 40;
/** The same before a value ahead of the name: a flag, a user and the colon, a header. */
export const valueLead = 96;
/** What a caller has to show around a name. */
export const besideReach = {
  before: farReach + mostLongLength,
  after: reach + mostLongLength + 2,
} as const;

const isToken = new Uint8Array(128);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.+/~')
  isToken[char.charCodeAt(0)] = 1;
const mayPrecede = new Set(preceding);
const mayFollow = new Set(following);

/** The value is the beginning of a regular expression: `eyJ0\.[A-Z]`. */
const goesOnAsPattern = /^\\[.dwsDWS[({|]/;

const fileOrHost =
  /\.(?:js|ts|css|png|jpe?g|svg|gif|ico|html?|md|py|go|rb|java|php|json|ya?ml|txt|zip|t?gz|com|io|net|org|dev)(?:\/|$)/i;
const digestPrefix = /^(?:sha\d{1,3}|md5|h1)[-_]/i;

/**
 * Whether any value may stand beside a name: told from the bytes alone, since most names stand in plain code. Never false where a
 * value would be taken: ahead of the name in its line and a few above, after it within a few.
 *
 * @param position where the name begins, or a part of it
 * @param isWord as `valuesBefore` is told
 */
export function mayHoldValue(bytes: Uint8Array, position: number, isWord = false): boolean {
  return mayStandBefore(bytes, position, isWord) || mayStandAfter(bytes, position);
}

function mayStandBefore(bytes: Uint8Array, position: number, isWord: boolean): boolean {
  let at = position;
  const first = Math.max(0, position - longestName - farReach - mostLongLength);
  // The word that the name stands in goes on to both sides.
  while (at > first && tokenAt(bytes, at - 1)) at--;
  const host = at < position && mayBeHost(bytes, at, position);
  const furthest = Math.max(0, position - longestName - (host ? farReach : reach));
  let lines = host ? mostFarLines : isWord ? 0 : mostLinesAbove;
  for (let end = at; end > first; end = at) {
    if (end < furthest) return false;
    at = end - 1;
    if (!tokenAt(bytes, at)) {
      if (bytes[at] === newline && --lines < 0) return false;
      continue;
    }
    while (at > first && tokenAt(bytes, at - 1)) at--;
    if (mayBeValue(bytes, at, end)) return true;
  }
  return false;
}

/** Whether a name within a word may be one of a host: a dot, a slash or a hyphen stands ahead of it. */
function mayBeHost(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte === dot || byte === slash || byte === hyphen) return true;
  }
  return bytes[from - 1] === commercialAt;
}

function mayStandAfter(bytes: Uint8Array, position: number): boolean {
  const { length } = bytes;
  const last = Math.min(length, position + farReach + longestName);
  let at = position;
  while (at < last && tokenAt(bytes, at) && bytes[at] !== slash && bytes[at] !== dot) at++;
  let lines = 0;
  for (let start = at; start < last; start = at) {
    at = start + 1;
    if (!tokenAt(bytes, start)) {
      if (bytes[start] === newline && ++lines > mostFarLines) return false;
      continue;
    }
    while (at < length && at - start <= mostLongLength + punctuated && tokenAt(bytes, at)) at++;
    if (mayBeValue(bytes, start, at)) return true;
  }
  return false;
}

/**
 * Whether letters or a number stand right after a name that another rule may know for a secret, which nobody would call drawn:
 * a token that is all letters, an id of fifteen digits.
 */
export function mayTellOwner(bytes: Uint8Array, position: number): boolean {
  const last = Math.min(bytes.length, position + longestName);
  for (let start = position; start < last && bytes[start] !== newline; start++) {
    if (!opensValue(bytes[start]!)) continue;
    let end = start + 1;
    while (end < bytes.length && end - start <= mostLength && tokenAt(bytes, end)) end++;
    if (isUnbroken(bytes, start + 1, end)) return true;
    start = end - 1;
  }
  return false;
}

/** A quote or an equals sign right before: no name in code that is passed on. */
function opensValue(byte: number): boolean {
  return byte === 0x22 || byte === 0x27 || byte === 0x60 || byte === 0x3d;
}

/** Letters of both cases and nothing between them, or a number. */
function isUnbroken(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < leastDigits) return false;
  let [capitals, smalls] = [0, 0];
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte >= 0x61) smalls++;
    else if (byte >= 0x41 && byte <= 0x5a) capitals++;
    else if (byte < 0x30 || byte > 0x39) return false;
  }
  return (capitals >= leastCapitals && smalls >= leastCapitals) || (capitals === 0 && smalls === 0);
}

const newline = 0x0a;
const slash = 0x2f;
const dot = 0x2e;
const hyphen = 0x2d;
const commercialAt = 0x40;
/** Bytes of a name and of the punctuation around a token, at most. */
const longestName = 40;
const punctuated = 32;

function tokenAt(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at]!;
  return byte < 128 && isToken[byte] === 1;
}

/** Whether a token is punctuation of the sentence at this place, not part of the value. */
function isPunctuation(code: number): boolean {
  return (code >= 0x2b && code <= 0x2f && code !== 0x2c) || code === 0x7e;
}

/** `/sRFaKyeRlopiugk7n6dykB8W0xXAi`: digits among letters of both cases, and no slash for long. */
function isBase64(token: string): boolean {
  // `/v1/items/R5pEIKLT7pHN…`
  if (token.split('/').some((piece) => /^(?:[a-z]{2,}|v\d{1,2})$/.test(piece))) return false;
  return /[a-z]/.test(token) && /[A-Z]/.test(token) && /[0-9]/.test(token) && /[A-Za-z0-9+]{18}/.test(token);
}

function isPlace(token: string): boolean {
  if (/^\/[A-Za-z0-9+/]{24,}$/.test(token) && isBase64(token)) return false;
  if (token.startsWith('/') || token.startsWith('~') || token.startsWith('.')) return true;
  if (token.includes('//') && !isBase64(token)) return true;
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

/** A value stands right after the name of a credential: `api_key = '`, `Authorization: Bearer `, `"key": "apikey", "value": "`. */
export const credentialName =
  /(?:key|token|secret|password|passwd|pwd|credentials?|bearer|authorization|auth)s?[\]"'`]{0,3}(?:[\s=:>(,|]{1,8}|\s?<-\s?)(?:["']?value["']?\s?[:=]\s?)?["'`([{]{0,3}(?:(?:basic|bearer|token|apikey|api-key|bot|ssws) |token=)?["'`([{]{0,3}(?:\d{1,7}[|:])?$|authorization["']?(?::|=>|,| =)\s?["'`]?[a-z][\w-]{1,15}[ =]$/i;
/** `-u user:`, `--user=`: what curl takes a credential after. */
export const userOption = /(?:^|\s)(?:-u|--user|--basic)[ =]{0,2}["']?(?:[\w.@%+-]{0,60}:)?$/;
/** Between the user or the password of a URL and a name in its host. */
export const upToHost = /^(?::[^\s/@"']{0,40})?@(?:[\w-]{1,40}\.){0,4}$/;
/** The name is that of another key's value, or of another parameter of the query. */
const elsewhere =
  /["'],\s{0,4}["'](?!\w{0,20}(?:provider|vendor|service|name|type|source|platform|host|ur[il]|endpoint|base|label|title|exchange|api))\w{1,30}["']\s?:\s?["'](?:https?:\/\/[\w.-]{0,60})?$|&\w{1,20}=(?:https?(?::\/\/|%3a%2f%2f)[\w.-]{0,60})?$/i;
/** The same where the credential's name says nothing of whose it is, so that it may be that of a provider lines away. */
const plainCredentialName =
  /(?:^|[^\w-])(?:const |let |var |\w{1,12}::?)?@?\$?(?:(?:x|my|the|api|app|access|auth|secret|private|client|user|rest|write|read|master|server|account|consumer|personal|oauth|bearer|license|subscription|set|with|dev|partner|repo|remote|automate|sdk|project|prod|live|apikey|(?!db|pg|gh|gcp|aws|jwt|rsa|ssh|ssl|tls|sql|ftp|csrf|ssh)[a-z]{2,3}[_-])[ _-]?){0,3}(?:key|token|secret|password|passwd|pwd|credentials?|bearer|authorization|auth)s?[\]"'`]{0,3}(?:[\s=:>(,|]{1,8}|\s?<-\s?)(?:["']?value["']?\s?[:=]\s?)?["'`([{]{0,3}(?:(?:basic|bearer|token|apikey|api-key|bot|key|ssws) |token=)?["'`([{]{0,3}(?:\d{1,7}[|:])?$|authorization["']?(?::|=>|,| =)\s?["'`]?[a-z][\w-]{1,15}[ =]$/i;

/** A line that begins with a name in a comment, a section or an entry of a list speaks of what follows it. */
const heads = /^[ \t]{0,24}(?:#|\/\/|\/\*|\*|;|--|<!--|\[|-[ ])[^\n]{0,40}$/;
/** `acme_token: `: a credential of its own. */
const hasItsOwn = /^[\w.-]{0,24}(?:key|token|secret|pass|password|pwd|credentials?)s?["'\]]{0,2}\s?[=:]/i;
const emptyLine = /\n[ \t]{0,24}\r?\n/;

/** A name within an address: a dot, a slash or an `@` before it and the rest of a host after it. */
export function isHost(text: string, nameStart: number, nameEnd: number): boolean {
  if (!/[./@-]/.test(text[nameStart - 1] ?? '')) return false;
  if (text.slice(nameStart, nameEnd).includes('.')) return true;
  const [rest] = /^[\w-]{0,24}(?:\.[a-z][\w-]{1,24}){1,4}/i.exec(text.slice(nameEnd, nameEnd + 60)) ?? [''];
  return rest !== '' && !sourceFile.test(rest);
}
const sourceFile =
  /\.(?:[jt]sx?|[cm]js|css|py|go|rb|md|php|json|ya?ml|html?|png|svg|java|txt|xml|toml|lock|vue|rs|cc?|cpp|h)$/i;

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
  const last = Math.min(text.length, nameEnd + farReach);
  let lastEnd = 0;
  let lines = 0;
  let counted = nameEnd;
  for (const token of tokensOf(text, at, last)) {
    const { start, end, value } = token;
    lines += newlinesIn(text, counted, start);
    counted = start;
    if (lines > mostFarLines) return;
    // The next argument stands as near as the one before it.
    const isNext = start - lastEnd <= 8;
    const isNear = lines <= mostLines && start - nameEnd <= reach;
    if (!isNear && !isNext && !standsRightAfter(plainCredentialName, text, nameEnd, start)) continue;
    lastEnd = end;
    const follows = text.slice(end, end + lead);
    if (!repeatsName(value, name))
      yield { start, end, value, groups: { near: text.slice(nameEnd, start), before, name, follows } };
  }
}

function newlinesIn(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** No name of a credential is longer, with all that may stand around it. */
const longestBefore = 140;

/** Whether a pattern that ends in `$` holds of a text's end; only so much of it is shown. */
function standsRightAfter(pattern: RegExp, text: string, from: number, to: number): boolean {
  return pattern.test(text.slice(Math.max(from, to - longestBefore), to));
}

/**
 * Tokens ahead of the name in its line, the nearest first: `key = '…' # acme`, `-H "Authorization: Bearer …" https://api.acme.com`.
 * What names such a value stands right before it. Also those of a few lines above, whose own name says nothing of whose they are:
 * `headers = {…}⏎get('https://acme.com`.
 *
 * @param isWord the name is also a word of a language: only of a host are the lines above looked at
 */
export function valuesBefore(text: string, nameStart: number, nameEnd: number, isWord = false): readonly Beside[] {
  const line = text.lastIndexOf('\n', nameStart) + 1;
  const name = text.slice(nameStart, nameEnd).toLowerCase();
  const host = isHost(text, nameStart, nameEnd);
  const furthest = host ? farReach : reach;
  const speaksOfAbove =
    !isWord && !heads.test(text.slice(line, nameStart)) && !hasItsOwn.test(text.slice(nameEnd, nameEnd + lead));
  const mostAbove = host ? mostFarLines : speaksOfAbove ? mostLinesAbove : 0;
  const from = Math.max(0, nameStart - furthest - mostLongLength);
  const found: Beside[] = [];
  for (const token of tokensOf(text, from, nameStart)) {
    if (token.end > nameStart || token.end < nameStart - furthest || repeatsName(token.value, name)) continue;
    const own = text.lastIndexOf('\n', token.start) + 1;
    const near = text.slice(Math.max(own, token.start - valueLead), token.start);
    const between = text.slice(token.end, nameStart);
    const far = own < line || between.length > reach;
    if (far && !plainCredentialName.test(near) && !userOption.test(near)) continue;
    if (elsewhere.test(between)) continue;
    if (own < line && between.split('\n').length - 1 > mostAbove) continue;
    if (own < line && !host && emptyLine.test(between)) continue;
    found.unshift({
      ...token,
      groups: {
        near,
        before: '',
        between,
        after: text.slice(nameEnd, nameEnd + lead),
        follows: between.slice(0, lead),
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

/** Longer than most only if signed, or right after a credential's name. */
function mayBeLong(text: string, start: number, length: number): boolean {
  if (length > mostLongLength) return false;
  return text.startsWith('eyJ', start) || credentialName.test(text.slice(Math.max(0, start - lead), start));
}

/** Runs of the characters of values that begin in a range and end as a value does. */
function* tokensOf(text: string, from: number, to: number): Generator<Token> {
  let at = from;
  while (at < to) {
    if (isToken[text.charCodeAt(at)] !== 1) {
      at++;
      continue;
    }
    let end = at;
    let digits = 0;
    let capitals = 0;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (isToken[code] !== 1) break;
      if (code >= 0x30 && code <= 0x39) digits++;
      else if (code >= 0x41 && code <= 0x5a) capitals++;
    }
    const isMixed =
      digits === 0 &&
      end - at >= leastMixed &&
      capitals >= leastCapitals &&
      end - at - capitals >= leastCapitals &&
      opensValue(text.charCodeAt(at - 1));
    let stop = end;
    // Most tokens are words: nothing else is asked of them.
    if (end - at >= leastValue && (digits > 0 || isMixed || end - at >= leastLetters)) {
      let start = at;
      while (start < stop && isPunctuation(text.charCodeAt(start))) start++;
      while (stop > start && isPunctuation(text.charCodeAt(stop - 1))) stop--;
      const cut = stop < end;
      // `eyJhbGciOiJIUzI1NiJ9...`: the beginning of one.
      const whole = end - stop < 3 || text.slice(stop, stop + 3) !== '...';
      while (!cut && stop < end + 2 && text[stop] === '=') stop++;
      const length = stop - start;
      const next = cut ? end : stop;
      const ends =
        (mayFollow.has(text[next] ?? '\n') || (cut && text[next] === '=')) &&
        !goesOnAsPattern.test(text.slice(next, next + 2));
      const begins = mayPrecede.has(text[at - 1] ?? '\n');
      const fits = length >= leastValue && (length <= mostLength || mayBeLong(text, start, length));
      const user = text.startsWith('//', at) && (text[stop] === '@' || text[stop] === ':') && text[at - 1] === ':';
      // Its end may lie beyond what is shown.
      if (begins && length > mostLongLength && text.startsWith('eyJ', start))
        yield { start, end: start + mostLongLength + 1, value: text.slice(start, start + mostLongLength + 1) };
      else if (whole && fits && ends && begins && !isPlace(text.slice(user ? start : at, end)))
        yield { start, end: stop, value: text.slice(start, stop) };
    }
    at = Math.max(end, stop);
  }
}
