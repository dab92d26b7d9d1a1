/** What a credential says, apart from where it stands: the versions of a file say the same thousands of times. */

import type { Credential, Part } from '../model/credential.ts';

/** All that a credential says but where it stands. */
export type Said = Omit<Credential, 'provenance' | 'documentId' | 'parts'> & {
  readonly parts: readonly Omit<Part, 'place'>[];
};

/**
 * Whether two say the same, told by their objects and not by what these hold: what was carried from version to version
 * shares them. False is no answer.
 */
export function saysTheSame(one: Said, other: Said): boolean {
  if (one.reasons !== other.reasons || one.facts !== other.facts || one.rule !== other.rule) return false;
  if (one.confidence !== other.confidence || one.joined !== other.joined) return false;
  const { parts } = other;
  if (one.parts.length !== parts.length) return false;
  return one.parts.every(({ secret, name, rule, key, decoders }, k) => {
    const part = parts[k]!;
    if (secret !== part.secret || name !== part.name || rule !== part.rule) return false;
    return key === part.key && decoders === part.decoders;
  });
}
