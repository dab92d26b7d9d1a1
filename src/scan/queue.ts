/** Turns pushed values into an async iterable; what was pushed before a failure is still given. */

export interface Queue<T> extends AsyncIterable<T> {
  push(value: T): void;
  end(): void;
  fail(cause: unknown): void;
}

export function createQueue<T>(): Queue<T> {
  let values: T[] = [];
  let ended = false;
  let failure: { readonly cause: unknown } | undefined;
  let wake: (() => void) | undefined;
  const notify = (): void => {
    wake?.();
    wake = undefined;
  };
  return {
    push(value) {
      values.push(value);
      notify();
    },
    end() {
      ended = true;
      notify();
    },
    fail(cause) {
      failure = { cause };
      ended = true;
      notify();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const batch = values;
        values = [];
        yield* batch;
        if (values.length > 0) continue;
        if (ended) break;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      if (failure) throw failure.cause;
    },
  };
}
