/** Programs of the machine that tests hold our formats against. */

import { execFileSync, spawnSync } from 'node:child_process';
import { test } from 'vitest';

export function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** `test`, or a skip that says which program is missing. */
export function testWith(programs: readonly string[]): typeof test | typeof test.skip {
  const missing = programs.filter((name) => !hasProgram(name));
  if (missing.length === 0) return test;
  console.log(`skipped: ${missing.join(', ')} is not installed here`);
  return test.skip;
}

/** What a program answers on standard output. */
export function run(program: string, args: readonly string[], input?: Uint8Array, cwd?: string): Buffer {
  return execFileSync(program, args, {
    ...(input ? { input } : {}),
    ...(cwd ? { cwd } : {}),
    maxBuffer: 2 ** 30,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Bytes that are the same for the same seed (mulberry32); `letters` keeps them compressible text. */
export function seeded(seed: number, length: number, letters = 256): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed | 0;
  for (let k = 0; k < length; k++) {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    const random = (t ^ (t >>> 14)) >>> 0;
    bytes[k] = letters === 256 ? random & 255 : 97 + (random % letters);
  }
  return bytes;
}
