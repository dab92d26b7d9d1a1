import { describe, expect, test } from 'vitest';
import { isRunHit, isRunStart, runOffset } from '../../src/prefilter/run-start.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const starts = (text: string, token: string): boolean => isRunStart(bytes(text), text.indexOf(token));

describe('run starts', () => {
  test.each([
    ['tok', true],
    [' tok', true],
    ['"tok', true],
    ['my_tok', true],
    ['my-tok', false],
    ['mytok', false],
    ['\\ntok', true],
    ['\\x1btok', true],
    ['%3Dtok', true],
    ['\\u003dtok', true],
    ['\x1b[32mtok', true],
    ['\x1b[01;31mtok', true],
    ['&gttok', true],
    ['&quot;tok', true],
    ['=u003dtok', false],
    ['\\u0003dtok', false],
  ])('%j: a token may begin: %s', (text, expected) => {
    expect(starts(text, 'tok')).toBe(expected);
  });

  test('an escape at offset 0 has no introducer before it', () => {
    expect(isRunStart(bytes('ntok'), 1)).toBe(false);
  });

  test('a keyword is reported only with sixteen bytes of run', () => {
    const run = 'abcdefghijklmnop';
    expect(isRunHit(bytes(run), 0, 0, 16)).toBe(true);
    expect(isRunHit(bytes(run), 0, 0, 15)).toBe(false);
    expect(isRunHit(bytes(`${run.slice(1)}.`), 0, 0, 16)).toBe(false);
  });

  test('the run of a keyword with a separator begins after it, wherever the keyword stands', () => {
    expect(runOffset('ghp_')).toBe(0);
    expect(runOffset('SG.')).toBe(3);
    expect(runOffset('hvs.CAES')).toBe(4);
    expect(isRunHit(bytes('xhvs.abcdefghijklmnop'), 1, 4, 21)).toBe(true);
    expect(isRunHit(bytes('xhvs.abcdefghijklmn.p'), 1, 4, 21)).toBe(false);
  });
});
