/** Finds encoded pieces of a view and hands on what they decode to, within bounds of depth and size. */

import type { Prefilter } from '../../prefilter/prefilter.ts';
import { isHex } from '../../prefilter/stretches.ts';
import type { View } from '../view.ts';
import { decodeHex, decodeHexLines, decodeRun, decodesToText, decodeWrapped, firstBytes } from './base64.ts';
import { type Decoded, viewOf } from './decoded.ts';
import { escapeKind, nextEscape, type TextDecoder, textDecoders } from './escapes.ts';
import { afterBreak, type Encoding, eachRun, encodingOf, type RunSink, runEnd, shortest } from './runs.ts';
import { expands, isGzip, isZlib, unwrap } from './unwrap.ts';

/** Decoders one inside another; compression and UTF-16 do not count. */
const deepest = 5;
/** Shortest run that a probe begins, bytes. */
const shortestProbed = 20;
/** Decoded bytes of one chunk. */
const budget = 32 * 1024 * 1024;
/** What is decoded around a hit that has escapes near it, bytes. */
const regionBefore = 1024;
const regionAfter = 3072;
/** What is decoded around a stretch with escapes, bytes. */
const denseMargin = 256;
/** Matches this close to the cut end of a decoded region may be cut themselves. */
const cutMargin = 16;

export type OnView = (view: View) => void;

/** What the prefilter's hits say about where something may be encoded. */
export interface Hints {
  /** Hits that have escapes near them: position, kinds, position, kinds, … in order. */
  readonly near: number[];
  /** Where the base64 of a short token may begin, in order. */
  readonly probes: number[];
}

export interface Decoding {
  /** Starts a chunk. */
  begin(): void;
  /** Kinds of escapes within `reach` bytes after a hit, as bits. Hits are asked about in order, view by view. */
  near(view: View, position: number, reach: number): number;
  /**
   * Decodes what begins in `[from, to)`, in order.
   *
   * @param prefilter whose input the view's bytes stand in, if any: it tells sooner where something may be encoded
   */
  decode(view: View, from: number, to: number, hints: Hints, depth: number, each: OnView, prefilter?: Prefilter): void;
  /** Encoded runs within so many bytes of `[start, end)`, and of the piece that the view was decoded from, decoded. */
  neighbours(view: View, start: number, end: number, within: number): readonly View[];
}

interface Region {
  start: number;
  end: number;
  bits: number;
}

