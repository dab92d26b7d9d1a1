/** What may be told of a credential: redacted, with all its occurrences. Cannot hold a secret. */

import type { Provenance } from './document.ts';
import type { Fact } from './match.ts';
import type { Severity } from './rule.ts';
import type { Place } from './span.ts';
import type { Verdict } from './verdict.ts';

export interface FindingPart {
  readonly name: string;
  readonly rule: string;
  /** The value itself for identifiers (`public` rules); otherwise a preview such as `ghp_…(40)`. */
  readonly preview: string;
  readonly public: boolean;
  /** Bytes. */
  readonly length: number;
  readonly fingerprint: string;
}

export interface OccurrencePart {
  readonly name: string;
  readonly place: Place;
  readonly decoders: readonly string[];
  readonly key?: string;
}

export interface Occurrence {
  readonly provenance: Provenance;
  readonly parts: readonly OccurrencePart[];
}

export interface Finding {
  /** Of rule family and value; survives rebases, moves and copies. */
  readonly fingerprint: string;
  readonly rule: string;
  readonly provider: string;
  readonly name: string;
  readonly severity: Severity;
  readonly confidence: number;
  readonly reasons: readonly string[];
  readonly parts: readonly FindingPart[];
  readonly facts: readonly Fact[];
  readonly verdict: Verdict;
  readonly occurrences: readonly Occurrence[];
  /** In the baseline given: known, and not counted for the exit code. */
  readonly known?: boolean;
}
