import { describe, expect, test } from 'vitest';
import { windowsJson } from '../../src/prefilter/generated/windows.ts';
import { needleOf } from '../../src/prefilter/needle.ts';
import { buckets, lookUps, placeWindows, windowOffsets } from '../../src/prefilter/windows.ts';

const needle = (text: string, fold = false) => needleOf({ text, fold, run: false });

const windows = JSON.parse(windowsJson) as { frequency: number[]; windows: Record<string, readonly [number, number]> };

describe('windows', () => {
  test('leave a fourth byte of the keyword behind them where there is one', () => {
    expect(windowOffsets(needle('abcdef'))).toEqual([0, 1, 2]);
    expect(windowOffsets(needle('abc'))).toEqual([0]);
  });

  test('hold ASCII only', () => {
    expect(windowOffsets(needle('ab\xe9cde'))).toEqual([3]);
    expect(windowOffsets(needle('a\xe9b\xe9c'))).toEqual([]);
  });

  test('a folded letter has the look-ups of both cases', () => {
    const [low, high] = lookUps(needle('key', true), 0);
    expect(low).toBe(1 << ('k'.charCodeAt(0) & 15));
    expect(high).toBe((1 << ('k'.charCodeAt(0) >> 3)) | (1 << ('K'.charCodeAt(0) >> 3)));
  });

  test('known places are kept, the others found', () => {
    const patterns = ['password', 'secret', 'zqxj'].map((text) => needle(text, true));
    const placed = placeWindows(patterns, [{ offset: 3, bucket: 5 }, undefined, undefined], windows.frequency);
    expect(placed[0]).toEqual({ offset: 3, bucket: 5 });
    for (const [k, { offset, bucket }] of placed.entries()) {
      expect(windowOffsets(patterns[k]!)).toContain(offset);
      expect(bucket).toBeLessThan(buckets);
    }
  });

  test('the rare end of a keyword is preferred to its common one', () => {
    const [window] = placeWindows([needle('   zqxj')], [undefined], windows.frequency);
    expect(window!.offset).toBe(3);
  });
});

describe('generated/windows.ts', () => {
  test('every window lies in its keyword and in a bucket', () => {
    const entries = Object.entries(windows.windows as Record<string, readonly number[]>);
    for (const [key, [offset, bucket]] of entries) {
      expect(windowOffsets(needle(key.slice(2), key.startsWith('i:'))), key).toContain(offset);
      expect(bucket, key).toBeLessThan(buckets);
    }
  });

  test('the shares of bytes are those of text', () => {
    expect(windows.frequency).toHaveLength(256);
    expect(windows.frequency.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 1);
  });
});