export function createDecoding(): Decoding {
  let left = budget;
  let scanned = 0;
  let scannedView: View | undefined;
  /** The last escape met, so that overlapping neighbourhoods are read once. */
  let lastAt = -1;
  let lastBits = 0;

  const give = (parent: View, decoded: Decoded, start: number, end: number, each: OnView): void => {
    if (decoded.bytes.length === 0 || left <= 0) return;
    left -= decoded.bytes.length;
    const view = viewOf(parent, decoded, start, end);
    const wrapped = unwrap(decoded.bytes);
    if (wrapped) left -= wrapped.bytes.length;
    each(wrapped ? viewOf(view, wrapped, 0, decoded.bytes.length) : view);
  };

  /** Decodes one run, joined with those of the following lines. Returns where it ends. */
  const giveRun = (view: View, start: number, end: number, encoding: Encoding, each: OnView): number => {
    const { bytes } = view;
    if (encoding.kind === 'hex') {
      const lines = hexLines(bytes, start, end);
      // Whether they are one text or one each is not told.
      if (lines.length > 2) give(view, decodeHexLines(bytes, lines), start, lines.at(-1)!, each);
      for (let k = 0; k < lines.length; k += 2) {
        give(view, decodeHex(bytes, lines[k]!, lines[k + 1]!), lines[k]!, lines[k + 1]!, each);
      }
      return lines.at(-1)!;
    }
    const spans = goesOn(bytes, start, end, encoding.phases) ? wrappedRuns(bytes, start, end) : [start, end];
    const whole = spans.at(-1)!;
    for (const phase of encoding.phases) {
      if (spans.length === 2) give(view, decodeRun(bytes, start + phase, end), start, end, each);
      else give(view, decodeWrapped(bytes, [start + phase, ...spans.slice(1)]), start, whole, each);
    }
    return whole;
  };

  const giveRegion = (view: View, region: Region, decoder: TextDecoder, each: OnView): void => {
    if (left <= 0) return;
    const decoded = decoder.decode(view.bytes, region.start, region.end);
    if (!decoded) return;
    left -= decoded.bytes.length;
    each(withoutCutEnd(viewOf(view, decoded, region.start, region.end), region.end < view.bytes.length));
  };

  let looked: { readonly view: View; readonly each: OnView; readonly stretches: Region[] };
  /** One for all views: what is called by the loop over all bytes stays the same. */
  const sink: RunSink = {
    run(start, end) {
      const { view, each } = looked;
      const encoding = encodingOf(view.bytes, start, end);
      return encoding ? giveRun(view, start, end, encoding, each) : end;
    },
    escaped(start, end, bits) {
      const { view, stretches } = looked;
      const last = Math.min(view.bytes.length, end + denseMargin);
      stretches.push({ start: Math.max(0, start - denseMargin), end: last, bits });
    },
  };

  /** Hands on what the runs of a view decode to; returns its stretches with escapes. */
  const stretchesOf = (view: View, from: number, to: number, each: OnView, prefilter?: Prefilter): Region[] => {
    const outer = looked;
    const stretches: Region[] = [];
    looked = { view, each, stretches };
    // What is found inside is looked into before it is gone on here: by then the view is another.
    const { bytes } = view;
    if (!prefilter) eachRun(bytes, from, to, sink);
    else {
      const { starts, ends } = prefilter.found;
      let floor = from;
      const count = prefilter.stretches(from, to, bytes.length);
      for (let k = 0; k < count; k++) {
        if (ends[k]! > floor) floor = eachRun(bytes, Math.max(floor, starts[k]!), Math.min(to, ends[k]!), sink);
      }
    }
    looked = outer;
    return stretches;
  };

  return {
    begin() {
      left = budget;
      scannedView = undefined;
    },

    near(view, position, reach) {
      if (view !== scannedView) {
        scannedView = view;
        scanned = 0;
        lastAt = -1;
        lastBits = 0;
      }
      const { bytes } = view;
      const end = Math.min(bytes.length, position + reach);
      if (lastAt < position) lastBits = 0;
      for (
        let at = nextEscape(bytes, Math.max(position, scanned), end);
        at < end;
        at = nextEscape(bytes, at + 1, end)
      ) {
        lastBits |= escapeKind(bytes, at);
        lastAt = at;
      }
      if (end > scanned) scanned = end;
      return lastBits;
    },

    decode(view, from, to, { near, probes }, depth, each, prefilter) {
      if (depth >= deepest || left <= 0) return;
      const regions: Region[] = [];
      for (let k = 0; k < near.length; k += 2) {
        const position = near[k]!;
        const end = Math.min(view.bytes.length, position + regionAfter);
        addRegion(regions, { start: Math.max(0, position - regionBefore), end, bits: near[k + 1]! });
      }
      const { bytes } = view;
      let done = 0;
      for (const start of probes) {
        if (start < done) continue;
        const end = runEnd(bytes, start);
        if (end - start < shortestProbed || end - start >= shortest) continue;
        done = giveRun(view, start, end, { kind: 'base64', phases: [0] }, each);
      }
      const stretches = stretchesOf(view, from, to, each, prefilter);
      if (regions.length === 0 && stretches.length === 0) return;
      for (const region of merged([...regions, ...stretches])) {
        for (const decoder of textDecoders)
          if ((region.bits & decoder.bit) !== 0) giveRegion(view, region, decoder, each);
      }
    },

    neighbours(view, start, end, within) {
      const found: View[] = [];
      const collect = (near: View, from: number, to: number): void => {
        eachRun(near.bytes, from, to, {
          run(first, last) {
            const encoding = encodingOf(near.bytes, first, last);
            return encoding ? giveRun(near, first, last, encoding, (next) => found.push(next)) : last;
          },
          escaped() {},
        });
      };
      collect(view, Math.max(0, start - within), Math.min(view.bytes.length, end + within));
      const { parent } = view;
      if (parent) {
        const from = Math.max(0, parent.start - within);
        const to = Math.min(parent.view.bytes.length, parent.end + within);
        collect(parent.view, from, to);
        found.push(pieceOf(parent.view, from, to));
      }
      return found;
    },
  };
}

