/** The report does not care about the order of events, nor how often they come; and survives JSON. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCollector } from '../../src/findings/collect.ts';
import { parseReport } from '../../src/findings/parse.ts';
import type { ScanEvent } from '../../src/model/event.ts';
import { problem } from '../../src/model/problem.ts';
import type { Report } from '../../src/model/report.ts';
import { setOf } from '../detect/support.ts';
import { credential, random40, rules } from '../findings/support.ts';

const set = setOf(...rules.values());

function collect(events: readonly ScanEvent[]): Report {
  const collector = createCollector({ rules: set, minConfidence: 0.4 });
  for (const event of events) collector.add(event);
  const [first] = collector.credentials();
  if (first) collector.judge(first, { state: 'exists', reason: 'of the first' });
  return collector.report({
    version: '0.0.0',
    started: new Date(0),
    finished: new Date(1),
    targets: ['dir:.'],
    network: { state: 'none', hosts: [], requests: [] },
    interrupted: false,
    texts: () => [],
  });
}

const values = Array.from({ length: 4 }, (_, n) => random40(n + 1));
const ids = ['ACID00000001', 'ACID00000002'];
const provenance = fc.record({
  target: fc.constantFrom('dir:.', 'git:x'),
  path: fc.constantFrom('a', 'b\n', 'a/b', `x/${values[0]}`),
  details: fc.array(
    fc.record({ name: fc.constantFrom('commit', 'layer'), value: fc.constantFrom('1', '2', `say ${values[1]}`) }),
    { maxLength: 2 },
  ),
});
const documentId = fc.constantFrom('b1', 'b2', undefined);
const shape = fc.record({
  provenance,
  at: fc.constantFrom(0, 10, 500),
  confidence: fc.constantFrom(0.3, 0.5, 0.9),
  reasons: fc.constantFrom<string[]>([], ['x'], ['y']),
  facts: fc.constantFrom([], [{ name: 'account', value: '1' }], [{ name: 'account', value: '2' }]),
});
const parts = fc.oneof(
  fc.tuple(fc.constantFrom(...ids)).map(([id]) => [['acme-id', id]] as [string, string][]),
  fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...values)).map(([id, secret]): [string, string][] => [
    ['acme-id', id],
    ['acme-secret', secret],
  ]),
  fc.constantFrom(...values).map((value): [string, string][] => [['other-token', value]]),
);
const event: fc.Arbitrary<ScanEvent> = fc.oneof(
  fc
    .tuple(parts, shape, documentId)
    .map(([list, more, id]) => credential(list, id === undefined ? more : { ...more, documentId: id })),
  fc
    .tuple(
      fc.constantFrom('dir:. a', `dir:${values[2]}`),
      fc.constantFrom('x', 'y'),
      fc.constantFrom({}, { bytes: 3 }, { bytes: 5, count: 2 }, { note: true }),
    )
    .map(([at, detail, more]) => problem('UNREADABLE', at, detail, more)),
  fc
    .tuple(provenance, fc.constantFrom('example', 'entropy'), fc.integer({ min: 1, max: 12 }))
    .map(([from, reason, line]): ScanEvent => ({ kind: 'allowed', rule: 'acme-id', reason, provenance: from, line })),
);
// What a document stands for is said once, and always the same.
const attributions: readonly ScanEvent[] = [
  {
    kind: 'attribution',
    target: 'git:x',
    documentId: 'b1',
    provenances: [
      { target: 'git:x', path: 'p', details: [{ name: 'commit', value: 'c1' }] },
      { target: 'git:x', path: 'q', details: [] },
    ],
  },
];

test('order and repetition', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 14 }), fc.integer(), (events, seed) => {
      const all = [...attributions, ...events];
      const mixed = [...all, ...all.slice(0, 5)]
        .map((entry, at) => ({ entry, rank: Math.imul(seed ^ (at + 1), 2654435761) >>> 0 }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ entry }) => entry);
      expect(collect(mixed)).toEqual(collect(all));
    }),
    { seed: 42, numRuns: 400 },
  );
});

test('report → JSON → report → JSON', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 10 }), (events) => {
      const report = collect(events);
      const text = JSON.stringify(report);
      expect(parseReport(text)).toEqual(report);
      expect(JSON.stringify(parseReport(text))).toBe(text);
    }),
    { seed: 43, numRuns: 200 },
  );
});

test('no secret leaves', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 10 }), (events) => {
      const text = JSON.stringify(collect(events));
      const held = events
        .flatMap((entry) => (entry.kind === 'credential' ? entry.parts : []))
        .filter((part) => part.rule !== 'acme-id');
      for (const part of held) expect(text).not.toContain(part.secret.reveal());
    }),
    { seed: 44, numRuns: 200 },
  );
});
