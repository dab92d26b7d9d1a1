/** What the world answers when it is asked about a credential. */

export type VerdictState = 'active' | 'inactive' | 'exists' | 'expired' | 'canary' | 'unknown' | 'unchecked';

/** A sentence each, printed beside the word. */
export const verdictSentences: Readonly<Record<VerdictState, string>> = {
  active: 'The provider accepted it: it can be used now.',
  inactive: 'The provider refused it by name: deleted, disabled or never issued where it was asked.',
  exists: 'The identifier is real and live, but this secret is not its own.',
  expired: 'It was genuine and has expired.',
  canary: 'A planted key; never asked. Do not rotate it: tell its owner.',
  unknown: 'The provider was asked and gave no clear answer.',
  unchecked: 'Not asked.',
};

export interface Verdict {
  readonly state: VerdictState;
  /** Why, in one line: the provider's error name, or why it was not asked. */
  readonly reason: string;
  /** ISO 8601, of the request. */
  readonly checkedAt?: string;
  /** Host asked. */
  readonly host?: string;
  /** Whose it is: account, arn, user, … */
  readonly identity?: Readonly<Record<string, string>>;
}

export function unchecked(reason: string): Verdict {
  return { state: 'unchecked', reason };
}
