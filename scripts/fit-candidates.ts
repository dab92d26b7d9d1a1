/**
 * What `scripts/fit.mjs` needs of the scanner: the findings of a text as a scan joins them, and what the trees see of the
 * values that they judge.
 */

import { features } from '../src/detect/generic/features.ts';
import { gramPlaces, gramsOf } from '../src/detect/generic/grams.ts';
import type { DetectOptions } from '../src/detect/index.ts';
import { bytesDocument } from '../src/model/document.ts';
import { readDefaults } from '../src/model/slice.ts';
import { loadBuiltinRules } from '../src/rules/builtin.ts';
import { createScanner } from '../src/scan/scanner.ts';

export { gramPlaces };

/** A value that is judged. */
export interface FitRow {
  readonly features: readonly string[];
  readonly numbers: readonly number[];
  /** Places in the table of `grams.ts`. */
  readonly grams: readonly number[];
  readonly start: number;
  readonly value: string;
}

export interface FitFinding {
  readonly rule: string;
  /** From 1. */
  readonly line: number;
  readonly endLine: number;
  /** From 0, in characters. */
  readonly column: number;
  readonly endColumn: number;
  readonly confidence: number;
  /** Undefined for what has its confidence from its rule alone. */
  readonly row: FitRow | undefined;
  /** Whether a rule of its own names the value, which is then at least as sure as that rule. */
  readonly named: boolean;
}

/** The confidence of a value by where it starts; undefined where that is not known. */
export type Known = (start: number, value: string) => number | undefined;

/** Above what is dropped before it is counted, below what raises the confidence of a named rule on the same value. */
const unjudged = 0.2;

let rows: FitRow[] = [];
let known: Known | undefined;

/** The first reason says which row it is. */
const scoreAssigned: NonNullable<DetectOptions['scoreAssigned']> = (assigned) => {
  const { key, value, start, where } = assigned;
  const confidence = known?.(start, value) ?? (known ? 0 : unjudged);
  const { facts, numbers } = features(assigned, where);
  rows.push({ features: facts, numbers, grams: gramsOf(key, value), start, value });
  return { confidence, reasons: [`row ${rows.length - 1}`] };
};

const scanner = createScanner(loadBuiltinRules(), { read: readDefaults, detect: { scoreAssigned } });

/** Where lines begin. */
function lineStarts(bytes: Uint8Array): number[] {
  const starts = [0];
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) starts.push(at + 1);
  return starts;
}

export async function findings(bytes: Uint8Array, path: string, confidences?: Known): Promise<FitFinding[]> {
  rows = [];
  known = confidences;
  const found: FitFinding[] = [];
  let starts: number[] | undefined;
  await scanner.scan(bytesDocument({ target: 'text', path, details: [] }, bytes), (event) => {
    if (event.kind !== 'credential') return;
    const { line, endLine, column, endColumn } = event.parts[0]!.place;
    const own = /^row (\d+)$/.exec(event.reasons[0] ?? '')?.[1];
    starts ??= lineStarts(bytes);
    const at = starts[line - 1]! + column - 1;
    const row =
      own === undefined
        ? line === endLine && rows.find(({ start, value }) => start === at && value.length === endColumn - column)
        : rows[Number(own)];
    found.push({
      rule: event.rule,
      line,
      endLine,
      column: column - 1,
      endColumn: endColumn - 1,
      confidence: event.confidence,
      row: row || undefined,
      named: own === undefined,
    });
  });
  return found;
}
