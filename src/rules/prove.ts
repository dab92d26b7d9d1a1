/** Holds rules to their own examples and counterexamples. */

import { UsageError } from '../model/errors.ts';
import type { Rule } from '../model/rule.ts';
import { checks } from './checks/index.ts';
import type { Compiled } from './compile.ts';
import { expandExample } from './example.ts';
import { tryRule } from './trial.ts';

type Kind = 'examples' | 'counterexamples';

/** One example of a rule as text. */
export function expandOne(id: string, kind: Kind, index: number, template: string): string {
  return expandExample(template, `${id}:${kind}:${index}`, checks);
}

/** What is wrong with the examples of compiled rules. */
export function prove({ set, texts, faultOf }: Compiled): readonly UsageError[] {
  return set.rules.flatMap((rule, n) => {
    const text = texts[n]!;
    const all = (kind: Kind): readonly UsageError[] =>
      text[kind].flatMap((template, index) => {
        const wrong = judge(rule, kind, index, template);
        return wrong ? [faultOf.get(rule.id)!(wrong.code, [kind, index], wrong.message)] : [];
      });
    return [...all('examples'), ...all('counterexamples')];
  });
}

/** The fault of one example, or undefined. */
function judge(rule: Rule, kind: Kind, index: number, template: string): UsageError | undefined {
  try {
    const matches = tryRule(rule, expandOne(rule.id, kind, index, template));
    const kept = matches.filter(({ dropped }) => dropped === undefined);
    if (kind === 'counterexamples')
      return kept.length > 0 ? missed(`the counterexample "${template}" is found`) : undefined;
    if (kept.some(({ keyword }) => keyword)) return undefined;
    if (kept.length > 0) return missed(`the example "${template}" holds no keyword where one should stand`);
    const dropped = matches[0]?.dropped;
    const reason = dropped === undefined ? 'its pattern or its edges do not fit' : `it is dropped (${dropped})`;
    return missed(`the example "${template}" is not found: ${reason}`);
  } catch (cause) {
    if (cause instanceof UsageError) return cause;
    throw cause;
  }
}

function missed(message: string): UsageError {
  return new UsageError('EXAMPLE_MISSED', message);
}
