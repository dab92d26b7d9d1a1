/** What a person would look at to tell a secret from a name, a reference or a placeholder: each feature has a name that can be printed. */

import type { Assignment } from './assignment.ts';
import { fileKind } from './file-kind.ts';
import { nameFacts, nameWords } from './names.ts';
import { neighbourNumbers, neighbours } from './neighbours.ts';
import { measure, measures, reference, shapeOf } from './shape.ts';
import { around, ofHost, ofLine, ofPath, ofValue, type Sign } from './signs.ts';

export interface Surroundings {
  readonly path: string;
  /** The line, up to the value and after it. */
  readonly lineBefore: string;
  readonly lineAfter: string;
  /** Text before the name and after the value, some lines of each. */
  readonly above: string;
  readonly below: string;
}

/** What is seen at a value: facts that hold, and numbers in the order of `numberNames`. */
export interface Features {
  readonly facts: readonly string[];
  readonly numbers: readonly number[];
}

export const numberNames: readonly string[] = [
  ...measures,
  'length of the name',
  'words in the name',
  'text before on the line',
  ...neighbourNumbers,
];

const placeholders =
  /^(?:your|my|the|some|any|a|an|new|old|enter|insert|put|add|set|change|replace|use|see|todo|fixme|none|null|nil|undefined|true|false|yes|no|on|off|empty|default|example|sample|placeholder|redacted|hidden|masked|secret|password|passwd|pass|token|key|test|foo|bar|baz|xxx+|string|str|int|text|required|optional|value|user|username|name|admin|root|guest|demo|dummy|fake|mock|changeit|changeme|change|here|goes|api|id|auth|private|public|access)+$/;

/** Which of small letters, capitals, digits and marks a value has. */
function classes(value: string): string {
  let held = 0;
  for (let k = 0; k < value.length; k++) {
    const code = value.charCodeAt(k);
    if (code >= 97 && code <= 122) held |= 1;
    else if (code >= 65 && code <= 90) held |= 2;
    else if (code >= 48 && code <= 57) held |= 4;
    else if (code > 32 && code !== 0xa0) held |= 8;
  }
  const has = (bit: number, name: string): string => ((held & bit) === 0 ? '' : name);
  return has(1, 'a') + has(2, 'A') + has(4, '9') + has(8, '#') || 'none';
}

type Memory<T> = (text: string) => T;

/** What is told of a text alone, kept for the next value of the same name or file: most are asked about again at once. */
function remembered<T>(tell: (text: string) => T, most: number): Memory<T> {
  const kept = new Map<string, T>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    if (kept.size >= most) kept.clear();
    const told = tell(text);
    kept.set(text, told);
    return told;
  };
}

const ofName = remembered((key) => ({ words: nameWords(key), facts: nameFacts(key) }), 512);
const ofFile = remembered(fileFacts, 4);

/** `ClientIT.java`, as Maven's Failsafe names them; in lower case it is the end of audit and of init. */
const integrationTest = /[a-z]IT\.\w+$/;

function fileFacts(path: string): readonly string[] {
  const facts = [`${fileKind(path)} file`];
  const low = path.toLowerCase();
  for (const [name, pattern] of ofPath) if (pattern.test(low)) facts.push(name);
  if (integrationTest.test(path)) facts.push('test path');
  const extension = /\.([^./]{1,8})$/.exec(path)?.[1]?.toLowerCase() ?? 'txt';
  if (extension !== 'txt') facts.push(`extension "${extension}"`);
  return facts;
}

export function features(assignment: Assignment, where: Surroundings): Features {
  const { key, keyQuoted, operator, quote, before, after, value } = assignment;
  const { words, facts: namedFacts } = ofName(key);
  const kind = fileKind(where.path);
  const form = shapeOf(value);
  const isCode = kind === 'script' || kind === 'typed';
  const quoted = quote === '' ? 'bare' : 'quoted';
  const facts = [
    ...namedFacts,
    ...ofFile(where.path),
    `assigned by ${operator}`,
    quoted,
    `value is ${form}`,
    `characters ${classes(value)}`,
  ];
  const add = (condition: boolean, name: string): void => {
    if (condition) facts.push(name);
  };
  const each = (table: readonly Sign[], text: string): void => {
    for (const [name, pattern] of table) if (pattern.test(text)) facts.push(name);
  };
  each(ofValue, value);
  each(ofLine, where.lineBefore);
  each(around, (where.above + where.below).toLowerCase());
  if (operator === '://') each(ofHost, where.lineAfter.toLowerCase());
  add(keyQuoted, 'name in quotes');
  add(before !== '' && /[A-Za-z]{2,}/.test(before), 'value inside a call');
  add(/^[fF$]/.test(before), 'formatted string');
  add(before.startsWith('b'), 'bytes');
  const lower = value.toLowerCase();
  const letters = lower.replace(/[^a-z]/g, '');
  add(letters !== '' && placeholders.test(letters), 'value made of placeholder words');
  const plain = lower.replace(/[^a-z0-9]/g, '');
  add(lower === key.toLowerCase() || words.includes(lower) || plain === words.join(''), 'value repeats the name');
  add(plain.length > 3 && words.join('').includes(plain), 'value is part of the name');
  add(
    words.length > 1 && words.some((word) => word.length > 3 && plain.includes(word)),
    'value has a word of the name',
  );
  add(reference.test(value) && quote === '', 'reference');
  add(after === '+' || after === '.' || after === '%', 'value goes on');
  add(after === '(' || after === '[', 'value is called');
  add(after === ',', 'comma after the value');
  add(after === ')' || after === '}' || after === ']', 'closed after the value');
  add(after === ';', 'semicolon after the value');
  add(quote === '' && isCode, 'bare in code');
  add(quote === '' && isCode && /^[A-Za-z_$][\w$]*$/.test(value), 'identifier in code');
  add(quote === '' && /^[A-Z_][A-Z0-9_]+$/.test(value), 'constant name');
  add(quote === '' && /^[ \t]+[A-Za-z]/.test(where.lineAfter), 'text goes on');
  add(quote === '' && /^[ \t]*(?:#|\/\/)/.test(where.lineAfter), 'comment after the value');
  add(insideString(where.lineBefore, quote), 'inside a string');
  add(operator === ':' && quote === '' && /^[A-Z]+$/.test(key), 'a label in capitals');
  add(/["'=:\s]$/.test(where.above) && /^\s*$/.test(where.lineBefore.slice(0, -1)), 'value on its own line');
  add(where.above.includes(key), 'name stands above too');
  add(where.below.includes(key), 'name stands below too');
  add(value.length > 3 && where.above.includes(value), 'value stands above too');
  add(value.length > 3 && where.below.includes(value), 'value stands below too');
  const beside = neighbours(assignment, where);
  facts.push(...beside.facts);
  return {
    facts,
    numbers: [...measure(value), key.length, words.length, where.lineBefore.length, ...beside.numbers],
  };
}

/** Whether the name stands in a literal that began earlier on the line, and the value has no quotes of its own. */
function insideString(before: string, quote: string): boolean {
  if (quote !== '') return false;
  const marks = before.replace(/\\["'`]/g, '').match(/["`]/g);
  return marks !== null && marks.length % 2 === 1;
}
