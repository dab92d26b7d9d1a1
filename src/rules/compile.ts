/** Rules as written → a compiled catalogue, or all that is wrong with them. */

import { createHash } from 'node:crypto';
import type { UsageError } from '../model/errors.ts';
import type { Allow, Rule, RuleSet, RuleText } from '../model/rule.ts';
import { besideReach } from './beside.ts';
import { checks } from './checks/index.ts';
import { headOf } from './head.ts';
import type { SourceRule } from './load.ts';
import { expandMacros, unknownMacro } from './macro.ts';
import { type Analysis, analysePattern } from './regex/analyse.ts';
import { PatternFault } from './regex/fault.ts';
import type { RuleEntry } from './schema.ts';
import { validatorNames } from './validator-names.ts';

export interface Compiled {
  readonly set: RuleSet;
  /** In the order of the set's rules. */
  readonly texts: readonly RuleText[];
  readonly faults: readonly UsageError[];
  /** By id: says a fault of a rule with its file and line. */
  readonly faultOf: ReadonlyMap<string, SourceRule['fault']>;
}

export interface CompileOptions {
  /** Ids of rules that may be named besides the compiled ones. */
  readonly known?: ReadonlySet<string>;
}

/** Compiles rules, ordered by id. Those with a fault are left out. */
export function compileRules(sources: readonly SourceRule[], { known = new Set() }: CompileOptions = {}): Compiled {
  const faults: UsageError[] = [];
  const ids = new Set<string>();
  const compiled: { readonly rule: Rule; readonly text: RuleText }[] = [];
  const named = new Set([...known, ...sources.map(({ entry }) => entry.id)]);
  for (const source of sources) {
    const found = [...duplicate(source, ids), ...references(source, named), ...allowFaults(source)];
    ids.add(source.entry.id);
    const rule = compileRule(source, found);
    if (rule && found.length === 0) compiled.push({ rule, text: ruleText(source) });
    faults.push(...found);
  }
  const faultOf = new Map(sources.map((source) => [source.entry.id, source.fault]));
  compiled.sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
  return { set: ruleSet(compiled.map(({ rule }) => rule)), texts: compiled.map(({ text }) => text), faults, faultOf };
}

/** The digest says which catalogue a report was made with. Rules in order of their ids. */
export function ruleSet(rules: readonly Rule[]): RuleSet {
  return { rules, digest: createHash('sha256').update(JSON.stringify(rules)).digest('hex') };
}

function duplicate({ entry, fault }: SourceRule, ids: ReadonlySet<string>): UsageError[] {
  return ids.has(entry.id) ? [fault('RULES_DUPLICATE', ['id'], 'there is already a rule of this id')] : [];
}

function references({ entry, fault }: SourceRule, named: ReadonlySet<string>): UsageError[] {
  const missing = (path: readonly (string | number)[], what: string, name: string): UsageError =>
    fault('RULES_REFERENCE', path, `there is no ${what} "${name}"`);
  return [
    ...entry.checks.flatMap((name, k) => (checks.has(name) ? [] : [missing(['checks', k], 'check', name)])),
    ...entry.needs.flatMap((need, n) =>
      need.rules.flatMap((id, k) => (named.has(id) ? [] : [missing(['needs', n, 'rules', k], 'rule', id)])),
    ),
    ...(entry.validator === undefined || validatorNames.includes(entry.validator)
      ? []
      : [missing(['validator'], 'validator', entry.validator)]),
  ];
}

function allowFaults({ entry, fault }: SourceRule): UsageError[] {
  return entry.allow.flatMap((allow, n) =>
    (['value', 'path', 'line'] as const).flatMap((key) => {
      const pattern = allow[key];
      if (pattern === undefined) return [];
      try {
        new RegExp(pattern);
        return [];
      } catch (cause) {
        return [fault('PATTERN_SYNTAX', ['allow', n, key], (cause as Error).message)];
      }
    }),
  );
}

function compileRule(source: SourceRule, faults: UsageError[]): Rule | undefined {
  const { entry } = source;
  const pattern = expandMacros(entry.pattern);
  const unknown = unknownMacro(entry.pattern);
  if (unknown !== undefined) {
    faults.push(
      source.fault('PATTERN_SYNTAX', ['pattern'], `there is no macro {${unknown}}; escape the brace if it is text`),
    );
    return undefined;
  }
  try {
    const analysis = analysePattern(pattern, {
      flags: entry.flags,
      left: entry.edges?.left ?? 'word',
      keywords: entry.keywords,
      companion: entry.companion,
      named: entry.reader !== undefined,
    });
    return rule(source, pattern, analysis);
  } catch (cause) {
    if (!(cause instanceof PatternFault)) throw cause;
    const place = cause.code === 'PATTERN_KEYWORD' && entry.keywords ? 'keywords' : 'pattern';
    const shown = entry.pattern.length > 120 ? `${entry.pattern.slice(0, 117)}…` : entry.pattern;
    faults.push(source.fault(cause.code, [place], `"${shown}": ${cause.message}`));
    return undefined;
  }
}

function rule({ entry, provider }: SourceRule, pattern: string, analysis: Analysis): Rule {
  const head = headOf(pattern);
  return {
    id: entry.id,
    provider,
    name: entry.name,
    severity: entry.severity,
    confidence: entry.confidence,
    family: entry.family ?? entry.id,
    pattern,
    ...(head === undefined ? {} : { head }),
    flags: entry.flags,
    keywords: analysis.keywords,
    maxLength: analysis.maxLength + (entry.reader === 'beside' ? besideReach.after : 0),
    keywordOffset: analysis.keywordOffset,
    ...(analysis.run === undefined || entry.reader !== undefined ? {} : { run: analysis.run }),
    left: entry.edges?.left ?? 'word',
    right: entry.edges?.right ?? 'word',
    ...(entry.entropy === undefined ? {} : { entropy: entry.entropy }),
    checks: entry.checks,
    part: entry.part,
    public: entry.public,
    companion: entry.companion,
    needs: entry.needs,
    binary: entry.binary ?? standsAlone(entry, analysis),
    ...(entry.validator === undefined ? {} : { validator: entry.validator }),
    ...(entry.reader === undefined ? {} : { reader: entry.reader }),
    allow: entry.allow.map(plainAllow),
  };
}

/** A literal prefix of the value itself says enough in any bytes; a context word does not. */
function standsAlone(entry: RuleEntry, { bare, keywordOffset }: Analysis): boolean {
  return !entry.companion && bare && keywordOffset[1] === 0;
}

function plainAllow({ reason, values, value, path, line }: RuleEntry['allow'][number]): Allow {
  return {
    reason,
    ...(values === undefined ? {} : { values }),
    ...(value === undefined ? {} : { value }),
    ...(path === undefined ? {} : { path }),
    ...(line === undefined ? {} : { line }),
  };
}

function ruleText({ entry, references, rotation }: SourceRule): RuleText {
  const { id, description, examples, counterexamples } = entry;
  return { id, description, examples, counterexamples, rotation, references };
}
