/** A window on a document's bytes, as the detectors see it. */

import type { Location } from './span.ts';

/**
 * Sizes of the window, bytes. Each chunk shows `before` bytes of what came earlier and `after` bytes of what follows,
 * so that a hit is judged once, with the same surroundings however the document is cut.
 */
export const context = {
  before: 8 * 1024,
  after: 16 * 1024,
  /** Whole buffer: fresh bytes and both margins. */
  window: 1024 * 1024,
} as const;

export interface Chunk {
  /** The window's bytes (a view of the prefilter's memory; at least 128 zero bytes follow them). */
  readonly bytes: Uint8Array;
  /** Offset in the document of `bytes[0]`. */
  readonly offset: number;
  /** Hits that start in `[from, to)` of `bytes` are this chunk's to judge; others belong to a neighbour. */
  readonly from: number;
  readonly to: number;
  /** What stands before `from` was judged with the base that this is a version of: nothing there is looked at again. */
  readonly carried?: boolean;
  /** Whether the document ends with this chunk. */
  readonly last: boolean;
  /** Not text: only rules whose pattern stands by itself are run. */
  readonly binary: boolean;
  /** The document's path, for rules and features that look at it. */
  readonly path: string;
  /** Where an offset of the document (not of `bytes`) stands in the original. Only for offsets within this window. */
  locate(offset: number): Location;
}
