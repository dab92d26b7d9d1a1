/** What a plan is about: one finding with all that is known of it, read once. */

import type { ChecklistStep, ExposureWindow } from '../model/checklist.ts';
import type { Finding } from '../model/finding.ts';
import type { ReportRule } from '../model/report.ts';

export interface Subject {
  readonly finding: Finding;
  readonly rule: ReportRule | undefined;
  readonly window: ExposureWindow;
  /** Abuse has been seen: contain before anything else, and accept the outage. */
  readonly incident: boolean;
}

/** A public part of the finding (an identifier), by name. */
export function publicPart(finding: Finding, name: string): string | undefined {
  return finding.parts.find((part) => part.public && part.name === name)?.preview;
}

export function fact(finding: Finding, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = finding.facts.find((entry) => entry.name.toLowerCase() === name.toLowerCase())?.value;
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Placeholders that a rule's steps may name: public parts, facts and what the provider said. */
export function values({ finding, window }: Subject): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const [name, value] of Object.entries(finding.verdict.identity ?? {})) known.set(name, value);
  for (const entry of finding.facts) known.set(entry.name, entry.value);
  for (const part of finding.parts) if (part.public) known.set(part.name, part.preview);
  if (window.start) known.set('start', window.start);
  known.set('fingerprint', finding.fingerprint);
  return known;
}

export interface StepText {
  readonly why?: string;
  readonly commands?: readonly string[];
  readonly proof?: string;
}

export function step(id: string, title: string, text: StepText = {}): ChecklistStep {
  return {
    id,
    title,
    ...(text.why ? { why: text.why } : {}),
    commands: text.commands ?? [],
    ...(text.proof ? { proof: text.proof } : {}),
    done: false,
  };
}
