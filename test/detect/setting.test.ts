/** What the text right around a value says against it. */

import { describe, expect, test } from 'vitest';
import { settingReason } from '../../src/detect/setting.ts';

const value = ['k6Ii0twQz8h3m1', 'Lx0c9vB2n4r7fD5g8s'].join('');

describe('dropped', () => {
  test.each([
    ['encrypted', value, 'stripe_key: ENC[AES256_GCM,data:', ',iv:x]'],
    ['encrypted', value, '  api_key:\n    secure: ', '\n'],
    ['encrypted', value, 'password: {cipher}', '\n'],
    ['the name of a secret that is looked up', 'Entra-ClientSecret-2024Q1', 'await client.GetSecretAsync("', '")'],
    ['the name of a secret that is looked up', 'prod/db-password', "ssm.get_parameter_secret(Name='", "')"],
    ['a reference to where a secret is kept', 'op://uy1696bx87h5/pptbgazvzhq1/token', 'SENTRY_AUTH_TOKEN="', '"'],
    ['a reference to where a secret is kept', 'ref+awssecrets://prod/db#password', 'password: ', '\n'],
    ['the name of a secret that is looked up', 'nexus-deployer-2024', "API_TOKEN = credentials('", "')"],
    ['a regular expression', '^ghp_[A-Za-z0-9]{36}$', 'pat = MustCompile(`', '`)'],
    ['the beginning of a token, cut off', 'eyJhbGciOiJIUzI1NiJ9', 'TOKEN=', '...`'],
    ['called a public key, or a key of a map', value, '<div data-sitekey="', '">'],
    ['a piece of a longer key', value, 'cache.get("user:token:', '")'],
    ['the id of a tenant', value, 'new ClientSecretCredential("', '", "x")'],
    ['a digest in a list of such', '0f8e2d3c'.repeat(5), 'x\n', ' add the acme token'],
    ['a fingerprint', '9DC858229FC7DD38854AE2D88D81803C0EBFCD88', "apt_key: '", "'"],
    ['called a public key, or a key of a map', value, 'data-cf-beacon=\'{"token": "', '"}'],
    ['of a badge', 'd41d8cd98f00b204', 'https://app.codacy.com/project/badge/Grade/', ')'],
    ['the name of a file', 'df7b9e120cbdd957.chunk.css', '"secretSauce": "', '"'],
    ['called a public key, or a key of a map', value, '<script src="https://static.acme.com/snippet.js?v=2&key=', '">'],
    ['a record of DNS', value, 'IN TXT "', '"'],
    ['a constant of a contract', `0x${'1f'.repeat(32)}`, 'bytes32 public constant SALT_KEY = ', ';'],
    ['its line says that it is public', value, "EMBED_TOKEN = '", "'; // public widget id"],
    ['its line says that it is public', value, "// client-side id, safe to publish\nLD.init('", "')"],
    ['its line says that it is public', value, "clientToken: '", "', // meant to be exposed in the browser"],
  ])('%s: %s', (reason, text, before, after) => {
    expect(settingReason(text, before, after)).toBe(reason);
  });
});

describe('kept', () => {
  test.each([
    [`https://deploy:${value}@host.acme.io`, 'url: ', '\n'],
    [value, 'new_credentials("', '")'],
    [value, 'token = "', '"'],
    [value, 'secure_token: ', '\n'],
    [value, 'getSecretClient(token, "', '")'],
    ['0f8e2d3c'.repeat(5), 'acme:\n', '\nmore'],
    [value, 'auth = "deploy:', '"'],
    [value, 'getToken("', '")'],
    [value, 'token: "', '" // C++\npublic class X {'],
    [value, '-H "Authorization: ', '" https://api.acme.com/public/v1'],
    [value, 'TOKEN=', '. Then go on'],
    [value, '// the public API of the client\ntoken = "', '"'],
    [`^${value}`, 'password = "', '"'],
    [`0x${'1f'.repeat(32)}`, 'privateKey = "', '"'],
  ])('%s after %j', (text, before, after) => {
    expect(settingReason(text, before, after)).toBeUndefined();
  });
});
