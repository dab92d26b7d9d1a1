/** What malware prints of a CI runner's secrets: plain, in base64 and in base64 twice, each with its name. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileRules } from '../../src/rules/compile.ts';
import { loadRules } from '../../src/rules/load.ts';
import { pick, seeded } from '../support/keys.ts';
import { detectorOf } from './support.ts';

const file = join(import.meta.dirname, '..', '..', 'patterns', 'loot.yaml');
const { rules } = loadRules(readFileSync(file, 'utf8'), 'patterns/loot.yaml');
const scan = detectorOf(compileRules(rules).set);

const random = seeded(5);
const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const values = {
  DEPLOY_KEY: pick(alphabet, 30, random),
  'system.github.token': pick(alphabet, 36, random),
  DB_PASSWORD: `${'a'}\\"b\\\\c 9q`,
};
const dump = Object.entries(values)
  .map(([name, value]) => `"${name}":{"value":"${value}","isSecret":true}`)
  .join('\n');
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Names and values of what was found. */
function named(text: string): Record<string, string> {
  const kept = scan(text).matches.filter((match) => !match.allowed);
  return Object.fromEntries(
    kept.map((match) => [match.facts.find((fact) => fact.name === 'secret name')?.value, match.secret.reveal()]),
  );
}

test.each([
  ['plain', dump],
  ['base64', `step output\n${base64(dump)}\n`],
  ['base64 twice, as printed by the known ones', `2026-03-19T17:43:37.1234567Z ${base64(base64(dump))}\n`],
  ['base64 twice, wrapped at 76', base64(base64(dump)).replace(/(.{76})/g, '$1\n')],
  ['base64 three times', base64(base64(base64(dump)))],
])('runner memory, %s', (_, text) => {
  expect(named(text)).toEqual(values);
});

test('what is not marked as a secret, or is empty, is none', () => {
  expect(named('"A":{"value":"q8w2z5k1","isSecret":false} "B":{"value":"","isSecret":true}')).toEqual({});
});

const token = `ghs_${pick(alphabet, 36, random)}`;
const secrets = { NPM_TOKEN: values.DEPLOY_KEY, github_token: token, db_password: `${'q8w2z5k1'}` };

test.each([
  ['pretty', JSON.stringify(secrets, undefined, 2)],
  ['in one line', JSON.stringify(secrets)],
  ['base64 twice', base64(base64(JSON.stringify(secrets, undefined, 2)))],
])('toJSON(secrets), %s', (_, text) => {
  const { matches } = scan(text);
  expect(matches.map((match) => match.rule)).toEqual(Array(3).fill('loot-tojson-secrets'));
  expect(matches.map((match) => match.secret.reveal())).toEqual(Object.values(secrets));
  expect(named(text)).toMatchObject({ NPM_TOKEN: secrets.NPM_TOKEN, db_password: secrets.db_password });
});

test('a token alone is no dump', () => {
  expect(scan(JSON.stringify({ github_token: token })).matches).toMatchObject([
    { allowed: 'no other secrets stand beside it' },
  ]);
});
