import { expect, test } from 'vitest';
import { countLines } from '../../src/prefilter/lines.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('newlines are counted, and code points after the last one', () => {
  expect(countLines(bytes('one\ntwo\nthrée→'), 0, 16)).toEqual({ newlines: 2, codePoints: 6 });
  expect(countLines(bytes('no newline'), 3, 10)).toEqual({ newlines: 0, codePoints: 7 });
  expect(countLines(bytes('a\nb'), 0, 2)).toEqual({ newlines: 1, codePoints: 0 });
  expect(countLines(bytes('a\nb'), 2, 2)).toEqual({ newlines: 0, codePoints: 0 });
});

test('a newline after the end is not counted', () => {
  expect(countLines(bytes('abc\n'), 0, 3)).toEqual({ newlines: 0, codePoints: 3 });
});
