/** A document whose start was already read, made whole again. */

import type { Document } from '../model/document.ts';
import { adoptBudget } from './budget.ts';

const heads = new WeakMap<Document, Uint8Array>();

/** The first bytes of a document that were looked at before, where that is so. */
export function headOf(document: Document): Uint8Array | undefined {
  return heads.get(document);
}

/** `document`, of which `head` is known and not yet read. */
export function withHead(head: Uint8Array, document: Document): Document {
  const known = { ...document };
  adoptBudget(known, document);
  heads.set(known, head);
  return known;
}

/**
 * Gives `head` first and then what `rest` still holds. `close` closes `rest`.
 *
 * @param took told how many bytes each read of `rest` gave
 */
export function prefixed(head: Uint8Array, rest: Document, took: (bytes: number) => void = () => {}): Document {
  let at = 0;
  const told = (bytes: number): number => {
    took(bytes);
    return bytes;
  };
  const document: Document = {
    ...rest,
    read(into) {
      if (at === head.length) {
        const bytes = rest.read(into);
        return typeof bytes === 'number' ? told(bytes) : bytes.then(told);
      }
      const piece = head.subarray(at, at + into.length);
      into.set(piece);
      at += piece.length;
      return piece.length;
    },
  };
  adoptBudget(document, rest);
  heads.set(document, head);
  return document;
}
