/** From a hit of a word that promises a secret to the value assigned to its name, where it can be one at all. */

import { isAssigned } from '../../prefilter/assigned.ts';
import { latin1, lineEnd, lineStart, type View } from '../view.ts';
import { type Assignment, readAssignment } from './assignment.ts';
import type { Surroundings } from './features.ts';
import { fileKind, isCode } from './file-kind.ts';
import { nameWords } from './names.ts';
import { classOf, type WordClass } from './words.ts';

export interface Assigned extends Assignment {
  readonly wordClass: WordClass;
  readonly where: Surroundings;
}

/** Bytes shown around a word: names before it, the longest value after it. */
const before = 200;
const after = 640;

/** Bytes before the name and after the value that features look at: with more of them nothing is told better. */
const context = 120;
/** Bytes after the keyword that are looked at at most: within the near reach by which versions of a file are judged. */
const furthest = 500;

const nothing =
  /^(?:true|false|null|nil|none|undefined|yes|no|on|off|self|this|new|string|str|int|bool|boolean|any|void|object|function|const|let|var|return|\d{1,3}|.{1,2})[!?;,]*$/i;
const reference = /^[A-Za-z_$][\w$]*(?:(?:\.|::|->|\?\.)[A-Za-z_$][\w$]*)+(?:\(.*)?$/;
/** Letters and digits that no one names a thing by. */
function looksDrawn(value: string): boolean {
  return (
    value.length >= 16 &&
    /^[\w.~+/=-]+$/.test(value) &&
    /[A-Za-z]/.test(value) &&
    (value.match(/\d/g)?.length ?? 0) >= 3 &&
    (value.match(/\d+[A-Za-z]/g)?.length ?? 0) >= 2
  );
}

const wholeTemplate =
  /^(?:\$\{[^}]*\}|\{\{[^}]*\}\}|<%[^%]*%>|\$\([^)]*\)|\$[A-Za-z_]\w*|%[A-Z_]+%|<[^<>]*>|\{[^{}]*\}|%[sdvq@]|[*x.•#_-]+|\^?\[[^\]]+\](?:\{[\d,]+\}|[+*])\$?)$/;

/** What a function that reports is given: `test_result_pass("%s: took %d\\n")`. */
const sentence = /%[-\d.]*l?[sdulx]|\\n|\s\S+\s/;
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** Some services hand out UUIDs as keys; a UUID under a name with a key somewhere in it, `KEY_FN_ESC`, is none. */
const takesUuid =
  /(?:key|token|secret|pass(?:word|wd)?|pwd|pat|auth|credentials?)\d*$|api|secret|access|auth|token|pass|client|private/i;

/** What no reader would take for a secret, told before anything dear is computed. */
function isImplausible(found: Assignment, kind: string, text: string): boolean {
  const { value, quote, before: prefix, after: next } = found;
  if (nothing.test(value) || wholeTemplate.test(value)) return true;
  if (found.operator === '(' && sentence.test(value)) return true;
  if (uuid.test(value) && !takesUuid.test(found.key)) return true;
  if (quote === '' && looksDrawn(value)) return next === '(';
  if (quote === '') {
    // Unquoted in a programming language, a value is a name or a number, but where it stands in a string: "token=value".
    if ((kind === 'script' || kind === 'typed') && !isInString(found, text) && !isFlag(found)) return true;
    if ((reference.test(value) && !/\d/.test(value)) || /[([{]/.test(value) || next === '(') return true;
  } else if (/[fF$]/.test(prefix) && /[{$]/.test(value)) return true;
  return false;
}

/** `--token value`, as in the comment or the string of a command. */
function isFlag({ key, operator, value }: Assignment): boolean {
  return operator === ' ' && key.startsWith('-') && !value.startsWith('-');
}

/** A value that a header has: long enough, of letters and digits. */
const headerValue = /^(?=\D*\d)(?=[^A-Za-z]*[A-Za-z])[\w.~+/=-]{16,}$/;

/** Whether a pair stands within a literal: `"a=b&token=value"`, `'\\tpassword=value'`, `-H "api_key: value"`. */
function isInString({ key, keyStart, start, operator, value }: Assignment, text: string): boolean {
  if (operator === ':') return /["']/.test(text[keyStart - 1] ?? '') && headerValue.test(value);
  return (
    operator === '=' &&
    start === keyStart + key.length + 1 &&
    /(?:["'`&?]|\\[tn])$/.test(text.slice(keyStart - 2, keyStart))
  );
}

/** `pass` is a word of a name only where it stands apart: not in bypass, compass, passenger. */
function namesPassword(key: string): boolean {
  return nameWords(key).some(
    (word) =>
      /^(?:passw.*|passphrase|passcode|pass|pwd|psw|pw|userpass|dbpass|mypass|rootpass|adminpass)\d*$/.test(word) ||
      /passw(?:or[dt]|d)|passphrase|pwd$/.test(word),
  );
}

/** Tokens that say where a list goes on, or which request it was: handed out to everyone who asks. */
const placeInList =
  /(?:next|continuation|page|pagination|resume|sync|client|client_?request|idempotency|change|lifecycle_?action|cancellation)[_-]?token$/i;

/** Keys by which a request is told from its repetition: drawn at random by whoever asks, and of no use to others. */
const requestKey = /(?:idempot\w{0,8}|dedup\w{0,12}|correlation)[_-]?key$/i;

/** `_auth` is a word of a name only where it stands apart: not in MODULE_AUTHOR. */
function namesToken(key: string): boolean {
  if (placeInList.test(key)) return false;
  return /token/i.test(key) || nameWords(key).some((word) => /^(?:\w{0,20}auth|authorization|pat)\d*$/.test(word));
}

/** Whether a value can be assigned to the name that a keyword stands in, told from the bytes alone. */
export function mayBeAssigned(bytes: Uint8Array, position: number, length: number, path: string): boolean {
  return isAssigned(bytes, position, length, isCode(path));
}

/** The value assigned to the name that holds the word `[position, end)`. Offsets of the result are of the view's bytes. */
export function readNamed({ bytes }: View, position: number, end: number, path: string): Assigned | undefined {
  const from = Math.max(0, position - before);
  const text = latin1(bytes, from, Math.min(bytes.length, end + after));
  const found = readAssignment(text, position - from, end - position);
  if (!found) return undefined;
  const kind = fileKind(path);
  if (isImplausible(found, kind, text)) return undefined;
  const wordClass = classOf(text.slice(found.keyStart, found.keyStart + found.key.length + 2));
  if (!wordClass || (wordClass === 'password' && !namesPassword(found.key))) return undefined;
  if (wordClass === 'token' && !namesToken(found.key)) return undefined;
  if (wordClass === 'key' && requestKey.test(found.key)) return undefined;
  // `PASS: the test ran` in the output of a script.
  if (found.operator === ':' && found.quote === '' && kind === 'shell') {
    if (!looksDrawn(found.value) && !isInString(found, text)) return undefined;
  }
  const keyStart = from + found.keyStart;
  const start = from + found.start;
  const stop = from + found.end;
  return {
    ...found,
    keyStart,
    start,
    end: stop,
    wordClass,
    where: surroundingsOf(bytes, path, { keyStart, start, end: stop, last: end + furthest }),
  };
}

interface Extent {
  /** Where the name begins, or whatever stands for one. */
  readonly keyStart: number;
  /** Of the value. */
  readonly start: number;
  readonly end: number;
  /** Nothing is looked at from here on but the rest of the line. */
  readonly last: number;
}

export function surroundingsOf(bytes: Buffer, path: string, { keyStart, start, end, last }: Extent): Surroundings {
  return {
    path,
    lineBefore: latin1(bytes, Math.max(lineStart(bytes, start, 300), start - 300), start),
    lineAfter: latin1(bytes, end, lineEnd(bytes, end, 100)),
    above: latin1(bytes, Math.max(0, keyStart - context), keyStart),
    below: latin1(bytes, end, Math.min(bytes.length, end + context, Math.max(end, last))),
  };
}
