/** UTF-16, with a byte order mark or without, as UTF-8. */

import type { Document } from '../model/document.ts';
import { Inlet } from './inlet.ts';
import { normaliseLog } from './log/index.ts';
import { headOf, withHead } from './prefixed.ts';
import { recognise } from './recognise.ts';
import { Trail } from './trail.ts';
import { rewritten } from './transform.ts';

/** Output kept for the way back; more than the window, since a log is normalised in a further pass. */
const history = 4 * 1024 * 1024;

/**
 * `document`, UTF-16 of the given byte order, as UTF-8 with every byte traceable to the original. Lone surrogates
 * become U+FFFD, an odd last byte is kept as it is. A log (PowerShell's `>` writes UTF-16) is normalised as well.
 */
export function decodeUtf16(document: Document, kind: 'utf16le' | 'utf16be'): Document {
  const inlet = new Inlet(document);
  const trail = new Trail(history, 'utf16');
  const decoded = rewritten(document, { inlet, trail, step: decoder(inlet, trail, kind === 'utf16le' ? 0 : 1) });
  const head = headOf(document);
  if (!head) return decoded;
  const start = decodedStart(head, kind);
  if (recognise(start, start.length, document.provenance.path) !== 'log') return decoded;
  // The head is only told to the next pass, not read twice.
  return normaliseLog(withHead(start, decoded));
}

/** The first bytes of a document in UTF-8. */
function decodedStart(head: Uint8Array, kind: 'utf16le' | 'utf16be'): Uint8Array {
  const piece = Buffer.from(head.subarray(0, 4096 & ~1));
  const even = piece.subarray(0, piece.length & ~1);
  if (kind === 'utf16be') even.swap16();
  return Buffer.from(even.toString('utf16le').replace(/^\ufeff/, ''));
}

function decoder(inlet: Inlet, trail: Trail, low: 0 | 1): () => void {
  let line = 1;
  return () => {
    const { bytes } = inlet;
    // A pair of surrogates is four bytes.
    const limit = inlet.ended ? inlet.end - 1 : inlet.end - 3;
    trail.reserve((inlet.end - inlet.at) * 2 + 16);
    const out = trail.bytes;
    let at = inlet.at;
    let end = trail.end;
    if (inlet.base + at === 0) {
      if (at < limit && bytes[low] === 0xff && bytes[1 - low] === 0xfe) at += 2;
      trail.mark(end, inlet.base + at, line, 1, 0);
    }
    while (at < limit) {
      let code = bytes[at + low]! | (bytes[at + 1 - low]! << 8);
      at += 2;
      if (code < 0x80) {
        out[end++] = code;
        if (code === 10) trail.mark(end, inlet.base + at, ++line, 1, 0);
        continue;
      }
      if (code >= 0xd800 && code < 0xe000) {
        const next = at + 1 < inlet.end ? bytes[at + low]! | (bytes[at + 1 - low]! << 8) : 0;
        if (code < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
          code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00);
          at += 2;
        } else code = 0xfffd;
      }
      if (code < 0x800) out[end++] = 0xc0 | (code >> 6);
      else {
        if (code < 0x10000) out[end++] = 0xe0 | (code >> 12);
        else {
          out[end++] = 0xf0 | (code >> 18);
          out[end++] = 0x80 | ((code >> 12) & 0x3f);
        }
        out[end++] = 0x80 | ((code >> 6) & 0x3f);
      }
      out[end++] = 0x80 | (code & 0x3f);
    }
    if (inlet.ended && inlet.end - at === 1) {
      trail.mark(end, inlet.base + at, line, 1, 0);
      out[end++] = bytes[at++]!;
    }
    inlet.at = at;
    trail.end = end;
  };
}
