/** gzip and zstd: all of it, and what could be read of damaged streams. */

import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Expansion } from '../../src/formats/expansion.ts';
import { gunzip } from '../../src/formats/gzip.ts';
import { createInflation, inflateByBinding, inflateByStream } from '../../src/formats/inflate.ts';
import { createXxh64 } from '../../src/formats/xxh64.ts';
import { unzstd } from '../../src/formats/zstd.ts';
import { documentOf } from './read.ts';
import { run, seeded, testWith } from './tools.ts';

async function expand(expansion: Expansion, size = 64 * 1024): Promise<{ bytes: string; fault: string | undefined }> {
  const pieces: Buffer[] = [];
  for (;;) {
    const into = Buffer.alloc(size);
    const count = await expansion.read(into);
    if (count === 0) break;
    pieces.push(into.subarray(0, count));
  }
  expansion.close();
  const { fault } = expansion;
  return { bytes: Buffer.concat(pieces).toString('latin1'), fault: fault && `${fault.code} ${fault.detail}` };
}

const text = seeded(1, 300_000, 9);
const whole = text.toString('latin1');

describe.each([
  ['binding', () => inflateByBinding()!],
  ['stream', inflateByStream],
] as const)('gunzip by %s', (_name, inflate) => {
  const open = (bytes: Uint8Array, piece?: number): ReturnType<typeof expand> =>
    expand(gunzip(documentOf(bytes, 'f.gz', piece), inflate));

  test.each([1000, 65536])('gives all of it, read in pieces of %i', async (piece) => {
    expect(await open(gzipSync(text), piece)).toEqual({ bytes: whole, fault: undefined });
  });

  test('goes on with further members, empty ones too', async () => {
    const bytes = Buffer.concat([gzipSync(text), gzipSync(''), gzipSync('more')]);
    expect(await open(bytes)).toEqual({ bytes: `${whole}more`, fault: undefined });
  });

  test('gives what it can of a stream that is cut off', async () => {
    const packed = gzipSync(text);
    const { bytes, fault } = await open(packed.subarray(0, packed.length >> 1));
    expect(fault).toBe('CORRUPT the gzip stream is cut off');
    expect(bytes.length).toBeGreaterThan(text.length * 0.4);
    expect(bytes === whole.slice(0, bytes.length)).toBe(true);
  });

  test('names a cut in the trailer and a wrong checksum', async () => {
    const packed = gzipSync(text);
    expect(await open(packed.subarray(0, -3))).toEqual({
      bytes: whole,
      fault: 'CORRUPT the gzip stream is cut off in its trailer',
    });
    packed[packed.length - 6]! ^= 1;
    expect(await open(packed)).toEqual({ bytes: whole, fault: 'CORRUPT the checksum of gzip member 1 is wrong' });
  });

  test('says that the rest of a damaged stream was not read', async () => {
    const packed = Buffer.concat([gzipSync(text).subarray(0, 60_000), Buffer.alloc(1000, 0xff)]);
    const { bytes, fault } = await open(packed);
    expect(fault).toMatch(/^CORRUPT/);
    expect(bytes.length).toBeGreaterThan(60_000);
  });

  test('trailing bytes are read as they are, padding is not', async () => {
    const { bytes, fault } = await open(Buffer.concat([gzipSync('a'), Buffer.from('trailing')]));
    expect(bytes).toBe('atrailing');
    expect(fault).toBe('CORRUPT 8 bytes follow the gzip stream; scanned as they are');
    expect(await open(Buffer.concat([gzipSync('a'), Buffer.alloc(700)]))).toEqual({ bytes: 'a', fault: undefined });
  });
});

describe('inflation', () => {
  test('the binding is used here', () => {
    expect(createInflation().constructor).toBe(Object);
    expect(createInflation().run(deflateRawSync('x'), 0, 3, Buffer.alloc(9))).toBeUndefined();
  });
});

describe('gunzip against the program', () => {
  testWith(['gzip'])('names, comments and levels of gzip', async () => {
    for (const level of ['-1', '-9'])
      expect((await expand(gunzip(documentOf(run('gzip', [level, '-c'], text))))).bytes === whole).toBe(true);
    const expansion = gunzip(
      documentOf(
        Buffer.concat([
          Buffer.from('1f8b0818000000000003', 'hex'),
          Buffer.from('name.txt\0a comment\0'),
          gzipSync('x').subarray(10),
        ]),
      ),
    );
    expect(await expand(expansion)).toEqual({ bytes: 'x', fault: undefined });
    expect(expansion.name).toBe('name.txt');
  });
});

describe('unzstd in script', () => {
  const open = (bytes: Uint8Array, piece?: number): ReturnType<typeof expand> =>
    expand(unzstd(documentOf(bytes, 'f.zst', piece), false));
  const zstd = (input: Uint8Array, ...args: string[]): Buffer => run('zstd', ['-q', '-c', ...args], input);

  testWith(['zstd'])('all levels, with and without checksums, empty input, several frames', async () => {
    for (const args of [['-1'], ['-3'], ['-19'], ['--no-check'], ['--fast=5'], ['-T2', '-B64KB']])
      expect(await open(zstd(text, ...args), 10_000), args.join()).toEqual({ bytes: whole, fault: undefined });
    expect(await open(zstd(Buffer.alloc(0)))).toEqual({ bytes: '', fault: undefined });
    const skippable = Buffer.from('5a2a4d1803000000aabbcc', 'hex');
    const two = Buffer.concat([skippable, zstd(text), skippable, zstd(Buffer.from('more')), skippable]);
    expect(await open(two)).toEqual({ bytes: `${whole}more`, fault: undefined });
  });

  testWith(['zstd'])('every damaged byte is either harmless or named', async () => {
    const packed = zstd(seeded(2, 20_000, 7));
    const good = (await open(packed)).bytes;
    for (let k = 0; k < 100; k++) {
      const bad = Buffer.from(packed);
      bad[(k * 7919) % bad.length]! ^= 1 << (k & 7);
      const { bytes, fault } = await open(bad);
      if (bytes !== good) expect(fault, `byte ${(k * 7919) % bad.length}`).toMatch(/^(CORRUPT|COMPRESSION)/);
    }
  });

  testWith(['zstd'])('cut streams give what they can and say so', async () => {
    const packed = zstd(text);
    for (const part of [0.1, 0.5, 0.9]) {
      const { bytes, fault } = await open(packed.subarray(0, packed.length * part));
      expect(fault).toMatch(/^CORRUPT .*cut off/);
      expect(bytes === whole.slice(0, bytes.length)).toBe(true);
    }
  });

  testWith(['zstd'])('a window that would take ages is refused by name', async () => {
    const { bytes, fault } = await open(zstd(text, '--long=27'));
    expect(bytes.length).toBe(0);
    expect(fault).toMatch(/^COMPRESSION zstd window of 134217728 bytes/);
  });

  test('XXH64 is the published one', () => {
    // Low halves of XXH64 with seed 0: "" = ef46db3751d8e999, "a" = d24ec4f1a98c6e5b, "abc" = 44bc2cf5ad770999.
    for (const [input, low] of [
      ['', 0x51d8e999],
      ['a', 0xa98c6e5b],
      ['abc', 0xad770999],
    ] as const) {
      const sum = createXxh64();
      sum.update(Buffer.from(input));
      expect(sum.low32()).toBe(low);
    }
  });
});
