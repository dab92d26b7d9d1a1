/** One finding a line, then one problem a line, then a summary line. */

import type { Format } from './format.ts';
import { jsonText } from './json-text.ts';

export const jsonl: Format = {
  name: 'jsonl',
  extension: '.jsonl',
  summary: 'one JSON object a line: findings, problems, a summary',
  render(report) {
    const { findings, problems, allowed, rules: _rules, version, ...rest } = report;
    const dropped = allowed.reduce((sum, entry) => sum + entry.count, 0);
    const lines = [
      ...findings.map((finding) => ({ kind: 'finding', schemaVersion: version, ...finding })),
      ...problems.map(({ kind, ...problem }) => ({ kind, schemaVersion: version, ...problem })),
      {
        kind: 'summary',
        schemaVersion: version,
        ...rest,
        findings: findings.length,
        problems: problems.length,
        allowed: dropped,
      },
    ];
    return lines.map((line) => `${jsonText(line)}\n`).join('');
  },
};
