/** UTF-16 as UTF-8, each byte traceable. */

import { describe, expect, test } from 'vitest';
import { prefixed } from '../../src/formats/prefixed.ts';
import { decodeUtf16 } from '../../src/formats/utf16.ts';
import type { Document } from '../../src/model/document.ts';
import { documentOf, readAll, trace } from './read.ts';

function utf16(text: string, order: 'le' | 'be' = 'le'): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

function decoded(bytes: Uint8Array, order: 'le' | 'be' = 'le', piece?: number): Document {
  const head = bytes.subarray(0, 100);
  return decodeUtf16(prefixed(head, documentOf(bytes.subarray(100), 'f', piece)), `utf16${order}`);
}

describe('decodeUtf16', () => {
  const text = `\ufeffkey=value\r\nfünf €5 😀 x\n${'many lines\n'.repeat(5000)}`;

  test.each(['le', 'be'] as const)('decodes %s, without its byte order mark', async (order) => {
    for (const piece of [1, 3, 4096])
      expect((await readAll(decoded(utf16(text, order), order, piece), piece < 100 ? 512 : 65536)).toString()).toBe(
        text.slice(1),
      );
  });

  test('each character is located at its two bytes, its line and its column', async () => {
    const { text: out, places } = await trace(decoded(utf16(text)));
    const at = Buffer.from(out, 'latin1').indexOf('x\n');
    const before = text.slice(0, text.indexOf('x\n'));
    expect(places[at]).toEqual({ offset: before.length * 2, line: 2, column: [...before.split('\n')[1]!].length + 1 });
    const last = text.length - 3;
    expect(places.at(-3)).toEqual({ offset: last * 2, line: 5002, column: 9 });
  });

  test('lone surrogates and an odd last byte are kept in sight', async () => {
    const bytes = Buffer.concat([utf16('a\ud800b\udc00'), Buffer.from('z')]);
    expect((await readAll(decoded(bytes))).toString()).toBe('a\ufffdb\ufffdz');
  });

  test('a log that PowerShell wrote is normalised, and located in the original', async () => {
    const log = '\ufeff2026-03-19T17:43:37.1234567Z one\r\n2026-03-19T17:43:37.1234567Z \x1b[31mtwo\x1b[0m\r\n';
    const { text: out, places } = await trace(decoded(utf16(log)));
    expect(out).toBe('one\r\ntwo\r\n');
    expect(places[out.indexOf('two')]).toEqual({ offset: log.indexOf('two') * 2, line: 2, column: 35 });
  });
});
