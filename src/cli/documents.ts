/** Documents that are made from types and tables, so that they cannot go stale. Run by `scripts/docs.mjs`. */

import type { Command } from 'commander';
import { usageCodes } from '../model/errors.ts';
import { problemCodes } from '../model/problem.ts';
import { verdictSentences } from '../model/verdict.ts';
import { loadBuiltinRules, loadRuleTexts } from '../rules/builtin.ts';
import { rulesMarkdown } from '../rules/markdown.ts';
import type { Io } from './io.ts';
import { createProgram } from './run.ts';

const made = '<!-- Made by scripts/docs.mjs; edit the source instead. -->\n';

const silent: Io = { out() {}, err() {}, width: 100, colour: false, progress: false, interactive: false };

function commandMarkdown(command: Command, name: string): string {
  const help = command.createHelp();
  help.helpWidth = 100;
  const text = [`## ${name}`, '', '```text', help.formatHelp(command, help).trimEnd(), '```', ''].join('\n');
  const inner = command.commands.filter((entry) => entry.name() !== 'help');
  return [text, ...inner.map((entry) => commandMarkdown(entry, `${name} ${entry.name()}`))].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function errorsMarkdown(): string {
  const usage = Object.entries(usageCodes).map(([code, text]) => [`\`${code}\``, text]);
  const problems = Object.entries(problemCodes).map(([code, text]) => [`\`${code}\``, text]);
  const verdicts = Object.entries(verdictSentences).map(([state, text]) => [`\`${state}\``, text]);
  return [
    `${made}# Errors, problems and verdicts`,
    'Errors end the run with exit code 2 and one line on stderr that says what was met, where, and what to do.',
    table(['error', 'meaning'], usage),
    'Problems are things that were not scanned, or not wholly. They stand in the report and make the result incomplete (exit code 3 where nothing was found), but for notes.',
    table(['problem', 'meaning'], problems),
    'Verdicts are what a provider answered.',
    table(['verdict', 'meaning'], verdicts),
    '',
  ].join('\n\n');
}

/** File name → text. */
export async function documents(): Promise<Readonly<Record<string, string>>> {
  const program = await createProgram(silent, { code: 0 });
  return {
    'docs/cli.md': `${made}# Command line\n\n${commandMarkdown(program, 'leakwalk')}`,
    'docs/errors.md': errorsMarkdown(),
    'docs/rules.md': `${made}${rulesMarkdown(loadBuiltinRules(), await loadRuleTexts())}`,
  };
}
