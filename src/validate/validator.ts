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
}

export interface Validator {
  /** Named by rules: `aws-sts`. */
  readonly name: string;
  /** Hosts it may ask; printed before the first request. */
  readonly hosts: readonly string[];
  validate(credential: Credential, options: ValidateOptions): Promise<Verdict>;
}
