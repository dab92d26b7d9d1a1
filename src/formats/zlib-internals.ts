/** What is used of Node's internal zlib binding, which its types do not tell. Whoever uses it tries it first. */

interface Handle {
  reset(): void;
  writeSync(
    flush: number,
    input: Uint8Array,
    at: number,
    length: number,
    output: Uint8Array,
    to: number,
    room: number,
  ): void;
  onerror: (message: string, code: number, name: string) => void;
}

/** A zlib stream's inside: its handle, and what its last write left: room of the output, bytes of the input. */
export interface ZlibInternals {
  readonly _handle?: Handle;
  readonly _writeState?: Uint32Array;
}
