/** What a value is assigned to: key, operator and quoting, read backwards from the value, byte by byte. */

import { markBytes } from '../model/byte-class.ts';
import { latin1 } from './view.ts';

export interface Assignment {
  /** The name as written, without quotes: `AWS_SECRET_ACCESS_KEY`, `credentials.password`, `--token`. */
  readonly key: string;
  /** `=`, `:`, `=>`, `,` (arguments), `>` (XML text), a space (command line), … */
  readonly operator: string;
  /** The quote before the value, as written (`"`, `\"`, `&quot;`), or empty. */
  readonly quote: string;
}

/** Bytes of white space or brackets between operator and value, and between key and operator. */
const gapReach = 60;
const keyReach = 100;

const keyClass = 1;
const quoteClass = 2;
const blankClass = 4;
const closerClass = 8;
const openerClass = 16;

const classes = new Uint8Array(256);
markBytes(classes, keyClass, 'AZaz09', '_$@.-/');
markBytes(classes, quoteClass, '', '"\'`');
markBytes(classes, blankClass, '', ' \t\r\n');
markBytes(classes, closerClass, '', '])?!*');
markBytes(classes, openerClass, '', '([{');

const backslash = 0x5c;
const operators = [
  ':=',
  '=>',
  '->',
  '===',
  '==',
  '??=',
  '||=',
  '?=',
  '+=',
  '%3D',
  '%3d',
  '%3A',
  '%3a',
  '=',
  ':',
  ',',
  '<-',
];
const spelledQuotes = ['&quot;', '&#34;', '&#034;', '&#39;', '&#039;', '%22', '%27', '\\u0022', '\\u0027'];
const lastOfSpelled = new Set([...spelledQuotes, ...operators].map((text) => text.charCodeAt(text.length - 1)));

function endsWith(bytes: Buffer, end: number, text: string): boolean {
  if (end < text.length) return false;
  for (let k = 1; k <= text.length; k++) if (bytes[end - k] !== text.charCodeAt(text.length - k)) return false;
  return true;
}

function oneOf(bytes: Buffer, end: number, list: readonly string[]): string {
  if (end === 0 || !lastOfSpelled.has(bytes[end - 1]!)) return '';
  let longest = '';
  for (const text of list) if (text.length > longest.length && endsWith(bytes, end, text)) longest = text;
  return longest;
}

/** Where the quotes that end at `end` begin: escaped, spelled, or with a string prefix (`b"`). */
function beforeQuotes(bytes: Buffer, end: number): number {
  let at = end;
  for (let count = 0; count < 3 && at > 0; count++) {
    const spelled = oneOf(bytes, at, spelledQuotes);
    if (spelled) {
      at -= spelled.length;
      continue;
    }
    if ((classes[bytes[at - 1]!]! & quoteClass) === 0) break;
    at--;
    for (let slashes = 0; slashes < 4 && bytes[at - 1] === backslash; slashes++) at--;
  }
  return at;
}

function skipBack(bytes: Buffer, end: number, mask: number, reach: number): number {
  const least = Math.max(0, end - reach);
  let at = end;
  while (at > least && (classes[bytes[at - 1]!]! & mask) !== 0) at--;
  return at;
}

/** The start of the name that ends at `end`, without the letter of an escape before it. */
function keyStart(bytes: Buffer, end: number): number {
  let at = skipBack(bytes, end, keyClass, keyReach);
  if (at > 0 && bytes[at - 1] === backslash && at < end) at++;
  return at;
}

/** Names of arguments are only taken where they say what they are. */
const telling = /^[^0-9]*(?:key|token|secret|pass|auth|pwd|api|cred)[^0-9]*$/i;

/**
 * Whether a text may be shown as a name. What stands before a value can be another secret (`login("…", "…")`, a row of a
 * table, `user:password@`), and keys are printed.
 */
function isShowable(name: string, operator: string): boolean {
  if (!/[A-Za-z_]/.test(name)) return false;
  if (operator === ',') return telling.test(name);
  if (/(?=[A-Za-z]*[0-9][A-Za-z]*[0-9])[A-Za-z0-9]{14,}/.test(name)) return false;
  return name.length < 32 || (name.match(/[0-9]/g)?.length ?? 0) < 4;
}

/** The dashes of a name stay (`--token`), other leading marks do not. */
function nameOf(bytes: Buffer, start: number, end: number, operator: string): string | undefined {
  const written = latin1(bytes, start, end);
  // The user of a URL names nothing: `postgres://app:password@…`.
  if (bytes[start - 1] === 0x3a && written.startsWith('//')) return undefined;
  const name = written.replace(/^[./@$]+|[./-]+$/g, '');
  return isShowable(name, operator) ? name : undefined;
}

