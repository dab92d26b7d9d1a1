/** Placeholders are told from values, and values of generators are never taken for them. */

import { describe, expect, test } from 'vitest';
import { certainReason, placeholderReason } from '../../src/detect/placeholder.ts';
import { pick, seeded } from '../support/keys.ts';

describe('a placeholder', () => {
  test.each([
    'AKIAIOSFODNN7EXAMPLE',
    'your-api-key-here',
    'YOUR_SECRET',
    'changeme',
    'change-me',
    'xxxxxxxxxxxx',
    'XXXX-XXXX-XXXX',
    '****',
    'AKIAXXXXXXXXXXXXXXXX',
    'abc1234567890',
    '0123456789abcdef',
    'abcdefghij',
    'aaaaaaaaaaaa',
    'abcabcabcabcabcabc',
    '<your-key>',
    '${AWS_SECRET}',
    '{{ secret }}',
    '$API_KEY',
    '%s',
    '[MASKED]',
    '[REDACTED]',
    '<redacted>',
    '[secure]',
    'sk-${KEY}-tail',
    '__TOKEN__',
    'insert-key',
    'REPLACE_ME',
    '#{password}',
    '<%= token %>',
    '$(cat key)',
    '%(password)s',
    '&new_password',
    '&&app_user_pw.',
  ])('%s', (value) => {
    expect(placeholderReason(value)).toBeTypeOf('string');
  });
});

describe('no placeholder', () => {
  test.each([
    ['postgres://app:', 'gT7sQ2kLp', '@db.example.com/prod'].join(''),
    'Tr0ub4dor&3',
    'p@ssw0rd!',
    'hunter2',
    'correct horse battery',
  ])('%s', (value) => {
    expect(placeholderReason(value)).toBeUndefined();
  });

  const alphabets = {
    hex: '0123456789abcdef',
    base32: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
    base62: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
    base64url: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
  };
  test.each(Object.entries(alphabets))('20,000 random values of 40 characters of %s', (_, alphabet) => {
    const random = seeded(7);
    const taken = Array.from({ length: 20_000 }, () => pick(alphabet, 40, random)).filter((value) =>
      placeholderReason(value),
    );
    expect(taken).toEqual([]);
  });
});

describe('whatever a score says', () => {
  const value = ['k6Ii0twQz8h3m1', 'Lx0c9vB2n4r7fD5g8s'].join('');
  const id = 'cc965dfc-1d39-485c-ab12-40b0adf78d0b';
  test.each([
    ['a template', 'SWMTKN-1-<hash>-<secret>', 'token '],
    ['a number', '1.1754943508222875e-38', 'float_token = '],
    ['the number of a medium', '3_5056124911939410203', '"media_key": "'],
    ['a word of German', 'Zugriffsschl\xc3\xbcssel', 'api_token: '],
    ['one key typed on and on', 'bbbbbbbb', 'password: "'],
    ['keys that lie side by side', 'qwerASDF', 'password: "'],
    ['the id of a token', value, '"tokenId": "'],
    ['a UUID that its name calls an id', id, 'secretUID := types.UID("'],
    ['an account at Ethereum', `0x${'a1b2c3d4'.repeat(5)}`, 'TOKEN = '],
  ])('%s is none', (_, text, before) => {
    expect(certainReason(text, before)).toBeTypeOf('string');
  });

  test.each([
    ['Schl\xc3\xbcssel7', 'password: '],
    ['1.17x4943508222875', 'token = '],
    ['bbbbbbbb7', 'password: "'],
    ['qwerty22', 'password: "'],
    [value, '"token": "'],
    [id, 'secret_id = "'],
    [id, 'clientSecret: "'],
    [`0x${'a1b2c3d4'.repeat(8)}`, 'privateKey = "'],
  ])('%s after %s may be one', (text, before) => {
    expect(certainReason(text, before)).toBeUndefined();
  });
});

test.each([
  ['GPU-d390ef5e-b293-465c-a253-5defe0494604', 'value: "', 'the id of a device'],
  ['8fc4d27b855af11b', 'check(sha256(secretKeyFile) == "', 'the digest that one is compared with'],
  ['8fc4d27b855af11b', "if (md5($key) === '", 'the digest that one is compared with'],
])('%s after %s', (value, before, reason) => {
  expect(certainReason(value, before)).toBe(reason);
  expect(certainReason(value, 'secret = "')).toBe(value.startsWith('GPU-') ? reason : undefined);
});
