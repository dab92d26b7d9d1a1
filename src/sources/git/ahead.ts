/** A stream that is read before anybody asks for it. */

export interface Ahead<T> {
  /** All of the stream, once. Throws what the stream threw. */
  readonly pieces: AsyncIterable<T>;
  /** Nothing more is asked for. */
  end(): void;
}

/** Reads from now on and holds some `mostBytes` at most until they are asked for; then the stream waits. */
export function readAhead<T extends { readonly length: number }>(
  stream: AsyncGenerator<T>,
  mostBytes: number,
): Ahead<T> {
  const pieces: T[] = [];
  let held = 0;
  let over: { readonly failure?: unknown } | undefined;
  let came = (): void => {};
  let went = (): void => {};
  const read = async (): Promise<void> => {
    for await (const piece of stream) {
      pieces.push(piece);
      held += piece.length;
      came();
      if (held >= mostBytes) await new Promise<void>((resolve) => (went = resolve));
    }
  };
  const end = (how: NonNullable<typeof over>): void => {
    over = how;
    came();
  };
  read().then(
    () => end({}),
    (failure: unknown) => end({ failure }),
  );
  async function* given(): AsyncGenerator<T> {
    for (;;) {
      const piece = pieces.shift();
      if (piece) {
        held -= piece.length;
        went();
        yield piece;
      } else if (over) {
        if ('failure' in over) throw over.failure;
        return;
      } else await new Promise<void>((resolve) => (came = resolve));
    }
  }
  return {
    pieces: given(),
    end: () => {
      stream.return(undefined).catch(() => {});
    },
  };
}
