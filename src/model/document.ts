/** Named bytes, and where they come from. */

import type { Location } from './span.ts';

/** One fact about where a document stands, in the order a person would read it: commit, author, layer, step, … */
export interface Detail {
  readonly name: string;
  readonly value: string;
}

export interface Provenance {
  /** `targetName` of the target. */
  readonly target: string;
  /**
   * Path within the target, `/`-separated, `outer.zip!/inner.env` inside archives. Valid UTF-8; bytes of a file name
   * that are not are written `\xNN`.
   */
  readonly path: string;
  readonly details: readonly Detail[];
}

/**
 * Bytes that fill a buffer they are given.
 *
 * `read` writes the next bytes to the start of `into` and returns how many (0 = end; a short read is not the end).
 * It throws `ProblemError` when the rest cannot be read. `close` is called exactly once, also after a throw.
 */
export interface Document {
  readonly kind: 'document';
  readonly provenance: Provenance;
  /** A name of the content that is stable within the target (a git blob id), for `Source.attribution`. */
  readonly id?: string;
  /** Bytes, where known before reading. */
  readonly size?: number;
  /** All of it, where it stands in memory; valid until the next document is asked for. `read` gives the same. */
  readonly bytes?: Uint8Array;
  /** What an earlier document of the same slice does not hold. Goes with `bytes`. */
  readonly novel?: Novel;
  /** Already known not to be an archive, a log or UTF-16: read as it is. */
  readonly plain?: boolean;
  read(into: Uint8Array): number | Promise<number>;
  /**
   * For text that was normalised on the way (logs, UTF-16): maps an offset of the bytes given by `read` to the
   * original. Valid for offsets within the last `context.window` bytes read (see `chunk.ts`).
   */
  locate?(offset: number): Location;
  /**
   * What a log tells of itself (system, job, step, command, time printed) at an offset of the original, which must lie
   * where `locate` is valid.
   */
  context?(offset: number): readonly Detail[];
  /** Random access, where there is any: fills `into` from `position` on, in the bytes that `read` gives. 0 = end. */
  readAt?(into: Uint8Array, position: number): number;
  close?(): void;
}

/**
 * A version of a document beside the one it was made from.
 *
 * `base` was given before, and after it only documents made from it, and from those: versions come as a tree is walked,
 * depth first.
 */
export interface Novel {
  /** Its id. */
  readonly base: string;
  /** Valid as long as the version's own bytes. */
  readonly baseBytes: Uint8Array;
  /**
   * By threes (start, end, source), ascending: bytes that are new, or a seam (empty: bytes meet there that did not meet
   * in the base), and where in the base the bytes after it stand. What stands before the first is the base's beginning.
   */
  readonly ranges: Uint32Array;
}

/** The value of a detail, or undefined. */
export function detail(provenance: Provenance, name: string): string | undefined {
  return provenance.details.find((entry) => entry.name === name)?.value;
}

/** What `read` of a document of bytes does. */
export function readFrom(bytes: Uint8Array): (into: Uint8Array) => number {
  let at = 0;
  return (into) => {
    const piece = bytes.subarray(at, at + into.length);
    into.set(piece);
    at += piece.length;
    return piece.length;
  };
}

/** A document of bytes already in memory. */
export function bytesDocument(
  provenance: Provenance,
  bytes: Uint8Array,
  more: { id?: string; plain?: boolean } = {},
): Document {
  return { kind: 'document', provenance, size: bytes.length, ...more, read: readFrom(bytes) };
}
