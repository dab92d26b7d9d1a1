/** One or more secrets that belong together. The last noun that may hold a secret. */

import type { Provenance } from './document.ts';
import type { Fact } from './match.ts';
import type { Secret } from './secret.ts';
import type { Place } from './span.ts';

export interface Part {
  readonly name: string;
  readonly rule: string;
  readonly secret: Secret;
  readonly place: Place;
  readonly decoders: readonly string[];
  readonly key?: string | undefined;
}

export interface Credential {
  readonly kind: 'credential';
  /** The rule that names the finding. */
  readonly rule: string;
  readonly provenance: Provenance;
  /** Id of the document, for attribution. */
  readonly documentId?: string | undefined;
  /** The naming part first. */
  readonly parts: readonly Part[];
  readonly facts: readonly Fact[];
  readonly confidence: number;
  readonly reasons: readonly string[];
  /** How parts were joined: `alone`, `structure`, `distance`. */
  readonly joined: 'alone' | 'structure' | 'distance';
}

export function part(credential: Credential, name: string): Part | undefined {
  return credential.parts.find((entry) => entry.name === name);
}
