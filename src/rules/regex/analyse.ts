/** What a pattern promises: how long, how much work, by which keywords it is found. */

import type { Edge, RequiredRun } from '../../model/rule.ts';
import { PatternFault } from './fault.ts';
import { type Keywords, keywordsOf } from './keywords.ts';
import { matchLength, matchReach } from './length.ts';
import { parsePattern } from './parse.ts';
import { requiredRun } from './required.ts';
import { type Ambiguity, countSteps } from './steps.ts';
import type { Node } from './tree.ts';

/** Bytes of the longest match: what a chunk shows after a hit. */
export const mostBytes = 16 * 1024;
/** Steps from one start, whatever the text: about a tenth of a millisecond. */
export const mostSteps = 131_072;
/** Steps for one hit of a keyword that may stand at several places of a match, all its starts together. */
export const mostHitSteps = 1_048_576;
/** Bytes after the longest match that a lookahead may still see. */
const lookahead = 16;

export interface Analysis extends Keywords {
  readonly maxLength: number;
  /** Most steps of a backtracking engine from one start. */
  readonly steps: number;
  /** Whether the value begins where the match begins. */
  readonly bare: boolean;
  readonly run: RequiredRun | undefined;
}

export interface AnalyseOptions {
  readonly flags: string;
  readonly left: Edge;
  readonly keywords?: readonly string[] | undefined;
  /** Companions are not looked for, so they need no keyword. */
  readonly companion: boolean;
  /** Whether it is a name whose value a reader reads, not a value. */
  readonly named: boolean;
}

/**
 * Reads a pattern (macros expanded).
 * @throws PatternFault for one that is too long, too much work, without a keyword, or not a pattern that rules may use
 */
export function analysePattern(pattern: string, options: AnalyseOptions): Analysis {
  const node = parsePattern(pattern, options.flags);
  const [least, maxLength] = matchLength(node);
  if (least === 0)
    throw new PatternFault('PATTERN_SYNTAX', 'the pattern matches nothing at all; make a part of it required');
  if (maxLength > mostBytes) {
    throw new PatternFault(
      'PATTERN_UNBOUNDED',
      `a match may be ${maxLength} bytes long, ${mostBytes} are allowed; lower the bounds`,
    );
  }
  if (matchReach(node) > maxLength + lookahead) {
    throw new PatternFault(
      'PATTERN_UNBOUNDED',
      `a lookahead sees further than ${lookahead} bytes beyond the longest match`,
    );
  }
  const { steps, ambiguities } = countSteps(node, pattern, options.flags);
  if (steps > mostSteps) throw tooMuch(pattern, steps, ambiguities);
  const bare = !options.named && (secretOf(node) === undefined || startsAt(node, 'secret'));
  const keywords = options.companion
    ? none
    : keywordsOf(node, {
        given: options.keywords,
        fold: options.flags.includes('i'),
        left: options.left,
        bare,
      });
  const starts = keywords.keywordOffset[1] - keywords.keywordOffset[0] + 1;
  if (starts * steps > mostHitSteps) throw tooManyStarts(keywords, starts, steps);
  return { maxLength, steps, bare, ...keywords, run: requiredRun(node, keywords.keywords) };
}

const none: Keywords = { keywords: [], keywordOffset: [0, 0] };

function tooMuch(pattern: string, steps: number, ambiguities: readonly Ambiguity[]): PatternFault {
  const worst = ambiguities[0];
  const count = steps > 1e9 ? 'more than a billion' : String(Math.round(steps));
  const piece = worst ? pattern.slice(worst.node.from, worst.node.to) : pattern;
  const shown = worst ? JSON.stringify(String.fromCharCode(worst.byte)) : '';
  const cause = worst
    ? `"${piece}" and what may follow it can both take ${shown}, so where one ends is tried again and again; make them differ, or lower the bounds`
    : 'lower the bounds';
  return new PatternFault(
    'PATTERN_BACKTRACKS',
    `may take ${count} steps from one start, ${mostSteps} are allowed: ${cause}`,
  );
}

function tooManyStarts({ keywords }: Keywords, starts: number, steps: number): PatternFault {
  const words = keywords.map(({ text }) => JSON.stringify(text)).join(', ');
  return new PatternFault(
    'PATTERN_BACKTRACKS',
    `its keyword ${words} can stand at ${starts} places of a match, each a start of ${steps} steps; let less of varying length stand before it`,
  );
}

/** The group `secret`. */
function secretOf(node: Node): Node | undefined {
  switch (node.kind) {
    case 'group':
      return node.name === 'secret' ? node : secretOf(node.item);
    case 'repeat':
      return secretOf(node.item);
    case 'sequence':
      return node.items.map(secretOf).find(Boolean);
    case 'choice':
      return node.options.map(secretOf).find(Boolean);
    default:
      return undefined;
  }
}

/** Whether the named group begins every match. */
function startsAt(node: Node, name: string): boolean {
  switch (node.kind) {
    case 'group':
      return node.name === name || startsAt(node.item, name);
    case 'choice':
      return node.options.every((option) => startsAt(option, name));
    case 'sequence': {
      const first = node.items.find((item) => item.kind !== 'assert');
      return first !== undefined && startsAt(first, name);
    }
    default:
      return false;
  }
}
