/** One finding for each credential, however it was met. */

import { describe, expect, test } from 'vitest';
import { createCollector } from '../../src/findings/collect.ts';
import type { Credential } from '../../src/model/credential.ts';
import type { ScanEvent } from '../../src/model/event.ts';
import { problem } from '../../src/model/problem.ts';
import type { Report } from '../../src/model/report.ts';
import { setOf } from '../detect/support.ts';
import { credential, random40, rules, where } from './support.ts';

const set = setOf(...rules.values());
const meta = {
  version: '0.0.0',
  started: new Date(0),
  finished: new Date(1000),
  targets: ['dir:.'],
  network: { state: 'none', hosts: [], requests: [] },
  interrupted: false,
  texts: () => [],
} as const;

function collect(events: readonly ScanEvent[], options: object = {}): Report {
  const collector = createCollector({ rules: set, ...options });
  for (const event of events) collector.add(event);
  return collector.report(meta);
}

const s1 = random40(1);
const s2 = random40(2);
const id = ['acme-id', 'ACID00000001'] as const;
const alone = credential([id], { provenance: { ...where, path: 'b' } });
const pair = credential([id, ['acme-secret', s1]]);

describe('grouping', () => {
  test('an id with its secret and the same id alone elsewhere are one finding with all parts', () => {
    const { findings } = collect([alone, pair]);
    expect(findings).toHaveLength(1);
    expect(findings[0]!.parts.map((part) => part.name)).toEqual(['id', 'secret']);
    expect(findings[0]!.occurrences.map((entry) => entry.provenance.path)).toEqual(['a.env', 'b']);
    expect(findings[0]!.occurrences.map((entry) => entry.parts.length)).toEqual([2, 1]);
  });

  test('the same id with two secrets is one finding that tells both', () => {
    const other = credential([id, ['acme-secret', s2]], { provenance: { ...where, path: 'c' } });
    const [finding, ...more] = collect([pair, other]).findings;
    expect(more).toEqual([]);
    expect(finding!.parts.map((part) => part.name)).toEqual(['id', 'secret', 'secret']);
    expect(new Set(finding!.parts.map((part) => part.fingerprint)).size).toBe(3);
  });

  test('different values are different findings; the same value of one family is one', () => {
    const named = credential([['acme-secret', s1]]);
    const bare = credential([['acme-candidate', s1]], { at: 500 });
    expect(collect([named, bare, credential([['acme-secret', s2]])]).findings).toHaveLength(2);
  });

  test('the surest confidence and its reasons, all facts once', () => {
    const fact = { name: 'account', value: '1' };
    const more = { ...alone, confidence: 0.95, reasons: ['named'], facts: [fact] };
    const [finding] = collect([{ ...pair, facts: [fact] }, more]).findings;
    expect(finding).toMatchObject({ confidence: 0.95, reasons: ['named'], facts: [fact] });
  });
});

describe('occurrences', () => {
  test('the same place met twice is one; a place that shows more parts tells them all', () => {
    const same = credential([id], { at: 0 });
    const [finding] = collect([pair, same, pair]).findings;
    expect(finding!.occurrences).toHaveLength(1);
    expect(finding!.occurrences[0]!.parts.map((part) => part.name)).toEqual(['id', 'secret']);
  });

  test('in order of target, path and offset as a number', () => {
    const at = (path: string, offset: number): Credential =>
      credential([id], { at: offset, provenance: { ...where, path } });
    const [finding] = collect([at('b', 5), at('a', 1000), at('a', 20)]).findings;
    expect(finding!.occurrences.map((entry) => `${entry.provenance.path}:${entry.parts[0]!.place.start}`)).toEqual([
      'a:20',
      'a:1000',
      'b:5',
    ]);
  });

  test('a traced document stands at each of its places', () => {
    const blob = credential([id], { documentId: 'b1' });
    const traced = ['c1', 'c2'].map((commit) => ({
      ...where,
      path: `${commit}.env`,
      details: [{ name: 'commit', value: commit }],
    }));
    const [finding] = collect([
      { kind: 'attribution', target: 'dir:.', documentId: 'b1', provenances: traced },
      blob,
    ]).findings;
    expect(finding!.occurrences.map((entry) => entry.provenance)).toEqual(traced);
  });

  test('an untraced one stands where it was read', () => {
    const [finding] = collect([credential([id], { documentId: 'b1' })]).findings;
    expect(finding!.occurrences.map((entry) => entry.provenance)).toEqual([where]);
  });
});

describe('validation', () => {
  test('only the complete credential is asked about, and each further secret', () => {
    const collector = createCollector({ rules: set });
    const other = credential([id, ['acme-secret', s2]], { at: 900 });
    for (const event of [alone, pair, other]) collector.add(event);
    const asked = collector.credentials();
    expect(asked.map((entry) => entry.parts.length)).toEqual([2, 2]);
    expect(new Set(asked.map((entry) => entry.parts[1]!.secret.reveal()))).toEqual(new Set([s1, s2]));
  });

  test('parts that stood apart and do not disagree are asked about together', () => {
    const collector = createCollector({ rules: set });
    collector.add(pair);
    collector.add(credential([id, ['acme-token', `act_${s2}${s1.slice(0, 20)}`]], { at: 900 }));
    const asked = collector.credentials();
    expect(asked.map((entry) => entry.parts.map((part) => part.name))).toEqual([['id', 'secret', 'token']]);
    collector.judge(asked[0]!, { state: 'active', reason: 'yes' });
    expect(collector.report(meta).findings[0]!.verdict.state).toBe('active');
  });

  test('a secret that works makes the finding active and is told first', () => {
    const collector = createCollector({ rules: set });
    collector.add(pair);
    collector.add(credential([id, ['acme-secret', s2]], { at: 900 }));
    for (const entry of collector.credentials()) {
      const right = entry.parts[1]!.secret.reveal() === s2;
      collector.judge(entry, { state: right ? 'active' : 'exists', reason: right ? 'yes' : 'no' });
    }
    const [finding] = collector.report(meta).findings;
    const [, secret] = collect([credential([id, ['acme-secret', s2]])]).findings[0]!.parts;
    expect(finding!.verdict).toEqual({ state: 'active', reason: 'yes' });
    expect(finding!.parts[1]!.fingerprint).toBe(secret!.fingerprint);
  });

  test('what was not asked is said', () => {
    expect(collect([pair]).findings[0]!.verdict).toEqual({ state: 'unchecked', reason: 'not asked to' });
  });
});

