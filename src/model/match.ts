/** A rule met once. */

import type { Secret } from './secret.ts';
import type { Place, Span } from './span.ts';

/** Something known offline about a value, safe to print: account number, creation time, expiry, scope. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** What is not known is undefined rather than absent where matches are made: a history makes many, and all have one shape. */
export interface Match {
  readonly rule: string;
  readonly part: string;
  readonly secret: Secret;
  /** The value's bytes in the original document (for decoded values: the encoded run that held it). */
  readonly place: Place;
  /** Where in the document the keyword stands by which it was found; of decoded values, and of what stood beside another, unknown. */
  readonly hit?: number | undefined;
  /** Decoders that led to it, outermost first: `base64`, `json-string`. */
  readonly decoders: readonly string[];
  /** Of decoded values: all bytes of the document that were decoded to meet it. */
  readonly encoded?: Span | undefined;
  /** Enclosing structures in the document, innermost first (JSON object, INI section, block, paragraph), bytes. */
  readonly blocks: readonly Span[];
  /** 0 to 1. */
  readonly confidence: number;
  /** Why the confidence is what it is, for `rules explain`. */
  readonly reasons: readonly string[];
  readonly facts: readonly Fact[];
  /** The name it was assigned to, where one was seen (`AWS_SECRET_ACCESS_KEY`). */
  readonly key?: string | undefined;
  /** Set when an allow, a failed check or an inline marker drops it: the printable reason. */
  readonly allowed?: string | undefined;
  /** Dropped for what its value looks like, not for what is said of it: where another rule knows it for a secret, this one says whose. */
  readonly unsure?: boolean;
  /** Parts that this match can be joined with were found within its needs: their matches. */
  readonly companions: readonly Match[];
}
