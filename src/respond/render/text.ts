/** Checklist → plain text for a terminal or a mail. */

import type { Checklist, ChecklistItem, ChecklistStep } from '../../model/checklist.ts';
import { factsLine, openSteps, plain, plainCommand } from './plain.ts';

export interface TextOptions {
  /** Columns; running text is wrapped, commands never are. */
  readonly width: number;
  readonly colour: boolean;
}

export function renderText(checklist: Checklist, options: TextOptions): string {
  const { items, incomplete } = checklist;
  const head = `Rotation checklist of ${plain(checklist.reported)}: ${items.length} credential${items.length === 1 ? '' : 's'}, most urgent first`;
  const warning = 'INCOMPLETE: something was not scanned, so more may have leaked than stands here. See the report.';
  const lines = [
    ...wrap(head, '', options.width),
    ...(incomplete ? [paint(options, 33, warning)] : []),
    ...items.flatMap((item, at) => ['', ...itemLines(item, at + 1, options)]),
  ];
  return `${lines.join('\n')}\n`;
}

function paint({ colour }: TextOptions, code: number, text: string): string {
  return colour ? `\u001b[${code}m${text}\u001b[0m` : text;
}

function itemLines(item: ChecklistItem, number: number, options: TextOptions): readonly string[] {
  const { window } = item;
  const title = paint(options, 1, `${number}. ${plain(item.title)}`);
  const open = openSteps(item.steps);
  const facts = [
    `${plain(item.verdict)}, ${plain(item.severity)} (${plain(item.rule)}). ${plain(item.urgency)}`,
    `fingerprint ${plain(item.fingerprint)}; owner ${item.owner ? plain(item.owner) : 'nobody yet'}; ${open === 0 ? 'all steps done' : `${open} of ${item.steps.length} steps open`}`,
    `exposed from ${plain(window.start ?? 'unknown')} to ${plain(window.end ?? 'now')}: ${plain(window.basis)}`,
    ...(item.facts.length > 0 ? [`known: ${plain(factsLine(item.facts))}`] : []),
  ];
  return [
    title,
    ...facts.flatMap((line) => wrap(line, '   ', options.width)),
    ...item.places.map((place) => `   at ${plain(place)}`),
    ...item.steps.flatMap((step) => ['', ...stepLines(step, options)]),
    ...item.references.map((url) => `   see ${plain(url)}`),
  ];
}

function stepLines(step: ChecklistStep, options: TextOptions): readonly string[] {
  const pad = '       ';
  const box = step.done ? paint(options, 32, '[x]') : '[ ]';
  const running = [
    ...(step.why ? [plain(step.why)] : []),
    ...(step.doneAt ? [`done ${plain(step.doneAt)}${step.provedBy ? `: ${plain(step.provedBy)}` : ''}`] : []),
  ];
  return [
    `   ${box} ${plain(step.title)} (${plain(step.id)})`,
    ...running.flatMap((line) => wrap(line, pad, options.width)),
    ...step.commands.flatMap((command) =>
      plainCommand(command)
        .split('\n')
        .map((line, at) => `${pad}${at === 0 ? '$ ' : '  '}${line}`),
    ),
    ...(step.proof ? wrap(`proof: ${plain(step.proof)}`, pad, options.width) : []),
  ];
}

/** Breaks at spaces; a word longer than the line stands alone. */
function wrap(text: string, pad: string, width: number): readonly string[] {
  const room = Math.max(30, width - pad.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(pad + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, pad + line];
}
