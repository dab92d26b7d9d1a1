/** The WASM modules: which of them this engine can run, compiled once a thread. */

import { modules } from './generated/modules.ts';

export type SimdName = keyof typeof modules;

/** What `assembly/prefilter.ts` exports. */
export interface Exports {
  setup(layout: number): void;
  scan(from: number, to: number, length: number, wide: number): number;
  noted(): number;
  resume(): number;
  newlines(from: number, to: number): number;
  codePoints(from: number, to: number): number;
  touch(from: number, to: number): number;
}

const compiled = new Map<SimdName, WebAssembly.Module>();

function binary(name: SimdName): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(modules[name], 'base64'));
}

/** Whether the engine takes a module as it stands. */
export function validates(name: SimdName): boolean {
  return compiled.has(name) || WebAssembly.validate(binary(name));
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
    module = new WebAssembly.Module(binary(name));
    compiled.set(name, module);
  }
  // The exports are those of the module built from assembly/prefilter.ts; a test calls each.
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
}
