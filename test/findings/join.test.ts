/** Which secrets belong to which ids, which matches give way, and that none is lost without a word. */

import { describe, expect, test } from 'vitest';
import { joinMatches } from '../../src/findings/join.ts';
import type { Match } from '../../src/model/match.ts';
import { awsRules, detectorOf } from '../detect/support.ts';
import { awsPair } from '../support/keys.ts';
import { block, byId, idRule, match, random40, rules, where } from './support.ts';

const s1 = random40(1);
const s2 = random40(2);

/** Each credential as the values of its parts; then what was dropped, as `rule: reason`. */
function joined(matches: readonly Match[], set = rules): { credentials: string[]; allowed: string[] } {
  const { credentials, allowed } = joinMatches(matches, set, where);
  return {
    credentials: credentials.map(({ parts }) => parts.map((part) => part.secret.reveal()).join(' ')),
    allowed: allowed.map(({ rule, reason }) => `${rule}: ${reason}`),
  };
}

describe('by structure', () => {
  test('the smallest common block wins over what is nearer', () => {
    const first = block(0, 100);
    const second = block(100, 200);
    const matches = [
      match('acme-secret', s1, 10, { blocks: [first] }),
      match('acme-id', 'ACID00000001', 80, { blocks: [first] }),
      match('acme-secret', s2, 110, { blocks: [second] }),
      match('acme-id', 'ACID00000002', 170, { blocks: [second] }),
    ];
    expect(joined(matches).credentials).toEqual([`ACID00000001 ${s1}`, `ACID00000002 ${s2}`]);
  });

  test('how they were joined is said', () => {
    const near = [match('acme-id', 'ACID00000001', 0), match('acme-secret', s1, 50)];
    expect(joinMatches(near, rules, where).credentials[0]!.joined).toBe('distance');
    const same = near.map((entry) => ({ ...entry, blocks: [block(0, 100)] }));
    expect(joinMatches(same, rules, where).credentials[0]!.joined).toBe('structure');
    expect(joinMatches(near.slice(0, 1), rules, where).credentials[0]!.joined).toBe('alone');
  });

  test('a document id and a provenance are carried', () => {
    const [only] = joinMatches([match('other-token', 'x', 0)], rules, where, { documentId: 'blob1' }).credentials;
    expect(only).toMatchObject({ provenance: where, documentId: 'blob1', rule: 'other-token' });
  });
});

