/** `leakwalk rules`: what is looked for, one rule in full, and whether a file of rules is sound. */

import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import type { Rule, RuleSet, RuleText } from '../model/rule.ts';
import { loadBuiltinRules, loadRuleTexts } from '../rules/builtin.ts';
import type { Io } from './io.ts';

type Out = Pick<Io, 'out' | 'err' | 'width' | 'colour'>;

interface ListArguments {
  readonly json?: boolean;
  readonly rules?: readonly string[];
}

export function registerRules(program: Command, io: Out): void {
  const rules = program.command('rules').description('What leakwalk looks for.');
  const gather = (value: string, before: readonly string[] | undefined): readonly string[] => [
    ...(before ?? []),
    value,
  ];
  rules
    .command('list')
    .description('every rule: id, severity, confidence, checks, validator')
    .argument('[word]', 'only rules whose id or name holds it')
    .option('--json', 'as JSON')
    .option('--rules <file>', 'with the rules of this file (repeatable)', gather)
    .action(async (word: string | undefined, args: ListArguments) => list(word, args, io));
  rules
    .command('show')
    .description('one rule in full, with what to do about its findings')
    .argument('<id>')
    .option('--json', 'as JSON')
    .option('--rules <file>', 'with the rules of this file (repeatable)', gather)
    .action(async (id: string, args: ListArguments) => show(id, args, io));
  rules
    .command('check')
    .description('compile files of rules and hold each rule to its examples')
    .argument('<file...>', 'YAML; see docs/writing-rules.md')
    .action(async (files: string[]) => check(files, io));
  rules
    .command('explain')
    .description('what was met at a place, with the reasons for and against it')
    .argument('<place>', 'FILE, FILE:LINE or FILE:LINE:COLUMN, as a report gives it')
    .option('--rules <file>', 'with the rules of this file (repeatable)', gather)
    .addHelpText('after', '\nExample:\n  leakwalk rules explain src/config.ts:12')
    .action(async (place: string, args: ListArguments) => {
      const { explain } = await import('./explain.ts');
      io.out(await explain(place, (await open(args.rules)).set));
    });
}

async function open(files: readonly string[] = []): Promise<{ set: RuleSet; texts: readonly RuleText[] }> {
  const set = loadBuiltinRules();
  const texts = await loadRuleTexts();
  if (files.length === 0) return { set, texts };
  const { withUserRules, withUserTexts } = await import('../rules/user.ts');
  return { set: await withUserRules(set, files), texts: await withUserTexts(texts, set, files) };
}

async function list(word: string | undefined, args: ListArguments, io: Out): Promise<void> {
  const { set } = await open(args.rules);
  const wanted = word?.toLowerCase();
  const rules = set.rules.filter(
    ({ id, name }) => !wanted || id.includes(wanted) || name.toLowerCase().includes(wanted),
  );
  if (args.json) {
    io.out(`${JSON.stringify({ digest: set.digest, rules }, null, 2)}\n`);
    return;
  }
  const rows = rules.map((rule) => [
    rule.id,
    rule.severity,
    rule.confidence.toFixed(2),
    rule.checks.join(' ') || '-',
    rule.validator ?? '-',
    rule.name,
  ]);
  io.out(table(['id', 'severity', 'confidence', 'checks', 'validator', 'name'], rows, io.width));
  io.out(`${rules.length} rules, digest ${set.digest.slice(0, 12)}\n`);
}

/** Columns as wide as their widest cell; lines end at the width, where there is one. */
function table(head: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string => {
    const text = row
      .map((value, column) => value.padEnd(widths[column]!))
      .join('  ')
      .trimEnd();
    return text.length > width ? `${text.slice(0, width - 1)}…` : text;
  };
  return [head, ...rows].map((row) => `${line(row)}\n`).join('');
}

async function show(id: string, args: ListArguments, io: Out): Promise<void> {
  const { set, texts } = await open(args.rules);
  const rule = set.rules.find((entry) => entry.id === id);
  const text = texts.find((entry) => entry.id === id);
  if (!rule || !text) throw new UsageError('RULES_REFERENCE', `there is no rule "${id}"; ${nearest(id, set)}`);
  io.out(args.json ? `${JSON.stringify({ ...text, ...rule }, null, 2)}\n` : describe(rule, text));
}

/** A word of the id that other rules have too is the best hint. */
function nearest(id: string, set: RuleSet): string {
  const provider = id.split('-')[0]!;
  const others = set.rules.filter((rule) => rule.id.startsWith(provider)).map((rule) => rule.id);
  return others.length > 0 ? `rules of that provider: ${others.join(', ')}` : 'see leakwalk rules list';
}

function describe(rule: Rule, text: RuleText): string {
  const edges = `${rule.left} on the left, ${rule.right} on the right`;
  const fields: readonly (readonly [name: string, value: string | undefined])[] = [
    ['severity', rule.severity],
    ['confidence', rule.confidence.toFixed(2)],
    ['pattern', `/${rule.pattern}/${rule.flags}`],
    [
      'keywords',
      rule.keywords.map((keyword) => JSON.stringify(keyword.text)).join(', ') ||
        'none: looked for around another rule’s match',
    ],
    ['longest', `${rule.maxLength} bytes`],
    ['edges', edges],
    ['entropy', rule.entropy === undefined ? undefined : `at least ${rule.entropy} bits a character`],
    ['checks', rule.checks.join(', ') || undefined],
    ['part', rule.part],
    [
      'needs',
      rule.needs
        .map((need) => `${need.part} within ${need.within} bytes${need.required ? ', required' : ''}`)
        .join('; ') || undefined,
    ],
    ['validator', rule.validator],
    ['allowed', rule.allow.map(({ reason }) => reason).join('; ') || undefined],
  ];
  const lines = fields.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name.padEnd(11)} ${value}`]));
  const steps = text.rotation.flatMap((step, n) => [
    `  ${n + 1}. ${step.text}`,
    ...(step.command === undefined ? [] : [`     $ ${step.command}`]),
    ...(step.proof === undefined ? [] : [`     proof: ${step.proof}`]),
  ]);
  const references = text.references.map((address) => `  ${address}`);
  return `${[`${rule.id}: ${rule.name}`, `  ${text.description}`, '', ...lines, '', 'rotation', ...steps, '', 'references', ...references].join('\n')}\n`;
}

/** @throws UsageError the last fault; the others are printed before it */
async function check(files: readonly string[], io: Out): Promise<void> {
  const { readUserRules } = await import('../rules/user.ts');
  const { prove } = await import('../rules/prove.ts');
  const compiled = readUserRules(files, loadBuiltinRules());
  const faults = [...compiled.faults, ...prove(compiled)];
  for (const fault of faults.slice(0, -1)) io.err(`leakwalk: ${fault.message} [${fault.code}]\n`);
  const last = faults.at(-1);
  if (last) throw last;
  io.out(`${compiled.set.rules.length} rules are sound\n`);
}
