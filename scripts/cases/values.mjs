// Values of the forms that facts state, or of the usual forms where none is stated.
import { crc32 } from 'node:zlib';
import { alphabets, charactersOf, uuid } from './random.mjs';

/** Rows of shapes.tsv by type. */
export function readShapes(rows) {
  const shapes = new Map();
  for (const [name, prefix, alphabet, length, structure, context] of rows) {
    const list = shapes.get(name) ?? [];
    shapes.set(name, list);
    list.push({
      prefix: prefix ?? '',
      alphabet: alphabet ?? '',
      length: length ?? '',
      structure: structure ?? '',
      context: context ?? '',
    });
  }
  return shapes;
}

/** Forms of keys without a published one, as they are met in the wild. */
const usual = [
  ['hex 32', (random) => random.text(alphabets.hex, 32)],
  ['hex 40', (random) => random.text(alphabets.hex, 40)],
  ['hex 64', (random) => random.text(alphabets.hex, 64)],
  ['alnum 20', (random) => random.text(alphabets.alnum, 20)],
  ['alnum 24', (random) => random.text(alphabets.alnum, 24)],
  ['alnum 32', (random) => random.text(alphabets.alnum, 32)],
  ['alnum 40', (random) => random.text(alphabets.alnum, 40)],
  ['alnum 64', (random) => random.text(alphabets.alnum, 64)],
  ['lower+digits 30', (random) => random.text(alphabets['lower+digits'], 30)],
  ['lower+digits 16', (random) => random.text(alphabets['lower+digits'], 16)],
  ['upper+digits 32', (random) => random.text(alphabets['upper+digits'], 32)],
  [
    'base64url 43',
    (random) =>
      random.text(alphabets.alnum, 1) + random.text(alphabets.base64url, 41) + random.text(alphabets.alnum, 1),
  ],
  ['base64 44', (random) => `${random.text(alphabets.base64, 43)}=`],
  ['uuid', uuid],
];

function lengthOf(text, random) {
  const numbers = text.match(/\d+/g)?.map(Number) ?? [32];
  // Without an upper bound the least is no length that anybody issues.
  if (text.startsWith('>') && numbers[0] < 8) return 12 + random.below(8);
  if (numbers.length > 1) return numbers[0] + random.below(Math.min(numbers[1], numbers[0] + 40) - numbers[0] + 1);
  return text.startsWith('>') ? numbers[0] + random.below(8) : numbers[0];
}

/** One piece of a structure: `22 alnum_-`, `"T3BlbkFJ"`, `40-46 [A-Za-z0-9+/]`, `uuid`. */
function piece(text, random) {
  const literal = /^"(.*)"$/.exec(text)?.[1];
  if (literal !== undefined) return literal;
  if (text === 'uuid') return uuid(random);
  const [, length, alphabet] = /^([\d>=-]+) (\S.*)$/.exec(text) ?? [];
  if (length === undefined) return undefined;
  if (alphabet === 'uuid') return uuid(random);
  const characters = /^\[.*\]$/.test(alphabet) || alphabets[alphabet] ? charactersOf(alphabet) : undefined;
  return characters && random.text(characters, lengthOf(length, random));
}

/** The one length of several that is said to be seen, or the range. */
function statedLength({ length, structure }) {
  return /(?:lengths seen:|also stated as exactly) (\d+)/.exec(structure)?.[1] ?? length;
}

/** The variable part, or undefined where its structure is told in words that are not read here. */
function body(shape, random) {
  const { alphabet, structure } = shape;
  const length = statedLength(shape);
  if (/variable parts/.test(structure)) return undefined;
  const parts = /^(\d)(?:-\d)? parts of ([\d, -]+) separated by "(.+)"$/.exec(structure);
  if (alphabet === 'uuid' && !structure.includes('+')) return uuid(random);
  if (parts)
    return parts[2]
      .split(',')
      .map((one) => random.text(charactersOf(alphabet), lengthOf(one.trim(), random)))
      .join(parts[3]);
  if (/[+"]| then /.test(structure.replace(/lengths seen|may end with "="|ends with ".*"$/g, ''))) {
    const pieces = structure
      .replace(/; .*/, '')
      .split(/ \+ | then /)
      .map((one) => piece(one.trim(), random));
    return pieces.includes(undefined) ? undefined : pieces.join('');
  }
  if (!alphabet || !length) return undefined;
  const written = random.text(charactersOf(alphabet), lengthOf(length, random));
  const end = /^ends with "(.*)"$/.exec(structure)?.[1] ?? '';
  return written.slice(0, written.length - end.length) + end;
}

const base62 = (number) => {
  const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  let text = '';
  for (let rest = number; text.length < 6; rest = Math.floor(rest / 62)) text = letters[rest % 62] + text;
  return text;
};

/** What was issued carries its issuer's checksum. */
function signed(value) {
  if (/^(?:gh[opusr]|npm)_[A-Za-z0-9]{36}$/.test(value)) return value.slice(0, 34) + base62(crc32(value.slice(4, 34)));
  if (/^AT(?:ATT|CTT|BB)/.test(value))
    return value.slice(0, -8) + crc32(value.slice(0, -8)).toString(16).toUpperCase().padStart(8, '0');
  if (/^glsa_.{41}$/.test(value)) {
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32(value.slice(0, 37)));
    return `${value.slice(0, 37)}_${sum.toString('hex')}`;
  }
  if (/^zpka_.{41}$/.test(value)) return value.slice(0, 38) + crc32(value.slice(5, 37)).toString(16).padStart(8, '0');
  return value;
}

/**
 * Values of one type with what they are called and whether they are known without their provider's name.
 *
 * @param shapes rows of the type; none: the usual forms are tried
 */
export function valuesOf(type, shapes, random) {
  const made = [];
  for (const given of shapes) {
    // Amazon's ids are in base 32, whatever scanners look for.
    const shape = /^aws-access-key-id/.test(type)
      ? { ...given, alphabet: 'base32', length: '16', structure: '' }
      : given;
    const prefix = random.one(shape.prefix.split('|'));
    const rest = body(shape, random);
    if (rest === undefined) continue;
    const value = signed(prefix + rest);
    if (value.length < 10 || /\s/.test(value)) continue;
    const words = shape.context === '' ? [] : shape.context.split(' & ').map((group) => random.one(group.split('|')));
    made.push({
      label: `${prefix}${shape.alphabet} ${shape.length}${shape.structure}`,
      value,
      bare: prefix.length > 2 && words.length === 0,
      words,
    });
  }
  if (made.length > 0) return made.slice(0, 4);
  // Kinds that are no drawn token have forms of their own, which these facts tell in words.
  if (/password|connection|url|dsn|private-key|jwt|cookie|file|certificate|generic|credentials|webhook/.test(type))
    return [];
  return random.some(usual, 3).map(([label, draw]) => ({ label, value: draw(random), bare: false, words: [] }));
}
