/** The contract of a validator: Credential → Verdict. Nothing else opens a connection with a found secret. */

import type { Credential } from '../model/credential.ts';
import type { RequestLine } from '../model/report.ts';
import type { Verdict } from '../model/verdict.ts';

export interface ValidateOptions {
  /** Test endpoint: plain http on loopback only. */
  readonly stsEndpoint?: string;
  /** Put in the user agent, so that the owner's log shows whose request it was: `IR-1234`. */
  readonly uaNote?: string;
  /** Only these AWS accounts are asked about, where given. */
  readonly accounts?: readonly string[];
  /** Milliseconds for one request, and for all of them. */
  readonly requestTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly log: (line: RequestLine) => void;
  readonly now: () => Date;
  readonly signal?: AbortSignal;
  /** Awaited before each request; keeps the rate. `validateAll` gives it. */
  readonly turn?: () => Promise<void>;
}

/** What would be asked, said without asking. */
export interface Question {
  readonly kind: 'question';
  readonly host: string;
  readonly action: string;
  /** The identifier asked about: a key id, never a secret. */
  readonly subject: string;
  /** SHA-256 of the identifier and its secrets, hex: equal ones are asked once, wherever they were found. */
  readonly digest: string;
}

/** Why nothing was learned, and whether asking again may help. */
export interface Failure {
  readonly kind: 'throttled' | 'server' | 'reset' | 'timeout' | 'unreachable' | 'tls' | 'aborted' | 'other';
  /** From `Retry-After`, milliseconds. */
  readonly afterMs?: number;
}

/** A verdict as it comes from the wire. */
export interface Answer extends Verdict {
  readonly failure?: Failure;
}

export interface Validator {
  /** Named by rules: `aws-sts`. */
  readonly name: string;
  /** Hosts it may ask; those of the run's questions are printed before the first request. */
  readonly hosts: readonly string[];
  /** The question, or a verdict where nothing is to be asked (a canary, no secret, an account not listed). */
  question(credential: Credential, options: ValidateOptions): Question | Verdict;
  /** Asks once. Never throws for what the network or the provider does. */
  validate(credential: Credential, options: ValidateOptions): Promise<Answer>;
  /** What an answer says of another question with the same subject, where that need not be asked any more. */
  settles?(asked: Question, answer: Answer, next: Question): Verdict | undefined;
}

export function isQuestion(value: Question | Verdict): value is Question {
  return 'kind' in value;
}
