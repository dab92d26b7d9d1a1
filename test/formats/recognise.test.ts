/** What a run of bytes is taken for. */

import { execFileSync } from 'node:child_process';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { recognise } from '../../src/formats/recognise.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const kind = (data: Uint8Array, path = 'file'): string => recognise(data, data.length, path);

test('what stands behind a document in the window is no part of it', () => {
  const stale = bytes('2026-03-19T17:43:37.1234567Z hello\nPK\x03\x04');
  expect(recognise(stale, 'x'.length, 'a.jar')).toBe('text');
  expect(recognise(bytes('#1 0.3 ##[group]x'), 2, 'file')).toBe('text');
  expect(recognise(stale, 4, 'file')).toBe('text');
});

describe('recognise', () => {
  test.each([
    ['export A=1\nexport B=2\n', 'text'],
    ['', 'text'],
    ['x', 'text'],
    ['fünf\n', 'text'],
    ['{"a": 1}\n', 'text'],
    ['# heading\n\n## [1.0] second\n', 'text'],
    ['#12 apples\n', 'text'],
    ['2026-03-19,17\n', 'text'],
    ['2026-03-19T17:43:37.1234567Z ##[group]Run npm ci\n', 'log'],
    ['\xef\xbb\xbf2026-03-19T17:43:37.1234567Z hello\n', 'log'],
    ['job\tstep\t2026-03-19T17:43:37.1234567Z hello\n', 'log'],
    ['first line\n2026-03-19T17:43:37Z second\n', 'log'],
    ['plain \x1b[31mred\x1b[0m\n', 'log'],
    ['[17:43:37]i: [Step 1/3] go\n', 'log'],
    ['17:43:37 go\n', 'log'],
    ['#12 0.345 installing\n', 'log'],
    ['section_start:1600000000:build\r\x1b[0Kx\n', 'log'],
    ['{"log":"a\\n","stream":"stdout","time":"2026-01-01T00:00:00Z"}\n', 'log'],
    ['[{"type":"out","message":"x"}]', 'log'],
    ['\xff\xfea\0b\0', 'utf16le'],
    ['\xfe\xff\0a\0b', 'utf16be'],
    ['k\0e\0y\0=\0v\0a\0l\0u\0e\0\r\0\n\0', 'utf16le'],
    ['\0k\0e\0y\0=\0v\0a\0l\0u\0e\0\n', 'utf16be'],
    ['PATH=/usr/bin:/bin\0HOME=/home/someone\0LANG=C.UTF-8\0', 'text'],
    ['\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0\x01\0\0\0', 'binary'],
    ['PK\x03\x04\x14\0', 'zip'],
    ['PK\x05\x06\0\0', 'zip'],
    ['PK is not a magic', 'text'],
    ['\x28\xb5\x2f\xfd\0', 'zstd'],
    ['\x5a\x2a\x4d\x18\0', 'zstd'],
    ['\xfd7zXZ\0', 'xz'],
    ['BZh91AY&SY', 'bzip2'],
    ['BZh9 is a word', 'text'],
    ['7z\xbc\xaf\x27\x1c', '7z'],
    ['Rar!\x1a\x07\x01\0', 'rar'],
    ['!<arch>\nx', 'ar'],
    ['070701000', 'cpio'],
    ['0707 is a number', 'text'],
    ['hsqs\0', 'squashfs'],
  ])('%j is %s', (text, wanted) => {
    expect(kind(bytes(text))).toBe(wanted);
  });

  test('gzip needs its method byte', () => {
    expect(kind(gzipSync('x'))).toBe('gzip');
    expect(kind(deflateRawSync('x'.repeat(300)))).not.toBe('gzip');
  });

  test('GNU tar writes archives that are known with and without a magic', () => {
    for (const format of ['gnu', 'pax', 'ustar', 'v7']) {
      const made = execFileSync('tar', [
        `--format=${format}`,
        '-cf',
        '-',
        '-C',
        import.meta.dirname,
        'recognise.test.ts',
      ]);
      expect(kind(made), format).toBe('tar');
    }
  });

  test('only the first `length` bytes count', () => {
    const window = Buffer.concat([bytes('abc\n'), bytes('\0\0\x1b[0m')]);
    expect(recognise(window, 4, 'a')).toBe('text');
  });

  test('a path that ends .log is a log, and a jar behind a script is a zip', () => {
    expect(kind(bytes('nothing special\n'), 'build.log')).toBe('log');
    expect(kind(bytes('#!/bin/sh\nexec java -jar $0\nPK\x03\x04'), 'app.jar')).toBe('zip');
    expect(kind(bytes('#!/bin/sh\necho PK\x03\x04'), 'app.sh')).toBe('text');
  });
});
