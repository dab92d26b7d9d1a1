/** Objects too large for memory, as documents. */

import type { Document, Provenance } from '../../model/document.ts';
import { ProblemError, problem } from '../../model/problem.ts';

/** A document over a stream of pieces. */
export function streamDocument(
  provenance: Provenance,
  id: string,
  size: number,
  open: () => AsyncGenerator<Buffer>,
  where: string,
): Document {
  let pieces: AsyncGenerator<Buffer> | undefined;
  let rest: Buffer = Buffer.alloc(0);
  return {
    kind: 'document',
    provenance,
    id,
    size,
    async read(into) {
      pieces ??= open();
      while (rest.length === 0) {
        try {
          const next = await pieces.next();
          if (next.done) return 0;
          rest = next.value;
        } catch {
          throw new ProblemError(problem('CORRUPT', where, 'git could not give the object', { bytes: size }));
        }
      }
      const count = Math.min(rest.length, into.length);
      into.set(rest.subarray(0, count));
      rest = rest.subarray(count);
      return count;
    },
    close() {
      pieces?.return(undefined).catch(() => {});
    },
  };
}
