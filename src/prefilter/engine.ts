/** The WASM modules: which of them this engine can run, compiled once a thread. */

import { modules } from './generated/modules.ts';

export type SimdName = keyof typeof modules;

/** What `assembly/prefilter.ts` exports. */
export interface Exports {
  setup(layout: number): void;
  scan(from: number, to: number, length: number, code: boolean): number;
  stretches(from: number, to: number, length: number): number;
  plain(near: number, far: number): number;
  resume(): number;
  newlines(from: number, to: number): number;
  codePoints(from: number, to: number): number;
  touch(from: number, to: number): number;
}

const compiled = new Map<SimdName, WebAssembly.Module>();

/**
 * A module of one function that uses the instruction in question, `v128.const 0, v128.const 0, <swizzle>`: whether that
 * validates is told in a hundredth of the time that the module itself takes.
 */
function probe(swizzle: readonly number[]): Uint8Array<ArrayBuffer> {
  const zero = [0xfd, 0x0c, ...new Array<number>(16).fill(0)];
  const body = [0, ...zero, ...zero, ...swizzle, 0x0b];
  const types = [1, 5, 1, 0x60, 0, 1, 0x7b];
  const functions = [3, 2, 1, 0];
  const code = [10, body.length + 2, 1, body.length, ...body];
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...types, ...functions, ...code]);
}

const swizzles: Readonly<Record<SimdName, readonly number[]>> = {
  simd: [0xfd, 0x0e],
  'relaxed-simd': [0xfd, 0x80, 0x02],
};

/** Whether the engine has what a module is made of. */
export function validates(name: SimdName): boolean {
  return compiled.has(name) || WebAssembly.validate(probe(swizzles[name]));
}

/**
 * Asks V8 11 (Node 20) for relaxed SIMD, which it has behind a flag. Changes the whole process, so it is done only where
 * the user asked for that engine by name (docs/decisions/0003-relaxed-simd.md).
 */
export function unlockRelaxed(): boolean {
  if (!validates('relaxed-simd'))
    process.getBuiltinModule('node:v8').setFlagsFromString('--experimental-wasm-relaxed-simd');
  return validates('relaxed-simd');
}

/** @throws WebAssembly.CompileError where `validates` says no */
export function instantiate(name: SimdName, memory: WebAssembly.Memory): Exports {
  let module = compiled.get(name);
  if (!module) {
    module = new WebAssembly.Module(Buffer.from(modules[name], 'base64'));
    compiled.set(name, module);
  }
  // The exports are those of the module built from assembly/prefilter.ts; a test calls each.
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
}
