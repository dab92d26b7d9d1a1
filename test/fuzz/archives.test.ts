/** Damaged and made-up archives: nothing hangs, only typed errors are thrown, nothing is lost without a problem. */

import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { prefixed } from '../../src/formats/prefixed.ts';
import { isArchive, recognise } from '../../src/formats/recognise.ts';
import type { Document } from '../../src/model/document.ts';
import { isProblem, ProblemError } from '../../src/model/problem.ts';
import { type ReadOptions, readDefaults } from '../../src/model/slice.ts';
import { unpack } from '../../src/sources/archive.ts';
import { documentOf } from '../formats/read.ts';
import { hasProgram, run, seeded } from '../formats/tools.ts';
import { seed } from '../support/seed.ts';

const options: ReadOptions = { ...readDefaults, maxExpanded: 32 * 2 ** 20, maxEntries: 1000, maxDepth: 3 };

interface Outcome {
  /** Content by path. */
  readonly files: Map<string, Buffer>;
  problems: number;
}

async function open(bytes: Uint8Array): Promise<Outcome> {
  const outcome: Outcome = { files: new Map(), problems: 0 };
  await openInto(documentOf(bytes, 'top', 3001), outcome, 0);
  return outcome;
}

async function openInto(document: Document, outcome: Outcome, depth: number): Promise<void> {
  try {
    const head = Buffer.alloc(1500);
    let have = 0;
    for (let count = 1; count > 0 && have < head.length; have += count)
      count = await document.read(head.subarray(have));
    const whole = prefixed(head.subarray(0, have), document);
    const kind = recognise(head, have, document.provenance.path);
    if (isArchive(kind) && depth < options.maxDepth) {
      for await (const inner of unpack(kind, whole, options))
        if (isProblem(inner)) outcome.problems += inner.note ? 0 : 1;
        else await openInto(inner, outcome, depth + 1);
      return;
    }
    const pieces: Buffer[] = [];
    for (;;) {
      const into = Buffer.alloc(8192);
      const count = await whole.read(into);
      if (count === 0) break;
      pieces.push(into.subarray(0, count));
    }
    outcome.files.set(document.provenance.path, Buffer.concat(pieces));
  } catch (cause) {
    if (!(cause instanceof ProblemError)) throw cause;
    outcome.problems++;
  }
}

/** A generator of numbers below `limit`. */
function dice(start: number): (limit: number) => number {
  let state = start | 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.floor(((state >>> 0) / 2 ** 32) * limit);
  };
}

/** One of: flipped bits, a cut, a doubled or missing range, a range of one byte. */
function damaged(bytes: Buffer, roll: (limit: number) => number): Buffer {
  const at = roll(bytes.length);
  const length = 1 + roll(Math.min(600, bytes.length - at));
  switch (roll(5)) {
    case 0: {
      const copy = Buffer.from(bytes);
      for (let k = 0; k < 1 + roll(4); k++) copy[roll(copy.length)]! ^= 1 << roll(8);
      return copy;
    }
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    default:
      return Buffer.from(bytes).fill(roll(256), at, at + length);
  }
}

const contents: Record<string, Uint8Array> = {
  'one.txt': strToU8('first file\n'.repeat(30)),
  'folder/two.bin': seeded(seed, 5000),
  'three.txt': seeded(seed + 1, 9000, 5),
};

function tarOf(): Buffer {
  const script =
    'import sys,tarfile,io\nt=tarfile.open(fileobj=sys.stdout.buffer,mode="w|",format=tarfile.PAX_FORMAT)\n' +
    'd=sys.stdin.buffer.read();o=0\nfor a in sys.argv[1:]:\n n,s=a.split(":");s=int(s);i=tarfile.TarInfo(n);i.size=s;i.pax_headers={"comment":"x"*30}\n t.addfile(i,io.BytesIO(d[o:o+s]));o+=s\nt.close()';
  const names = Object.entries(contents).map(([name, bytes]) => `${name}:${bytes.length}`);
  return execFileSync('python3', ['-c', script, ...names], { input: Buffer.concat(Object.values(contents)) });
}

const samples: [string, () => Buffer][] = [
  ['zip', () => Buffer.from(zipSync(contents))],
  ['stored zip', () => Buffer.from(zipSync(contents, { level: 0 }))],
  ['gzip', () => gzipSync(contents['three.txt']!)],
];
if (hasProgram('python3'))
  samples.push(
    ['tar', tarOf],
    ['tar.gz', () => gzipSync(tarOf())],
    ['tar in zip', () => Buffer.from(zipSync({ 'a.tar': tarOf(), 'b.zip': zipSync(contents) }))],
  );
else console.log('skipped: tar samples need python3');
if (hasProgram('zstd')) samples.push(['zstd', () => run('zstd', ['-q', '-c'], contents['three.txt'])]);
else console.log('skipped: zstd samples need zstd');

describe(`damage, seed ${seed}`, () => {
  test.each(samples)('%s: every change of content is said', async (_name, make) => {
    const good = make();
    const before = await open(good);
    expect(before.problems).toBe(0);
    const roll = dice(seed);
    let changed = 0;
    for (let k = 0; k < 120; k++) {
      const bad = damaged(good, roll);
      const after = await open(bad);
      // Bytes that are no archive any more are read as they are.
      if (after.problems > 0 || after.files.has('top')) continue;
      // Without a problem, every byte of every file must still be there, under some name, or bytes of the archive as they are.
      const all = [...after.files.values()];
      for (const content of before.files.values()) {
        if (all.some((entry) => entry.includes(content))) continue;
        changed++;
        // A tar has no checksum of its contents: a flipped byte in them is a file with another byte.
        expect(
          all.some((entry) => entry.length >= content.length - 600),
          `case ${k}`,
        ).toBe(true);
      }
    }
    expect(changed).toBeLessThan(120 * before.files.size);
  });

  test('noise behind each magic number ends, with a problem', async () => {
    const roll = dice(seed + 7);
    const magics = [
      '504b0304',
      '504b0506',
      '1f8b0808',
      '28b52ffd',
      '213c617263683e0a',
      '303730373031',
      '303730373037',
      '5a2a4d18',
    ];
    for (let k = 0; k < 400; k++) {
      const noise = seeded(seed + k, 20 + roll(3000), k % 3 === 0 ? 7 : 256);
      await open(Buffer.concat([Buffer.from(magics[k % magics.length]!, 'hex'), noise]));
    }
    const header = Buffer.alloc(1024);
    header.write('name');
    header.write('ustar', 257);
    for (let k = 0; k < 100; k++) await open(Buffer.concat([header, seeded(seed - k, 3000)]));
  });
});
