/** What the user can mend. */

/** A code with a sentence each, so that a code without a sentence does not compile; `docs/errors.md` is made from it. */
export const usageCodes = {
  USAGE: 'The command line does not fit; see --help.',
  TARGET_UNKNOWN: 'The target has a kind that leakwalk does not know.',
  TARGET_MISSING: 'The target does not exist or cannot be opened.',
  TARGET_NOT_GIT: 'The target is not a git repository.',
  GIT_MISSING: 'The git program was not found.',
  GIT_FAILED: 'git refused what it was asked.',
  RANGE_MISSING: 'A commit of the range is not in this clone.',
  CI_UNKNOWN: 'No variable of a build system says which commits are being tested.',
  PUSH_UNREAD: 'Standard input does not say what is pushed; the option is for hooks.',
  STATE_INVALID: 'The state file of --since-state cannot be read as one.',
  NOTHING_READ: 'The index is not empty but no staged blob could be read.',
  RULES_UNREADABLE: 'A rules file cannot be read.',
  RULES_SYNTAX: 'A rules file is not valid YAML.',
  RULES_SCHEMA: 'A rule lacks a field, has one too many, or one of the wrong kind.',
  RULES_DUPLICATE: 'Two rules have the same id.',
  RULES_REFERENCE: 'A rule names another rule, check or validator that does not exist.',
  PATTERN_SYNTAX: 'A pattern is not a JavaScript regular expression.',
  PATTERN_UNBOUNDED: 'A pattern may match without end; every repeat needs an upper bound.',
  PATTERN_BACKTRACKS: 'A pattern can backtrack more than linearly.',
  PATTERN_KEYWORD: 'A pattern has no keyword that every match contains.',
  EXAMPLE_MISSED: 'An example of a rule is not found by it, or a counterexample is.',
  CONFIG_INVALID: 'The configuration file does not fit its schema.',
  BASELINE_INVALID: 'The baseline file cannot be read as one.',
  REPORT_INVALID: 'The report file cannot be read as one.',
  FORMAT_UNKNOWN: 'There is no output format of that name.',
  OUTPUT: 'The output file cannot be written.',
  ENDPOINT_REFUSED: 'The endpoint is not one that found secrets may be sent to.',
  CONFIRM_NEEDED: 'Validation needs a confirmation: answer at the prompt, or pass --yes where nobody can answer.',
  HOOK_EXISTS: 'There is already a hook that leakwalk did not write.',
} as const;

export type UsageCode = keyof typeof usageCodes;

/** Exit code 2: one line on stderr saying what was met, where, and what to do. */
export class UsageError extends Error {
  readonly code: UsageCode;

  constructor(code: UsageCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'UsageError';
    this.code = code;
  }
}
