/**
 * GitLab's secret detection report: one occurrence an item. The value itself (`raw_source_code_extract`) is left out.
 * @see https://docs.gitlab.com/development/integrations/secure/#report
 */

import { createHash } from 'node:crypto';
import { detail } from '../model/document.ts';
import type { Finding, Occurrence } from '../model/finding.ts';
import { printable } from '../model/printable.ts';
import type { ReportRule } from '../model/report.ts';
import type { Severity } from '../model/rule.ts';
import type { Format } from './format.ts';
import { jsonText } from './json-text.ts';
import { detailText, factsText, fileOf, placeText, previewText } from './text-of.ts';

const names: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
};

/** What GitLab's own analyzer says where there is no commit. */
const noCommit = '0000000000000000000000000000000000000000';

/** Stable, and different for each place: hex in the shape of a UUID. */
function idOf(finding: Finding, occurrence: Occurrence): string {
  const { target, details } = occurrence.provenance;
  const key = [finding.fingerprint, target, placeText(occurrence), JSON.stringify(details)].join('\0');
  const hex = createHash('sha256').update(key).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** `2026-11-20T10:00:00`. */
const timeOf = (iso: string): string => iso.slice(0, 19);

function location(occurrence: Occurrence): object {
  const place = occurrence.parts[0]?.place;
  const { provenance } = occurrence;
  const author = detail(provenance, 'author');
  const date = detail(provenance, 'date');
  return {
    file: printable(fileOf(occurrence)),
    commit: {
      sha: detail(provenance, 'commit') ?? noCommit,
      ...(author === undefined ? {} : { author: printable(author) }),
      ...(date === undefined ? {} : { date }),
    },
    start_line: place?.line ?? 1,
    end_line: place?.endLine ?? 1,
  };
}

/** The schema takes 7,000 characters. */
function solutionOf(rule: ReportRule | undefined): string {
  const steps = rule?.rotation.map((step, at) => `${at + 1}. ${step.text}`) ?? [];
  return steps.length === 0 ? 'Revoke it and replace it.' : steps.join('\n').slice(0, 7000);
}

function vulnerability(finding: Finding, occurrence: Occurrence, rule: ReportRule | undefined): object {
  const place = occurrence.parts[0]?.place;
  const more = [factsText(finding), detailText(occurrence.provenance)].filter((words) => words !== '');
  const lines = { start_line: place?.line ?? 1, end_line: place?.endLine ?? 1 };
  return {
    id: idOf(finding, occurrence),
    name: printable(finding.name).slice(0, 255),
    description: [previewText(finding), ...more, rule?.description ?? ''].filter((words) => words !== '').join('\n'),
    severity: names[finding.severity],
    solution: solutionOf(rule),
    location: location(occurrence),
    identifiers: [{ type: 'leakwalk_rule_id', name: `leakwalk rule ${finding.rule}`, value: finding.rule }],
    ...(rule && rule.references.length > 0 ? { links: rule.references.map((url) => ({ url })) } : {}),
    tracking: {
      type: 'source',
      items: [
        {
          file: printable(fileOf(occurrence)),
          ...lines,
          signatures: [{ algorithm: 'rule_value', value: finding.fingerprint }],
        },
      ],
    },
  };
}

export const gitlab: Format = {
  name: 'gitlab',
  extension: '.json',
  summary: 'GitLab secret detection report (gl-secret-detection-report.json)',
  render(report) {
    const vendor = { name: 'leakwalk' };
    const tool = { id: 'leakwalk', name: 'leakwalk', version: report.tool.version, vendor };
    const problems = report.problems.filter((problem) => !problem.note);
    const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
    const fresh = report.findings.filter((finding) => !finding.known);
    const log = {
      version: '15.0.0',
      scan: {
        analyzer: tool,
        scanner: tool,
        type: 'secret_detection',
        start_time: timeOf(report.started),
        end_time: timeOf(report.finished),
        status: report.complete ? 'success' : 'failure',
        ...(problems.length > 0
          ? {
              messages: problems.map(({ code, where, detail: met }) => ({
                level: 'warn',
                value: printable(`${code} ${where}: ${met}`),
              })),
            }
          : {}),
      },
      vulnerabilities: fresh.flatMap((finding) =>
        finding.occurrences.map((occurrence) => vulnerability(finding, occurrence, rules.get(finding.rule))),
      ),
    };
    return `${jsonText(log, 2)}\n`;
  },
};
