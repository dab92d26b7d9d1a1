/** Where something stands in a document: half-open byte spans, and places that a person can find. */

/** A half-open range of bytes, `start` included, `end` not. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * A span with the coordinates a person or an editor uses. Lines and columns count from 1; columns count Unicode code
 * points (bytes that are not UTF-8 continuation bytes). `endColumn` is the column after the last character.
 */
export interface Place extends Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One position of the original document: a byte offset with its line and column. */
export interface Location {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export function spanLength(span: Span): number {
  return span.end - span.start;
}

export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Bytes between two spans; 0 where they touch or overlap. */
export function distance(a: Span, b: Span): number {
  return Math.max(0, a.start - b.end, b.start - a.end);
}
