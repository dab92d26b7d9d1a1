/** Findings and reports for tests of what comes after the airlock. */

import type { Detail } from '../../src/model/document.ts';
import type { Finding, Occurrence } from '../../src/model/finding.ts';
import type { Report, ReportRule } from '../../src/model/report.ts';

export function occurrence(target: string, path: string, details: Readonly<Record<string, string>> = {}): Occurrence {
  const list: Detail[] = Object.entries(details).map(([name, value]) => ({ name, value }));
  const place = { start: 10, end: 30, line: 3, column: 5, endLine: 3, endColumn: 25 };
  return { provenance: { target, path, details: list }, parts: [{ name: 'accessKeyId', place, decoders: [] }] };
}

/** An AWS user key; `more` overrides. */
export function awsFinding(more: Partial<Finding> = {}): Finding {
  return {
    fingerprint: 'aws:1111',
    rule: 'aws-access-key-id',
    provider: 'aws',
    name: 'AWS access key',
    severity: 'critical',
    confidence: 0.9,
    reasons: [],
    parts: [
      {
        name: 'accessKeyId',
        rule: 'aws-access-key-id',
        preview: 'AKIAIOSFODNN7EXAMPLE',
        public: true,
        length: 20,
        fingerprint: 'p1',
      },
      {
        name: 'secretAccessKey',
        rule: 'aws-secret-access-key',
        preview: '…(40)',
        public: false,
        length: 40,
        fingerprint: 'p2',
      },
    ],
    facts: [{ name: 'account', value: '111122223333' }],
    verdict: { state: 'unchecked', reason: 'validation is off' },
    occurrences: [occurrence('git:./app', 'config/.env', { commit: 'abc123abc123abc1', date: '2026-03-01T10:00:00Z' })],
    ...more,
  };
}

export function plainFinding(more: Partial<Finding> = {}): Finding {
  return {
    ...awsFinding(),
    fingerprint: 'acme:2222',
    rule: 'acme-token',
    provider: 'acme',
    name: 'Acme token',
    severity: 'high',
    parts: [{ name: 'token', rule: 'acme-token', preview: 'acme_…(40)', public: false, length: 40, fingerprint: 'p3' }],
    facts: [],
    ...more,
  };
}

export function reportRule(more: Partial<ReportRule> & { id: string }): ReportRule {
  return { provider: 'acme', name: more.id, description: '', severity: 'high', references: [], rotation: [], ...more };
}

export function reportOf(findings: readonly Finding[], more: Partial<Report> = {}): Report {
  return {
    schema: 'https://leakwalk.dev/schema/report.json',
    version: 1,
    tool: { name: 'leakwalk', version: '0.1.0', rules: 'digest', ruleCount: 1 },
    started: '2026-11-20T10:00:00.000Z',
    finished: '2026-11-20T10:00:01.000Z',
    targets: ['git:./app'],
    network: { state: 'none', hosts: [], requests: [] },
    totals: { documents: 1, bytes: 1 },
    complete: true,
    interrupted: false,
    findings,
    problems: [],
    allowed: [],
    rules: [],
    ...more,
  };
}
