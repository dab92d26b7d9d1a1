/** Whether found secrets may be used to ask: the words of the question, and who may answer it. */

import { UsageError } from '../model/errors.ts';
import type { Asking } from './asking.ts';

export interface ConfirmOptions {
  /** `--yes` was given. */
  readonly yes: boolean;
  /** A person can be asked. */
  readonly interactive: boolean;
  /** Prints to where remarks go. */
  readonly say: (text: string) => void;
  /** Asks the person and gives what they typed. */
  readonly prompt: (question: string) => Promise<string>;
}

/** What will be sent, where, and what it leaves behind, as one paragraph. */
export function confirmationText(asking: Asking): string {
  const requests = asking.requests === 1 ? '1 signed request' : `${asking.requests} signed requests`;
  const subject = asking.subjects[0] ?? 'KEY_ID';
  return [
    `leakwalk will send ${requests} (GetCallerIdentity) to ${asking.hosts.join(', ')}.`,
    'The owner’s CloudTrail records each one, and each updates the AccessKeyLastUsed of its key, the very date that tells when a thief was last there.',
    `If you can sign in to the account, look up last use first: aws iam get-access-key-last-used --access-key-id ${subject}`,
    'Known canaries are never asked. The time of every request stands in the report.',
  ].join('\n');
}

/**
 * Says what will be sent, always before the first request, and whether it may be.
 *
 * @throws UsageError CONFIRM_NEEDED where neither `--yes` was given nor a person can be asked
 */
export async function confirm(asking: Asking, options: ConfirmOptions): Promise<boolean> {
  if (asking.requests === 0) return true;
  if (!options.yes && !options.interactive) {
    throw new UsageError(
      'CONFIRM_NEEDED',
      `--validate would send ${asking.requests} signed request(s) to ${asking.hosts.join(', ')}, and nobody can be asked here; pass --yes to agree beforehand, or leave --validate out`,
    );
  }
  options.say(`${confirmationText(asking)}\n`);
  if (options.yes) return true;
  return /^\s*y(?:es)?\s*$/i.test(await options.prompt('Send them? [y/N] '));
}
