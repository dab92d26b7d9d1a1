/** Values that are public by their form, and none that a generator of secrets makes. */

import { describe, expect, test } from 'vitest';
import { publicReason } from '../../src/rules/public-values.ts';
import { pick, seeded } from '../support/keys.ts';

const base62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const random = (length: number, alphabet = base62): string => pick(alphabet, length, seeded(length));

test.each([
  `pk_live_${random(24)}`,
  `pk_test_${random(99)}`,
  `live_pub_${random(31, 'abcdef0123456789')}`,
  `sb_publishable_${random(31)}`,
  `sq0idp-${random(22)}`,
  `pk.eyJ${random(60)}.${random(22)}`,
  `FLWPUBK-${random(32, 'abcdef0123456789')}-X`,
  `U${random(55, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
  `BA${random(85)}`,
  `nodekey:${random(64, 'abcdef0123456789')}`,
  `AAAAC3NzaC1lZDI1NTE5AAAAI${random(42)}`,
])('%s', (value) => {
  expect(publicReason(value)).toMatch(/^public by its form/);
});

// Keys of Courier, ClickUp and Klaviyo begin with `pk_`, and are none for browsers.
test.each([
  `sk_live_${random(24)}`,
  `pk_prod_${random(28)}`,
  `pk_12345678_${random(32)}`,
  `pk_${random(34)}`,
  `sq0csp-${random(43)}`,
  `sk.eyJ${random(60)}.${random(22)}`,
  `SU${random(56, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
])('not %s', (value) => {
  expect(publicReason(value)).toBeUndefined();
});

describe('no random value is public', () => {
  const alphabets = {
    base62,
    hex: '0123456789abcdef',
    base64: `${base62}+/`,
    base32: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  };
  test.each(Object.entries(alphabets))('%s', (_, alphabet) => {
    const next = seeded(11);
    const lengths = [20, 32, 40, 48, 64, 86];
    const taken = lengths.flatMap((length) =>
      Array.from({ length: 3000 }, () => pick(alphabet, length, next)).filter((value) => publicReason(value)),
    );
    expect(taken).toEqual([]);
  });
});
