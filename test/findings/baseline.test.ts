/** A baseline merges line by line, shrinks cleanly and keeps what people wrote. */

import { describe, expect, test } from 'vitest';
import {
  applyBaseline,
  type Baseline,
  parseBaseline,
  pruneBaseline,
  readBaseline,
  serialiseBaseline,
  updateBaseline,
} from '../../src/findings/baseline.ts';
import { UsageError } from '../../src/model/errors.ts';
import { awsFinding, plainFinding, reportOf } from '../support/report.ts';

const both = reportOf([awsFinding({ fingerprint: 'bbbb' }), plainFinding({ fingerprint: 'aaaa' })]);
const one = reportOf([plainFinding({ fingerprint: 'aaaa' })]);
const empty: Baseline = new Map();
const first = updateBaseline(empty, one, { reason: 'test token', today: '2026-01-02' });
const fault = (text: string): string => {
  try {
    parseBaseline(text, 'b.json');
  } catch (cause) {
    if (cause instanceof UsageError) return `${cause.code} ${cause.message}`;
  }
  return 'none';
};

test('one entry a line, sorted by fingerprint', () => {
  const all = updateBaseline(first, both, { reason: 'later', today: '2026-02-03' });
  expect(serialiseBaseline(all)).toBe(`{
  "schema": "https://leakwalk.dev/schema/baseline.json",
  "version": 1,
  "known": {
    "aaaa": {"rule":"acme-token","reason":"test token","added":"2026-01-02"},
    "bbbb": {"rule":"aws-access-key-id","reason":"later","added":"2026-02-03"}
  }
}
`);
});

test('what was written is read again, also when it is empty', () => {
  for (const baseline of [empty, first]) {
    expect(parseBaseline(serialiseBaseline(baseline), 'b.json')).toEqual(baseline);
  }
});

test('an update keeps reasons and dates', () => {
  const again = updateBaseline(first, one, { reason: 'other', today: '2027-01-01' });
  expect(again).toEqual(first);
});

test('an update does not drop what the report lacks; a prune does, and adds nothing', () => {
  const all = updateBaseline(first, both, { reason: 'later', today: '2026-02-03' });
  expect([...updateBaseline(all, one, { reason: '', today: '' }).keys()]).toEqual(['aaaa', 'bbbb']);
  expect([...pruneBaseline(all, one).keys()]).toEqual(['aaaa']);
  expect([...pruneBaseline(first, both).keys()]).toEqual(['aaaa']);
  expect(pruneBaseline(all, reportOf([])).size).toBe(0);
});

test('known findings are marked, new ones are not', () => {
  expect(applyBaseline(both, first).findings.map((finding) => [finding.fingerprint, finding.known])).toEqual([
    ['bbbb', undefined],
    ['aaaa', true],
  ]);
});

test('names that every object has are not known', () => {
  const odd = reportOf([plainFinding({ fingerprint: 'constructor' })]);
  expect(applyBaseline(odd, empty).findings[0]!.known).toBeUndefined();
  expect(updateBaseline(empty, odd, { reason: 'r', today: 'd' }).get('constructor')).toEqual({
    rule: 'acme-token',
    reason: 'r',
    added: 'd',
  });
});

describe('faults say where and what to do', () => {
  test.each([
    ['not JSON', '{', 'BASELINE_INVALID b.json: is not JSON'],
    ['another file', '{"schema":"x"}', 'BASELINE_INVALID b.json: does not fit at schema'],
    [
      'an entry without a reason',
      serialiseBaseline(first).replace('"reason":"test token",', ''),
      'does not fit at known.aaaa.reason',
    ],
    ['a merge conflict', `{\n<<<<<<< HEAD\n  1\n=======\n`, 'BASELINE_INVALID b.json:2: holds a merge conflict'],
  ])('%s', (_name, text, message) => {
    expect(fault(text)).toContain(message);
  });

  test('no file', () => {
    expect(() => readBaseline('/nonexistent/b.json')).toThrow(/cannot be read \(ENOENT\).*baseline create/);
  });
});