describe('what is not reported', () => {
  test('is counted by rule and reason, with the first place', () => {
    const at = (path: string, line: number): ScanEvent => ({
      kind: 'allowed',
      rule: 'acme-id',
      reason: 'example',
      provenance: { ...where, path },
      line,
    });
    expect(collect([at('b', 1), at('a', 10), at('a', 9), at('a', 9)]).allowed).toEqual([
      { rule: 'acme-id', reason: 'example', count: 3, example: 'dir:. a:9' },
    ]);
  });

  test('unsure credentials', () => {
    const report = collect([{ ...pair, confidence: 0.3 }], { minConfidence: 0.5 });
    expect(report.findings).toEqual([]);
    expect(report.allowed).toMatchObject([{ reason: 'confidence under 0.5', count: 1 }]);
  });

  test.each([
    [{ rule: 'acme-id' }, true],
    [{ path: '\\.env$' }, true],
    [{ rule: 'acme-id', path: 'nowhere' }, false],
    [{ fingerprint: collect([pair]).findings[0]!.fingerprint }, true],
    [{ fingerprint: 'another' }, false],
  ])('settled by the configuration: %o', (entry, dropped) => {
    const report = collect([pair], { allow: [{ reason: 'ours', ...entry }] });
    expect(report.findings).toHaveLength(dropped ? 0 : 1);
    expect(report.allowed.map((one) => one.reason)).toEqual(dropped ? ['configuration: ours'] : []);
  });
});

describe('problems', () => {
  test('said twice it is one, with the larger figures; in order', () => {
    const report = collect([
      problem('UNREADABLE', 'dir:. b', 'EACCES', { bytes: 1, count: 4 }),
      problem('UNREADABLE', 'dir:. a', 'EACCES'),
      problem('UNREADABLE', 'dir:. b', 'EACCES', { bytes: 3 }),
    ]);
    expect(report.problems).toEqual([
      { kind: 'problem', code: 'UNREADABLE', where: 'dir:. a', detail: 'EACCES' },
      { kind: 'problem', code: 'UNREADABLE', where: 'dir:. b', detail: 'EACCES', bytes: 3, count: 4 },
    ]);
  });

  test('a problem makes the result incomplete, a note does not', () => {
    expect(collect([problem('EMPTY', 'dir:.', 'x')]).complete).toBe(false);
    expect(collect([problem('SHALLOW', 'dir:.', 'x', { note: true })]).complete).toBe(true);
    expect(createCollector({ rules: set }).report({ ...meta, interrupted: true }).complete).toBe(false);
  });
});

test('no secret of any finding stands anywhere in the report', () => {
  const provenance = {
    target: `dir:/tmp/${s1}`,
    path: `${s2}.env`,
    details: [{ name: 'created by', value: `ENV A=${s1} B=${s2}` }],
  };
  const report = collect([
    credential([id, ['acme-secret', s1]], { provenance, facts: [{ name: 'note', value: s2 }], reasons: [s1] }),
    credential([['other-token', s2]], { provenance }),
    problem('UNREADABLE', `dir:/tmp/${s1}`, s2),
    { kind: 'allowed', rule: 'acme-id', reason: `beside ${s1}`, provenance, line: 1 },
  ]);
  const text = JSON.stringify(report);
  for (const secret of [s1, s2]) expect(text).not.toContain(secret);
  expect(report.findings).toHaveLength(2);
});

test('most severe first, then surest, then by name', () => {
  const low = new Map(
    [...rules].map(([name, entry]) => [name, name === 'acme-id' ? { ...entry, severity: 'low' as const } : entry]),
  );
  const collector = createCollector({ rules: setOf(...low.values()) });
  collector.add(alone);
  collector.add(credential([['other-token', s1]], { confidence: 0.6 }));
  collector.add(credential([['other-token', s2]], { confidence: 0.7 }));
  const { findings } = collector.report(meta);
  expect(findings.map((finding) => `${finding.severity} ${finding.confidence}`)).toEqual([
    'high 0.7',
    'high 0.6',
    'low 0.9',
  ]);
});

test('the texts of the rules that findings name go along', () => {
  const collector = createCollector({ rules: set });
  collector.add(pair);
  const text = {
    id: 'acme-id',
    description: 'Opens Acme.',
    examples: [],
    counterexamples: [],
    rotation: [{ text: 'Revoke.' }],
    references: ['https://acme.example'],
  };
  const report = collector.report({ ...meta, texts: () => [text] });
  expect(report.rules.map((entry) => [entry.id, entry.description])).toEqual([
    ['acme-id', 'Opens Acme.'],
    ['acme-secret', ''],
  ]);
});
