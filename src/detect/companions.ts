/** The further parts of a credential, looked for around a match: the only way companion rules run. */

import type { Need } from '../model/rule.ts';
import { distance, overlaps, type Span } from '../model/span.ts';
import { type Candidate, candidateOf } from './candidate.ts';
import type { CompiledRule, CompiledRules } from './compile.ts';
import { type Found, judge } from './judge.ts';
import { blocksAround } from './structure.ts';
import { latin1, type View } from './view.ts';

/** Kept for each part: the one that `join` picks, and further ones in order. */
const most = 8;
/** A search stops after so many values of one rule, whatever the text. */
const searchLimit = 128;
/** Candidates of a part that are judged, best first. */
const judgedLimit = 32;
/** Bytes of a decoded neighbour that are searched. */
const neighbourReach = 8192;

export type RuleById = Pick<CompiledRules, 'get'>;

/** Encoded neighbours of a match (values encoded one by one, as in a Kubernetes secret), as views. */
export type Neighbours = (view: View, start: number, end: number, within: number) => readonly View[];

export interface Surroundings {
  readonly rules: RuleById;
  readonly path: string;
  readonly neighbours: Neighbours;
  /** Bytes to either side that are looked at, whatever the rule says. */
  readonly reach: number;
}

interface Ranked {
  readonly candidate: Candidate;
  readonly block: number;
  readonly rule: number;
  readonly distance: number;
}

/** All matches of one rule in `[from, to)` of a view. */
function search(rule: CompiledRule, view: View, from: number, to: number): Candidate[] {
  const text = latin1(view.bytes, from, to);
  const { search: regex } = rule;
  regex.lastIndex = 0;
  const found: Candidate[] = [];
  for (let match = regex.exec(text); match && found.length < searchLimit; match = regex.exec(text)) {
    const candidate = candidateOf(rule, view, match, from);
    if (candidate) found.push(candidate);
    // Where edges failed, or context was shared, the next match may begin inside this one.
    regex.lastIndex = candidate ? Math.max(match.index + 1, candidate.end - from) : match.index + 1;
  }
  return found;
}

/** The index of the smallest block that holds a place; `blocks.length` when none does. */
function rankOf(blocks: readonly Span[], start: number, end: number): number {
  const index = blocks.findIndex((block) => block.start <= start && end <= block.end);
  return index === -1 ? blocks.length : index;
}

/** Candidates in the match's own view. */
function around(found: Found, need: Need, within: number, rules: RuleById): Ranked[] {
  const { view, start, end, blocks } = found;
  const from = Math.max(0, start - within);
  const to = Math.min(view.bytes.length, end + within);
  const ranked: Ranked[] = [];
  need.rules.forEach((id, order) => {
    const rule = rules.get(id);
    for (const candidate of rule ? search(rule, view, from, to) : []) {
      if (overlaps(candidate, found)) continue;
      const gap = distance(candidate, found);
      // Ids are written before their secrets far more often than after.
      const away = candidate.start < start ? 2 * gap + 64 : gap;
      ranked.push({ candidate, block: rankOf(blocks, candidate.start, candidate.end), rule: order, distance: away });
    }
  });
  return ranked;
}

/** Candidates in encoded neighbours. */
function beside(found: Found, need: Need, views: readonly View[], rules: RuleById): Ranked[] {
  const ranked: Ranked[] = [];
  for (const view of views) {
    need.rules.forEach((id, order) => {
      const rule = rules.get(id);
      for (const candidate of rule ? search(rule, view, 0, Math.min(view.bytes.length, neighbourReach)) : []) {
        if (candidate.value === found.value) continue;
        const origin = view.origin(candidate.start, candidate.end);
        ranked.push({ candidate, block: 0, rule: order, distance: distance(origin, found.origin) });
      }
    });
  }
  return ranked;
}

/** Same smallest block first, then the better rule, then what follows nearest; the first few that are no placeholders. */
function choose(ranked: Ranked[], path: string): Found[] {
  ranked.sort((a, b) => a.block - b.block || a.rule - b.rule || a.distance - b.distance);
  const kept: Found[] = [];
  for (const { candidate } of ranked.slice(0, judgedLimit)) {
    // A value that two rules found counts once, for the better rule.
    if (kept.some((entry) => entry.value === candidate.value && entry.view === candidate.view)) continue;
    const entry = judge(candidate, path);
    if (entry.allowed === undefined) kept.push(entry);
    if (kept.length === most) break;
  }
  return kept;
}

/** Companions of one need. */
function partsOf(found: Found, need: Need, { rules, path, neighbours, reach }: Surroundings): Found[] {
  const { view, start, end, blocks } = found;
  const within = Math.min(need.within, reach);
  let parts = choose(around(found, need, within, rules), path);
  if (parts.length === 0 && reach >= need.within) {
    parts = choose(beside(found, need, neighbours(view, start, end, within), rules), path);
  }
  for (const part of parts) {
    if (part.view !== view) part.blocks = blocksOf(part, reach);
    else part.blocks = blocks.filter((block) => block.start <= part.start && part.end <= block.end);
  }
  return parts;
}

/** The match itself, then the same one through ever more decoders. */
function roadsTo(found: Found): Found[] {
  return [found, ...found.alternatives.flatMap(roadsTo)];
}

function blocksOf({ view, start, end }: Found, reach: number): readonly Span[] {
  return blocksAround(view.bytes, start, end, reach);
}

/**
 * Fills `blocks` and `companions`; a match whose required part is nowhere near is dropped with that reason. Where the
 * plain text shows no companion, the same match met through a decoder may (`\/` in JSON, `%2F` in a URL).
 */
export function findCompanions(found: Found, surroundings: Surroundings): void {
  const { needs } = found.rule.rule;
  const companions: Found[] = [];
  const roads = roadsTo(found);
  found.blocks = blocksOf(found, surroundings.reach);
  let complete = needs.length > 0;
  for (const need of needs) {
    let parts: Found[] = [];
    for (let k = 0; k < roads.length && parts.length === 0; k++) {
      const road = roads[k]!;
      if (road.blocks.length === 0) road.blocks = blocksOf(road, surroundings.reach);
      parts = partsOf(road, need, surroundings);
    }
    companions.push(...parts);
    if (parts.length > 0) continue;
    complete = false;
    if (need.required) found.allowed ??= `no ${need.part} stands within ${need.within} bytes`;
  }
  // Optional parts (a session token) may be missing from a whole credential.
  found.complete = complete || (companions.length > 0 && found.allowed === undefined);
  found.companions = companions;
}
