/** What a value looks like by its characters alone. */

import { entropy } from '../entropy.ts';
import { surprise } from './bigrams.ts';

export const reference = /^(?:[A-Za-z_$][\w$]*)(?:(?:\.|::|->|\?\.)[A-Za-z_$][\w$]*)+$/;

const shapes: readonly (readonly [string, RegExp])[] = [
  ['number', /^\d+(?:\.\d+)*$/],
  ['hexnumber', /^0x[0-9a-fA-F]+$/],
  ['uuid', /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/],
  ['hexdigest', /^(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})$/],
  ['hex', /^[0-9a-fA-F]{16,}$/],
  ['lower', /^[a-z]+$/],
  ['upper', /^[A-Z]+$/],
  ['Word', /^[A-Z][a-z]+$/],
  ['camelCase', /^[a-z]+(?:[A-Z][a-z]+)+$/],
  ['PascalCase', /^(?:[A-Z][a-z]+){2,}$/],
  ['snake_case', /^[a-z]+(?:_[a-z]+)+$/],
  ['SCREAMING', /^[A-Z0-9]+(?:_[A-Z0-9]+)+$/],
  ['kebab-case', /^[a-z0-9]+(?:-[a-z0-9]+)+$/],
  ['dotted', reference],
  ['word9', /^[a-zA-Z]+\d+$/],
  ['crypt', /^\$(?:2[abxy]?|5|6|1|argon2\w*|apr1|y)\$|^(?:pbkdf2|bcrypt|\{?SHA|sha\d+[:$]|md5[0-9a-f]{32})/i],
  ['base64', /^[A-Za-z0-9+/]{20,}={0,2}$/],
  ['urlsafe', /^[A-Za-z0-9_-]{16,}$/],
  ['sentence', /\s\S+\s/],
  ['twowords', /\s/],
  ['email', /^[\w.+-]+@[\w.-]+$/],
  ['url', /^[a-zA-Z][\w+.-]*:\/\//],
];

export function shapeOf(value: string): string {
  return shapes.find(([, pattern]) => pattern.test(value))?.[0] ?? 'mixed';
}

/** Names of the numbers of `measure`, in order. */
export const measures = [
  'length',
  'entropy',
  'surprise of letter pairs',
  'share of digits',
  'share of capitals',
  'share of marks',
  'share of distinct characters',
  'longest run of letters',
  'changes of character class',
  'longest run without a vowel',
  'share of neighbouring characters',
  'share of usual words',
  'characters beside usual words',
] as const;

/** What people put where a secret will be, or choose when they choose nothing. */
const usual =
  /passw(?:or)?d|passphrase|passwort|passwd|pass|pwd|secret|token|access|auth|key|api|client|consumer|private|public|shared|master|signing|session|cookie|user(?:name)?|login|admin(?:istrator)?|root|guest|test(?:ing|er)?|demo|example|sample|dummy|fake|mock|foo|bar|baz|qux|super|very|my|your|our|the|some|any|new|old|other|another|wrong|invalid|incorrect|correct|valid|bad|good|random|value|string|default|change(?:me|it|this|d)?|replace(?:me|d)?|insert|enter|here|todo|none|null|empty|hello|world|abc|xyz|xxx+|qwerty|asdf|1234*5*6*7*8*9*0*|0123\w*|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|redis|rabbit(?:mq)?|oracle|sql|db|database|server|service|app|application|local(?:host)?|dev(?:elopment)?|prod(?:uction)?|staging|docker|with|for|not|is|a|to|of|me|in|id/g;

/** Longer values are as long as this: limits are kept in 16 bits. */
const longestMeasured = 320;

/** The value in which each byte was met last: values are counted. */
const lastSeen = new Float64Array(256);
let valueSeen = 0;

/** A value in numbers. */
export function measure(value: string): number[] {
  const { length } = value;
  let digits = 0;
  let capitals = 0;
  let marks = 0;
  let run = 0;
  let longest = 0;
  let changes = 0;
  let consonants = 0;
  let hard = 0;
  let steps = 0;
  let before = 0;
  let distinct = 0;
  valueSeen++;
  for (let k = 0; k < length; k++) {
    const code = value.charCodeAt(k);
    if (lastSeen[code & 255] !== valueSeen) {
      lastSeen[code & 255] = valueSeen;
      distinct++;
    }
    const kind = code >= 97 && code <= 122 ? 1 : code >= 65 && code <= 90 ? 2 : code >= 48 && code <= 57 ? 3 : 4;
    if (kind === 3) digits++;
    else if (kind === 2) capitals++;
    else if (kind === 4) marks++;
    run = kind <= 2 ? run + 1 : 0;
    if (run > longest) longest = run;
    const vowel = kind <= 2 && (0x208222 >> ((code | 32) - 96)) & 1;
    consonants = kind <= 2 && !vowel ? consonants + 1 : 0;
    if (consonants > hard) hard = consonants;
    if (k > 0) {
      if (kind !== before) changes++;
      if (Math.abs(code - value.charCodeAt(k - 1)) <= 1) steps++;
    }
    before = kind;
  }
  let usualOnes = 0;
  if (length <= 60) for (const word of value.toLowerCase().match(usual) ?? []) usualOnes += word.length;
  const per = (count: number): number => (length === 0 ? 0 : Math.round((100 * count) / length) / 100);
  return [
    Math.min(length, longestMeasured),
    Math.round(entropy(value) * 100) / 100,
    Math.round(surprise(value) * 100) / 100,
    per(digits),
    per(capitals),
    per(marks),
    per(distinct),
    longest,
    per(changes),
    hard,
    per(steps),
    per(usualOnes),
    Math.min(length, longestMeasured) - usualOnes,
  ];
}
