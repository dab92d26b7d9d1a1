/** The reader `beside`: which tokens around a name may be values. */

import { describe, expect, test } from 'vitest';
import { mayHoldValue, valuesBefore, valuesBeside } from '../../src/rules/beside.ts';
import { whyNotRandom } from '../../src/rules/randomness.ts';
import { pick, seeded } from '../support/keys.ts';

const value = 'k6ii0twqz8h3m1lx0c9vb2n4r7fd5g8s';

function valuesOf(text: string): string[] {
  const start = text.indexOf('acme');
  return [...valuesBeside(text, start, start + 4)].map((entry) => entry.value);
}

function valuesAhead(text: string): string[] {
  const start = text.indexOf('acme');
  return valuesBefore(text, start, start + 4).map((entry) => entry.value);
}

describe('after the name', () => {
  test.each([
    `acme_api_key = "${value}"`,
    `acme: { apiKey: '${value}' }`,
    `https://api.acme.com/v1/items?key=${value}&x=1`,
    `<acmeToken>${value}</acmeToken>`,
    `# acme\n\nuse this:\n\n    ${value}`,
    `acme key ${value}.`,
  ])('a value is taken where it ends on both sides: %s', (text) => {
    expect(valuesOf(text)).toEqual([value]);
  });

  test.each([`env: \${{ secrets.acme_token }}\nrun: key=${value}`, `url: \${acme_token}/x?key=${value}`])(
    'none follows a name that is asked for its value: %s',
    (text) => {
      expect(valuesOf(text)).toEqual([]);
    },
  );

  test('padding of base64 belongs to the value', () => {
    expect(valuesOf(`acme=${value}==`)).toEqual([`${value}==`]);
  });

  test('an id is read without the secret after its colon', () => {
    expect(valuesOf(`acme = "ab12cd34ef:${value}"`)).toEqual(['ab12cd34ef', value]);
  });

  test.each([
    `acme = getToken1234567890("x")`,
    `acme https://acme.com/docs/a1b2c3d4e5f6a7b8`,
    `acme /usr/lib/x86_64-linux-gnu/libacme.so.1`,
    `acme logo-a1b2c3d4e5f6a7b8.png`,
    `acme M66.4 H16V448H66.4V125.5zM166.9`,
    `acme sha512-${value}`,
    `acme = "acme-oauth2-token-cache-v3"`,
    `acme\n\n\n\n\n\n${value}`,
    `acme${' '.repeat(120)}${value}`,
  ])('calls, places, digests, names of its own and what is far are none: %s', (text) => {
    expect(valuesOf(text)).toEqual([]);
  });
});

describe('ahead of the name', () => {
  test('a value in its line is taken, the nearest first', () => {
    const other = 'z9y8x7w6v5u4t3s2r1q0';
    expect(valuesAhead(`key = '${other}' '${value}' # acme`)).toEqual([value, other]);
  });

  test.each([
    `token = '${value}'\nclient = acme.connect(token)`,
    `config = {'key': '${value}'}\nfrom acme import Client`,
  ])('a value of no one in a line above is its own: %s', (text) => {
    expect(valuesAhead(text)).toEqual([value]);
  });

  test.each([
    `key = '${value}'\n# acme`,
    `key: ${value}\n\nuse acme`,
    `key: ${value}\nacme_token: x`,
    `globex_key = '${value}'\nacme.connect()`,
    `key = '${value}'\n\n\n\nacme.connect()`,
  ])('headings, names with a credential of their own and what is far speak of no line above: %s', (text) => {
    expect(valuesAhead(text)).toEqual([]);
  });

  test('a word of a language only speaks of its own line, but in a host', () => {
    const above = (text: string): readonly unknown[] =>
      valuesBefore(text, text.indexOf('acme'), text.indexOf('acme') + 4, true);
    expect(above(`key = '${value}'\nacme.connect(key)`)).toEqual([]);
    expect(above(`key = '${value}'\nget('https://api.acme.com', key)`)).toHaveLength(1);
  });
});

/** Words, names in code, numbers and drawn values, put together without sense. */
function mixture(random: () => number): string {
  const below = (most: number): number => Math.floor(random() * most);
  const lower = 'abcdefghijklmnopqrstuvwxyz';
  const upper = lower.toUpperCase();
  const digits = '0123456789';
  const words = ['mux', 'Control', 'select', 'REG', 'token', 'string', 'HIGH', '0x', '12'];
  const one = (): string => {
    switch (below(7)) {
      case 0:
        return pick(lower, 1 + below(9), random);
      case 1:
        return pick(upper + digits, 1 + below(14), random);
      case 2:
        return pick('abcdef0123456789', 1 + below(40), random);
      case 3:
        return pick(lower + upper + digits, 8 + below(30), random);
      case 4:
        return words[below(words.length)]!;
      case 5:
        return '_-./+='[below(6)]!;
      default:
        return ' \n"\'();:,='[below(10)]!;
    }
  };
  return Array.from({ length: 2 + below(16) }, one).join('');
}

test('a glance at the bytes passes over nothing that could be a value', () => {
  const random = seeded(7);
  let none = 0;
  let some = 0;
  for (let round = 0; round < 10_000; round++) {
    const text = `${mixture(random)}${['acme', 'my_acme_', 'acme-api.', ' https://api.acme.com/'][round % 4]!}${mixture(random)}`;
    const start = text.indexOf('acme');
    const values = [...valuesBeside(text, start, start + 4), ...valuesBefore(text, start, start + 4)];
    const likely = values.filter((entry) => whyNotRandom(entry.value) === undefined);
    const may = mayHoldValue(Buffer.from(text, 'latin1'), start);
    if (likely.length > 0) {
      some++;
      expect(may, text).toBe(true);
    } else if (!may) none++;
  }
  // Neither is rare, or the test would show nothing.
  expect(Math.min(none, some)).toBeGreaterThan(500);
});

test.each([
  'const float = acme(a, b);',
  '#define regCM0_CM_acme_CTRL_BASE_IDX 2\n#define regCM0_CM_acme_CTRL_2 0x1dc0',
  'GRPH_CONTROL__acme_Z__SHIFT                                      0x0000001c',
  '{ 0x10203040506070ab, acme_select, SND_SOC_DAPM_STREAM }',
])('most names in code are passed over: %s', (text) => {
  expect(mayHoldValue(Buffer.from(text), text.indexOf('acme'))).toBe(false);
});
