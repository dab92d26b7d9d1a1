/** tar, held against GNU tar, and the oddities that extracting programs stop at. */

import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entryName } from '../../src/formats/entry-name.ts';
import { readTar } from '../../src/formats/tar.ts';
import { isProblem } from '../../src/model/problem.ts';
import { documentOf, readAll } from './read.ts';
import { run, seeded, testWith } from './tools.ts';

type Listed = Record<string, string>;

/** Entries as `path: content` (or `-> link`, `(type)`), problems in order. */
async function list(bytes: Uint8Array, piece?: number): Promise<{ entries: Listed; problems: string[] }> {
  const entries: Listed = {};
  const problems: string[] = [];
  for await (const entry of readTar(documentOf(bytes, 'a.tar', piece), 'test: a.tar')) {
    if (isProblem(entry)) problems.push(`${entry.code} ${entry.detail}`);
    else if (entry.type === 'file') {
      const document = { ...documentOf(''), read: entry.read };
      entries[entry.path] = (await readAll(document)).toString('latin1');
    } else entries[entry.path] = entry.type === 'link' ? `-> ${entry.link}` : `(${entry.type})`;
  }
  return { entries, problems };
}

const folder = mkdtempSync(join(tmpdir(), 'leakwalk-tar-'));
const long = `${'a-very-long-folder-name/'.repeat(12)}end.txt`;
const big = seeded(3, 300_001).toString('latin1');
const files: Listed = {
  'a.txt': 'hello\n',
  empty: '',
  'sub/b.bin': big,
  [long]: 'deep',
  'fünf.txt': 'five',
  block: 'x'.repeat(512),
};

beforeAll(() => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content, 'latin1');
  }
  symlinkSync('a.txt', join(folder, 'soft'));
  linkSync(join(folder, 'a.txt'), join(folder, 'z-hard'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const gnu = (...args: string[]): Buffer => run('tar', ['--sort=name', '-cf', '-', '-C', folder, ...args]);

/** Names of GNU tar's own listing are bytes; ours are text. */
const wantedFiles = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, content]));

describe('archives of GNU tar', () => {
  testWith(['tar']).each(['gnu', 'pax', 'oldgnu'])('%s: every file, link and folder', async (format) => {
    for (const piece of [undefined, 700]) {
      const { entries, problems } = await list(gnu(`--format=${format}`, '.'), piece);
      expect(problems).toEqual([]);
      expect(entries).toMatchObject({ ...wantedFiles, soft: '-> a.txt', 'z-hard': '-> a.txt', sub: '(directory)' });
    }
  });

  testWith(['tar']).each(['ustar', 'v7'])('%s: what it can hold', async (format) => {
    const { entries, problems } = await list(gnu(`--format=${format}`, 'a.txt', 'empty', 'sub', 'block'));
    expect(problems).toEqual([]);
    expect(entries).toEqual({
      'a.txt': 'hello\n',
      empty: '',
      sub: '(directory)',
      'sub/b.bin': big,
      block: files['block'],
    });
  });

  testWith(['tar']).each([['gnu'], ['pax', '--sparse-version=0.1'], ['pax', '--sparse-version=1.0']])(
    'sparse files (%s %s) lose nothing but their holes',
    async (format, ...more) => {
      const name = 'sparse';
      const hole = Buffer.alloc(3_000_000);
      for (let k = 0; k < 60; k++) hole.write(`part ${k};`, k * 50_000);
      writeFileSync(join(folder, name), '');
      const parts: string[] = [];
      run('python3', [
        '-c',
        `
import sys
f=open(sys.argv[1],'wb')
for k in range(60):
    f.seek(k*50000); f.write(b'part %d;'%k)
f.truncate(3000000)`,
        join(folder, name),
      ]);
      for (let k = 0; k < 60; k++) parts.push(`part ${k};`);
      const { entries, problems } = await list(gnu(`--format=${format}`, ...more, '--sparse', name, 'a.txt'));
      rmSync(join(folder, name));
      expect(problems).toEqual([]);
      expect(entries['a.txt']).toBe('hello\n');
      for (const part of parts) expect(entries[name]).toContain(part);
    },
  );
});

