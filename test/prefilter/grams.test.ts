import { describe, expect, test } from 'vitest';
import { gramsJson } from '../../src/prefilter/generated/grams.ts';
import { expectedShare, gramAt, gramsFrom, leastForGrams, placeGrams, shortGrams } from '../../src/prefilter/grams.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const known = JSON.parse(gramsJson) as { frequency: number[]; grams: Record<string, number> };

describe('grams', () => {
  test('do not tell case', () => {
    expect(gramAt(bytes('xABCD'), 1)).toBe(gramAt(bytes('abcd'), 0));
    expect(gramAt(bytes('ab_d'), 0)).not.toBe(gramAt(bytes('ab-d'), 0));
  });

  test.each(['abcde', 'abcd', 'abc', 'a\xe9c'])(
    'one of those of %j stands at an even address, wherever it does',
    (text) => {
      const own = new Set(text.length >= leastForGrams ? gramsFrom(bytes(text), 0) : shortGrams(bytes(text)));
      for (const before of ['', '.', '\xff_', '\x00x-']) {
        const line = bytes(`${before}${text}~\x80 `);
        const met = Array.from({ length: line.length >> 1 }, (_, k) => 2 * k).filter((at) => at + 4 <= line.length);
        expect(met.some((at) => own.has(gramAt(line, at)))).toBe(true);
      }
    },
  );

  test('are where the text has them least, and those of another keyword cost nothing', () => {
    const rare = expectedShare(known.frequency);
    expect(placeGrams([{ bytes: bytes('   zqxjk') }], [], rare)).toEqual([3]);
    expect(placeGrams([{ bytes: bytes('entry') }, { bytes: bytes('xzentry') }], [], rare)).toEqual([0, 2]);
    expect(placeGrams([{ bytes: bytes('password') }], [2], rare)).toEqual([2]);
  });
});

describe('generated/grams.ts', () => {
  test('every gram lies in its keyword', () => {
    for (const [name, offset] of Object.entries(known.grams)) {
      expect(offset, name).toBeGreaterThanOrEqual(0);
      expect(offset + leastForGrams, name).toBeLessThanOrEqual(name.length - 2);
    }
  });

  test('the shares of bytes are those of text', () => {
    expect(known.frequency).toHaveLength(256);
    expect(known.frequency.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 1);
  });
});
