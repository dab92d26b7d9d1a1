/** Logs made plain: no escape sequences, stamps or markers, split lines joined, every byte traceable to the original. */

import type { Detail, Document } from '../../model/document.ts';
import { Inlet } from '../inlet.ts';
import { Trail } from '../trail.ts';
import { rewritten } from '../transform.ts';
import { createLines } from './lines.ts';
import { unwrapJson } from './unwrap.ts';

/** A normalised log also tells, for an offset of the original within the window, what was going on there. */
export interface LogDocument extends Document {
  context(offset: number): readonly Detail[];
}

/**
 * Strips what terminals and CI systems add to the lines of `document`, and joins what they split. Everything else is
 * kept, also what a carriage return or a backspace would hide. `locate` maps back for the last `context.window` bytes.
 */
export function normaliseLog(document: Document): LogDocument {
  return normaliseLines(unwrapJson(document));
}

function normaliseLines(document: Document): LogDocument {
  const inlet = new Inlet(document);
  const trail = new Trail();
  const { step, story } = createLines(inlet, trail);
  const plain = rewritten(document, { inlet, trail, step });
  const before = document.locate;
  return {
    ...plain,
    context(offset) {
      const out = before ? trail.outputOf(offset, (origin) => before(origin).offset) : trail.outputOf(offset);
      return out === -1 ? [] : story.at(out, trail.stampAt(out));
    },
  };
}
