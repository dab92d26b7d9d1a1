/** The reader `beside`: which tokens around a name may be values. */

import { describe, expect, test } from 'vitest';
import { mayHoldValue, valuesBefore, valuesBeside } from '../../src/rules/beside.ts';

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

  test('another line is none of its own', () => {
    expect(valuesAhead(`key = '${value}'\n# acme`)).toEqual([]);
  });
});

test('a glance at the bytes passes over nothing that could be a value', () => {
  const bytes = Buffer.from(`const float = compute(a, b); // ${value}`);
  expect(mayHoldValue(bytes, 0, 30)).toBe(false);
  expect(mayHoldValue(bytes, 0, bytes.length)).toBe(true);
});
