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

/** Builds its regexes when they are first asked for: most rules of a scan never meet their keyword. */
class LazyRule implements CompiledRule {
  readonly rule: Rule;
  readonly index: number;
  readonly fixed: boolean;
  readonly left: number;
  readonly right: number;
  readonly checks: readonly Check[];
  #regex: RegExp | undefined;
  #search: RegExp | undefined;
  #allow: readonly CompiledAllow[] | undefined;

  constructor(rule: Rule, index: number, checks: readonly Check[]) {
    this.rule = rule;
    this.index = index;
    this.fixed = rule.keywordOffset[0] === rule.keywordOffset[1];
    this.left = leftMask[rule.left];
    this.right = rightMask[rule.right];
    this.checks = checks;
  }

  get regex(): RegExp {
    this.#regex ??= this.fixed ? new RegExp(this.rule.pattern, `${this.rule.flags}dy`) : this.search;
    return this.#regex;
  }

  get search(): RegExp {
    this.#search ??= new RegExp(this.rule.pattern, `${this.rule.flags}dg`);
    return this.#search;
  }

  get allow(): readonly CompiledAllow[] {
    this.#allow ??= this.rule.allow.map(compileAllow);
    return this.#allow;
  }
}

const noChecks: readonly Check[] = [];

export function compileRules({ rules }: RuleSet, checks: ReadonlyMap<string, Check>): readonly CompiledRule[] {
  return rules.map((rule, index) => {
    const named = rule.checks.length === 0 ? noChecks : rule.checks.map((name) => checkOf(checks, name, rule.id));
    return new LazyRule(rule, index, named);
  });
}

function checkOf(checks: ReadonlyMap<string, Check>, name: string, rule: string): Check {
  const check = checks.get(name);
  // `rules/` refuses such a rule when it is read.
  if (!check) throw new Error(`rule ${rule} names a check that does not exist: ${name}`);
  return check;
}
