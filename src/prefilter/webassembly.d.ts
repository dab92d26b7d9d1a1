/** What the prefilter uses of the WebAssembly API: the types of Node 20 do not declare it. */

declare namespace WebAssembly {
  class Module {
    constructor(binary: Uint8Array<ArrayBuffer>);
  }
  class Instance {
    constructor(module: Module, imports: { readonly env: { readonly memory: Memory } });
    readonly exports: Readonly<Record<string, unknown>>;
  }
  class Memory {
    constructor(limits: { readonly initial: number; readonly maximum: number });
    readonly buffer: ArrayBuffer;
  }
  function validate(binary: Uint8Array<ArrayBuffer>): boolean;
}
