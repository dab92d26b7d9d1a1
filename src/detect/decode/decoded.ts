/** What a decoder makes of a piece of text, and the way back to the encoded bytes. */

import type { Span } from '../../model/span.ts';
import type { View } from '../view.ts';

export interface Decoded {
  /** The decoder's name, as reported. */
  readonly name: string;
  readonly bytes: Buffer;
  /** The encoded bytes (offsets in the text that was decoded) of `[start, end)`. */
  encoded(start: number, end: number): Span;
}

/** A decoded piece as a view below the one it came from. `[start, end)` is the whole encoded piece. */
export function viewOf(parent: View, decoded: Decoded, start: number, end: number): View {
  return {
    bytes: decoded.bytes,
    decoders: [...parent.decoders, decoded.name],
    binary: parent.binary,
    origin(from, to) {
      const span = decoded.encoded(from, to);
      return parent.origin(span.start, span.end);
    },
    parent: { view: parent, start, end },
  };
}

/** The way back where each decoded byte has an offset of its own; one more offset than bytes, the last being the end. */
export function byOffsets(offsets: Uint32Array): Decoded['encoded'] {
  return (start, end) => ({ start: offsets[start]!, end: offsets[end]! });
}
