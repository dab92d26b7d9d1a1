/** Chunk → matches: prefilter hits, the few rules of each, decoders, companions. Synchronous and pure. */

import type { Chunk } from '../model/chunk.ts';
import type { Match } from '../model/match.ts';
import type { RuleSet } from '../model/rule.ts';
import type { Keywords, Prefilter } from '../prefilter/prefilter.ts';
import type { Check } from '../rules/check.ts';
import { checks as builtinChecks } from '../rules/checks/index.ts';
import type { Candidate } from './candidate.ts';
import { type Collected, createCollected } from './collected.ts';
import { findCompanions } from './companions.ts';
import { compileRules } from './compile.ts';
import { score as defaultScore, type Score } from './confidence.ts';
import { createConfirm } from './confirm.ts';
import { createDecoding, type Hints } from './decode/index.ts';
import { pathKind } from './features.ts';
import { isCode } from './generic/file-kind.ts';
import type { ScoreAssigned } from './generic/score.ts';
import { eachHit, hitsOf } from './hits.ts';
import { type Found, judge } from './judge.ts';
import { indexKeywords } from './keywords.ts';
import { readLoot } from './loot.ts';
import { createMarkers } from './markers.ts';
import { matchesOf } from './places.ts';
import { type Plan, planRules, traits } from './plan.ts';
import { rootView, type View } from './view.ts';

export interface DetectOptions {
  /** Honour `gitleaks:allow` and `pragma: allowlist secret` on a line too. */
  readonly foreignMarkers?: boolean;
  /** Look inside base64, hex, escapes and their like; true by default. */
  readonly decode?: boolean;
  /** Checks that rules name; the built-in ones by default. */
  readonly checks?: ReadonlyMap<string, Check>;
  /** From features to confidence. */
  readonly score?: Score;
  /** How sure a value is that is assigned to a name which promises a secret; by the shipped trees by default. */
  readonly scoreAssigned?: ScoreAssigned;
  /** Of these very rules, made before. */
  readonly plan?: Plan | undefined;
}

export interface Detector {
  /** What a chunk holds, in order of place. `chunk.bytes` must begin where the prefilter's input does. */
  detect(chunk: Chunk): readonly Match[];
}

/** Hits this far before `from` are looked at again, only so that overlapping matches are told apart as before a cut. */
const leadIn = 4096;

/** Stretches with escapes may begin a little before what is judged of a document, bytes. */
const carriedLeadIn = 1024;

/**
 * Matches of one chunk around which companions are looked for as far as their rule says; where there are more (a list of
 * key ids), the others look this many bytes around, so that the time stays in proportion to the text.
 */
const widelyLooked = 500;
const crowdedReach = 200;

/**
 * A detector and the prefilter whose `input` documents are read into.
 *
 * @param makePrefilter called with the rules' keywords; once more when encoded text is first met
 */
export function createDetector(
  rules: RuleSet,
  makePrefilter: (keywords: Keywords) => Prefilter,
  options: DetectOptions = {},
): { readonly detector: Detector; readonly prefilter: Prefilter } {
  const { foreignMarkers = false, decode = true, checks = builtinChecks, score = defaultScore } = options;
  const compiled = compileRules(rules, checks);
  const index = options.plan ? undefined : indexKeywords(rules);
  const plan = options.plan ?? planRules(rules, index!);
  const keywords: Keywords = index?.keywords ?? (() => indexKeywords(rules).keywords);
  const confirm = createConfirm(compiled, plan, options.scoreAssigned);
  const prefilter = makePrefilter(keywords);
  let inner: Prefilter | undefined;
  const lastEnds = new Uint32Array(compiled.count);
  const decoding = createDecoding();
  /** Notes what a hit says about encoded text; false for a probe, which is no rule's keyword. */
  const hint = (view: View, hints: Hints, position: number, keyword: number): boolean => {
    const own = keyword < plan.probes;
    if (!decode) return own;
    if (!own) hints.probes.push(position);
    const bits = own ? decoding.near(view, position, plan.reaches[keyword]!) : 0;
    if (bits !== 0) hints.near.push(position, bits);
    return own;
  };

  /** Matches in decoded bytes, and in what is encoded inside them. */
  const look = (view: View, path: string, into: Collected, depth: number): void => {
    inner ??= makePrefilter(keywords);
    const { positions, keywords: found } = hitsOf(inner, view.bytes, isCode(path));
    const ends = new Uint32Array(compiled.count);
    const hints: Hints = { near: [], probes: [] };
    const take = (candidate: Candidate): void => into.add(judge(candidate, path));
    for (let k = 0; k < positions.length; k++) {
      if (hint(view, hints, positions[k]!, found[k]!)) confirm.hit(view, ends, positions[k]!, found[k]!, path, take);
    }
    decoding.decode(view, 0, view.bytes.length, hints, depth, (next) => look(next, path, into, depth + 1));
  };

  const detect = (chunk: Chunk): readonly Match[] => {
    const { bytes, from, to, path } = chunk;
    const view = rootView(bytes, chunk.binary);
    const collected = createCollected();
    lastEnds.fill(0);
    const hints: Hints = { near: [], probes: [] };
    let judged = false;
    const take = (candidate: Candidate): void => {
      if (judged) collected.add(judge(candidate, path));
    };
    const start = chunk.carried ? from : Math.max(0, from - leadIn);
    decoding.begin();
    eachHit(prefilter, { from: start, to, length: bytes.length, code: isCode(path) }, (position, keyword) => {
      judged = position >= from;
      if (hint(view, hints, position, keyword)) confirm.hit(view, lastEnds, position, keyword, path, take);
    });
    if (decode) {
      const own = (next: View): void => {
        const inside = createCollected();
        look(next, path, inside, 1);
        for (const entry of inside.found) {
          if (entry.origin.start >= from && entry.origin.start < to) collected.add(entry);
        }
      };
      // Where a run begins there begins what is judged, unless the chunk was cut by its length alone.
      decoding.decode(view, chunk.carried ? Math.max(0, from - carriedLeadIn) : 0, to, hints, 0, own, prefilter);
    }
    return collected.found.length === 0 ? [] : finish(chunk, collected.found, view);
  };

  const finish = (chunk: Chunk, found: Found[], view: View): Match[] => {
    readLoot(found, compiled, chunk.path);
    const markers = createMarkers(view.bytes, foreignMarkers);
    found.sort((a, b) => a.origin.start - b.origin.start || a.origin.end - b.origin.end);
    let looked = 0;
    for (const entry of found) {
      entry.allowed ??= markers.reason(entry.rule.rule.id, entry.origin);
      if (entry.allowed !== undefined || (plan.traits[entry.rule.index]! & traits.joined) === 0) continue;
      const reach = looked++ < widelyLooked ? Number.POSITIVE_INFINITY : crowdedReach;
      findCompanions(entry, { rules: compiled, path: chunk.path, neighbours: decoding.neighbours, reach });
    }
    return matchesOf(found, chunk, pathKind(chunk.path), score);
  };

  return { detector: { detect }, prefilter };
}
