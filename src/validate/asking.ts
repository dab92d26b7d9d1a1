/** What a run would ask: credentials grouped by what they ask about, and nothing sent. */

import type { Credential } from '../model/credential.ts';
import { unchecked, type Verdict } from '../model/verdict.ts';
import type { Clock } from './pace.ts';
import { isQuestion, type Question, type ValidateOptions, type Validator } from './validator.ts';

export interface AskOptions extends ValidateOptions {
  /** The validator that the credential's rule names, if any. */
  readonly validatorOf: (credential: Credential) => string | undefined;
  readonly perSecond?: number;
  readonly inFlight?: number;
  readonly clock?: Clock;
  /** In [0, 1). */
  readonly random?: () => number;
}

export interface Candidate {
  question: Question;
  credential: Credential;
  /** Positions in the list of credentials. */
  readonly at: number[];
}

/** All questions about one subject, the likeliest first. */
export interface Group {
  readonly validator: Validator;
  readonly candidates: Candidate[];
}

export interface Plan {
  readonly groups: readonly Group[];
  /** By position; empty where something is to be asked. */
  readonly verdicts: (Verdict | undefined)[];
}

/** What a run would send: for the confirmation. */
export interface Asking {
  /** Key ids asked about: one request each, unless several secrets stand beside one. */
  readonly requests: number;
  readonly hosts: readonly string[];
  readonly subjects: readonly string[];
}

/** Says what `validateAll` would ask, without asking. */
export function planAsking(
  credentials: readonly Credential[],
  validators: readonly Validator[],
  options: AskOptions,
): Asking {
  const { groups } = plan(credentials, validators, options);
  const all = groups.flatMap((group) => group.candidates.map((candidate) => candidate.question));
  return {
    requests: groups.length,
    hosts: [...new Set(all.map((question) => question.host))].sort(),
    subjects: [...new Set(all.map((question) => question.subject))],
  };
}

/** The questions, and the verdicts of what need not be asked. */
export function plan(credentials: readonly Credential[], validators: readonly Validator[], options: AskOptions): Plan {
  const groups = new Map<string, Group>();
  const verdicts = credentials.map((credential, at): Verdict | undefined => {
    const name = options.validatorOf(credential);
    const validator = validators.find((entry) => entry.name === name);
    if (!validator) return unchecked('no validator for this kind');
    const question = validator.question(credential, options);
    if (!isQuestion(question)) return question;
    const key = `${validator.name} ${question.subject}`;
    const group = groups.get(key) ?? { validator, candidates: [] };
    groups.set(key, group);
    const known = group.candidates.find((candidate) => candidate.question.digest === question.digest);
    if (!known) group.candidates.push({ question, credential, at: [at] });
    else {
      known.at.push(at);
      // A place that hints at another host than the usual one knows more.
      if (known.question.host === validator.hosts[0]) {
        known.question = question;
        known.credential = credential;
      }
    }
    return undefined;
  });
  for (const group of groups.values()) {
    group.candidates.sort((a, b) => b.credential.confidence - a.credential.confidence);
  }
  return { groups: [...groups.values()], verdicts };
}
