/** Archives opened as the scan opens them: recursively, within limits, held against the usual programs. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prefixed } from '../../src/formats/prefixed.ts';
import { isArchive, recognise } from '../../src/formats/recognise.ts';
import type { Document } from '../../src/model/document.ts';
import { isProblem } from '../../src/model/problem.ts';
import { type ReadOptions, readDefaults } from '../../src/model/slice.ts';
import { unpack } from '../../src/sources/archive.ts';
import { documentOf, readAll } from '../formats/read.ts';
import { run, seeded, testWith } from '../formats/tools.ts';

interface Opened {
  readonly files: Record<string, string>;
  readonly problems: string[];
}

/** Everything in a document, archives within archives too. */
async function open(
  bytes: Uint8Array,
  options: Partial<ReadOptions> = {},
  more: Partial<Document> = {},
): Promise<Opened> {
  const opened: Opened = { files: {}, problems: [] };
  await openInto({ ...documentOf(bytes, 'top', 10_000), ...more }, { ...readDefaults, ...options }, opened);
  return opened;
}

async function openInto(document: Document, options: ReadOptions, opened: Opened): Promise<void> {
  const head = Buffer.alloc(2048);
  let have = 0;
  for (let count = 1; count > 0 && have < head.length; have += count) count = await document.read(head.subarray(have));
  const whole = prefixed(head.subarray(0, have), document);
  const kind = recognise(head, have, document.provenance.path);
  if (!isArchive(kind)) {
    opened.files[document.provenance.path] = (await readAll(whole)).toString('latin1');
    return;
  }
  for await (const inner of unpack(kind, whole, options)) {
    if (isProblem(inner)) opened.problems.push(`${inner.code} ${inner.where.replace('test: ', '')}: ${inner.detail}`);
    else await openInto(inner, options, opened);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'leakwalk-archive-'));
const big = seeded(5, 400_000, 6);
beforeAll(() => {
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'a.txt'), 'hello');
  writeFileSync(join(folder, 'sub/big'), big);
  writeFileSync(join(folder, 'sub/fünf'), 'five');
});
afterAll(() => rmSync(folder, { recursive: true }));

const inside = (prefix: string): Record<string, string> => ({
  [`${prefix}a.txt`]: 'hello',
  [`${prefix}sub/big`]: big.toString('latin1'),
  [`${prefix}sub/fünf`]: 'five',
});
const names = ['a.txt', 'sub/big', 'sub/fünf'];

describe('compressed tar', () => {
  testWith(['tar', 'gzip', 'zstd'])('tar, tar.gz and tar.zst read alike, as one archive', async () => {
    const plain = run('tar', ['-cf', '-', ...names], undefined, folder);
    for (const bytes of [plain, run('gzip', ['-c'], plain), run('zstd', ['-q', '-c'], plain)])
      expect(await open(bytes)).toEqual({ files: inside('top!/'), problems: [] });
  });

  test('a compressed file is named as its stream says, or as its archive', async () => {
    expect((await open(gzipSync('x'))).files).toEqual({ 'top!/top': 'x' });
  });

  testWith(['xz', 'bzip2'])('what cannot be opened is a problem', async () => {
    expect((await open(run('xz', ['-c'], big))).problems).toEqual([
      'COMPRESSION top: xz archives cannot be opened; not scanned',
    ]);
    expect((await open(run('bzip2', ['-c'], big))).problems).toEqual([
      'COMPRESSION top: bzip2 archives cannot be opened; not scanned',
    ]);
  });
});

const zipped = (...args: string[]): Buffer => {
  const path = join(folder, '..', `leakwalk-${process.pid}.zip`);
  run('zip', ['-q', ...args, path, ...names], undefined, folder);
  const bytes = readFileSync(path);
  rmSync(path);
  return bytes;
};

function anywhere(bytes: Buffer): Partial<Document> {
  return {
    size: bytes.length,
    readAt(into, at) {
      const piece = bytes.subarray(at, at + into.length);
      into.set(piece);
      return piece.length;
    },
  };
}