describe('by order and distance', () => {
  const id = (n: number, at: number): Match => match('acme-id', `ACID0000000${n}`, at);
  const secret = (value: string, at: number): Match => match('acme-secret', value, at);

  test.each([
    ['id secret id secret', [id(1, 0), secret(s1, 50), id(2, 100), secret(s2, 150)]],
    ['secret id secret id', [secret(s1, 0), id(1, 50), secret(s2, 100), id(2, 150)]],
    ['id id secret secret', [id(1, 0), id(2, 50), secret(s1, 100), secret(s2, 150)]],
    ['secret id id secret', [secret(s1, 0), id(1, 50), id(2, 100), secret(s2, 150)]],
  ])('%s', (_name, matches) => {
    expect(joined(matches).credentials.sort()).toEqual([`ACID00000001 ${s1}`, `ACID00000002 ${s2}`]);
  });

  test('a better rule wins over a nearer candidate', () => {
    const owner = match('acme-id', 'ACID00000001', 0, { companions: [match('acme-candidate', s2, 20)] });
    expect(joined([owner, secret(s1, 500)]).credentials).toEqual([`ACID00000001 ${s1}`]);
  });

  test('what lies further than the need reaches stays alone', () => {
    expect(joined([id(1, 0), secret(s1, 3000)]).credentials).toEqual(['ACID00000001', s1]);
  });

  test('a third id near two pairs stays alone', () => {
    const matches = [id(1, 0), secret(s1, 50), id(2, 100), secret(s2, 150), id(3, 400)];
    expect(joined(matches).credentials).toEqual([`ACID00000001 ${s1}`, `ACID00000002 ${s2}`, 'ACID00000003']);
  });

  test('the only secret near two ids is told with both', () => {
    expect(joined([id(1, 0), id(2, 30), secret(s1, 60)]).credentials).toEqual([
      `ACID00000001 ${s1}`,
      `ACID00000002 ${s1}`,
    ]);
  });

  test('one secret is not spread over a list of ids', () => {
    const ids = Array.from({ length: 9 }, (_, n) => id(n, n * 20));
    const { credentials } = joined([...ids, secret(s1, 200)]);
    expect(credentials.filter((entry) => entry.includes(s1))).toHaveLength(4);
    expect(credentials).toHaveLength(9);
  });

  test('a secret in the object of another id is not shared', () => {
    const own = block(0, 100);
    const matches = [
      match('acme-id', 'ACID00000001', 0, { blocks: [own] }),
      match('acme-secret', s1, 50, { blocks: [own] }),
      id(2, 150),
    ];
    expect(joined(matches).credentials).toEqual([`ACID00000001 ${s1}`, 'ACID00000002']);
  });

  test('the same id standing twice has the same secret', () => {
    const matches = [id(1, 0), secret(s1, 50), id(1, 120), id(2, 160), secret(s2, 200)];
    expect(joined(matches).credentials).toEqual([`ACID00000001 ${s1}`, `ACID00000001 ${s1}`, `ACID00000002 ${s2}`]);
  });
});

describe('parts', () => {
  const token = `act_${random40(3)}${'x'.repeat(20)}`;

  test('what was joined is not told again alone, also where a companion was the same bytes', () => {
    const owner = match('acme-id', 'ACID00000001', 0, { companions: [match('acme-candidate', s1, 50)] });
    const { credentials, allowed } = joined([owner, match('acme-secret', s1, 50), match('acme-token', token, 120)]);
    expect(credentials).toEqual([`ACID00000001 ${s1} ${token}`]);
    expect(allowed).toEqual([]);
  });

  test('parts come in the order of the needs, with the names that the needs give them', () => {
    const matches = [
      match('acme-token', token, 0),
      match('acme-id', 'ACID00000001', 100),
      match('acme-secret', s1, 150),
    ];
    const [only] = joinMatches(matches, rules, where).credentials;
    expect(only!.parts.map((part) => part.name)).toEqual(['id', 'secret', 'token']);
  });

  test('a companion rule that met alone is no finding', () => {
    expect(joined([match('acme-candidate', s1, 0)]).credentials).toEqual([]);
  });

  test('a required part that is missing is said', () => {
    const strict = { ...idRule, needs: [{ ...idRule.needs[0]!, required: true }] };
    const set = new Map([...rules, ['acme-id', strict]]);
    expect(joined([match('acme-id', 'ACID00000001', 0)], set)).toEqual({
      credentials: [],
      allowed: ['acme-id: part missing: no secret near it'],
    });
  });

  test('facts and the surest confidence are those of all parts', () => {
    const fact = { name: 'account', value: '1' };
    const matches = [
      match('acme-id', 'ACID00000001', 0, { facts: [fact], confidence: 0.7 }),
      match('acme-secret', s1, 50, { facts: [fact, { name: 'kind', value: 'k' }], confidence: 0.95 }),
    ];
    const [only] = joinMatches(matches, rules, where).credentials;
    expect(only).toMatchObject({ confidence: 0.95, facts: [fact, { name: 'kind', value: 'k' }] });
  });

  test('rules that need each other yield one credential', () => {
    const a = { ...idRule, id: 'a', part: 'a', needs: [{ part: 'b', rules: ['b'], within: 100, required: false }] };
    const b = { ...idRule, id: 'b', part: 'b', needs: [{ part: 'a', rules: ['a'], within: 100, required: false }] };
    const matches = [
      { ...match('a', 'one', 0), part: 'a' },
      { ...match('b', 'two', 10), part: 'b' },
    ];
    expect(joined(matches, byId(a, b)).credentials).toEqual(['one two']);
  });

  test('an id that has a part is not the part of another', () => {
    const a = { ...idRule, id: 'a', part: 'a', needs: [{ part: 'b', rules: ['b'], within: 100, required: false }] };
    const b = { ...idRule, id: 'b', part: 'b', needs: [] };
    const c = { ...idRule, id: 'c', part: 'c', needs: [{ part: 'a', rules: ['a'], within: 100, required: false }] };
    const tight = { blocks: [block(0, 30)] };
    const matches = [
      { ...match('a', 'one', 0, tight), part: 'a' },
      { ...match('b', 'two', 10, tight), part: 'b' },
      { ...match('c', 'three', 50), part: 'c' },
    ];
    expect(joined(matches, byId(a, b, c)).credentials).toEqual(['one two', 'three']);
  });

  test('a companion on bytes that another rule explains is not taken', () => {
    const owner = match('acme-id', 'ACID00000001', 0, { companions: [match('acme-candidate', s1, 50)] });
    expect(joined([owner, match('other-token', s1, 50)]).credentials).toEqual(['ACID00000001', s1]);
  });
});

