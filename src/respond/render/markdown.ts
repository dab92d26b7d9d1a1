/** Checklist → Markdown with task boxes, for a ticket or a pull request. */

import type { Checklist, ChecklistItem, ChecklistStep } from '../../model/checklist.ts';
import { factsLine, openSteps, plain, plainCommand } from './plain.ts';

/** Whatever the scanned text holds, it stays text: no link, image, mention, heading or HTML comes of it. */
export function escapeMarkdown(text: string): string {
  return plain(text)
    .replaceAll('&', '&amp;')
    .replace(/[\\`*_{}[\]#+!|~<>]/g, (char) => (char === '<' ? '&lt;' : char === '>' ? '&gt;' : `\\${char}`))
    .replace(/@|\\#(?=\d)/g, '$&&#8203;')
    .replace(/\b(https?|ftp|mailto|www)([:.])/gi, '$1&#8203;$2')
    .replace(/^(\s*)([-=]|\d+\.)/, '$1\\$2');
}

export function renderMarkdown(checklist: Checklist): string {
  const { items } = checklist;
  const lines = [
    '# Rotation checklist',
    '',
    `From the report of ${escapeMarkdown(checklist.reported)}. ${items.length} credential${items.length === 1 ? '' : 's'}, most urgent first.`,
    ...(checklist.incomplete
      ? ['', '> **Incomplete:** something was not scanned, so more may have leaked than stands here. See the report.']
      : []),
    ...items.flatMap((item, at) => ['', ...itemLines(item, at + 1)]),
  ];
  return `${lines.join('\n')}\n`;
}

function itemLines(item: ChecklistItem, number: number): readonly string[] {
  const open = openSteps(item.steps);
  const { window } = item;
  return [
    `## ${number}. ${escapeMarkdown(item.title)}`,
    '',
    `**${escapeMarkdown(item.verdict)}**, ${escapeMarkdown(item.severity)} (${escapeMarkdown(item.rule)}). ${escapeMarkdown(item.urgency)}`,
    '',
    `- Fingerprint: ${escapeMarkdown(item.fingerprint)}`,
    `- Owner: ${item.owner ? escapeMarkdown(item.owner) : 'nobody yet'}`,
    `- Exposed: from ${escapeMarkdown(window.start ?? 'unknown')} to ${escapeMarkdown(window.end ?? 'now')} (${escapeMarkdown(window.basis)})`,
    `- Steps: ${open === 0 ? 'all done' : `${open} of ${item.steps.length} open`}`,
    ...(item.facts.length > 0 ? [`- Known: ${escapeMarkdown(factsLine(item.facts))}`] : []),
    '- Places:',
    ...item.places.map((place) => `  - ${escapeMarkdown(place)}`),
    '',
    ...item.steps.flatMap(stepLines),
    ...(item.references.length > 0 ? ['References:', '', ...item.references.map((url) => `- ${reference(url)}`)] : []),
  ];
}

function stepLines(step: ChecklistStep): readonly string[] {
  return [
    `- [${step.done ? 'x' : ' '}] **${escapeMarkdown(step.title)}** (${escapeMarkdown(step.id)})`,
    ...(step.why ? ['', `  ${escapeMarkdown(step.why)}`] : []),
    ...blocks(step.commands).flatMap((block) => ['', ...fenced(block)]),
    ...(step.proof ? ['', `  Proof: ${escapeMarkdown(step.proof)}`] : []),
    ...(step.doneAt
      ? ['', `  Done ${escapeMarkdown(step.doneAt)}${step.provedBy ? `: ${escapeMarkdown(step.provedBy)}` : ''}`]
      : []),
    '',
  ];
}

const isQuery = (command: string): boolean => /^(?:--|# CloudWatch)/.test(command);

/** Shell commands that follow one another share a block; each query has its own. */
function blocks(commands: readonly string[]): readonly string[] {
  const made: string[] = [];
  for (const command of commands) {
    const last = made.at(-1);
    if (last !== undefined && !isQuery(last) && !isQuery(command)) made[made.length - 1] = `${last}\n${command}`;
    else made.push(command);
  }
  return made;
}

/** A fence longer than any run of backticks inside cannot be closed by what it holds. */
function fenced(block: string): readonly string[] {
  const text = plainCommand(block);
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const language = block.startsWith('--') ? 'sql' : isQuery(block) ? '' : 'sh';
  return [`  ${fence}${language}`, ...text.split('\n').map((line) => `  ${line}`), `  ${fence}`];
}

/** Only plain https addresses become links. */
function reference(url: string): string {
  return /^https:\/\/[A-Za-z0-9._~:/?#@!$&'*+,;=%-]+$/.test(url) ? `<${url}>` : escapeMarkdown(url);
}
