/** A document whose bytes are another document's, rewritten step by step. */

import type { Document } from '../model/document.ts';
import { adoptBudget } from './budget.ts';
import type { Inlet } from './inlet.ts';
import type { Trail } from './trail.ts';

export interface Rewriting {
  readonly inlet: Inlet;
  readonly trail: Trail;
  /** Turns what it can of the unread input into output. Leaves what needs more input unread, unless the input ended. */
  step(): void;
}

/** `origin` as `rewriting` (which reads it) makes it. `size` and `bytes` of the origin no longer hold. */
export function rewritten(origin: Document, { inlet, trail, step }: Rewriting): Document {
  let finished = false;
  const read = (into: Uint8Array): number | Promise<number> => {
    for (;;) {
      if (trail.ready > 0) return trail.read(into);
      if (finished) return 0;
      const before = inlet.position;
      step();
      finished = inlet.ended && (inlet.at === inlet.end || inlet.position === before);
      if (finished) trail.held = 0;
      if (finished || trail.ready > 0) continue;
      const wait = inlet.more();
      if (wait) return wait.then(() => read(into));
    }
  };
  const { size: _size, bytes: _bytes, novel: _novel, locate, ...rest } = origin;
  const document: Document = {
    ...rest,
    plain: true,
    read,
    // The origin may itself be a rewriting (UTF-16, JSON lines): then its own way back comes after.
    locate: locate ? (offset) => locate(trail.locate(offset).offset) : (offset) => trail.locate(offset),
  };
  adoptBudget(document, origin);
  return document;
}
