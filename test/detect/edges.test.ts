/** Edges of matches: neighbours that forbid one, and escapes that allow it. */

import { describe, expect, test } from 'vitest';
import { isLeftEdge, isRightEdge, leftMask, rightMask } from '../../src/detect/edges.ts';

const token = 'TOKEN';

function left(before: string, edge: 'word' | 'base64' | 'base64url' = 'word'): boolean {
  return isLeftEdge(Buffer.from(before + token, 'latin1'), before.length, leftMask[edge], false);
}

function right(after: string, edge: 'word' | 'base64' | 'base64url' = 'word'): boolean {
  return isRightEdge(Buffer.from(token + after, 'latin1'), token.length, rightMask[edge]);
}

describe('left', () => {
  test.each(['', ' ', '"', '=', '_', '-', '/', '&quot;', '&#34;', '&lt;'])('%j is an edge', (before) => {
    expect(left(before)).toBe(true);
  });

  test.each([
    '\\n',
    '\\t',
    '\\r',
    '\\"',
    '\\/',
    '\\u003d',
    '\\u0022',
    '\\x3d',
    '%3D',
    '%22',
    '%0a',
    '=3D',
    '\x1b[32m',
    '\x1b[1;31m',
    '\x1b[0K',
    '\\u001b[32m',
    '\\u001B[0m',
    '\\x1b[1m',
    '\\033[0m',
    '\\e[0m',
    '^[[32m',
    '%1B[32m',
  ])('the escape %j ends a word', (before) => {
    expect(left(before)).toBe(true);
  });

  test.each(['x', '7', 'n', 'zm', '[32m', 'u003d', 'x3d', '3D', '=9A', '%3', '\\u03d', '\\q'])(
    '%j is no edge',
    (before) => {
      expect(left(before)).toBe(false);
    },
  );

  test('base64 also forbids plus and slash, but not an escaped slash', () => {
    expect(left('/', 'base64')).toBe(false);
    expect(left('+', 'base64')).toBe(false);
    expect(left('\\/', 'base64')).toBe(true);
    expect(left('_', 'base64')).toBe(true);
    expect(left('_', 'base64url')).toBe(false);
  });

  test('a hump begins a word only for a match that starts with context', () => {
    const bytes = Buffer.from('myAcmeKey');
    expect(isLeftEdge(bytes, 2, leftMask.word, true)).toBe(true);
    expect(isLeftEdge(bytes, 2, leftMask.word, false)).toBe(false);
    expect(isLeftEdge(Buffer.from('MYACME'), 2, leftMask.word, true)).toBe(false);
  });
});

describe('right', () => {
  test.each(['', ' ', '"', '\\n', '\x1b[0m', '%22', ';', '}', '-', '&quot;', '/'])('%j is an edge', (after) => {
    expect(right(after)).toBe(true);
  });

  test.each(['x', '7', '_'])('%j is no edge', (after) => {
    expect(right(after)).toBe(false);
  });

  test('base64 forbids plus and slash', () => {
    expect(right('/', 'base64')).toBe(false);
    expect(right('=', 'base64')).toBe(true);
  });

  test('a match that ends outside the class needs no edge', () => {
    expect(isRightEdge(Buffer.from('"x"abc'), 3, rightMask.word)).toBe(true);
  });
});
