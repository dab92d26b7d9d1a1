/**
 * Which hits of a document's prefilter are handed on: those near enough to what is new, for the rules they belong to; the
 * others were judged before.
 */

import type { Keyword, Rule, RuleSet } from '../model/rule.ts';
import type { Prefilter } from '../prefilter/prefilter.ts';

/** Bytes around a keyword within which a rule of near reach finds all that it looks at; most rules are of near reach. */
export const nearReach = 512;
/** The same for rules of wide reach. What looks further is judged whole. */
export const wideReach = 1024;

/** Edges, inline markers and structure look a little further than a match, bytes. */
const slack = 256;

/** Ranges of a version in which hits are judged, as pairs, ascending. */
export interface Judged {
  /** For rules of near reach. */
  readonly near: readonly number[];
  /** For those of wide reach; holds the near ones. */
  readonly wide: readonly number[];
}

function nameOf({ fold, run, text }: Keyword): string {
  return `${fold}${run}${text}`;
}

/** How far the rules look around their keywords. */
export interface Reaches {
  /** Ids of the rules of wide reach. */
  readonly wide: ReadonlySet<string>;
  /** A tier for each keyword. */
  of(keywords: readonly Keyword[]): Uint8Array;
}

/** `hint`: of no rule, but of what may be encoded; judged wherever it stands. */
const tier = { near: 0, wide: 1, hint: 2 } as const;

const bytesOf = (rule: Rule): number => rule.keywordOffset[1] + rule.maxLength + slack;

/** What is beside a dump is read with it, however far. */
const isFar = (rule: Rule): boolean => bytesOf(rule) > wideReach || rule.needs.length > 0 || rule.provider === 'loot';

/** Which keywords belong to a rule that looks further than `wideReach`, or that joins matches: 1. */
export function farKeywords({ rules }: RuleSet, keywords: readonly Keyword[]): Uint8Array {
  const far = new Set(rules.filter(isFar).flatMap((rule) => rule.keywords.map(nameOf)));
  return Uint8Array.from(keywords, (keyword) => (far.has(nameOf(keyword)) ? 1 : 0));
}

/** A rule is of wide reach with all its keywords, and so is each rule that shares one: a match does not tell which it was found by. */
export function reachesOf({ rules }: RuleSet): Reaches {
  const wide = new Set(rules.filter((rule) => bytesOf(rule) > nearReach).flatMap((rule) => rule.keywords.map(nameOf)));
  const wideRules = new Set<string>();
  for (let before = -1; before < wideRules.size; ) {
    before = wideRules.size;
    for (const { id, keywords } of rules) {
      if (wideRules.has(id) || !keywords.some((keyword) => wide.has(nameOf(keyword)))) continue;
      wideRules.add(id);
      for (const keyword of keywords) wide.add(nameOf(keyword));
    }
  }
  return {
    wide: wideRules,
    of(keywords) {
      const own = new Set(rules.flatMap((rule) => (rule.companion ? [] : rule.keywords.map(nameOf))));
      return Uint8Array.from(keywords, (keyword) => {
        const name = nameOf(keyword);
        // A hint may be spelled like a keyword: it comes after it.
        if (!own.delete(name)) return tier.hint;
        return wide.has(name) ? tier.wide : tier.near;
      });
    },
  };
}

/** What of a prefilter's hits is handed on. */
export interface Watch {
  /** By keyword: 1 where it is of far reach. */
  readonly far: Uint8Array;
  /** Called with the place in the document where a keyword of far reach was met. */
  readonly met: (at: number) => void;
  /** By keyword; asked for when first `only` is set. */
  readonly tiers: () => Uint8Array;
  /** Outside of these hits were judged before; undefined: all are judged. */
  only: Judged | undefined;
  /** Offset in the document of the prefilter's first byte. */
  offset: number;
}

/** A prefilter that leaves out hits which were judged in a base, and tells whether it met a keyword of far reach. */
export function watched(prefilter: Prefilter, watch: Watch): Prefilter {
  const { far, met } = watch;
  let tiers: Uint8Array | undefined;
  return {
    name: prefilter.name,
    input: prefilter.input,
    positions: prefilter.positions,
    keywords: prefilter.keywords,
    isPlain: (near, far) => prefilter.isPlain(near, far),
    countLines: (from, to) => prefilter.countLines(from, to),
    stretches: (from, to, length) => prefilter.stretches(from, to, length),
    found: prefilter.found,
    get resume() {
      return prefilter.resume;
    },
    scan(from, to, length, code) {
      const count = prefilter.scan(from, to, length, code);
      const { keywords } = prefilter;
      const { positions } = prefilter;
      for (let k = 0; k < count; k++) if (far[keywords[k]!] === 1) met(watch.offset + positions[k]!);
      if (watch.only === undefined) return count;
      tiers ??= watch.tiers();
      return leaveOut(prefilter, count, watch.only, watch.offset, tiers);
    },
  };
}

/** Moves the hits that stay to the front; returns how many they are. */
function leaveOut(
  { positions, keywords }: Prefilter,
  count: number,
  { near, wide }: Judged,
  offset: number,
  tiers: Uint8Array,
): number {
  let kept = 0;
  let [inNear, inWide] = [0, 0];
  for (let k = 0; k < count; k++) {
    const at = offset + positions[k]!;
    const own = tiers[keywords[k]!]!;
    while (inNear < near.length && near[inNear + 1]! <= at) inNear += 2;
    if (!(inNear < near.length && at >= near[inNear]!) && own !== tier.hint) {
      if (own === tier.near) continue;
      while (inWide < wide.length && wide[inWide + 1]! <= at) inWide += 2;
      if (inWide >= wide.length || at < wide[inWide]!) continue;
    }
    positions[kept] = positions[k]!;
    keywords[kept++] = keywords[k]!;
  }
  return kept;
}
