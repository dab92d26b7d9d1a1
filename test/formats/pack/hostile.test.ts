/** Packs that are damaged, hostile or very large: every object is given or named as a fault, at no great cost. */

import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ObjectType } from '../../../src/formats/pack/entries.ts';
import { openPack } from '../../../src/formats/pack/walk.ts';
import { folder } from '../../support/program.ts';
import { craft, delta, type Entry } from './craft.ts';

const types: ReadonlySet<ObjectType> = new Set(['blob']);
const name = (digit: string): string => digit.repeat(40);

/** `id first letters: content` or `id: reason`, sorted. */
function told(file: string, maxBytes = 1 << 20, parts = 1): string[] {
  const lines: string[] = [];
  for (let part = 0; part < parts; part++) {
    const pack = openPack(file, 20);
    for (const entry of pack.walk({ types, maxBytes, part, parts })) {
      const what = entry.kind === 'fault' ? entry.reason : `"${entry.bytes.toString('latin1', 0, 20)}"`;
      lines.push(`${entry.id.slice(0, 2)} ${what}`);
    }
    pack.close();
  }
  return lines.sort();
}

const sound: Entry = { id: name('e'), type: 3, bytes: Buffer.from('sound') };

test.each([1, 3])('deltas made from each other, and what hangs on them, are faults (in %i parts)', (parts) => {
  const body = delta(1, 1, 1, 65);
  const entries: Entry[] = [
    { id: name('1'), type: 7, base: name('2'), bytes: body },
    { id: name('2'), type: 7, base: name('3'), bytes: body },
    { id: name('3'), type: 7, base: name('1'), bytes: body },
    { id: name('4'), type: 7, base: name('2'), bytes: body },
    { id: name('5'), type: 7, base: name('5'), bytes: body },
    sound,
  ];
  expect(told(craft(entries), 1 << 20, parts)).toEqual([
    '11 missing-base',
    '22 missing-base',
    '33 missing-base',
    '44 missing-base',
    '55 missing-base',
    'ee "sound"',
  ]);
});

test('a base that is not in the pack costs its deltas only', () => {
  const entries: Entry[] = [
    { id: name('1'), type: 7, base: name('9'), bytes: delta(1, 1, 1, 65) },
    { id: name('2'), type: 7, base: name('1'), bytes: delta(1, 1, 1, 65) },
    sound,
  ];
  expect(told(craft(entries))).toEqual(['11 missing-base', '22 missing-base', 'ee "sound"']);
});

test('a delta that states a giant is not made, one that states more than it makes is corrupt', () => {
  // 0xf0 and three zero bytes: copy 65,536 bytes from the beginning.
  const copies = Array.from({ length: 64 }, () => 0x80);
  const base = Buffer.alloc(65536, 97);
  const entries: Entry[] = [
    { id: name('1'), type: 3, bytes: base },
    { id: name('2'), type: 7, base: name('1'), bytes: delta(65536, 64 * 65536, ...copies) },
    { id: name('3'), type: 7, base: name('2'), bytes: delta(64 * 65536, 1, 1, 65) },
    { id: name('4'), type: 7, base: name('1'), bytes: delta(65536, 2 ** 40, 1, 65) },
    { id: name('5'), type: 7, base: name('1'), bytes: delta(65536, 900_000, 1, 65) },
    { id: name('6'), type: 7, base: name('1'), bytes: delta(65536, 1, 0x91, 0xff, 0xff) },
    sound,
  ];
  expect(told(craft(entries))).toEqual([
    `11 "${'a'.repeat(20)}"`,
    '22 too-large',
    '33 too-large',
    '44 too-large',
    '55 corrupt',
    '66 corrupt',
    'ee "sound"',
  ]);
});

test('a stream that inflates to more or less than stated is corrupt, and no more than stated is made', () => {
  const bomb = Buffer.alloc(8 << 20);
  const entries: Entry[] = [
    { id: name('1'), type: 3, bytes: bomb, size: 10 },
    { id: name('2'), type: 3, bytes: Buffer.from('short'), size: 500 },
    { id: name('3'), type: 3, bytes: Buffer.from('tiny'), size: 900_000 },
    { id: name('4'), type: 3, bytes: Buffer.from('tiny'), size: 2 ** 45 },
    sound,
  ];
  expect(told(craft(entries))).toEqual(['11 corrupt', '22 corrupt', '33 corrupt', '44 too-large', 'ee "sound"']);
});

test('entries beyond four gigabytes are found by 64-bit offsets', () => {
  const entries: Entry[] = [
    sound,
    { id: name('1'), type: 3, bytes: Buffer.from('beyond two'), at: 2 ** 31 + 5 },
    { id: name('2'), type: 7, base: name('1'), bytes: delta(10, 11, 0x90, 10, 1, 33), at: 5 * 2 ** 30 },
  ];
  expect(told(craft(entries), 2 ** 33)).toEqual(['11 "beyond two"', '22 "beyond two!"', 'ee "sound"']);
});

test('a pack with the index of another, without its end, or that is none, is refused with a typed error', () => {
  const [one, other] = [craft([sound]), craft([sound, { id: name('1'), type: 3, bytes: Buffer.from('more') }])];
  const mixed = folder();
  copyFileSync(one, join(mixed, 'p.idx'));
  copyFileSync(other.replace('.idx', '.pack'), join(mixed, 'p.pack'));
  expect(() => openPack(join(mixed, 'p.idx'), 20)).toThrow(/another pack/);
  const cut = one.replace('.idx', '.pack');
  truncateSync(cut, readFileSync(cut).length - 3);
  expect(() => openPack(one, 20)).toThrow(/truncated/);
  writeFileSync(other.replace('.idx', '.pack'), 'no pack at all, only some text');
  expect(() => openPack(other, 20)).toThrow(/not of version 2/);
});
