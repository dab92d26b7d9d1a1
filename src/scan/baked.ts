/** What the build made of the built-in rules (`dist/baked.bin`), so that a start plans nothing: see `bake.ts`. */

import { readFileSync } from 'node:fs';
import type { Plan } from '../detect/plan.ts';
import type { RuleSet } from '../model/rule.ts';
import { type Baked, unpackBaked } from '../prefilter/baked.ts';

export interface BakedScan {
  readonly tables: Baked;
  readonly plan: Plan;
  /** By keyword: 1 where it belongs to a rule that looks far (`watch.ts`). */
  readonly far: Uint8Array;
}

/** From dist/ itself, from its chunks, from the source. */
const places: readonly string[] = ['', '/..', '/../../dist'];

/** Bytes of a digest, hex. */
const digestLength = 64;

/**
 * Undefined for rules other than the built-in ones as they stand, and where nothing was made: all is then planned at start.
 */
export function readBaked(rules: RuleSet): BakedScan | undefined {
  if (!rules.shelf) return undefined;
  for (const folder of places) {
    try {
      return unpack(readFileSync(`${import.meta.dirname}${folder}/baked.bin`), rules.digest);
    } catch (cause) {
      if ((cause as { code?: string }).code !== 'ENOENT') throw cause;
    }
  }
  return undefined;
}

/** The digest of the rules; u32: count of sections, their lengths; the sections, each at a multiple of four bytes. */
export function pack(
  digest: string,
  { tables, plan, far }: BakedScan,
  packTables: (tables: Baked) => Uint8Array,
): Uint8Array {
  const { probes, lengths, starts, rules, reaches, least, most, maxLengths, traits, runs } = plan;
  const sections = [
    packTables(tables),
    Uint32Array.of(probes),
    lengths,
    starts,
    rules,
    reaches,
    least,
    most,
    maxLengths,
    traits,
    runs.least,
    runs.first,
    runs.last,
    runs.set,
    runs.sets,
    far,
  ];
  let size = digestLength + 4 + 4 * sections.length;
  const places = sections.map(({ byteLength }) => {
    const at = size;
    size += (byteLength + 3) & ~3;
    return at;
  });
  const bytes = new Uint8Array(size);
  bytes.set(Buffer.from(digest, 'latin1'));
  const head = Uint32Array.from([sections.length, ...sections.map(({ byteLength }) => byteLength)]);
  for (const [at, section] of [[digestLength, head] as const, ...places.map((at, k) => [at, sections[k]!] as const)]) {
    bytes.set(new Uint8Array(section.buffer, section.byteOffset, section.byteLength), at);
  }
  return bytes;
}

/** What `pack` made, on the same memory; undefined where it is of other rules. */
export function unpack(file: Uint8Array, digest: string): BakedScan | undefined {
  // Arrays of 32 bits need a multiple of four.
  const bytes = (file.byteOffset & 3) === 0 ? file : file.slice();
  const { buffer, byteOffset } = bytes;
  if (Buffer.from(buffer, byteOffset, digestLength).toString('latin1') !== digest) return undefined;
  const [count = 0] = new Uint32Array(buffer, byteOffset + digestLength, 1);
  const lengths = new Uint32Array(buffer, byteOffset + digestLength + 4, count);
  let at = byteOffset + digestLength + 4 + 4 * count;
  let k = 0;
  const next = (): readonly [ArrayBufferLike, number, number] => {
    const length = lengths[k++]!;
    const start = at;
    at += (length + 3) & ~3;
    return [buffer, start, length];
  };
  const u8 = (): Uint8Array => new Uint8Array(...next());
  const u16 = (): Uint16Array => {
    const [memory, start, length] = next();
    return new Uint16Array(memory, start, length >> 1);
  };
  const u32 = (): Uint32Array => {
    const [memory, start, length] = next();
    return new Uint32Array(memory, start, length >> 2);
  };
  const i32 = (): Int32Array => {
    const [memory, start, length] = next();
    return new Int32Array(memory, start, length >> 2);
  };
  // In the order in which `pack` wrote them.
  const tables = unpackBaked(u8());
  const plan: Plan = {
    probes: u32()[0]!,
    lengths: u16(),
    starts: u32(),
    rules: u16(),
    reaches: u16(),
    least: u32(),
    most: u32(),
    maxLengths: u32(),
    traits: u8(),
    runs: { least: u16(), first: i32(), last: i32(), set: u16(), sets: u32() },
  };
  return { tables, plan, far: u8() };
}
