/** What stands beside an assignment and says what it is part of: the lines above and below, the user, the call that it is the default of. */

import type { Assignment } from './assignment.ts';
import { nameWords } from './names.ts';

/** The parts of `Surroundings` that are read here. */
interface Beside {
  readonly path: string;
  readonly lineBefore: string;
  readonly lineAfter: string;
  readonly above: string;
  readonly below: string;
}

const fallback =
  /(?:env|config|option|param|get|fetch|default|argument|flag|lookup|property)\w{0,20}(?:\.\w+)?\s?[([].{0,80}(?:,|\|\||\bor\b|\?\?|:|default=)\s*["'`]?$/i;
const inTemplate = /\$\{[\w.:-]*$/;
const shebang = /^#!/;

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}

/** The nearest lines that hold something. */
function lineAbove(above: string): string {
  let end = above.lastIndexOf('\n');
  while (end > 0) {
    const start = above.lastIndexOf('\n', end - 1) + 1;
    const line = above.slice(start, end);
    if (line.trim() !== '') return line;
    end = start - 1;
  }
  return '';
}

function lineBelow(below: string): string {
  let start = below.indexOf('\n') + 1;
  while (start > 0) {
    const next = below.indexOf('\n', start);
    const line = next === -1 ? below.slice(start) : below.slice(start, next);
    if (line.trim() !== '') return line;
    start = next + 1;
  }
  return '';
}

/** How often a text stands in another, at most `most` times. */
function countOf(text: string, piece: string, most: number): number {
  let count = 0;
  for (let at = text.indexOf(piece); at !== -1 && count < most; at = text.indexOf(piece, at + piece.length)) count++;
  return count;
}

const commented = /^\s*(?:\/\/|#|\*|--|;|<!--|'''|"""|%)/;
const assigns = /["'\w\])]\s{0,3}(?:[:=]|=>)\s{0,3}["'`\w]/;
const literal = /["'`][^"'`\n]{1,80}["'`]/g;
const blankLine = /^\s*$/;

const namedUser =
  /(?:user|login|name|email|account)\w{0,20}["'\])]{0,3}\s{0,3}(?:[:=]|=>|,)\s{0,3}["'`]?([\w.@+-]{2,40})/i;
const usualUser = /^(?:admin|root|sa|postgres|test|guest|user\w*|foo|your\w*|my\w*)$/;

const formOfNone =
  /^(?:\$(?:2[abxy]?|5|6|1|argon2\w*|apr1|y|pbkdf2\S*|\d+)\$|pbkdf2|bcrypt|\{?(?:SSHA|SHA|MD5|CRYPT|BCRYPT|pbkdf2)\d*\}|sha\d+[:$-]|md5:|scrypt[:$]|ENC\[|ENC\(|\{AQAAAB|AQAAAB|vault:v\d|-----BEGIN (?:PUBLIC|CERT)|ssh-(?:rsa|dss|ed25519)|ecdsa-sha2|AAAA[BCE][23]Nz|M[FI][A-Za-z][A-Za-z0-9]{1,5}(?:A0GCSq|BMGBy|FkwEw|HYwEA|DCBi|fMA0|YJKoZ|QYH))|=[A-Za-z0-9+/]{8,}={0,2}$|^\d*\.\d{6,}$|^[\w.-]+:[\w.-]*\d+\.\d+(?:\.\d+)?(?:[-.]\w+)?$/i;
const nameOfNone =
  /encrypted|enc(?:rypted)?_?(?:pass|key|token|secret)|fingerprint|public|(?:^|[_-])(?:md5|sha\d+)|hash(?!_?secret)|digest|checksum|[_-](?:attr|iv|salt)$|\w-[0-9a-f]{8,}$|type$|algo(?:rithm)?$|encryption$|(?:(?<!secret)[_-]|key|token)ids?$/i;

/** Hashes of passwords, what is encrypted, public keys, ids of keys, fractions, versions: by the value's form or by its name. */
function noSecret(key: string, value: string): boolean {
  return formOfNone.test(value) || nameOfNone.test(key);
}

/** Whether base64 holds text. */
function holdsText(value: string): boolean {
  if (value.length < 8 || value.length > 320 || value.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value))
    return false;
  return /^[\t\n\r -~]{4,}$/.test(Buffer.from(value, 'base64').toString('latin1'));
}

export interface Neighbourhood {
  readonly facts: readonly string[];
  readonly numbers: readonly number[];
}

export const neighbourNumbers: readonly string[] = [
  'indentation',
  'length of the line',
  'assignments on the line',
  'literals near',
  'the value near',
  'lines near',
];

export function neighbours(assignment: Assignment, where: Beside): Neighbourhood {
  const { key, value } = assignment;
  const { lineBefore, lineAfter, above, below, path } = where;
  const facts: string[] = [];
  const add = (condition: boolean, name: string): void => {
    if (condition) facts.push(name);
  };
  const before = above.at(-1) ?? '\n';
  facts.push(`before the name ${/\s/.test(before) ? (lastLine(above).trim() === '' ? 'line' : 'blank') : before}`);
  const up = lineAbove(above);
  const down = lineBelow(below);
  add(fallback.test(lineBefore), 'fallback of a setting');
  const isDefault = inTemplate.test(above.slice(-60));
  add(isDefault, 'template');
  add(isDefault || noSecret(key, value), 'no secret by its form');
  add(commented.test(up), 'comment above');
  add(commented.test(down), 'comment below');
  add(commented.test(lineBefore) && commented.test(up), 'block of comments');
  add(assigns.test(up), 'assignment above');
  add(assigns.test(down), 'assignment below');
  add(blankLine.test(up) || up === '', 'nothing above');
  add(down === '', 'nothing below');
  add(/```|::\s*$|<pre|<code/m.test(above), 'code in a text');
  add(shebang.test(above), 'script above');
  add(holdsText(value), 'base64 of text');
  add(/^\s*(?:or|\|\||\?\?|:)/.test(lineAfter.slice(1)), 'alternative after');
  add(/\\$/.test(lineBefore.slice(0, -1)) || /\\["']/.test(lineBefore.slice(-4)), 'escaped quote');
  add(/~r|%r\{|\bre\.|RegExp|\.match\(|=~/.test(lineBefore), 'pattern on the line');
  const low = value.toLowerCase();
  const around = `${above}\n${below}`.toLowerCase();
  for (const word of nameWords(value).slice(0, 6)) {
    if (word.length < 4) continue;
    add(path.toLowerCase().includes(word), 'word of the value in the path');
    add(around.includes(word), 'word of the value near');
  }
  const user = namedUser.exec(above)?.[1] ?? namedUser.exec(below)?.[1];
  if (user) {
    const plain = user.toLowerCase();
    const holds = low.includes(plain) ? 'value holds the user' : 'user with a value';
    facts.push(plain === low ? 'value is the user' : holds);
    add(usualUser.test(plain), 'usual user');
  }
  const line = lineBefore + lineAfter;
  const near = `${above}\n${below}`;
  return {
    facts,
    numbers: [
      /^\s*/.exec(lineBefore)![0].length,
      Math.min(320, line.length + value.length),
      Math.min(9, line.match(/["'\w\])]\s?(?:[:=]|=>)\s?["'\w]/g)?.length ?? 0),
      Math.min(40, near.match(literal)?.length ?? 0),
      value.length < 3 ? 0 : countOf(near, value, 9),
      1 + countOf(near, '\n', 39),
    ],
  };
}
