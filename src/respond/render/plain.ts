/** Text from a scan, made safe to show: one line, nothing that a terminal or a reader obeys. */

import type { Fact } from '../../model/match.ts';

/** Controls, line ends, bidi and zero-width characters. */
const unseen = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Unseen characters are written as `\u{…}`. */
export function plain(text: string): string {
  return text.replace(unseen, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}

/** The same for a command: its own line ends stay. */
export function plainCommand(text: string): string {
  return text.split('\n').map(plain).join('\n');
}

export function openSteps(steps: readonly { readonly done: boolean }[]): number {
  return steps.filter((step) => !step.done).length;
}

export function factsLine(facts: readonly Fact[]): string {
  return facts.map(({ name, value }) => `${name} ${value}`).join(' · ');
}
