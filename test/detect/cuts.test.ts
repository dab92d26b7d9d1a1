/** However a document is cut, the matches are equal: nothing depends on bytes beyond the margins of a chunk. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Match } from '../../src/model/match.ts';
import { awsPair, pick, seeded } from '../support/keys.ts';
import { awsRules, detectorOf, rule, setOf } from './support.ts';

const rules = setOf(
  ...awsRules.rules,
  rule('acme-token', 'acme_[a-z0-9]{16}', ['acme_']),
  rule('globex-key', '(?:[a-z]{1,10}_)?globex[a-z_]{0,10}\\s?[=:]\\s?"?(?<secret>[a-f0-9]{16})', ['globex'], {
    flags: 'i',
    keywordOffset: [0, 11],
    maxLength: 60,
  }),
  // Keywords at both ends, matches that overlap.
  rule('pair', 'one[ a-z]{0,60}two', ['one', 'two'], {
    keywordOffset: [0, 63],
    maxLength: 66,
    left: 'none',
    right: 'none',
  }),
);

const encoders: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text,
  (text) => Buffer.from(text).toString('base64'),
  (text) =>
    Buffer.from(text)
      .toString('base64')
      .replace(/(.{64})/g, '$1\n'),
  (text) => Buffer.from(text).toString('hex'),
  (text) => JSON.stringify(text),
  encodeURIComponent,
];

function piece(kind: number, seed: number): string {
  const random = seeded(seed + 5);
  const { id, secret } = awsPair(seed);
  const text = [
    `[p${seed}]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
    `{"id":"${id}","more":{"x":[1,2,{"secret":"${secret}"}]}}`,
    `token: acme_${pick('abcdefghijkmnopqrstuvwxyz0123456789', 16, random)}\n`,
    `my_globex_key = "${pick('0123456789abcdef', 16, random)}"\n`,
    'one and one or two, two by one two two',
  ][kind % 5]!;
  return encoders[Math.floor(kind / 5) % encoders.length]!(text);
}

function shown(match: Match): unknown {
  const { rule: id, place, decoders, blocks, allowed, key, confidence, companions } = match;
  return {
    id,
    value: match.secret.reveal(),
    place,
    decoders,
    blocks,
    allowed,
    key,
    confidence,
    companions: companions.map(shown),
  };
}

function sorted(matches: readonly Match[]): string[] {
  return matches.map((match) => JSON.stringify(shown(match))).sort();
}

const scan = detectorOf(rules);

const document = fc
  .array(fc.tuple(fc.nat(34), fc.nat(1000), fc.nat(3000)), { minLength: 1, maxLength: 30 })
  .map((pieces) => pieces.map(([kind, seed, gap]) => `${piece(kind, seed)}\n${filler(gap, seed)}`).join('\n'));

function filler(length: number, seed: number): string {
  const words = ['lorem', 'ipsum', '{', '}', 'dolor_sit', '\n', '\n\n', '  amet:', '"consectetur"', '(adipiscing)'];
  const random = seeded(seed);
  let text = '';
  while (text.length < length) text += ` ${words[Math.floor(random() * words.length)]}`;
  return text;
}

test('random cuts give equal matches', () => {
  fc.assert(
    fc.property(
      document,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }),
      (text, shares) => {
        const length = Buffer.byteLength(text);
        const cuts = [...new Set(shares.map((share) => Math.floor(share * length)))].sort((a, b) => a - b);
        expect(sorted(scan(text, { cuts }).matches)).toEqual(sorted(scan(text).matches));
      },
    ),
    { seed: 20, numRuns: 150 },
  );
});

test('a key at every cut around it is found once', () => {
  const { id, secret } = awsPair(9);
  const text = `${filler(300, 1)}\n${id}\n${secret}\n${filler(300, 2)}`;
  const at = text.indexOf(id);
  for (let cut = at - 5; cut < at + 70; cut++)
    expect(scan(text, { cuts: [cut] }).values, `cut ${cut - at}`).toHaveLength(1);
});

test('an encoded run longer than the margins is decoded on both sides of a cut', () => {
  const { id } = awsPair(11);
  const text = Buffer.from(`${filler(60_000, 3)} id ${id} ${filler(60_000, 4)}`).toString('base64');
  for (const cuts of [[30_000], [50_000, 81_000], [80_010], [79_990, 80_060], [120_000]]) {
    expect(scan(text, { cuts }).values, String(cuts)).toEqual([`aws-access-key-id ${id}`]);
  }
});
