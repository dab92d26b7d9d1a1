/** Whatever matches a document has: none is lost, none is told twice, and their order does not count. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Joined, joinMatches } from '../../src/findings/join.ts';
import type { Match } from '../../src/model/match.ts';
import { block, match, random40, rules, where } from '../findings/support.ts';

const kinds = [
  ...['1', '2', '3'].map((n) => ['acme-id', `ACID0000000${n}`] as const),
  ...[1, 2, 3].map((n) => ['acme-secret', random40(n)] as const),
  ['acme-token', `act_${random40(4)}${random40(5).slice(20)}`] as const,
  ['other-token', `oth_${random40(6).slice(4)}`] as const,
  ['generic-password', random40(1)] as const,
];
const blocks = [[], [block(0, 200)], [block(0, 200), block(0, 1000)], [block(200, 400), block(0, 1000)]];
const allowed = fc.constantFrom(undefined, undefined, undefined, 'documented example', 'entropy');

/** Matches that do not share bytes, each at its own hundred. */
const matches = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      gap: fc.constantFrom(0, 0, 100, 5000),
      blocks: fc.constantFrom(...blocks),
      allowed,
      near: fc.option(fc.constantFrom(1, 2)),
    }),
    { maxLength: 12 },
  )
  .map((list) => {
    let at = 0;
    return list.map(({ kind: [rule, value], gap, near, ...more }): Match => {
      at += 100 + gap;
      const companions = rule === 'acme-id' && near !== null ? [match('acme-candidate', random40(near), at - 90)] : [];
      return match(rule, value, at, {
        blocks: more.blocks,
        companions,
        ...(more.allowed === undefined ? {} : { allowed: more.allowed }),
      });
    });
  });

function told({ credentials, allowed: dropped }: Joined): string[] {
  const parts = credentials.map((entry) =>
    entry.parts.map((part) => `${part.name} ${part.place.start} ${part.secret.reveal()}`).join(' + '),
  );
  return [...parts, ...dropped.map((entry) => `${entry.rule} ${entry.reason}`)].sort();
}

test('the order of matches does not count', () => {
  fc.assert(
    fc.property(matches, fc.integer(), (list, seed) => {
      const mixed = list
        .map((entry, at) => ({ entry, rank: Math.imul(seed ^ (at + 1), 2654435761) >>> 0 }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ entry }) => entry);
      expect(told(joinMatches(mixed, rules, where))).toEqual(told(joinMatches(list, rules, where)));
    }),
    { seed: 7, numRuns: 500 },
  );
});

test('every match is told once: as a credential, as a part of one, or as dropped', () => {
  fc.assert(
    fc.property(matches, (list) => {
      const { credentials, allowed: dropped } = joinMatches(list, rules, where);
      const named = credentials.map((entry) => entry.parts[0]!.place.start);
      expect(new Set(named).size).toBe(named.length);
      const parts = new Set(credentials.flatMap((entry) => entry.parts.map((part) => part.place.start)));
      const live = list.filter((entry) => entry.allowed === undefined);
      const untold = live.filter((entry) => !parts.has(entry.place.start));
      expect(dropped).toHaveLength(list.length - live.length + untold.length);
      // What names a credential is not a part of another.
      const inner = new Set(credentials.flatMap((entry) => entry.parts.slice(1).map((part) => part.place.start)));
      for (const start of named) expect(inner.has(start)).toBe(false);
    }),
    { seed: 8, numRuns: 500 },
  );
});

test('an id is never without a secret that nobody else has and that stands in reach', () => {
  fc.assert(
    fc.property(matches, (list) => {
      const plain = list
        .map((entry) => ({ ...entry, blocks: [], companions: [] }))
        .filter((entry) => entry.allowed === undefined);
      const { credentials } = joinMatches(plain, rules, where);
      const alone = credentials.filter(
        (entry) => entry.rule === 'acme-id' && !entry.parts.some((part) => part.name === 'secret'),
      );
      const free = credentials.filter((entry) => entry.rule === 'acme-secret');
      for (const id of alone) {
        for (const secret of free) {
          expect(Math.abs(id.parts[0]!.place.start - secret.parts[0]!.place.start)).toBeGreaterThan(1900);
        }
      }
    }),
    { seed: 9, numRuns: 300 },
  );
});
