/**
 * Credentials between threads of one process: plain data there, secrets again on the other side. What the versions of a
 * file have in common is sent once: afterwards only where it stands.
 */

import type { Credential, Part } from '../model/credential.ts';
import type { Provenance } from '../model/document.ts';
import { Secret } from '../model/secret.ts';
import type { Place } from '../model/span.ts';
import { saysTheSame } from './said.ts';

type SaidPart = Omit<Part, 'secret' | 'place'> & { readonly value: string };

/** All but where it stands. Holds raw values: posted to a thread of this process, never written anywhere. */
type Said = Omit<Credential, 'kind' | 'provenance' | 'documentId' | 'parts'> & { readonly parts: readonly SaidPart[] };

export interface PackedCredential {
  readonly kind: 'packed-credential';
  /** Names what is said. */
  readonly number: number;
  /** Absent where the last of this number said the same. */
  readonly said?: Said;
  readonly provenance: Provenance;
  readonly documentId?: string | undefined;
  /** One a part. */
  readonly places: readonly Place[];
}

/** So many are remembered; then numbers begin anew. */
const most = 10_000;

/** For one thread, whose credentials go to one `createUnpacker`, in order. */
export function createPacker(): (credential: Credential) => PackedCredential {
  const numbers = new Map<string, number>();
  /** By the naming secret: the last that was sent. */
  let last = new WeakMap<Secret, { readonly credential: Credential; readonly number: number }>();
  const numberOf = (credential: Credential): readonly [number: number, said?: Said] => {
    const { provenance: _provenance, documentId: _id, kind: _kind, parts, ...rest } = credential;
    const said: Said = {
      ...rest,
      parts: parts.map(({ secret, place: _place, ...part }) => ({ ...part, value: secret.reveal() })),
    };
    const name = JSON.stringify(said);
    const known = numbers.get(name);
    if (known !== undefined) return [known];
    if (numbers.size >= most) {
      numbers.clear();
      last = new WeakMap();
    }
    numbers.set(name, numbers.size);
    return [numbers.size - 1, said];
  };
  return (credential) => {
    const { provenance, documentId, parts } = credential;
    const own = parts[0]!.secret;
    const before = last.get(own);
    const same = before !== undefined && saysTheSame(credential, before.credential);
    const [number, said] = same ? [before.number] : numberOf(credential);
    if (!same) last.set(own, { credential, number });
    return {
      kind: 'packed-credential',
      number,
      ...(said === undefined ? {} : { said }),
      provenance,
      documentId,
      places: parts.map(({ place }) => place),
    };
  };
}

/** The other side; credentials that say the same share what they say. */
export function createUnpacker(): (packed: PackedCredential) => Credential {
  type Shared = Omit<Said, 'parts'> & { readonly parts: readonly Omit<Part, 'place'>[] };
  const shared: Shared[] = [];
  return ({ number, said, provenance, documentId, places }) => {
    if (said) {
      const parts = said.parts.map(({ value, ...part }) => ({ ...part, secret: new Secret(value) }));
      shared[number] = { ...said, parts };
    }
    const { rule, facts, confidence, reasons, joined, parts } = shared[number]!;
    return {
      kind: 'credential',
      rule,
      provenance,
      documentId,
      parts: parts.map((part, at) => placed(part, places[at]!)),
      facts,
      confidence,
      reasons,
      joined,
    };
  };
}

function placed({ name, rule, secret, decoders, key }: Omit<Part, 'place'>, place: Place): Part {
  return { name, rule, secret, place, decoders, key };
}
