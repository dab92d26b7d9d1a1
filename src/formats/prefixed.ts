/** A document whose start was already read, made whole again. */

import type { Document } from '../model/document.ts';
import { adoptBudget } from './budget.ts';

/** Gives `head` first and then what `rest` still holds. `close` closes `rest`. */
export function prefixed(head: Uint8Array, rest: Document): Document {
  let at = 0;
  const document: Document = {
    ...rest,
    read(into) {
      if (at === head.length) return rest.read(into);
      const piece = head.subarray(at, at + into.length);
      into.set(piece);
      at += piece.length;
      return piece.length;
    },
  };
  adoptBudget(document, rest);
  return document;
}
