/** A rule made ready to run: regexes built, edges as bits, names resolved. */

import type { Allow, Rule, RuleSet } from '../model/rule.ts';
import { ruleBook } from '../model/rule-book.ts';
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
  /** Holds wherever `regex` does, and is built in no time: asked first. Sticky when `fixed`. Undefined for short patterns. */
  readonly head: RegExp | undefined;
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
  #head: RegExp | false | undefined;
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

  get head(): RegExp | undefined {
    if (this.#head === undefined) {
      const { head, flags } = this.rule;
      this.#head = head === undefined ? false : new RegExp(head, flags + (this.fixed ? 'y' : ''));
    }
    return this.#head || undefined;
  }

  get allow(): readonly CompiledAllow[] {
    this.#allow ??= this.rule.allow.map(compileAllow);
    return this.#allow;
  }
}

const noChecks: readonly Check[] = [];

/** Compiled rules by number and by id, each made when it is first asked for. */
export interface CompiledRules {
  readonly count: number;
  at(index: number): CompiledRule;
  get(id: string): CompiledRule | undefined;
}

export function compileRules(set: RuleSet, checks: ReadonlyMap<string, Check>): CompiledRules {
  const book = ruleBook(set);
  const made: (CompiledRule | undefined)[] = new Array(book.count).fill(undefined);
  const at = (index: number): CompiledRule => {
    let rule = made[index];
    if (!rule) {
      rule = compileRule(book.at(index), index, checks);
      made[index] = rule;
    }
    return rule;
  };
  return {
    count: book.count,
    at,
    get(id) {
      const index = book.indexOf(id);
      return index === undefined ? undefined : at(index);
    },
  };
}

function compileRule(rule: Rule, index: number, checks: ReadonlyMap<string, Check>): CompiledRule {
  const named = rule.checks.length === 0 ? noChecks : rule.checks.map((name) => checkOf(checks, name, rule.id));
  return new LazyRule(rule, index, named);
}

function checkOf(checks: ReadonlyMap<string, Check>, name: string, rule: string): Check {
  const check = checks.get(name);
  // `rules/` refuses such a rule when it is read.
  if (!check) throw new Error(`rule ${rule} names a check that does not exist: ${name}`);
  return check;
}