describe('zip', () => {
  testWith(['zip']).each([['-9'], ['-0'], ['-1']])('zip %s by its directory, held or read anywhere', async (level) => {
    const bytes = zipped(level);
    expect(await open(bytes)).toEqual({ files: inside('top!/'), problems: [] });
    expect(await open(bytes, {}, anywhere(bytes))).toEqual({ files: inside('top!/'), problems: [] });
  });

  testWith(['python3'])(
    'zips of python: streamed with descriptors, 64-bit, behind a script, with comments',
    async () => {
      const code = `
import sys, zipfile, io
class Out:
    def write(self, b): return sys.stdout.buffer.write(b)
    def flush(self): pass
z = zipfile.ZipFile(Out(), 'w', zipfile.ZIP_DEFLATED)
with z.open(zipfile.ZipInfo('a.txt'), 'w', force_zip64=True) as f: f.write(b'hello')
i = zipfile.ZipInfo('b.txt'); i.compress_type = zipfile.ZIP_DEFLATED; i.comment = b'entry comment'
z.writestr(i, b'bbb' * 1000)
z.comment = b'archive comment'
z.close()`;
      const bytes = run('python3', ['-c', code]);
      const files = {
        'top!/a.txt': 'hello',
        'top!/b.txt': 'bbb'.repeat(1000),
        'top!/comment': 'archive commententry comment\n',
      };
      expect(await open(bytes)).toEqual({ files, problems: [] });
      const script = `#!/bin/sh\n${'# padding\n'.repeat(20)}`;
      const both = Buffer.concat([Buffer.from(script), bytes]);
      const opened: Opened = { files: {}, problems: [] };
      await openInto(documentOf(both, 'top.jar'), readDefaults, opened);
      expect(opened.problems).toEqual([]);
      expect(opened.files).toMatchObject({ 'top.jar!/a.txt': 'hello', [`top.jar!/bytes-0-${script.length}`]: script });
    },
  );

  testWith(['zip'])('an encrypted entry is named, the others are read', async () => {
    const path = join(folder, '..', `leakwalk-e-${process.pid}.zip`);
    run('zip', ['-q', path, 'a.txt'], undefined, folder);
    run('zip', ['-q', '-P', 'x', path, 'sub/fünf'], undefined, folder);
    const bytes = readFileSync(path);
    rmSync(path);
    const { files, problems } = await open(bytes);
    expect(files).toEqual({ 'top!/a.txt': 'hello' });
    expect(problems).toEqual(['ENCRYPTED top!/sub/fünf: the entry is encrypted; not scanned']);
  });

  test('an entry that the directory does not list is found', async () => {
    const one = Buffer.from(zipSync({ 'hidden.txt': strToU8('hidden '.repeat(10)) }, { level: 0 }));
    const two = Buffer.from(zipSync({ 'shown.txt': strToU8('shown') }, { level: 0 }));
    const entryLength = one.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    const { files } = await open(Buffer.concat([one.subarray(0, entryLength), two]));
    expect(files['top!/shown.txt']).toBe('shown');
    expect(Object.values(files)).toContain('hidden '.repeat(10));
  });

  test('a zip without its end is read by its local headers, and said to be cut', async () => {
    const bytes = Buffer.from(zipSync({ 'a.txt': strToU8('hello'), 'b.txt': strToU8('b'.repeat(5000)) }));
    const { files, problems } = await open(bytes.subarray(0, bytes.indexOf('PK\x01\x02', 0, 'latin1')));
    expect(files).toEqual({ 'top!/a.txt': 'hello', 'top!/b.txt': 'b'.repeat(5000) });
    expect(problems).toEqual(['CORRUPT top: the zip archive has no directory at its end; 0 bytes were not read']);
  });

  testWith(['python3'])('a stream of entries with descriptors is read to its end', async () => {
    const code = `
import sys, zipfile
class Out:
    def write(self, b): return sys.stdout.buffer.write(b)
    def flush(self): pass
z = zipfile.ZipFile(Out(), 'w', zipfile.ZIP_DEFLATED)
for k in range(5): z.writestr('f%d' % k, (b'content %d ' % k) * 2000)
z.close()`;
    const bytes = run('python3', ['-c', code]);
    const cut = bytes.subarray(0, bytes.indexOf('PK\x01\x02', 0, 'latin1'));
    const { files } = await open(cut);
    expect(Object.keys(files)).toEqual([0, 1, 2, 3, 4].map((k) => `top!/f${k}`));
    expect(files['top!/f3']).toBe('content 3 '.repeat(2000));
  });

  test('damage within an entry is named, and what came before it read', async () => {
    const bytes = Buffer.from(zipSync({ 'a.txt': big, 'b.txt': strToU8('after') }));
    bytes.fill(0xff, 100_000, 100_100);
    const { files, problems } = await open(bytes);
    expect(files['top!/b.txt']).toBe('after');
    expect(big.toString('latin1').startsWith(files['top!/a.txt']!.slice(0, 50_000))).toBe(true);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^CORRUPT top!\/a.txt/);
  });
});

