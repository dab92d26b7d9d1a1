/** The airlock: nothing that leaves it holds a secret. */

import { describe, expect, test } from 'vitest';
import { literalPrefixes } from '../../src/findings/prefix.ts';
import {
  createMask,
  createMasks,
  preview,
  redactOccurrence,
  redactPart,
  redactProvenance,
} from '../../src/findings/redact.ts';
import { createPacker, createUnpacker } from '../../src/findings/transport.ts';
import { rule } from '../detect/support.ts';
import { credential, random40, rules } from './support.ts';

const s1 = random40(1);
const s2 = random40(2);

describe('preview', () => {
  test.each([
    ['a fixed beginning and the length', 'ghp_[A-Za-z0-9]{36}', `ghp_${s1.slice(4)}`, 'ghp_…(40)'],
    ['at most eight characters', 'acme_live_token_[a-z0-9]{40}', `acme_live_token_${s1}`, 'acme_liv…(56)'],
    ['at most a quarter', 'acme_live_[a-z0-9]{10}', `acme_live_${s1.slice(0, 10)}`, 'acme_…(20)'],
    ['nothing of a short value', 'abc_[a-z]{8}', 'abc_defghijk', '…(12)'],
    ['nothing without a fixed beginning', '[a-z0-9]{40}', s1, '…(40)'],
    ['nothing of the context before the value', 'pass=(?<secret>[a-z0-9]{40})', `pass${s1.slice(4)}`, '…(40)'],
    ['of the value after its context', 'k=(?<secret>xk-[a-z0-9]{40})', `xk-${s1}`, 'xk-…(43)'],
    ['of one of several', '(?:ghp|gho)_[a-z0-9]{36}', `gho_${s1.slice(4)}`, 'gho_…(40)'],
  ])('%s', (_name, pattern, value, shown) => {
    expect(preview(value, rule('r', pattern, []))).toBe(shown);
  });

  test('identifiers in full, made printable', () => {
    expect(preview('AK\x1b[31m', rule('r', '', [], { public: true }))).toBe('AK\\x1b[31m');
  });

  test('no rule, no preview', () => {
    expect(preview(s1, undefined)).toBe('…(40)');
  });
});

describe('fixed beginnings of a pattern', () => {
  test.each([
    ['ghp_[a-z]{4}', ['ghp_']],
    ['ab?c', ['a']],
    ['abc{0,2}', ['ab']],
    ['abc{3}', ['abc']],
    ['a\\.b\\d', ['a.b']],
    ['(?:a|b)-(?:x|y)z', ['a-xz', 'a-yz', 'b-xz', 'b-yz']],
    ['sk_live_[a-z]|rk_live_[a-z]', ['sk_live_', 'rk_live_']],
    ['x[|)]y|z', ['x', 'z']],
    ['k=(?<secret>aa[0-9]|bb)c', ['aa', 'bb']],
    ['[a-z]x', []],
    ['.x', []],
  ])('%s', (pattern, expected) => {
    expect(literalPrefixes(pattern)).toEqual(expected);
  });
});

describe('names and details', () => {
  const masks = createMasks([s1, 'hunter']);

  test('a file named after a token, a command that prints it, a URL that carries it', () => {
    const clean = redactProvenance(
      {
        target: `git:https://bob:${s1}@example.com/x.git`,
        path: `keys/${s1}.txt`,
        details: [
          { name: 'command', value: `echo ${s1}\x1b[2J && login hunter` },
          { name: 'remote', value: 'https://u:p@ss@example.com/' },
        ],
      },
      masks,
    );
    expect(clean).toEqual({
      target: 'git:https://***@example.com/x.git',
      path: 'keys/***.txt',
      details: [
        { name: 'command', value: 'echo ***\\x1b[2J && login ***' },
        { name: 'remote', value: 'https://***@example.com/' },
      ],
    });
  });

  test('a short secret does not make a path wrong', () => {
    expect(redactProvenance({ target: 'dir:.', path: 'hunter/a', details: [] }, masks).path).toBe('hunter/a');
  });

  test('as a URL spells it', () => {
    expect(createMask(['a/b+c=d/e'])('x?k=a%2Fb%2Bc%3Dd%2Fe&y')).toBe('x?k=***&y');
  });

  test('the longest of several that begin alike', () => {
    expect(createMask(['abcdef', 'abcdefgh'])('abcdefgh abcdef abcde')).toBe('*** *** abcde');
  });

  test('the key it was assigned to', () => {
    const made = credential([['other-token', s1]]);
    const named = { ...made, parts: [{ ...made.parts[0]!, key: `KEY_${s1}\u202e` }] };
    expect(redactOccurrence(named, masks).parts[0]!.key).toBe('KEY_***\\u202e');
  });
});

test('a part holds no secret', () => {
  const [id, secret] = credential([
    ['acme-id', 'ACID00000001'],
    ['acme-secret', s1],
  ]).parts.map((part) => redactPart(part, rules));
  expect(id).toMatchObject({ preview: 'ACID00000001', public: true, length: 12 });
  expect(secret).toMatchObject({ preview: '…(40)', public: false, length: 40 });
  expect(JSON.stringify(secret)).not.toContain(s1.slice(0, 6));
});

test('a credential between threads is itself again', () => {
  const made = credential(
    [
      ['acme-id', 'ACID00000001'],
      ['acme-secret', s1],
    ],
    { documentId: 'b' },
  );
  const [pack, unpack] = [createPacker(), createUnpacker()];
  const send = (entry: typeof made): typeof made => unpack(structuredClone(pack(entry)));
  const back = send(made);
  expect(back).toEqual(made);
  expect(back.parts.map((part) => part.secret.reveal())).toEqual(['ACID00000001', s1]);
  expect(JSON.stringify(back)).not.toContain(s1);
  // The same in another version, elsewhere; then one that differs in its secret alone.
  const moved = credential(
    [
      ['acme-id', 'ACID00000001'],
      ['acme-secret', s1],
    ],
    { documentId: 'c', at: 700 },
  );
  const other = credential(
    [
      ['acme-id', 'ACID00000001'],
      ['acme-secret', s2],
    ],
    { documentId: 'c' },
  );
  expect(JSON.stringify(pack(moved))).not.toContain(s1);
  expect([send(moved), send(other), send(made)]).toEqual([moved, other, made]);
  expect(send(other).parts[1]!.secret.reveal()).toBe(s2);
});
