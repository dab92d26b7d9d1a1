/** The pack reader against git itself: every object equal to `git cat-file`, however it is stored. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { novelStride } from '../../../src/formats/pack/delta.ts';
import type { ObjectType } from '../../../src/formats/pack/entries.ts';
import { openPack, type PackFault, type PackObject } from '../../../src/formats/pack/walk.ts';
import { pick, seeded } from '../../support/keys.ts';
import { folder, git } from '../../support/program.ts';

const all: ReadonlySet<ObjectType> = new Set(['commit', 'tree', 'blob', 'tag']);

function packs(repository: string): string[] {
  const at = join(repository, '.git/objects/pack');
  return readdirSync(at)
    .filter((name) => name.endsWith('.idx'))
    .map((name) => join(at, name));
}

/** A repository whose files change a little from commit to commit, packed with deltas. */
function versions(count: number, seed: number, format = 'sha1'): string {
  const random = seeded(seed);
  const repository = folder();
  git(repository, 'init', '-q', '-b', 'main', `--object-format=${format}`);
  const lines = Array.from({ length: 400 }, () => pick('abcdefgh \t{}', 40, random));
  for (let version = 0; version < count; version++) {
    for (let change = 0; change < 5; change++)
      lines[Math.floor(random() * lines.length)] = pick('mnopqrst', 30, random);
    if (version % 3 === 0) lines.splice(Math.floor(random() * lines.length), Math.floor(random() * 9));
    writeFileSync(join(repository, 'a.txt'), lines.join('\n'));
    writeFileSync(join(repository, 'b.bin'), Buffer.from(pick('\0\x01\xff', 3000, random), 'latin1'));
    git(repository, 'add', '.');
    git(repository, 'commit', '-qm', `version ${version}`);
  }
  git(repository, 'tag', '-am', 'a tag', 'v1');
  git(repository, 'repack', '-adfq', '--depth=50');
  return repository;
}

function walkAll(file: string, idBytes = 20, more: { part?: number; parts?: number; maxBytes?: number } = {}) {
  const pack = openPack(file, idBytes);
  const objects = new Map<string, { type: string; digest: string; size: number; delta: boolean }>();
  const faults: PackFault[] = [];
  const contents = new Map<string, Buffer>();
  for (const entry of pack.walk({ types: all, maxBytes: 1 << 26, part: 0, parts: 1, ...more })) {
    if (entry.kind === 'fault') faults.push(entry);
    else {
      objects.set(entry.id, {
        type: entry.type,
        digest: id(entry, idBytes),
        size: entry.bytes.length,
        delta: entry.novel !== undefined,
      });
      contents.set(entry.id, Buffer.from(entry.bytes));
    }
  }
  pack.close();
  return { objects, faults, contents };
}

/** An object's id is the hash of its type, size and bytes: equal ids are equal objects. */
function id(entry: PackObject, idBytes: number): string {
  return createHash(idBytes === 20 ? 'sha1' : 'sha256')
    .update(`${entry.type} ${entry.bytes.length}\0`)
    .update(entry.bytes)
    .digest('hex');
}

function listed(repository: string): string[] {
  return git(repository, 'cat-file', '--batch-all-objects', '--batch-check').split('\n').sort();
}

describe('walking a pack', () => {
  test.each([
    ['sha1', 20],
    ['sha256', 32],
  ] as const)('gives every object of a %s repository once, with its own id', (format, idBytes) => {
    const repository = versions(30, 7, format);
    const { objects, faults } = walkAll(packs(repository)[0]!, idBytes);
    expect(faults).toEqual([]);
    expect([...objects].map(([name, { type, size }]) => `${name} ${type} ${size}`).sort()).toEqual(listed(repository));
    for (const [name, { digest }] of objects) expect(digest).toBe(name);
    expect([...objects.values()].some(({ delta }) => delta)).toBe(true);
  });

  test('reads ref-deltas as well', () => {
    const repository = versions(12, 3);
    git(repository, '-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq');
    const walked = walkAll(packs(repository)[0]!);
    expect(walked.faults).toEqual([]);
    expect(walked.objects.size).toBe(listed(repository).length);
    for (const [name, { digest }] of walked.objects) expect(digest).toBe(name);
  });

  test('parts share the pack: each object is given by exactly one of them', () => {
    const repository = versions(20, 5);
    const [file] = packs(repository);
    const shares = [0, 1, 2].map((part) => [...walkAll(file!, 20, { part, parts: 3 }).objects.keys()]);
    expect(shares.flat().sort()).toEqual([...walkAll(file!).objects.keys()].sort());
    expect(shares.filter((share) => share.length > 0).length).toBeGreaterThan(1);
  });

  test('what is not new in a version stands in its base, where the ranges say', () => {
    const repository = versions(30, 11);
    const pack = openPack(packs(repository)[0]!, 20);
    const before = new Map<string, string>();
    let compared = 0;
    for (const entry of pack.walk({ types: all, maxBytes: 1 << 26, part: 0, parts: 1 })) {
      if (entry.kind === 'fault') throw new Error('fault');
      const text = entry.bytes.toString('latin1');
      before.set(entry.id, text);
      if (!entry.novel) continue;
      const { base, baseBytes, ranges } = entry.novel;
      expect(baseBytes.toString('latin1')).toBe(before.get(base));
      let [from, source] = [0, 0];
      for (let k = 0; k <= ranges.length; k += novelStride) {
        const to = ranges[k] ?? text.length;
        expect(text.slice(from, to)).toBe(before.get(base)!.slice(source, source + to - from));
        compared += to - from;
        if (k < ranges.length) expect(ranges[k + 1]! >= to && (k === 0 || to > from)).toBe(true);
        [from, source] = [ranges[k + 1]!, ranges[k + 2]!];
      }
    }
    pack.close();
    expect(compared).toBeGreaterThan(10_000);
  });

  test('a damaged entry costs itself and what is built on it, nothing else', () => {
    const repository = versions(20, 9);
    const [file] = packs(repository);
    const good = walkAll(file!);
    const path = file!.replace(/idx$/, 'pack');
    const bytes = readFileSync(path);
    const middle = bytes.length >> 1;
    const copy = folder();
    for (let k = 0; k < 40; k++) bytes[middle + k]! ^= 0x5a;
    writeFileSync(join(copy, 'p.pack'), bytes);
    writeFileSync(join(copy, 'p.idx'), readFileSync(file!));
    const damaged = walkAll(join(copy, 'p.idx'));
    expect(damaged.faults.length).toBeGreaterThan(0);
    expect(damaged.objects.size + damaged.faults.length).toBe(good.objects.size);
    for (const [name, content] of damaged.contents) {
      if (damaged.objects.get(name)!.digest === name) expect(content.equals(good.contents.get(name)!)).toBe(true);
    }
  });

  test('objects over the limit are faults, and so is what is built on them', () => {
    const repository = versions(10, 2);
    const { objects, faults } = walkAll(packs(repository)[0]!, 20, { maxBytes: 5000 });
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.every((fault) => fault.reason === 'too-large')).toBe(true);
    expect([...objects.values()].every(({ size }) => size <= 5000)).toBe(true);
  });

  test('a truncated index is refused with a typed error', () => {
    const repository = versions(2, 1);
    const [file] = packs(repository);
    const pack = readFileSync(file!.replace(/idx$/, 'pack'));
    const copy = folder({ 'p.idx': readFileSync(file!).subarray(0, 1100), 'p.pack': pack });
    expect(() => openPack(join(copy, 'p.idx'), 20)).toThrow(/truncated/);
  });
});
