/** Test vectors: a fingerprint once released never changes, or every baseline would be void. */

import { describe, expect, test } from 'vitest';
import { content, fingerprint } from '../../src/findings/fingerprint.ts';
import { random40 } from './support.ts';

describe('vectors', () => {
  // printf 'leakwalk/1/acme\0%s' "$TOKEN" | sha256sum | cut -c1-32
  test('a token: SHA-256 with a label', () => {
    expect(fingerprint('acme', random40(1))).toBe('fb090b879b034dcec46188f34b0eb647');
  });

  // python3: hashlib.scrypt(value, salt 'leakwalk/1/generic', N 1024, r 8, p 1, 16 bytes)
  test('a password: scrypt', () => {
    expect(fingerprint('generic', 'Summer2024!')).toBe('6dc6cc46e039b4c0749621e87e9e53e1');
  });

  test('an identifier: SHA-256, however short', () => {
    expect(fingerprint('acme', 'bob', { public: true })).toBe('316213642c246072b7e93d2b093a0ba7');
  });

  test('bytes that are not ASCII', () => {
    expect(fingerprint('generic', Buffer.from('größe-37', 'utf8').toString('latin1'))).toBe(
      'fd0025d64c60191541b4146f0c2a33fa',
    );
  });
});

test('family and value both count, and cannot be confused', () => {
  const value = random40(1);
  const made = [
    fingerprint('a', value),
    fingerprint('b', value),
    fingerprint('a', `${value}x`),
    fingerprint(`a${value[0]}`, value.slice(1)),
  ];
  expect(new Set(made).size).toBe(4);
  for (const entry of made) expect(entry).toMatch(/^[0-9a-f]{32}$/);
});

describe('what can be guessed', () => {
  test.each([
    'hunter2',
    'Summer2024!',
    'correcthorsebatterystaple',
    'CorrectHorseBatteryStaple1!',
    'postgres://localhost',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    '12345678901234567890',
    '',
  ])('%s', (value) => {
    expect(content(value)).toBeLessThan(80);
  });
});

describe('what cannot', () => {
  test.each([
    ['40 of base 36', random40(1)],
    ['32 hex', '9f86d081884c7d659a2feaa0c55ad015'],
    ['20 of base 62', 'aB3dE6gH9jK2mN5pQ8sT'],
    ['a UUID', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
  ])('%s', (_name, value) => {
    expect(content(value)).toBeGreaterThanOrEqual(80);
  });
});
