/**
 * SARIF 2.1.0, within GitHub's limits: one result an occurrence, the region is the secret's own.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */

import { createHash } from 'node:crypto';
import type { Location, Log, Notification, Region, ReportingDescriptor, Result } from 'sarif';
import type { Finding, Occurrence } from '../model/finding.ts';
import { printable } from '../model/printable.ts';
import type { Report, ReportRule } from '../model/report.ts';
import type { Severity } from '../model/rule.ts';
import type { Format } from './format.ts';
import { jsonText } from './json-text.ts';
import { detailText, factsText, fileOf, placeText, previewText } from './text-of.ts';

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

/** GitHub takes at most so many of a run, and so many locations of a result. */
const maxResults = 25_000;
const maxRules = 25_000;
const maxLocations = 1_000;

/** A relative URI reference of a path: every byte that could mean something else is percent-encoded. */
function uri(path: string): string {
  return path
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .split('/')
    .map((step) => encodeURIComponent(step).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`))
    .join('/')
    .replace(/^\/+/, '');
}

/** The part that is the secret: the first that is not a mere identifier, else the first. */
function secretPart(finding: Finding, occurrence: Occurrence): Occurrence['parts'][number] | undefined {
  const secret = finding.parts.find((part) => !part.public);
  return occurrence.parts.find((part) => part.name === secret?.name) ?? occurrence.parts[0];
}

/** The text of a region is its preview: nobody should find the value here. */
function region({ place }: Occurrence['parts'][number], preview: string): Region {
  return {
    startLine: place.line,
    startColumn: place.column,
    endLine: place.endLine,
    endColumn: place.endColumn,
    byteOffset: place.start,
    byteLength: place.end - place.start,
    snippet: { text: printable(preview) },
  };
}

function physical(finding: Finding, occurrence: Occurrence, part: Occurrence['parts'][number] | undefined): Location {
  const preview = finding.parts.find((entry) => entry.name === part?.name)?.preview ?? '';
  return {
    physicalLocation: {
      artifactLocation: { uri: uri(fileOf(occurrence)) },
      ...(part ? { region: region(part, preview) } : {}),
    },
  };
}

function location(finding: Finding, occurrence: Occurrence): Location {
  const where = physical(finding, occurrence, secretPart(finding, occurrence));
  const more = detailText(occurrence.provenance);
  return more === '' ? where : { ...where, message: { text: more } };
}

function related(occurrence: Occurrence, finding: Finding): Location[] {
  const main = secretPart(finding, occurrence);
  return occurrence.parts
    .filter((part) => part !== main)
    .slice(0, maxLocations)
    .map((part) => ({ ...physical(finding, occurrence, part), message: { text: printable(part.name) } }));
}

function messageOf(finding: Finding): string {
  const { state, reason } = finding.verdict;
  const facts = factsText(finding);
  const verdict = state === 'unchecked' ? '' : ` Verdict: ${state} (${printable(reason)}).`;
  return `${printable(finding.name)}: ${previewText(finding)}.${facts === '' ? '' : ` ${facts}.`}${verdict}`;
}

/**
 * What GitHub follows an alert by: the value and the file, not the line; the n-th in one file is told apart by n.
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#providing-data-to-track-code-scanning-alerts-across-runs
 */
function lineHash(finding: Finding, occurrence: Occurrence, seen: Map<string, number>): string {
  const file = fileOf(occurrence);
  const nth = (seen.get(file) ?? 0) + 1;
  seen.set(file, nth);
  const hash = createHash('sha256').update(`${finding.fingerprint}\0${file}`).digest('hex').slice(0, 16);
  return `${hash}:${nth}`;
}

function results(finding: Finding, index: ReadonlyMap<string, number>, most: number): Result[] {
  const text = messageOf(finding);
  const seen = new Map<string, number>();
  return finding.occurrences.slice(0, most).map((occurrence) => ({
    ruleId: finding.rule,
    ruleIndex: index.get(finding.rule) ?? -1,
    level: levels[finding.severity],
    message: { text },
    locations: [location(finding, occurrence)],
    ...(occurrence.parts.length > 1 ? { relatedLocations: related(occurrence, finding) } : {}),
    partialFingerprints: {
      'leakwalk/v1': finding.fingerprint,
      primaryLocationLineHash: lineHash(finding, occurrence, seen),
    },
    ...(finding.known ? { suppressions: [{ kind: 'external' as const, justification: 'in the baseline' }] } : {}),
    properties: {
      confidence: finding.confidence,
      severity: finding.severity,
      verdict: finding.verdict.state,
      place: placeText(occurrence),
      target: printable(occurrence.provenance.target),
    },
  }));
}

/** Results a finding, so that all findings fit: none is left out for another's many places. */
function resultsEach(findings: readonly Finding[]): number {
  for (const most of [maxLocations, 100, 10, 2]) {
    const total = findings.reduce((sum, finding) => sum + Math.min(most, finding.occurrences.length), 0);
    if (total <= maxResults) return most;
  }
  return 1;
}

function descriptor(rule: ReportRule): ReportingDescriptor {
  const steps = rule.rotation.map((step, at) => `${at + 1}. ${step.text}`);
  const commands = rule.rotation.map((step, at) => {
    const command = step.command === undefined ? '' : `\n\n   \`${step.command}\``;
    return `${at + 1}. ${step.text}${command}`;
  });
  const nothing = 'Revoke it, replace it, then look for what was done with it.';
  return {
    id: rule.id,
    name: rule.name,
    shortDescription: { text: rule.name },
    fullDescription: { text: rule.description || rule.name },
    ...(rule.references[0] === undefined ? {} : { helpUri: rule.references[0] }),
    help: { text: steps.join('\n') || nothing, markdown: commands.join('\n') || nothing },
    defaultConfiguration: { level: levels[rule.severity] },
    properties: {
      tags: ['security', 'secret', rule.provider],
      'security-severity': scores[rule.severity],
    },
  };
}

function notifications(report: Report, left: number): Notification[] {
  const list = report.problems.map(
    ({ code, where, detail, note }): Notification => ({
      level: note ? 'note' : 'warning',
      message: { text: printable(`${code} ${where}: ${detail}`) },
      descriptor: { id: code },
    }),
  );
  if (report.interrupted) list.push({ level: 'error', message: { text: 'The scan was interrupted.' } });
  if (left > 0) {
    const text = `${left} further places are left out, to stay within what code scanning takes; the JSON report holds all.`;
    list.push({ level: 'warning', message: { text } });
  }
  return list;
}

function sarifLog(report: Report): Log {
  const named = new Set(report.findings.map((finding) => finding.rule));
  const rules = report.rules.filter((rule) => named.has(rule.id)).slice(0, maxRules);
  const index = new Map(rules.map((rule, at) => [rule.id, at]));
  const most = resultsEach(report.findings);
  const list = report.findings.flatMap((finding) => results(finding, index, most)).slice(0, maxResults);
  const all = report.findings.reduce((sum, finding) => sum + finding.occurrences.length, 0);
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
        redactionTokens: ['…', '***'],
        invocations: [
          {
            executionSuccessful: report.complete,
            startTimeUtc: report.started,
            endTimeUtc: report.finished,
            toolExecutionNotifications: notifications(report, all - list.length),
          },
        ],
        results: list,
      },
    ],
  };
}

export const sarif: Format = {
  name: 'sarif',
  extension: '.sarif',
  summary: 'SARIF 2.1.0, for code scanning',
  render: (report) => `${jsonText(sarifLog(report), 2)}\n`,
};
