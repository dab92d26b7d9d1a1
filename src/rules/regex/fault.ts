/** Why a pattern is refused. */

import type { UsageCode } from '../../model/errors.ts';

/** `message` says what was met and what to do; file, line and rule are added by who knows them. */
export class PatternFault extends Error {
  readonly code: UsageCode;

  constructor(code: UsageCode, message: string) {
    super(message);
    this.name = 'PatternFault';
    this.code = code;
  }
}