describe('archives that go on or are damaged', () => {
  const small = (name: string, content: string): Promise<Buffer> => {
    const archive = pack();
    archive.entry({ name }, content);
    archive.finalize();
    return readAll({ ...documentOf(''), read: reader(archive) });
  };
  const reader = (stream: AsyncIterable<unknown>) => {
    const iterator = stream[Symbol.asyncIterator]();
    let left = Buffer.alloc(0);
    return async (into: Uint8Array): Promise<number> => {
      if (left.length === 0) {
        const next = await iterator.next();
        if (next.done) return 0;
        left = Buffer.from(next.value as Uint8Array);
      }
      const piece = left.subarray(0, into.length);
      into.set(piece);
      left = left.subarray(piece.length);
      return piece.length;
    };
  };

  test('concatenated archives are one', async () => {
    const both = Buffer.concat([await small('one', '1'), await small('two', '2')]);
    expect(await list(both)).toEqual({ entries: { one: '1', two: '2' }, problems: [] });
  });

  test('a damaged header is named and passed by', async () => {
    const archive = Buffer.concat([await small('one', '1'), await small('two', '2'), await small('three', '3')]);
    archive[archive.indexOf('two')] = 0x54;
    const { entries, problems } = await list(archive);
    expect(entries).toEqual({ one: '1', three: '3' });
    expect(problems).toEqual(['CORRUPT 1024 bytes where a tar header should be; went on at the next good one']);
  });

  test('a cut is named, and what was there is read', async () => {
    const { entries, problems } = await list((await small('one', 'x'.repeat(2000))).subarray(0, 1500));
    expect(entries).toEqual({ one: 'x'.repeat(988) });
    expect(problems).toEqual(['CORRUPT the archive is cut off within this entry']);
  });

  test('bytes after the end are counted', async () => {
    const { entries, problems } = await list(Buffer.concat([await small('one', '1'), Buffer.from('trailing')]));
    expect(entries).toEqual({ one: '1' });
    expect(problems).toEqual(['CORRUPT 8 bytes at the end are no part of the tar archive; not scanned']);
  });

  test('sizes in base 256 are read', async () => {
    const archive = await small('one', 'abc');
    const header = archive.subarray(0, 512);
    header.fill(0, 124, 136);
    header[124] = 0x80;
    header[135] = 3;
    header.fill(0x20, 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    expect(await list(archive)).toEqual({ entries: { one: 'abc' }, problems: [] });
  });

  test('a size beyond reason is damage, not a wait', async () => {
    const archive = await small('one', 'abc');
    const header = archive.subarray(0, 512);
    header.fill(0xff, 124, 136);
    header[124] = 0x80;
    header.fill(0x20, 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    expect((await list(archive)).problems[0]).toMatch(/^CORRUPT 1024 bytes where a tar header/);
  });

  test('hostile names are made neutral, and said', async () => {
    for (const [name, wanted] of [
      ['../../etc/passwd', 'etc/passwd'],
      ['/etc/shadow', 'etc/shadow'],
      ['a/\x1b[2Jb', 'a/\\u{1b}[2Jb'],
      ['..', 'unnamed'],
    ] as const) {
      const { entries, problems } = await list(await small(name, 'x'));
      expect(Object.keys(entries)).toEqual([wanted]);
      expect(problems[0]).toBe(`HOSTILE_NAME an entry's name tries to leave the archive; read as ${wanted}`);
    }
  });
});

describe('entryName', () => {
  test.each([
    ['./a//b/', 'a/b', false],
    ['C:/windows', 'C:/windows', true],
    ['a\u202eb', 'a\\u{202e}b', true],
    ['', 'unnamed', false],
  ])('%j is %j', (name, path, isHostile) => {
    expect(entryName(name)).toEqual({ path, isHostile });
  });

  test('bytes that are not UTF-8 are escaped', () => {
    expect(entryName(Buffer.from('bad\xff.txt', 'latin1')).path).toBe('bad\\xff.txt');
  });
});
