/** Reports from outside are checked once. */

import { describe, expect, test } from 'vitest';
import { parseReport } from '../../src/findings/parse.ts';
import { awsFinding, plainFinding, reportOf, reportRule } from '../support/report.ts';

const whole = reportOf([awsFinding({ known: true }), plainFinding()], {
  problems: [
    { kind: 'problem', code: 'UNREADABLE', where: 'dir:. a', detail: 'EACCES', bytes: 3, count: 2, note: true },
  ],
  allowed: [{ rule: 'acme-token', reason: 'documented example', count: 2, example: 'dir:. a:1' }],
  rules: [reportRule({ id: 'acme-token', rotation: [{ text: 'Revoke it.', command: 'acme revoke', proof: '401' }] })],
  network: {
    state: 'validate',
    hosts: ['sts.amazonaws.com'],
    requests: [
      {
        at: '2026-11-20T10:00:00.000Z',
        host: 'sts.amazonaws.com',
        action: 'GetCallerIdentity',
        subject: 'A',
        outcome: '200',
      },
    ],
  },
});

test('what was written is read again', () => {
  expect(parseReport(JSON.stringify(whole))).toEqual(whole);
});

test('fields of a later version are left out', () => {
  expect(parseReport(JSON.stringify({ ...whole, later: 1 }))).toEqual(whole);
});

describe('faults name the place', () => {
  const bad = (change: object): string => JSON.stringify({ ...whole, ...change });
  test.each([
    ['', /not JSON/],
    ['null', /does not fit at its root/],
    [bad({ version: 2 }), /does not fit at version/],
    [bad({ findings: [{ ...plainFinding(), severity: 'fatal' }] }), /does not fit at findings\.0\.severity/],
    [
      bad({ problems: [{ kind: 'problem', code: 'NOPE', where: '', detail: '' }] }),
      /does not fit at problems\.0\.code/,
    ],
    [bad({ findings: [{ ...plainFinding(), parts: 'x' }] }), /does not fit at findings\.0\.parts/],
  ])('%#', (text, message) => {
    expect(() => parseReport(text)).toThrow(message);
  });
});