describe('limits', () => {
  const bomb = gzipSync(Buffer.alloc(60 * 2 ** 20));

  test('a bomb is stopped by its ratio', async () => {
    const { files, problems } = await open(bomb, { maxRatio: 100 });
    expect(files['top!/top']!.length).toBeLessThan(20 * 2 ** 20);
    expect(problems).toEqual(['RATIO top!/top: expands to more than 100 times its size; the rest was not scanned']);
  });

  test('archives within share the limit of the outermost', async () => {
    const nested = zipSync({ 'a.gz': gzipSync('x'.repeat(6000)), 'b.gz': gzipSync('y'.repeat(6000)) }, { level: 0 });
    const { files, problems } = await open(nested, { maxExpanded: 8000 });
    expect(Object.keys(files)).toContain('top!/a.gz!/a');
    expect(problems.at(-1)).toMatch(/^TOO_LARGE/);
  });

  test('too many entries and too large entries', async () => {
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, k) => [`f${k}`, strToU8('x')]));
    const many = await open(zipSync(files), { maxEntries: 5 });
    expect(Object.keys(many.files)).toHaveLength(5);
    expect(many.problems).toEqual(['TOO_MANY top: more than 5 entries; the rest was not scanned']);
    const large = await open(zipSync({ big: new Uint8Array(5000), small: strToU8('x') }), { maxBytes: 1000 });
    expect(large.files).toEqual({ 'top!/small': 'x' });
    expect(large.problems).toEqual(['TOO_LARGE top!/big: over 1000 bytes']);
  });
});

describe('ar and cpio', () => {
  testWith(['ar'])('ar, with long names', async () => {
    const path = join(folder, '..', `leakwalk-${process.pid}.a`);
    writeFileSync(join(folder, 'a-name-longer-than-sixteen.txt'), 'odd');
    run('ar', ['rc', path, 'a.txt', 'a-name-longer-than-sixteen.txt', 'sub/big'], undefined, folder);
    const { files, problems } = await open(readFileSync(path));
    rmSync(path);
    rmSync(join(folder, 'a-name-longer-than-sixteen.txt'));
    expect(problems).toEqual([]);
    expect(files).toEqual({
      'top!/a.txt': 'hello',
      'top!/a-name-longer-than-sixteen.txt': 'odd',
      'top!/big': big.toString('latin1'),
    });
  });

  testWith(['cpio']).each(['newc', 'odc', 'crc'])('cpio %s', async (format) => {
    const bytes = run('cpio', ['-o', '--quiet', '-H', format], Buffer.from(`${names.join('\n')}\n`), folder);
    expect(await open(bytes)).toEqual({ files: inside('top!/'), problems: [] });
  });
});
