import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Keyword } from '../../src/model/rule.ts';
import { modules } from '../../src/prefilter/generated/modules.ts';
import { createPrefilter, isAvailable } from '../../src/prefilter/index.ts';

const word = (text: string): Keyword => ({ text, fold: false, run: false });

describe('engines', () => {
  test('the checked-in binaries are what assembly/ compiles to', () => {
    const script = join(import.meta.dirname, '../../scripts/prefilter.mjs');
    // Exits with 1, and so throws, where they are not.
    expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
  }, 60_000);

  test('SIMD is what Node 20 offers at least', () => {
    expect(isAvailable('simd')).toBe(true);
    expect(['simd', 'relaxed-simd']).toContain(createPrefilter([word('token')]).name);
  });

  test('nothing is changed in the process unless relaxed SIMD is asked for by name', () => {
    const code = `
      const binary = Buffer.from('${modules['relaxed-simd']}', 'base64');
      console.log(WebAssembly.validate(binary));`;
    const bare = execFileSync(process.execPath, ['-e', code], { encoding: 'utf8' }).trim();
    const flagged = execFileSync(process.execPath, ['--experimental-wasm-relaxed-simd', '-e', code], {
      encoding: 'utf8',
    });
    expect(['true', 'false']).toContain(bare);
    expect(flagged.trim()).toBe('true');
  });

  test('the plain build holds no relaxed instruction', () => {
    const code = `console.log(WebAssembly.validate(Buffer.from('${modules.simd}', 'base64')))`;
    expect(execFileSync(process.execPath, ['-e', code], { encoding: 'utf8' }).trim()).toBe('true');
  });

  test('keywords that SIMD cannot look for are found by the scalar engine', () => {
    expect(createPrefilter([word('ab')], { engine: 'simd' }).name).toBe('scalar');
    const alike = Array.from({ length: 3000 }, (_, k) => word('a'.repeat(k + 3)));
    expect(createPrefilter(alike, { engine: 'simd' }).name).toBe('scalar');
  });

  test('so many keywords that SIMD would be slower are found by the scalar engine', () => {
    const words = Array.from({ length: 29_000 }, (_, k) => {
      const number = k.toString(36);
      return word(`${number}_${number}${number}`.padEnd(7, '-'));
    });
    expect(createPrefilter(words.slice(0, 3000), { engine: 'simd' }).name).toBe('simd');
    expect(createPrefilter([...words, ...words], { engine: 'simd' }).name).toBe('scalar');
    const short = Array.from({ length: 800 }, (_, k) => word(k.toString(36).padStart(3, 'q')));
    expect(createPrefilter(short.slice(0, 200), { engine: 'simd' }).name).toBe('simd');
    expect(createPrefilter(short, { engine: 'simd' }).name).toBe('scalar');
  });

  test('the input is a whole window followed by zero bytes, and its view stays', () => {
    for (const engine of ['scalar', 'simd', 'relaxed-simd'] as const) {
      const { input } = createPrefilter([word('token')], { engine });
      expect(input.length).toBe(1024 * 1024);
      const after = new Uint8Array(input.buffer, input.byteOffset + input.length, 128);
      expect(after.every((byte) => byte === 0)).toBe(true);
    }
  });
});
