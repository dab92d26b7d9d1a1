/**
 * Tries one rule on a text: pattern, edges, keyword, entropy, allows and checks, in the plainest way there is. Used to hold rules to
 * their examples; the scan itself is `detect/`.
 */

import type { Edge, Rule } from '../model/rule.ts';
import { valuesBeside } from './beside.ts';
import { checks } from './checks/index.ts';

export interface TrialMatch {
  readonly rule: string;
  readonly value: string;
  /** Of the value, in the text. */
  readonly start: number;
  /** Of the whole match. */
  readonly from: number;
  readonly to: number;
  /** Whether one of the rule's keywords stands in the match where it should. */
  readonly keyword: boolean;
  /** Why it would be dropped. */
  readonly dropped?: string;
}

const leftClass: Readonly<Record<Edge, RegExp | undefined>> = {
  word: /[A-Za-z0-9]/,
  base64: /[A-Za-z0-9+/]/,
  base64url: /[A-Za-z0-9_-]/,
  none: undefined,
};

const rightClass: Readonly<Record<Edge, RegExp | undefined>> = { ...leftClass, word: /[A-Za-z0-9_]/ };

/** Escapes whose end is an edge: `\n`, `\u0022`, `%3D`, a terminal colour. */
const escapeEnd =
  /(?:\\[ntrbfvae0"'/\\]|\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|%[0-9A-Fa-f]{2}|=3D|(?:\u001b|\\u001b|\\x1b|\\033|\\e|\^\[)\[[0-9;:?]{0,12}[A-Za-z])$/i;

function leftHolds(text: string, at: number, edge: Edge, context: boolean): boolean {
  const set = leftClass[edge];
  if (at === 0 || !set?.test(text[at - 1]!) || !set.test(text[at]!)) return true;
  // `myAcmeKey`: a context word may begin with a capital inside a word.
  if (context && /[A-Z]/.test(text[at]!) && !/[A-Z]/.test(text[at - 1]!)) return true;
  return escapeEnd.test(text.slice(Math.max(0, at - 24), at));
}

function rightHolds(text: string, end: number, edge: Edge): boolean {
  const set = rightClass[edge];
  return end >= text.length || !set?.test(text[end]!) || !set.test(text[end - 1]!);
}

/** Bits a character. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / value.length) * Math.log2(count / value.length), 0);
}

function dropReason(
  rule: Rule,
  value: string,
  groups: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (rule.entropy !== undefined && entropy(value) < rule.entropy) return 'entropy';
  const allow = rule.allow.find(
    (entry) => entry.values?.includes(value) || (entry.value !== undefined && new RegExp(entry.value).test(value)),
  );
  if (allow) return allow.reason;
  const failed = rule.checks
    .map((name) => checks.get(name)!.test(value, groups))
    .find(({ outcome }) => outcome === 'fail');
  return failed ? (failed.reason ?? 'a check failed') : undefined;
}

function holdsKeyword({ keywords, keywordOffset, companion }: Rule, match: string): boolean {
  if (companion) return true;
  return keywords.some(({ text, fold }) => {
    const whole = fold ? match.toLowerCase() : match;
    for (let at = whole.indexOf(text); at >= 0 && at <= keywordOffset[1]; at = whole.indexOf(text, at + 1)) {
      if (at >= keywordOffset[0]) return true;
    }
    return false;
  });
}

/** Every match of the rule in a text, also those that would be dropped. The text is seen as UTF-8 bytes, one character each. */
export function tryRule(rule: Rule, text: string): readonly TrialMatch[] {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const regex = new RegExp(rule.pattern, `${rule.flags}dg`);
  const found: TrialMatch[] = [];
  for (let match = regex.exec(bytes); match; match = regex.exec(bytes)) {
    const from = match.index;
    const to = from + match[0].length;
    const start = match.indices!.groups?.['secret']?.[0] ?? from;
    const value = match.groups?.['secret'] ?? match[0];
    regex.lastIndex = from + 1;
    const context = start > from || rule.reader === 'beside';
    if (value === '' || !leftHolds(bytes, from, rule.left, context) || !rightHolds(bytes, to, rule.right)) continue;
    regex.lastIndex = to;
    if (rule.reader === 'beside') {
      for (const beside of valuesBeside(bytes, from, to)) {
        const dropped = dropReason(rule, beside.value, beside.groups);
        const keyword = holdsKeyword(rule, match[0]);
        const place = { start: beside.start, from, to: beside.end };
        found.push({
          rule: rule.id,
          value: beside.value,
          ...place,
          keyword,
          ...(dropped === undefined ? {} : { dropped }),
        });
      }
      continue;
    }
    const dropped = dropReason(rule, value, match.groups ?? {});
    const keyword = holdsKeyword(rule, match[0]);
    found.push({ rule: rule.id, value, start, from, to, keyword, ...(dropped === undefined ? {} : { dropped }) });
  }
  return found;
}
