/** Lines counted by words are those counted by bytes. */

import { expect, test } from 'vitest';
import { countNewlines } from '../../src/scan/newlines.ts';
import { seeded } from '../support/keys.ts';

test('newlines are counted from any place to any other, whatever stands beside them', () => {
  const random = seeded(7);
  // Values next to a newline's, with and without the top bit, among a few others.
  const values = [10, 10, 9, 11, 0x8a, 0x0b, 0x00, 0xff, 0x7f, 0x80];
  const bytes = Buffer.from(Array.from({ length: 5000 }, () => values[Math.floor(random() * values.length)]!));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let round = 0; round < 500; round++) {
    const from = Math.floor(random() * bytes.length);
    const to = from + Math.floor(random() * (bytes.length - from));
    expect(countNewlines(bytes, view, from, to)).toBe(bytes.subarray(from, to).filter((byte) => byte === 10).length);
  }
  const all = Buffer.alloc(3000, 10);
  expect(countNewlines(all, new DataView(all.buffer, all.byteOffset, all.length), 0, 3000)).toBe(3000);
});