/** Lines after the first that are asked whether they are text as well. */
const asked = 3;
/** Shorter lines tell nothing, characters. */
const telling = 16;

/**
 * Whether the lines after a run are more of what it holds: text of which the next lines have more, or the beginning of
 * something compressed. A run of random base64 that looks like text for 32 characters is common; its whole block (a key, an
 * image, a certificate) would be decoded for it.
 */
function goesOn(bytes: Buffer, start: number, end: number, phases: readonly number[]): boolean {
  let next = bytes[end] === 0x3d ? -1 : afterBreak(bytes, end);
  if (next === -1) return false;
  const first = firstBytes(bytes, start);
  if ((isGzip(first) || isZlib(first)) && phases[0] === 0 && expands(decodeRun(bytes, start, end).bytes)) return true;
  // Characters since the run began: where the next group of four begins.
  let before = end - start;
  for (let line = 0; line < asked && next !== -1; line++) {
    const last = runEnd(bytes, next);
    if (last - next < telling) return line === 0;
    const from = next;
    const at = before;
    if (phases.some((phase) => decodesToText(bytes, from + ((4 - ((at - phase) & 3)) & 3), last))) return true;
    before += last - next;
    next = afterBreak(bytes, last);
  }
  return false;
}

/** Runs of the following lines that belong to the run `[start, end)`: start, end, start, end, … */
function wrappedRuns(bytes: Buffer, start: number, end: number): number[] {
  const spans = [start, end];
  const width = end - start;
  // The first line may begin further left than the others, after a key or a quote.
  let common = 0;
  for (let at = end; ; ) {
    // Padding ends a block: what follows on the next line is encoded by itself.
    const next = bytes[at] === 0x3d ? -1 : afterBreak(bytes, at);
    if (next === -1) return spans;
    const last = runEnd(bytes, next);
    const length = last - next;
    if (common === 0) common = Math.max(length, width) === length ? length : width;
    if (length > common || length === 0) return spans;
    // A shorter line ends the block, and must not be a word of prose or the next key.
    if (length < common && (bytes[last] === 0x3a || bytes[last] === 0x20)) return spans;
    spans.push(next, last);
    if (length < common) return spans;
    at = last;
  }
}

/** Other bytes in a view's place. Written out, so that all views are of one shape to the engine. */
function withBytes({ decoders, binary, parent }: View, bytes: Buffer, origin: View['origin']): View {
  return { bytes, decoders, binary, origin, parent };
}

/** The run `[start, end)` of hex, and the lines after it that go on with it. */
function hexLines(bytes: Buffer, start: number, end: number): number[] {
  const spans = wrappedRuns(bytes, start, end);
  let kept = 2;
  while (kept < spans.length && isHex(bytes, spans[kept]!, spans[kept + 1]!)) kept += 2;
  return spans.slice(0, kept);
}

/** A part of a view under its own name, for a search in it alone. */
function pieceOf(view: View, start: number, end: number): View {
  return withBytes(view, view.bytes.subarray(start, end), (from, to) => view.origin(from + start, to + start));
}

/** A view whose last bytes were cut off arbitrarily shows them, but nothing in them is judged. */
function withoutCutEnd(view: View, cut: boolean): View {
  if (!cut) return view;
  return withBytes(view, view.bytes.subarray(0, Math.max(0, view.bytes.length - cutMargin)), view.origin);
}

function addRegion(regions: Region[], next: Region): void {
  const last = regions.at(-1);
  if (!last || last.end < next.start) regions.push(next);
  else {
    last.end = Math.max(last.end, next.end);
    last.bits |= next.bits;
  }
}

function merged(regions: Region[]): Region[] {
  const sorted = regions.toSorted((a, b) => a.start - b.start);
  const out: Region[] = [];
  for (const region of sorted) addRegion(out, { ...region });
  return out;
}
