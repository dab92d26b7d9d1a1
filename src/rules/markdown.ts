/** docs/rules.md, made from the catalogue. */

import type { Rule, RuleSet, RuleText } from '../model/rule.ts';

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();
}

/** Why a match is trusted: what in the pattern makes it so. */
export function confidenceBasis(rule: Rule): string {
  const parts = [rule.confidence.toFixed(2)];
  if (rule.companion) parts.push('only beside another part');
  else if (rule.keywords.every(({ run }) => run)) parts.push('prefix');
  else if (rule.keywordOffset[1] > 0 || rule.binary) parts.push('shape');
  else parts.push('context');
  if (rule.checks.length > 0) parts.push('check');
  if (rule.entropy !== undefined) parts.push(`entropy ${rule.entropy}`);
  return parts.join(', ');
}

function row(rule: Rule, text: RuleText | undefined): string {
  const needs = rule.needs.map(({ part }) => part).join(', ');
  const what = `${rule.name}. ${text?.description ?? ''}${needs === '' ? '' : ` Joined with: ${needs}.`}`;
  return `| ${[
    `\`${rule.id}\``,
    cell(what),
    rule.severity,
    confidenceBasis(rule),
    rule.checks.map((name) => `\`${name}\``).join(' '),
    rule.validator === undefined ? '' : `\`${rule.validator}\``,
  ].join(' | ')} |`;
}

/** A table by provider: id, what, severity, confidence basis, checks, validator. */
export function rulesMarkdown(set: RuleSet, texts: readonly RuleText[]): string {
  const words = new Map(texts.map((text) => [text.id, text]));
  const providers = new Map<string, Rule[]>();
  for (const rule of set.rules) providers.set(rule.provider, [...(providers.get(rule.provider) ?? []), rule]);
  const sections = [...providers]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([provider, rules]) => {
      const rows = rules.map((rule) => row(rule, words.get(rule.id)));
      return `## ${provider}\n\n| id | what | severity | confidence | checks | validator |\n| --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`;
    });
  const head = `# Rules\n\n${set.rules.length} rules of ${providers.size} providers. How to write one: [writing-rules.md](writing-rules.md).\n`;
  return [head, ...sections].join('\n');
}
