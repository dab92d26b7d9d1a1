import { expect, test } from 'vitest';
import { createSightings, createStandpoints, type Sightings } from '../../src/findings/sightings.ts';
import type { Credential } from '../../src/model/credential.ts';
import { Secret } from '../../src/model/secret.ts';

function standing(path: string, start: number, more: Partial<Credential> = {}): Credential {
  const place = { start, end: start + 9, line: 3, column: 4, endLine: 3, endColumn: 13 };
  return {
    kind: 'credential',
    rule: 'assigned-password',
    provenance: { target: 'git:.', path, details: [{ name: 'blob', value: 'b1' }] },
    documentId: 'b1',
    parts: [{ name: 'password', rule: 'assigned-password', secret: new Secret('hush-hush'), place, decoders: [] }],
    facts: [],
    confidence: 0.5,
    reasons: ['quoted'],
    joined: 'alone',
    ...more,
  };
}

const surer = (a: Credential, b: Credential): boolean => a.confidence > b.confidence;
const byPlace = (a: Credential, b: Credential): number => a.parts[0]!.place.start - b.parts[0]!.place.start;

const back = (sightings: Sightings): Credential[] => [...sightings.all()].map(sightings.credentialOf);

test('credentials come back as they were, each place once', () => {
  const sightings = createSightings(createStandpoints());
  const all = [standing('a', 5), standing('a', 50), standing('b', 70, { confidence: 0.9, reasons: ['bare'] })];
  for (const credential of [...all, ...all]) sightings.add(credential, 'password 1', surer);
  expect(back(sightings).sort(byPlace)).toEqual(all);
  expect([...sightings.said()]).toHaveLength(2);
});

test('of two credentials at one place the better is kept, and nothing is said of the other', () => {
  const sightings = createSightings(createStandpoints());
  const better = standing('a', 5, { confidence: 0.9 });
  sightings.add(standing('a', 5), 'password 1', surer);
  sightings.add(better, 'password 1', surer);
  sightings.add(standing('a', 5, { confidence: 0.1 }), 'password 1', surer);
  expect(back(sightings)).toEqual([better]);
  expect([...sightings.said()].map((said) => said.confidence)).toEqual([0.9]);
});

test('places are told apart by what the source says of them', () => {
  const sightings = createSightings(createStandpoints());
  const elsewhere = { target: 'git:.', path: 'a', details: [{ name: 'blob', value: 'b2' }] };
  for (const credential of [standing('a', 5), standing('a', 5, { provenance: elsewhere, documentId: 'b2' })])
    sightings.add(credential, 'password 1', surer);
  expect(back(sightings).map((credential) => credential.documentId)).toEqual(['b1', 'b2']);
});
