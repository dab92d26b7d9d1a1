/** A rule made ready to run: regexes built, edges as bits, names resolved. */

import type { Allow, Rule, RuleSet } from '../model/rule.ts';
import type { Check } from '../rules/check.ts';
import { leftMask, rightMask } from './edges.ts';

/** Bytes shown to a regex after the longest match, for a lookahead at its end. */
export const lookahead = 16;

export interface CompiledAllow {
  readonly reason: string;
  readonly values: ReadonlySet<string> | undefined;
  readonly value: RegExp | undefined;
  readonly path: RegExp | undefined;
  readonly line: RegExp | undefined;
}

export interface CompiledRule {
  readonly rule: Rule;
  readonly index: number;
  /** The keyword stands at one offset: one sticky attempt decides. */
  readonly fixed: boolean;
  /** Sticky when `fixed`, otherwise global; with indices. */
  readonly regex: RegExp;
  /** Global, with indices: for a companion's whole neighbourhood. */
  readonly search: RegExp;
  readonly left: number;
  readonly right: number;
  readonly checks: readonly Check[];
  readonly allow: readonly CompiledAllow[];
}

function compileAllow(allow: Allow): CompiledAllow {
  return {
    reason: allow.reason,
    values: allow.values ? new Set(allow.values) : undefined,
    value: allow.value === undefined ? undefined : new RegExp(allow.value),
    path: allow.path === undefined ? undefined : new RegExp(allow.path),
    line: allow.line === undefined ? undefined : new RegExp(allow.line),
  };
}

/** Regexes are only built here, not compiled: the engine does that at a pattern's first use. */
export function compileRules({ rules }: RuleSet, checks: ReadonlyMap<string, Check>): readonly CompiledRule[] {
  return rules.map((rule, index) => {
    const fixed = rule.keywordOffset[0] === rule.keywordOffset[1];
    const search = new RegExp(rule.pattern, `${rule.flags}dg`);
    return {
      rule,
      index,
      fixed,
      regex: fixed ? new RegExp(rule.pattern, `${rule.flags}dy`) : search,
      search,
      left: leftMask[rule.left],
      right: rightMask[rule.right],
      checks: rule.checks.map((name) => named(checks, name, rule.id)),
      allow: rule.allow.map(compileAllow),
    };
  });
}

function named(checks: ReadonlyMap<string, Check>, name: string, rule: string): Check {
  const check = checks.get(name);
  // `rules/` refuses such a rule when it is read.
  if (!check) throw new Error(`rule ${rule} names a check that does not exist: ${name}`);
  return check;
}
