/** A rule met at a place, before it is judged, and how sure that place is. */

import type { CompiledRule } from './compile.ts';
import { isLeftEdge, isRightEdge } from './edges.ts';
import type { View } from './view.ts';

export interface Confidence {
  /** 0 to 1. */
  readonly confidence: number;
  /** For and against, strongest first, each a short sentence. */
  readonly reasons: readonly string[];
}

/** A rule met in a view, before it is judged. Offsets are of the view's bytes. */
export interface Candidate {
  readonly rule: CompiledRule;
  readonly view: View;
  /** The value. */
  readonly start: number;
  readonly end: number;
  /** The whole match, with the context it was known by. */
  readonly matchStart: number;
  readonly matchEnd: number;
  readonly value: string;
  readonly groups: Readonly<Record<string, string | undefined>>;
  /** Where the keyword stands that led to it. */
  readonly hit?: number;
  /** The confidence of a value read as an assignment, in place of the rule's. */
  readonly scored?: Confidence;
}

/** Of a match without named parts. */
export const noGroups: Readonly<Record<string, string | undefined>> = {};

/** Turns a regex match into a candidate, or undefined where its edges do not hold. */
export function candidateOf(
  rule: CompiledRule,
  view: View,
  match: RegExpExecArray,
  base: number,
): Candidate | undefined {
  const matchStart = base + match.index;
  const matchEnd = matchStart + match[0].length;
  const span = match.indices!.groups?.['secret'];
  const start = span ? base + span[0] : matchStart;
  const end = span ? base + span[1] : matchEnd;
  if (end <= start) return undefined;
  const { bytes } = view;
  const context = start > matchStart || rule.rule.reader === 'beside';
  if (!isLeftEdge(bytes, matchStart, rule.left, context)) return undefined;
  if (!isRightEdge(bytes, matchEnd, rule.right)) return undefined;
  const value = span ? match.groups!['secret']! : match[0];
  return { rule, view, start, end, matchStart, matchEnd, value, groups: match.groups ?? noGroups };
}
