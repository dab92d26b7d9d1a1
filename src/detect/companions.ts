/** The further parts of a credential, looked for around a match: the only way companion rules run. */

import type { Need } from '../model/rule.ts';
import { distance, overlaps, type Span } from '../model/span.ts';
import type { CompiledRule } from './compile.ts';
import { candidateOf } from './confirm.ts';
import { type Found, judge } from './judge.ts';
import { blocksAround } from './structure.ts';
import { latin1, type View } from './view.ts';

/** Kept for each part: the one that `join` picks, and further ones in order. */
const most = 8;
/** A search stops after so many values of one rule, whatever the text. */
const searchLimit = 64;

export type RuleById = ReadonlyMap<string, CompiledRule>;

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
  readonly found: Found;
  readonly block: number;
  readonly rule: number;
  readonly distance: number;
}

/** All matches of one rule in `[from, to)` of a view. */
function search(rule: CompiledRule, view: View, from: number, to: number, path: string): Found[] {
  const text = latin1(view.bytes, from, to);
  const { search: regex } = rule;
  regex.lastIndex = 0;
  const found: Found[] = [];
  for (let match = regex.exec(text); match && found.length < searchLimit; match = regex.exec(text)) {
    const candidate = candidateOf(rule, view, match, from);
    if (candidate) found.push(judge(candidate, path));
    // Where edges failed, or context was shared, the next match may begin inside this one.
    regex.lastIndex = candidate ? Math.max(match.index + 1, candidate.end - from) : match.index + 1;
  }
  return found.filter((entry) => entry.allowed === undefined);
}

/** The index of the smallest block that holds a place; `blocks.length` when none does. */
function rankOf(blocks: readonly Span[], start: number, end: number): number {
  const index = blocks.findIndex((block) => block.start <= start && end <= block.end);
  return index === -1 ? blocks.length : index;
}

/** Companions of one need: same smallest block first, then the better rule, then what follows nearest. */
function partsOf(found: Found, need: Need, { rules, path, neighbours, reach }: Surroundings): Found[] {
  const { view, start, end, blocks } = found;
  const within = Math.min(need.within, reach);
  const from = Math.max(0, start - within);
  const to = Math.min(view.bytes.length, end + within);
  const ranked: Ranked[] = [];
  const own: Span = { start, end };
  need.rules.forEach((id, order) => {
    const rule = rules.get(id);
    if (!rule) return;
    for (const entry of search(rule, view, from, to, path)) {
      if (overlaps(entry, own)) continue;
      const gap = distance(entry, own);
      // Ids are written before their secrets far more often than after.
      const away = entry.start < start ? 2 * gap + 64 : gap;
      ranked.push({ found: entry, block: rankOf(blocks, entry.start, entry.end), rule: order, distance: away });
    }
  });
  if (ranked.length === 0) {
    for (const near of neighbours(view, start, end, within)) {
      need.rules.forEach((id, order) => {
        const rule = rules.get(id);
        for (const entry of rule ? search(rule, near, 0, Math.min(near.bytes.length, 8192), path) : []) {
          if (entry.value === found.value) continue;
          ranked.push({ found: entry, block: 0, rule: order, distance: distance(entry.origin, found.origin) });
        }
      });
    }
  }
  ranked.sort((a, b) => a.block - b.block || a.rule - b.rule || a.distance - b.distance);
  const parts = unique(ranked).slice(0, most);
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

/** A value that two rules found counts once, for the better rule. */
function unique(ranked: readonly Ranked[]): Found[] {
  const kept: Found[] = [];
  for (const { found } of ranked) {
    const same = kept.some((entry) => entry.value === found.value && overlaps(entry.origin, found.origin));
    if (!same) kept.push(found);
  }
  return kept;
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
