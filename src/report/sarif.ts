/**
 * SARIF 2.1.0, within GitHub's limits: one result an occurrence, the region is the secret's own.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */

import type { Log, Notification, ReportingDescriptor, Result } from 'sarif';
import type { Finding, Occurrence } from '../model/finding.ts';
import type { Report, ReportRule } from '../model/report.ts';
import type { Severity } from '../model/rule.ts';
import type { Format } from './format.ts';
import { detailText, factsText, placeText, previewText, printable } from './text-of.ts';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/** GitHub shows these as critical, high, medium and low. */
const scores: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  info: '1.0',
};

/** GitHub takes at most this many results. */
const maxResults = 25_000;

/** A relative URI reference of a path. */
function uri(path: string): string {
  return path
    .split('/')
    .map((step) => encodeURIComponent(step).replaceAll('!', '%21'))
    .join('/');
}

/** The part that is the secret: the first that is not a mere identifier, else the first. */
function secretPart(finding: Finding, occurrence: Occurrence): Occurrence['parts'][number] | undefined {
  const secret = finding.parts.find((part) => !part.public);
  return occurrence.parts.find((part) => part.name === secret?.name) ?? occurrence.parts[0];
}

function region({ place }: Occurrence['parts'][number]): object {
  return {
    startLine: place.line,
    startColumn: place.column,
    endLine: place.endLine,
    endColumn: place.endColumn,
    byteOffset: place.start,
    byteLength: place.end - place.start,
  };
}

function location(finding: Finding, occurrence: Occurrence): NonNullable<Result['locations']>[number] {
  const part = secretPart(finding, occurrence);
  const name = occurrence.provenance.path || occurrence.provenance.target;
  return {
    physicalLocation: { artifactLocation: { uri: uri(name) }, ...(part ? { region: region(part) } : {}) },
    ...(occurrence.provenance.details.length > 0 ? { message: { text: detailText(occurrence.provenance) } } : {}),
  };
}

function related(occurrence: Occurrence, finding: Finding): NonNullable<Result['relatedLocations']> {
  const main = secretPart(finding, occurrence);
  return occurrence.parts
    .filter((part) => part !== main)
    .map((part) => ({
      physicalLocation: {
        artifactLocation: { uri: uri(occurrence.provenance.path || occurrence.provenance.target) },
        region: region(part),
      },
      message: { text: part.name },
    }));
}

function results(finding: Finding, index: ReadonlyMap<string, number>): Result[] {
  const facts = factsText(finding);
  const verdict =
    finding.verdict.state === 'unchecked'
      ? ''
      : ` Verdict: ${finding.verdict.state} (${printable(finding.verdict.reason)}).`;
  return finding.occurrences.map((occurrence) => ({
    ruleId: finding.rule,
    ruleIndex: index.get(finding.rule) ?? 0,
    level: levels[finding.severity],
    message: { text: `${finding.name}: ${previewText(finding)}.${facts === '' ? '' : ` ${facts}.`}${verdict}` },
    locations: [location(finding, occurrence)],
    ...(occurrence.parts.length > 1 ? { relatedLocations: related(occurrence, finding) } : {}),
    partialFingerprints: { 'leakwalk/v1': finding.fingerprint, primaryLocationLineHash: `${finding.fingerprint}:1` },
    ...(finding.known ? { suppressions: [{ kind: 'external' as const, justification: 'in the baseline' }] } : {}),
    properties: {
      confidence: finding.confidence,
      place: placeText(occurrence),
      target: printable(occurrence.provenance.target),
    },
  }));
}

function descriptor(rule: ReportRule): ReportingDescriptor {
  const steps = rule.rotation.map((step, at) => `${at + 1}. ${step.text}`).join('\n');
  return {
    id: rule.id,
    name: rule.name,
    shortDescription: { text: rule.name },
    fullDescription: { text: rule.description || rule.name },
    ...(rule.references[0] === undefined ? {} : { helpUri: rule.references[0] }),
    help: {
      text: steps || 'Revoke it, replace it, then look for what was done with it.',
      markdown: steps || 'Revoke it, replace it, then look for what was done with it.',
    },
    defaultConfiguration: { level: levels[rule.severity] },
    properties: { tags: ['security', 'secret', rule.provider], 'security-severity': scores[rule.severity] },
  };
}

function notifications(report: Report): Notification[] {
  return report.problems.map(({ code, where, detail, note }) => ({
    level: note ? 'note' : 'warning',
    message: { text: printable(`${code} ${where}: ${detail}`) },
    descriptor: { id: code },
  }));
}

export function sarifLog(report: Report): Log {
  const named = new Set(report.findings.map((finding) => finding.rule));
  const rules = report.rules.filter((rule) => named.has(rule.id));
  const index = new Map(rules.map((rule, at) => [rule.id, at]));
  const list = report.findings.flatMap((finding) => results(finding, index));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'leakwalk',
            version: report.tool.version,
            semanticVersion: report.tool.version,
            informationUri: 'https://github.com/leakwalk/leakwalk',
            rules: rules.map(descriptor),
          },
        },
        columnKind: 'unicodeCodePoints',
        invocations: [
          {
            executionSuccessful: report.complete,
            startTimeUtc: report.started,
            endTimeUtc: report.finished,
            toolExecutionNotifications: [
              ...notifications(report),
              ...(list.length > maxResults
                ? [
                    {
                      level: 'warning' as const,
                      message: {
                        text: `${list.length - maxResults} further results are left out; the JSON report holds all`,
                      },
                    },
                  ]
                : []),
            ],
          },
        ],
        results: list.slice(0, maxResults),
      },
    ],
  };
}

export const sarif: Format = {
  name: 'sarif',
  extension: '.sarif',
  summary: 'SARIF 2.1.0, for code scanning',
  render: (report) => `${JSON.stringify(sarifLog(report), null, 2)}\n`,
};
