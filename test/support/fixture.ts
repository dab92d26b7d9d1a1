/** Fills in the made-up values of a fixture: see `test/conformance/fixtures.test.ts`. */

import { awsPair, pick, seeded } from './keys.ts';

interface FixtureValue {
  readonly expected: 'must' | 'not' | 'rest';
  readonly start: number;
  readonly end: number;
}

export interface Fixture {
  readonly text: string;
  readonly values: readonly FixtureValue[];
}

interface Making {
  readonly random: () => number;
  readonly length: number;
  readonly seed: number;
}

const lower = 'abcdefghijklmnopqrstuvwxyz';
const base62 = `${lower}${lower.toUpperCase()}0123456789`;
const hex = '0123456789abcdef';
// No quotes, no signs that one of the formats would need to escape.
const printable = `${base62}!@#%^*()-_[]{}~+=,.;:/?|`;

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
const bytes = (random: () => number, length: number): Uint8Array =>
  Uint8Array.from({ length }, () => Math.floor(random() * 256));
const password = ({ random }: Making): string =>
  `${pick(base62, 5, random)}!${pick(base62, 4, random)}7x${pick(base62, 3, random)}`;

const makers: Readonly<Record<string, (making: Making) => string>> = {
  'aws-id': ({ seed }) => awsPair(seed).id,
  'aws-secret': ({ seed }) => awsPair(seed).secret,
  base62: ({ random, length }) => pick(base62, length, random),
  'base64-aws-id': ({ seed }) => base64(awsPair(seed).id),
  'base64-bytes': ({ random, length }) => base64(bytes(random, length)),
  'base64-password': (making) => base64(password(making)),
  basic: ({ random }) => base64(`deploy:${pick(base62, 18, random)}`),
  hex: ({ random, length }) => pick(hex, length, random),
  jwt: ({ random }) =>
    [
      base64('{"alg":"RS256","kid":"k1"}'),
      base64(`{"iss":"kubernetes/serviceaccount","sub":"system:serviceaccount:ci:${pick(lower, 8, random)}"}`),
      base64(bytes(random, 255)),
    ]
      .map((part) => part.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''))
      .join('.'),
  password,
  placeholder: () => '',
  printable: ({ random, length }) => pick(printable, length, random),
  uuid: ({ random }) =>
    `${pick(hex, 8, random)}-${pick(hex, 4, random)}-4${pick(hex, 3, random)}-a${pick(hex, 3, random)}-${pick(hex, 12, random)}`,
};

/** @throws on a kind of value that nobody can make */
export function expand(template: string, seed: number): Fixture {
  const random = seeded(seed);
  const values: FixtureValue[] = [];
  let text = '';
  let from = 0;
  for (const match of template.matchAll(/\{\{(must|not|rest) ([a-z0-9-]+)(?: (\d+))?\}\}/g)) {
    const [whole, expected, kind, length] = match;
    const make = makers[kind!];
    if (!make) throw new Error(`no value of kind ${kind}`);
    text += template.slice(from, match.index);
    const value = make({ random, length: Number(length ?? 0), seed });
    values.push({
      expected: expected as FixtureValue['expected'],
      start: text.length,
      end: text.length + value.length,
    });
    text += value;
    from = match.index + whole.length;
  }
  return { text: text + template.slice(from), values };
}