describe('the same bytes', () => {
  const token = `oth_${random40(4).slice(0, 36)}`;

  test('the named rule wins over the generic one, however sure that is', () => {
    expect(joined([match('generic-password', token, 0, { confidence: 0.99 }), match('other-token', token, 0)])).toEqual(
      {
        credentials: [token],
        allowed: ['generic-password: same value as other-token'],
      },
    );
  });

  test('a generic match around a named one says nothing more', () => {
    const { credentials, allowed } = joined([
      match('generic-password', `x=${token}`, 0),
      match('other-token', token, 2),
    ]);
    expect(credentials).toEqual([token]);
    expect(allowed).toEqual(['generic-password: same value as other-token']);
  });

  test('a generic match on a part gives way to the credential', () => {
    const owner = match('acme-id', 'ACID00000001', 0, { companions: [match('acme-candidate', s1, 50)] });
    expect(joined([owner, match('generic-password', s1, 50)])).toEqual({
      credentials: [`ACID00000001 ${s1}`],
      allowed: ['generic-password: same value as acme-candidate'],
    });
  });

  test('what the base64 of a private key happens to spell is no finding, and does not hide the key', () => {
    const body = `${random40(5)}${s1}${token}${random40(6)}`;
    const inside = (name: string, value: string): Match => match(name, value, body.indexOf(value));
    const { credentials, allowed } = joined([
      match('private-key', body, 0),
      inside('acme-secret', s1),
      inside('other-token', token),
      match('acme-token', 'decoded', 30, { length: 16, decoders: ['base64'] }),
    ]);
    expect(credentials).toEqual([body]);
    expect(allowed.sort()).toEqual(
      ['acme-secret', 'acme-token', 'other-token'].map((name) => `${name}: same value as private-key`),
    );
  });

  test('a guess inside a value that is likelier as a whole does not hide it', () => {
    const whole = match('generic-password', `x.${s1}.y`, 0, { confidence: 0.8 });
    const told = (confidence: number) => joined([whole, match('acme-secret', s1, 2, { confidence })]).credentials;
    expect(told(0.35)).toEqual([`x.${s1}.y`]);
    expect(told(0.6)).toEqual([s1]);
  });

  test('values that only share the run they were decoded from are both told', () => {
    const decoded = { length: 80, decoders: ['base64'] };
    expect(
      joined([match('other-token', token, 0, decoded), match('acme-token', s1, 0, decoded)]).credentials,
    ).toHaveLength(2);
  });

  test('two rules that overlap without holding one another are both told', () => {
    expect(joined([match('other-token', token, 0), match('acme-token', s1, 20)]).credentials).toEqual([token, s1]);
  });

  test('a value met twice by one rule is told once, without a word', () => {
    const plain = match('other-token', token, 0);
    expect(joined([plain, { ...plain, decoders: ['url'] }])).toEqual({ credentials: [token], allowed: [] });
  });
});

