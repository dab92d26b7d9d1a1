/** `-`: standard input. */

import { readSync } from 'node:fs';
import type { Source } from './source.ts';

export const stdin: Source = {
  kind: 'stdin',
  summary: 'standard input (written -)',
  async *slices(target) {
    yield { kind: 'slice', target, label: 'standard input', documents: 1, work: null };
  },
  *documents() {
    yield {
      kind: 'document',
      provenance: { target: 'stdin:-', path: '-', details: [] },
      read: (into) => readInput(into),
    };
  },
};

/** A terminal or pipe that has nothing yet answers EAGAIN; one that was closed answers EOF on some systems. */
async function readInput(into: Uint8Array): Promise<number> {
  for (;;) {
    try {
      return readSync(0, into, 0, into.length, null);
    } catch (cause) {
      const { code } = cause as { code?: string };
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw cause;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
