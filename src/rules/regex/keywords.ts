/** Which keywords a rule is looked for by, and where they stand in its matches. */

import type { Edge, Keyword } from '../../model/rule.ts';
import { PatternFault } from './fault.ts';
import { type Literals, literalsOf } from './literals.ts';
import { rarity } from './rarity.ts';
import { guaranteedRun } from './run.ts';
import { classes, has } from './set.ts';
import type { Node } from './tree.ts';

/** Shortest keyword, bytes: the prefilter looks at three positions at once. */
const leastKeyword = 3;
/** A run keyword is looked for only where so many bytes of `[A-Za-z0-9_-]` go on (see `prefilter/`). */
const leastRun = 16;

export interface Keywords {
  readonly keywords: readonly Keyword[];
  readonly keywordOffset: readonly [least: number, most: number];
}

export interface KeywordOptions {
  /** As the rule says; derived where it does not. */
  readonly given?: readonly string[] | undefined;
  /** Flag `i`. */
  readonly fold: boolean;
  readonly left: Edge;
  /** Whether the value begins where the match begins. */
  readonly bare: boolean;
}

/** @throws PatternFault PATTERN_KEYWORD */
export function keywordsOf(node: Node, options: KeywordOptions): Keywords {
  const candidates = literalsOf(node);
  const chosen = options.given ? match(options.given, node, options.fold) : choose(candidates, node, options);
  const { texts, fold, offset } = chosen;
  return {
    keywords: texts.map((text) => ({ text, fold, run: isRun(text, offset, node, options) })),
    keywordOffset: offset,
  };
}

/** Where, within a keyword, its run begins: after its last byte that is not of the class. */
function runOffset(text: string): number {
  let offset = text.length;
  while (offset > 0 && has(classes.run, text.charCodeAt(offset - 1))) offset--;
  return offset;
}

/**
 * A value is looked for at run starts only. So is what goes on with as long a run again after the keyword: an account
 * number, say. A context word may begin in the middle of a word (`myAcmeKey`), and a match without edges anywhere.
 */
function isRun(text: string, offset: readonly [number, number], node: Node, { left, bare }: KeywordOptions): boolean {
  if (left === 'none' || offset[1] !== 0) return false;
  const skipped = runOffset(text);
  return guaranteedRun(node, skipped) >= leastRun + (bare ? 0 : text.length - skipped);
}

function choose(candidates: readonly Literals[], node: Node, options: KeywordOptions): Literals {
  const worth = (entry: Literals): number => score(entry, node, options);
  const long = candidates.filter((entry) => entry.texts.every((text) => text.length >= leastKeyword));
  if (long.length === 0) {
    throw new PatternFault(
      'PATTERN_KEYWORD',
      'no three bytes are the same in every match; put a context word into the pattern, as in acme{assign}(?<secret>…)',
    );
  }
  return long.reduce((best, entry) => (worth(entry) > worth(best) ? entry : best));
}

/** Bits of the most frequent text, less for many of them and for a place that varies. */
function score(entry: Literals, node: Node, options: KeywordOptions): number {
  const least = Math.min(...entry.texts.map((text) => rarity(text, entry.fold)));
  const run = entry.texts.every((text) => isRun(text, entry.offset, node, options)) ? 8 : 0;
  const varies = 2 * Math.log2(1 + entry.offset[1] - entry.offset[0]);
  return least + run - 1.5 * Math.log2(entry.texts.length) - varies;
}

/** The candidate that proves that every match contains one of the given words. */
function match(given: readonly string[], node: Node, foldCase: boolean): Literals {
  const short = given.find((word) => word.length < leastKeyword);
  if (short !== undefined) {
    throw new PatternFault('PATTERN_KEYWORD', `the keyword "${short}" is shorter than ${leastKeyword} bytes`);
  }
  const found = prove(given, node, foldCase);
  if (found) return found;
  throw new PatternFault(
    'PATTERN_KEYWORD',
    `not every match is sure to contain ${given.map((word) => `"${word}"`).join(' or ')}; leave keywords out to have them derived`,
  );
}

/** By a candidate of the whole pattern, or, where the whole is a choice, by one of each option. */
function prove(given: readonly string[], node: Node, foldCase: boolean): Literals | undefined {
  const proofs = literalsOf(node).flatMap((entry) => proof(given, entry, foldCase) ?? []);
  const range = ({ offset }: Literals): number => offset[1] - offset[0];
  if (proofs.length > 0) return proofs.reduce((best, entry) => (range(entry) < range(best) ? entry : best));
  if (node.kind === 'group') return prove(given, node.item, foldCase);
  if (node.kind !== 'choice') return undefined;
  const options = node.options.map((option) => prove(given, option, foldCase));
  const sure = options.filter((option) => option !== undefined);
  if (sure.length < options.length) return undefined;
  const fold = sure.some((option) => option.fold);
  const texts = sure.flatMap((option) => option.texts).map((text) => (fold ? text.toLowerCase() : text));
  return {
    texts: [...new Set(texts)],
    fold,
    offset: [Math.min(...sure.map(({ offset }) => offset[0])), Math.max(...sure.map(({ offset }) => offset[1]))],
  };
}

function proof(given: readonly string[], entry: Literals, foldCase: boolean): Literals | undefined {
  const fold = foldCase || entry.fold;
  const words = fold ? given.map((word) => word.toLowerCase()) : given;
  const places: number[] = [];
  for (const text of entry.texts) {
    const whole = fold ? text.toLowerCase() : text;
    const found = words.map((word) => whole.indexOf(word)).filter((at) => at >= 0);
    if (found.length === 0) return undefined;
    // The prefilter may report any of them.
    places.push(...found);
  }
  return {
    texts: [...new Set(words)],
    fold,
    offset: [entry.offset[0] + Math.min(...places), entry.offset[1] + Math.max(...places)],
  };
}
