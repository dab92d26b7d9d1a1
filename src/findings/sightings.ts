/**
 * Where one leaked value stands, kept small: a history has tens of thousands of places. What is said of several places in the
 * same words is kept once, and so is a document.
 */

import type { Credential, Part } from '../model/credential.ts';
import type { Provenance } from '../model/document.ts';
import type { Secret } from '../model/secret.ts';
import type { Place } from '../model/span.ts';
import { type Said, saysTheSame } from './said.ts';

/** A document, or what stands for one, of a scan. */
export interface Standpoint {
  readonly number: number;
  readonly provenance: Provenance;
  readonly documentId: string | undefined;
}

/** Documents of all values, numbered. */
export interface Standpoints {
  of(credential: Credential): Standpoint;
}

export function createStandpoints(): Standpoints {
  const known = new Map<string, Standpoint>();
  const texts = new Map<string, [text: string, number: number]>();
  const shared = (text: string): [text: string, number: number] => {
    const entry = texts.get(text) ?? ([text, texts.size] as [string, number]);
    texts.set(text, entry);
    return entry;
  };
  // What one document tells comes together.
  let last: { readonly provenance: Provenance; readonly at: Standpoint } | undefined;
  return {
    of(credential) {
      const { provenance, documentId } = credential;
      if (last?.provenance !== provenance || last.at.documentId !== documentId)
        last = { provenance, at: standpointOf(credential) };
      return last.at;
    },
  };

  function standpointOf({ provenance, documentId }: Credential): Standpoint {
    const [target, targetNumber] = shared(provenance.target);
    const [path, pathNumber] = shared(provenance.path);
    let key = `${targetNumber} ${pathNumber} ${documentId ?? ''}`;
    for (const { name, value } of provenance.details) key += `\0${name}\0${value === documentId ? '\0' : value}`;
    const before = known.get(key);
    if (before) return before;
    const details = provenance.details.map(({ name, value }) => ({
      name,
      value: value === documentId ? documentId : value,
    }));
    const made = { number: known.size, provenance: { target, path, details }, documentId };
    known.set(key, made);
    return made;
  }
}

/** Numbers that tell of one place. */
const stride = 6;

/** One of a value's places. */
export interface Sighting {
  readonly at: Standpoint;
  readonly said: Said;
  /** Where its places begin in the numbers. */
  readonly first: number;
}

interface Row extends Sighting {
  said: Said;
}

export interface Sightings {
  readonly size: number;
  /** @param variant which secrets it holds @param better which of two that stand at one place is kept */
  add(credential: Credential, variant: string, better: (a: Credential, b: Credential) => boolean): void;
  /** What is said, each once. */
  said(): Iterable<Pick<Credential, 'confidence' | 'reasons' | 'facts'>>;
  /** In the order in which they came. */
  all(): Iterable<Sighting>;
  /** Where the naming part begins. */
  startOf(sighting: Sighting): number;
  /** Name and place of each part, as a text that puts them in order. */
  placesOf(sighting: Sighting): string;
  /** Made anew each time. */
  credentialOf(sighting: Sighting): Credential;
}

export function createSightings(standpoints: Standpoints): Sightings {
  const rows = new Map<string, Row>();
  const words = new Map<string, Said>();
  let numbers = new Float64Array(2 * stride);
  let used = 0;

  /** Versions of a file share what is said down to the objects. */
  const lastSaid = new WeakMap<Secret, readonly [said: Said, variant: string]>();

  const saidBy = (credential: Credential, variant: string): Said => {
    const own = credential.parts[0]!.secret;
    const before = lastSaid.get(own);
    if (before && before[1] === variant && saysTheSame(credential, before[0])) return before[0];
    const said = saidAnew(credential, variant);
    lastSaid.set(own, [said, variant]);
    return said;
  };

  const saidAnew = (
    { provenance: _provenance, documentId: _id, parts, ...rest }: Credential,
    variant: string,
  ): Said => {
    const { rule, confidence, reasons, facts, joined } = rest;
    const own = parts.map(({ rule, key, decoders }) => [rule, key, decoders]);
    const name = `${variant}\0${JSON.stringify([rule, confidence, reasons, facts, joined, own])}`;
    const said = words.get(name) ?? { ...rest, parts: parts.map(({ place: _place, ...part }) => part) };
    words.set(name, said);
    return said;
  };

  const write = (parts: readonly Part[], first: number): void => {
    if (first + stride * parts.length > numbers.length) {
      const more = new Float64Array(2 * (first + stride * parts.length));
      more.set(numbers);
      numbers = more;
    }
    let at = first;
    for (const { place } of parts) {
      numbers[at++] = place.start;
      numbers[at++] = place.end;
      numbers[at++] = place.line;
      numbers[at++] = place.column;
      numbers[at++] = place.endLine;
      numbers[at++] = place.endColumn;
    }
  };

  const placeAt = (at: number): Place => ({
    start: numbers[at]!,
    end: numbers[at + 1]!,
    line: numbers[at + 2]!,
    column: numbers[at + 3]!,
    endLine: numbers[at + 4]!,
    endColumn: numbers[at + 5]!,
  });

  const credentialOf = ({ at, said, first }: Sighting): Credential => ({
    ...said,
    provenance: at.provenance,
    ...(at.documentId === undefined ? {} : { documentId: at.documentId }),
    parts: said.parts.map((part, k) => ({ ...part, place: placeAt(first + stride * k) })),
  });

  return {
    get size() {
      return rows.size;
    },
    add(credential, variant, better) {
      const at = standpoints.of(credential);
      let key = `${at.number}`;
      for (const { name, place } of credential.parts) key += ` ${name} ${place.start} ${place.end}`;
      const before = rows.get(key);
      if (before && !better(credential, credentialOf(before))) return;
      const said = saidBy(credential, variant);
      if (before) {
        // The same parts at the same places.
        before.said = said;
        write(credential.parts, before.first);
        return;
      }
      rows.set(key, { at, said, first: used });
      write(credential.parts, used);
      used += stride * credential.parts.length;
    },
    said: () => new Set([...rows.values()].map((row) => row.said)),
    all: () => rows.values(),
    startOf: ({ first }) => numbers[first]!,
    placesOf: ({ said, first }) =>
      said.parts
        .map(({ name }, k) => `${name} ${numbers[first + stride * k]} ${numbers[first + stride * k + 1]}`)
        .join('\0'),
    credentialOf,
  };
}