/**
 * The assignment that a value at `start` is part of, or undefined where none is seen.
 *
 * @param bytes latin1 text
 */
export function assignmentOf(bytes: Buffer, start: number): Assignment | undefined {
  const end = beforeControl(bytes, start);
  const quoted = beforeQuotes(bytes, end);
  const quote = latin1(bytes, quoted, end);
  const prefix =
    quote && /[brufBRUF]/.test(latin1(bytes, Math.max(0, quoted - 1), quoted)) && !isKey(bytes, quoted - 2) ? 1 : 0;
  const left = quoted - prefix;
  const gap = skipBack(bytes, left, blankClass | openerClass, gapReach);
  if (bytes[gap - 1] === 0x3e && !endsWith(bytes, gap, '=>') && !endsWith(bytes, gap, '->')) return element(bytes, gap);
  const operator = oneOf(bytes, gap, operators);
  if (!operator) return spaced(bytes, left, gap, quote);
  const at = skipBack(bytes, gap - operator.length, blankClass, gapReach);
  const closed = beforeQuotes(bytes, skipBack(bytes, beforeQuotes(bytes, at), closerClass, 6));
  const from = keyStart(bytes, closed);
  const key = nameOf(bytes, from, closed, operator);
  if (key === undefined) return undefined;
  const typed = operator === '=' ? beforeType(bytes, from) : undefined;
  return throughHollow(bytes, from, { key: typed ?? key, operator, quote });
}

function isKey(bytes: Buffer, at: number): boolean {
  return at >= 0 && (classes[bytes[at]!]! & keyClass) !== 0;
}

/** `<key>value`: the tag that ends at `end`. */
function element(bytes: Buffer, end: number): Assignment | undefined {
  const tag = /<([A-Za-z_][A-Za-z0-9_.:-]{0,99})(?:\s[^<>]{0,200})?>$/.exec(latin1(bytes, Math.max(0, end - 300), end));
  return tag ? { key: tag[1]!, operator: '>', quote: '' } : undefined;
}

/** `--token value`, `set aws_secret_access_key value`: the word before, on the same line. */
function spaced(bytes: Buffer, left: number, gap: number, quote: string): Assignment | undefined {
  const between = latin1(bytes, gap, left);
  if (between === '' || /[^ \t]/.test(between)) return undefined;
  const key = nameOf(bytes, keyStart(bytes, gap), gap, ' ');
  return key === undefined ? undefined : { key, operator: ' ', quote };
}

/** Where the colour (`ESC[32m`, raw or spelled) that ends at `end` begins. */
function beforeControl(bytes: Buffer, end: number): number {
  if (bytes[end - 1] !== 0x6d) return end;
  const text = latin1(bytes, Math.max(0, end - 24), end);
  const control = /(?:\x1b|\\u001b|\\x1b|\\033|\\e|\^\[)\[[0-9;]{0,12}m$/i.exec(text);
  return control ? end - control[0].length : end;
}

/** `const key: string = …`: the name before the type that begins at `from`. */
function beforeType(bytes: Buffer, from: number): string | undefined {
  const text = latin1(bytes, Math.max(0, from - 140), from);
  return /(?:^|[^$\w])([A-Za-z_][A-Za-z0-9_$]{0,99})\??[ \t]{0,4}:[ \t]{0,4}[A-Za-z&<'[\]|. ]{0,40}$/.exec(text)?.[1];
}

/** Keys that only say that a value follows; the real name stands further out. */
const hollow = /^(?:value|default|val|v|text|string|data|content|defaultValue|secretValue|secret_value)$/i;
const named =
  /(?:name|key|id)\\{0,3}["']?\s{0,4}[:=]\s{0,4}\\{0,3}["']?([A-Za-z_][A-Za-z0-9_./-]{0,99})\\{0,3}["']?[\s,;]{0,40}(?:\\n *)?\\{0,3}["']?$/i;
const owner = /["']?([A-Za-z_][A-Za-z0-9_.-]{0,99})\\{0,3}["']?\s{0,4}[:=]\s{0,4}\{\s{0,40}\\{0,3}["']?$/;
const block = /["']([A-Za-z_][A-Za-z0-9_.-]{0,99})["']\s{0,4}\{[^{}]{0,200}$/;

/** `name: X` / `value: …`, `{"Name": "X", "Value": "…"}`, `"X": {"value": "…"`: the name one step out. */
function throughHollow(bytes: Buffer, from: number, assignment: Assignment): Assignment {
  if (!hollow.test(assignment.key)) return assignment;
  const before = latin1(bytes, Math.max(0, from - 300), from);
  const outer = (named.exec(before) ?? owner.exec(before) ?? block.exec(before))?.[1];
  return outer === undefined ? assignment : { ...assignment, key: outer };
}
