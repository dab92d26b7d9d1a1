/** Pieces of a document: the same lines give the same pieces and keys wherever they stand, and nothing else does. */

import { describe, expect, test } from 'vitest';
import { createCutter, type Pieces } from '../../src/scan/pieces.ts';
import { pick, seeded } from '../support/keys.ts';

const seeds = Uint32Array.of(0x12345678, 0x9abcdef0);

function text(lines: number, seed: number): string {
  const random = seeded(seed);
  return Array.from({ length: lines }, () => `${pick('abcdefgh =(){}', 5 + Math.floor(random() * 50), random)}\n`).join(
    '',
  );
}

function keysOf(document: string, ranges?: readonly number[], salt = 't'): Map<string, string> {
  const bytes = Buffer.from(document);
  const pieces = createCutter(seeds).cut(bytes, ranges ?? [0, bytes.length], salt) as Pieces;
  const keys = new Map<string, string>();
  for (let k = 0; k < pieces.count; k++) {
    if (pieces.keysA[k] === 0) continue;
    keys.set(`${pieces.keysA[k]}.${pieces.keysB[k]}`, document.slice(pieces.starts[k], pieces.ends[k]));
  }
  return keys;
}

const shared = (a: Map<string, string>, b: Map<string, string>): string[] =>
  [...a].filter(([key]) => b.has(key)).map(([, piece]) => piece);

describe('pieces', () => {
  test('cover a document without a gap', () => {
    const bytes = Buffer.from(text(2000, 1));
    const pieces = createCutter(seeds).cut(bytes, [0, bytes.length], 't')!;
    expect(pieces.count).toBeGreaterThan(50);
    expect(pieces.starts[0]).toBe(0);
    for (let k = 1; k < pieces.count; k++) expect(pieces.starts[k]).toBe(pieces.ends[k - 1]);
    expect(pieces.ends[pieces.count - 1]).toBe(bytes.length);
  });

  test('the same lines behind others have the same keys, away from the seam', () => {
    const body = text(2000, 1);
    const [alone, behind] = [keysOf(body), keysOf(text(300, 2) + body)];
    expect(shared(alone, behind).join('').length).toBeGreaterThan(body.length - 6000);
    for (const [key, piece] of behind) if (alone.has(key)) expect(alone.get(key)).toBe(piece);
  });

  test('one byte changed changes the keys of all that stands within reach of it, and of little else', () => {
    const body = text(2000, 1);
    const at = 40_000;
    const changed = `${body.slice(0, at)}#${body.slice(at + 1)}`;
    const after = keysOf(changed);
    const bytes = Buffer.from(body);
    const pieces = createCutter(seeds).cut(bytes, [0, bytes.length], 't')!;
    let [lost, near] = [0, 0];
    for (let k = 0; k < pieces.count; k++) {
      const known = after.has(`${pieces.keysA[k]}.${pieces.keysB[k]}`);
      const [start, end] = [pieces.starts[k]!, pieces.ends[k]!];
      if (end > at - 1024 && start <= at + 1024) {
        near++;
        expect(known).toBe(false);
      } else if (!known) lost += end - start;
    }
    expect(near).toBeGreaterThan(2);
    expect(lost).toBeLessThan(6000);
  });

  test('a part of a document gives the keys that the whole gives', () => {
    const body = text(2000, 3);
    const [part, whole] = [keysOf(body, [30_000, 36_000, 50_000, 50_010]), keysOf(body)];
    expect(part.size).toBeGreaterThan(10);
    for (const [key, piece] of part) expect(whole.get(key)).toBe(piece);
  });

  test('what is told apart by its salt shares no key, nor do the start and the middle of a document', () => {
    const body = text(200, 4);
    expect(shared(keysOf(body), keysOf(body, undefined, 'b'))).toEqual([]);
    const short = 'password = "x"\n';
    expect(shared(keysOf(short), keysOf(`\n${short}`))).toEqual([]);
  });

  test('a text without a line’s end is one piece', () => {
    expect([...keysOf('a'.repeat(100_000)).values()]).toHaveLength(1);
  });
});
