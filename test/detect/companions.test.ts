/** Further parts of a credential: same smallest block first, then nearest; also through decoders. */

import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { awsPair } from '../support/keys.ts';
import { awsRules, detectorOf, rule, setOf } from './support.ts';

const one = awsPair(1);
const two = awsPair(2);
const scan = detectorOf(awsRules);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Each id with its companions, in order. */
function pairs(text: string): Record<string, string[]> {
  const { matches } = scan(text);
  return Object.fromEntries(
    matches.map((match) => [match.secret.reveal(), match.companions.map((part) => part.secret.reveal())]),
  );
}

test('the id alone is a match without companions', () => {
  expect(pairs(`see ${one.id}.`)).toEqual({ [one.id]: [] });
});

test('each JSON object keeps its own, whatever is nearer', () => {
  const text = `[{"s":"${one.secret}","i":"${one.id}"},{"s":"${two.secret}","i":"${two.id}"}]`;
  const found = pairs(text);
  expect(found[one.id]![0]).toBe(one.secret);
  expect(found[two.id]![0]).toBe(two.secret);
  expect(found[one.id]).toHaveLength(2);
});

test('INI sections', () => {
  const section = ({ id, secret }: typeof one, name: string): string =>
    `[${name}]\nregion = x\nsecret = ${secret}\nkey = ${id}\n`;
  const found = pairs(section(one, 'a') + section(two, 'b'));
  expect([found[one.id]![0], found[two.id]![0]]).toEqual([one.secret, two.secret]);
});

test('rows of a table', () => {
  const found = pairs(`User,Access key ID,Secret access key\na,${one.id},${one.secret}\nb,${two.id},${two.secret}\n`);
  expect([found[one.id]![0], found[two.id]![0]]).toEqual([one.secret, two.secret]);
});

test('a required part that is missing drops the match with a reason', () => {
  const needs = [{ part: 's', rules: ['aws-secret'], within: 100, required: true }];
  const strict = detectorOf(setOf({ ...awsRules.rules[0]!, needs }, awsRules.rules[1]!));
  expect(strict(one.id).matches[0]!.allowed).toBe('no s stands within 100 bytes');
  expect(strict(`${one.id} ${one.secret}`).matches[0]!.allowed).toBeUndefined();
});

test('what lies further than `within` is none', () => {
  expect(pairs(`${one.id}${' '.repeat(2100)}${one.secret}`)).toEqual({ [one.id]: [] });
});

test('at most eight are kept', () => {
  const many = Array.from({ length: 20 }, (_, k) => awsPair(100 + k).secret).join('\n');
  expect(pairs(`${one.id}\n${many}`)[one.id]).toHaveLength(8);
});

test('a companion carries its place and key', () => {
  const text = `id = ${one.id}\naws_secret = ${one.secret}\n`;
  const companion = scan(text).matches[0]!.companions[0]!;
  expect(companion).toMatchObject({ rule: 'aws-secret', part: 'secretAccessKey', key: 'aws_secret' });
  expect(text.slice(companion.place.start, companion.place.end)).toBe(one.secret);
  expect(companion.place.line).toBe(2);
});

describe('through decoders', () => {
  const slashed = { ...one, secret: `${one.secret.slice(0, 20)}/${one.secret.slice(21)}` };
  test.each([
    ['escaped slashes', JSON.stringify({ i: slashed.id, s: slashed.secret }).replaceAll('/', '\\/')],
    ['a URL', `s3://${slashed.id}:${encodeURIComponent(slashed.secret)}@bucket`],
    [
      'JSON in JSON in JSON',
      JSON.stringify(JSON.stringify(JSON.stringify({ i: slashed.id, s: slashed.secret }).replaceAll('/', '\\/'))),
    ],
    [
      'Kubernetes data, each value by itself',
      `data:\n  id: ${base64(slashed.id)}\n  secret: ${base64(slashed.secret)}\n`,
    ],
    ['the id plain, the secret encoded', `id: ${slashed.id}\nsecret: ${base64(slashed.secret)}\n`],
    ['the id encoded, the secret plain', `id: ${base64(slashed.id)}\nsecret: ${slashed.secret}\n`],
    [
      'a Helm release',
      `release: ${base64(base64Of(gzipSync(JSON.stringify({ manifest: `data:\n  id: ${base64(slashed.id)}\n  secret: ${base64(slashed.secret)}\n` }))))}`,
    ],
  ])('%s', (_, text) => {
    expect(pairs(text)).toEqual({ [slashed.id]: [slashed.secret] });
  });
});

function base64Of(bytes: Buffer): string {
  return bytes.toString('base64');
}

test('a rule without needs gets none', () => {
  const plain = detectorOf(setOf(rule('acme-token', 'acme_[a-z0-9]{16}', ['acme_']), awsRules.rules[1]!));
  expect(plain(`${['acme', '_q8w2z5k1x7c4v9b3'].join('')} ${one.secret}`).matches[0]!.companions).toEqual([]);
});
