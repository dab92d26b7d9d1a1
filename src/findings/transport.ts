/** Credentials between threads of one process: plain data there, secrets again on the other side. */

import type { Credential, Part } from '../model/credential.ts';
import { Secret } from '../model/secret.ts';

type PackedPart = Omit<Part, 'secret'> & { readonly value: string };

/** Holds raw values: posted to a thread of this process, never written anywhere. */
export type PackedCredential = Omit<Credential, 'kind' | 'parts'> & {
  readonly kind: 'packed-credential';
  readonly parts: readonly PackedPart[];
};

export function pack(credential: Credential): PackedCredential {
  const parts = credential.parts.map(({ secret, ...rest }) => ({ ...rest, value: secret.reveal() }));
  return { ...credential, kind: 'packed-credential', parts };
}

export function unpackCredential(packed: PackedCredential): Credential {
  const parts = packed.parts.map(({ value, ...rest }) => ({ ...rest, secret: new Secret(value) }));
  return { ...packed, kind: 'credential', parts };
}