describe('allowed', () => {
  const example = match('acme-id', 'ACID00000000', 0, { allowed: 'documented example' });

  test('is passed on with its reason', () => {
    expect(joined([example])).toEqual({ credentials: [], allowed: ['acme-id: documented example'] });
  });

  test('takes what stands beside it along', () => {
    expect(joined([example, match('acme-secret', s1, 50)])).toEqual({
      credentials: [],
      allowed: ['acme-id: documented example', 'acme-secret: belongs to an allowed id: documented example'],
    });
  });

  test('but not what belongs to a live id, nor what is far', () => {
    const live = [match('acme-id', 'ACID00000001', 100), match('acme-secret', s1, 150), match('acme-secret', s2, 900)];
    expect(joined([example, ...live]).credentials).toEqual([`ACID00000001 ${s1}`, s2]);
  });

  test('a generic match on a value that was let pass is let pass with it', () => {
    const marked = match('other-token', 'OTHERMARKED', 0, { allowed: 'marked on its line: revoked in March' });
    expect(joined([marked, match('generic-password', 'OTHERMARKED', 0)])).toEqual({
      credentials: [],
      allowed: [
        'other-token: marked on its line: revoked in March',
        'generic-password: same value as other-token: marked on its line: revoked in March',
      ],
    });
  });

  test('what is no id at all takes nothing along', () => {
    const broken = match('acme-id', 'ACID00000000', 0, { allowed: 'the check crc failed' });
    expect(joined([broken, match('acme-secret', s1, 50)]).credentials).toEqual([s1]);
  });
});

describe('with the detector', () => {
  const scan = detectorOf(awsRules);
  const set = new Map(awsRules.rules.map((entry) => [entry.id, entry]));
  const pairs = Array.from({ length: 6 }, (_, seed) => awsPair(seed + 1));
  const want = pairs.map(({ id, secret }) => `${id} ${secret}`);
  const found = (text: string): string[] =>
    joined(scan(text).matches, set)
      .credentials.filter((entry) => entry.includes('A'))
      .sort();

  test.each([
    ['a CSV', pairs.map(({ id, secret }) => `user,${id},${secret}\n`).join('')],
    ['INI sections', pairs.map(({ id, secret }, n) => `[p${n}]\naws_secret = ${secret}\naws_id = ${id}\n`).join('\n')],
    ['JSON', JSON.stringify(pairs.map(({ id, secret }) => ({ s: secret, i: id })))],
    [
      'pretty JSON',
      JSON.stringify(
        pairs.map(({ id, secret }) => ({ i: id, s: secret })),
        null,
        2,
      ),
    ],
    ['a list of pairs', pairs.map(({ id, secret }) => `${id}\n${secret}\n`).join('')],
    ['numbered variables', pairs.map(({ id, secret }, n) => `ID_${n}=${id}\nSECRET_${n}=${secret}\n`).join('')],
  ])('%s', (_name, text) => {
    expect(found(text)).toEqual([...want].sort());
  });
});

test('ten thousand pairs in one document', () => {
  const matches = Array.from({ length: 10_000 }, (_, n) => [
    match('acme-id', `ACID${String(n).padStart(8, '0')}`, n * 200),
    match('acme-secret', random40(n + 10), n * 200 + 60),
  ]).flat();
  const { credentials } = joinMatches(matches, rules, where);
  expect(credentials).toHaveLength(10_000);
  expect(credentials.every(({ parts: [id, secret] }) => secret!.place.start - id!.place.start === 60)).toBe(true);
});
