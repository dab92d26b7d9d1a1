/** Asks the providers about what was found, after a confirmation, and logs each request. */

import { createInterface } from 'node:readline/promises';
import type { Collector } from '../findings/collect.ts';
import type { Report, RequestLine } from '../model/report.ts';
import { type AskOptions, planAsking, validateAll } from '../validate/ask.ts';
import { confirm } from '../validate/confirm.ts';
import { validators } from '../validate/index.ts';
import type { Io } from './io.ts';
import type { Settings } from './settings.ts';

/** One request may take this long, milliseconds. */
const requestTimeoutMs = 10_000;

async function prompt(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await reader.question(question);
  } finally {
    reader.close();
  }
}

/**
 * Sets the verdicts of the collected credentials and says what was sent where.
 * @throws UsageError CONFIRM_NEEDED, ENDPOINT_REFUSED
 */
export async function judgeCredentials(
  collector: Collector,
  settings: Settings,
  io: Io,
  signal: AbortSignal,
): Promise<Report['network']> {
  const { args, rules } = settings;
  const validatorOf = new Map(rules.rules.map((rule) => [rule.id, rule.validator]));
  const requests: RequestLine[] = [];
  const options: AskOptions = {
    validatorOf: (credential) => validatorOf.get(credential.rule),
    requestTimeoutMs,
    totalTimeoutMs: args.validateTimeout,
    now: () => new Date(),
    log: (line) => {
      requests.push(line);
      if (!args.quiet)
        io.err(`leakwalk: ${line.at} ${line.action} for ${line.subject} at ${line.host}: ${line.outcome}\n`);
    },
    signal,
    ...(args.stsEndpoint === undefined ? {} : { stsEndpoint: args.stsEndpoint }),
    ...(args.uaNote === undefined ? {} : { uaNote: args.uaNote }),
    ...(args.account === undefined ? {} : { accounts: args.account }),
  };
  const credentials = collector.credentials();
  const asking = planAsking(credentials, validators, options);
  const agreed = await confirm(asking, {
    yes: args.yes === true,
    interactive: io.interactive,
    say: (text) => io.err(text),
    prompt,
  });
  if (!agreed) return { state: 'none', hosts: [], requests };
  const verdicts = await validateAll(credentials, validators, options);
  credentials.forEach((credential, index) => {
    collector.judge(credential, verdicts[index]!);
  });
  return {
    state: requests.length > 0 ? 'validate' : 'none',
    hosts: [...new Set(requests.map((line) => line.host))].sort(),
    requests,
  };
}
