/** `leakwalk rules explain FILE:LINE`: what was met there, why it counts as it does, and why what was dropped was dropped. */

import { statSync } from 'node:fs';
import { UsageError } from '../model/errors.ts';
import type { ScanEvent } from '../model/event.ts';
import type { RuleSet } from '../model/rule.ts';
import { readDefaults } from '../model/slice.ts';
import { readBaked } from '../scan/baked.ts';
import { createScanner } from '../scan/scanner.ts';
import { fileDocument } from '../sources/file.ts';
import { fromText } from '../sources/names.ts';
import { leastConfidence } from './settings.ts';

/** `path`, `path:line` or `path:line:column`; a path that exists is taken whole. */
function placeOf(text: string): { path: string; line: number | undefined } {
  if (statSync(text, { throwIfNoEntry: false })?.isFile()) return { path: text, line: undefined };
  const [, path = text, line] = /^(.+?):(\d+)(?::\d+)?$/.exec(text) ?? [];
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new UsageError('TARGET_MISSING', `${path}: there is no such file`);
  return { path, line: line === undefined ? undefined : Number(line) };
}

/** @returns the text to print, lines that end in a line feed */
export async function explain(place: string, rules: RuleSet): Promise<string> {
  const { path, line } = placeOf(place);
  const baked = readBaked(rules);
  const scanner = createScanner(rules, { read: readDefaults, detect: {}, ...(baked && { baked }) });
  const events: ScanEvent[] = [];
  await scanner.scan(fileDocument(`file:${path}`, fromText(path), path, readDefaults.maxBytes), (event) =>
    events.push(event),
  );
  const lines = events.flatMap((event) => describe(event, line));
  if (lines.length > 0) return `${lines.join('\n')}\n`;
  const where = line === undefined ? path : `${path}:${line}`;
  return `${where}: no rule's pattern was met there; leakwalk rules list shows what is looked for\n`;
}

function describe(event: ScanEvent, line: number | undefined): string[] {
  if (event.kind === 'problem') return [`${event.where}: ${event.detail} [${event.code}]`];
  if (event.kind === 'allowed') {
    if (line !== undefined && event.line !== line) return [];
    return [`${event.provenance.path}:${event.line}  ${event.rule}`, `  dropped: ${event.reason}`];
  }
  if (event.kind !== 'credential') return [];
  const here = event.parts.filter(({ place }) => line === undefined || (place.line <= line && line <= place.endLine));
  if (here.length === 0) return [];
  const { place } = here[0]!;
  const { confidence } = event;
  const least = leastConfidence.other;
  const outcome =
    confidence < least
      ? `not reported: under ${least}`
      : confidence < leastConfidence.staged
        ? `reported by a scan; a commit hook lets it pass: under ${leastConfidence.staged}`
        : 'reported, and a commit hook stops at it';
  return [
    `${event.provenance.path}:${place.line}:${place.column}  ${event.rule}`,
    `  parts: ${event.parts.map(({ name, secret, place: at }) => `${name} (${secret.length} bytes, line ${at.line})`).join(', ')}`,
    `  confidence ${confidence.toFixed(2)}: ${outcome}`,
    ...event.reasons.map((reason) => `    ${reason}`),
    ...event.facts.map(({ name, value }) => `  ${name}: ${value}`),
  ];
}
