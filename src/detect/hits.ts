/** Runs a prefilter over a window or over decoded bytes, and hands each hit on. */

import type { Prefilter } from '../prefilter/prefilter.ts';

/** Called with a hit's position and keyword. */
export type OnHit = (position: number, keyword: number) => void;

/** What of a prefilter's input is looked at, as in `Prefilter.scan`. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly length: number;
  readonly code: boolean;
}

/** Hits of bytes that already stand in the prefilter's input. */
export function eachHit(prefilter: Prefilter, { from, to, length, code }: Stretch, hit: OnHit): void {
  let at = from;
  while (at < to) {
    const count = prefilter.scan(at, to, length, code);
    const { positions, keywords } = prefilter;
    for (let k = 0; k < count; k++) hit(positions[k]!, keywords[k]!);
    const next = prefilter.resume;
    if (next <= at) return;
    at = next;
  }
}

/** Bytes of a long text that are shown again with the next piece; no keyword is longer, nor what one asks for further off. */
const overlap = 2048;

/** Copies hits of `bytes` out of a prefilter of its own, in order of position; may be called while no other hits are read. */
export function hitsOf(
  prefilter: Prefilter,
  bytes: Uint8Array,
  code: boolean,
): { positions: number[]; keywords: number[] } {
  const positions: number[] = [];
  const keywords: number[] = [];
  const { input } = prefilter;
  for (let base = 0; base < bytes.length; ) {
    const length = Math.min(input.length, bytes.length - base);
    input.set(bytes.subarray(base, base + length));
    input.fill(0, length, Math.min(length + 128, input.length));
    const last = base + length === bytes.length;
    const to = last ? length : length - overlap;
    const from = base === 0 ? 0 : overlap;
    eachHit(prefilter, { from, to, length, code }, (position, keyword) => {
      positions.push(base + position);
      keywords.push(keyword);
    });
    if (last) break;
    base += to - overlap;
  }
  return { positions, keywords };
}
