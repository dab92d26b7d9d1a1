/** One finding a line, then one problem a line, then a summary line. */

import type { Format } from './format.ts';

export const jsonl: Format = {
  name: 'jsonl',
  extension: '.jsonl',
  summary: 'one JSON object a line: findings, problems, a summary',
  render(report) {
    const { findings, problems, allowed: _allowed, rules: _rules, ...rest } = report;
    const lines = [
      ...findings.map((finding) => ({ kind: 'finding', version: report.version, ...finding })),
      ...problems.map((problem) => ({ ...problem, version: report.version })),
      { kind: 'summary', ...rest, findings: findings.length, problems: problems.length },
    ];
    return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  },
};
