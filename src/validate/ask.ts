/**
 * Asks about many credentials politely: one question a key id, two in flight, five a second, since the quota and the
 * log are the victim's. Stops when the network is not there.
 */

import pLimit from 'p-limit';
import type { Credential } from '../model/credential.ts';
import { unchecked, type Verdict } from '../model/verdict.ts';
import { type AskOptions, type Candidate, type Group, plan } from './asking.ts';
import { type Clock, createPace, retryDelay, sleep } from './pace.ts';
import type { Answer, Question, ValidateOptions, Validator } from './validator.ts';

export { type AskOptions, planAsking } from './asking.ts';

/** Milliseconds after which another secret of the same id is answered truly (sooner, STS may refuse a right one). */
const spacingMs = 6_000;
/** Secrets tried for one id. */
const maxSecrets = 3;
/** Connection failures in a row that end the run. */
const maxFailures = 3;

/**
 * The verdicts, in the order of the credentials. Equal questions are asked once. Never rejects for what a network or a
 * provider does; `options.signal` ends it early with what is known.
 *
 * @throws UsageError ENDPOINT_REFUSED
 */
export async function validateAll(
  credentials: readonly Credential[],
  validators: readonly Validator[],
  options: AskOptions,
): Promise<readonly Verdict[]> {
  const { groups, verdicts } = plan(credentials, validators, options);
  if (groups.length > 0) await askGroups(groups, verdicts, options);
  return verdicts.map((verdict) => verdict ?? unchecked('not asked'));
}

/** What all questions of a run share. */
interface Run {
  readonly options: AskOptions;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly turn: () => Promise<void>;
  /** Connection failures in a row. */
  failures: number;
  /** Set when the rest is not asked. */
  stopped: Verdict | undefined;
}

async function askGroups(
  groups: readonly Group[],
  verdicts: (Verdict | undefined)[],
  options: AskOptions,
): Promise<void> {
  const controller = new AbortController();
  const interrupted = (): void => controller.abort();
  const timer = setTimeout(interrupted, options.totalTimeoutMs);
  options.signal?.addEventListener('abort', interrupted, { once: true });
  if (options.signal?.aborted) interrupted();

  const clock = options.clock ?? { elapsed: () => performance.now(), sleep };
  const turn = createPace(options.perSecond ?? 5, clock, controller.signal);
  const run: Run = { options, clock, signal: controller.signal, turn, failures: 0, stopped: undefined };
  const limit = pLimit(options.inFlight ?? 2);
  try {
    await Promise.all(groups.map((group) => limit(() => askGroup(group, verdicts, run))));
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', interrupted);
  }
}

/** One secret after the other, until one answer settles the rest. */
async function askGroup({ validator, candidates }: Group, verdicts: (Verdict | undefined)[], run: Run): Promise<void> {
  const asked: { question: Question; answer: Answer }[] = [];
  for (const candidate of candidates) {
    const settled = settle(validator, asked, candidate.question) ?? blocked(run);
    const answer = settled ?? (await askCandidate(validator, candidate, asked.length > 0, run));
    if (!settled) asked.push({ question: candidate.question, answer });
    const { failure: _, ...verdict } = answer as Answer;
    for (const at of candidate.at) verdicts[at] = verdict;
  }
}

function settle(
  validator: Validator,
  asked: readonly { question: Question; answer: Answer }[],
  next: Question,
): Verdict | undefined {
  for (const { question, answer } of asked) {
    if (answer.failure)
      return { state: 'unknown', reason: `not asked: ${next.subject} had no clear answer (${answer.reason})` };
    const settled = validator.settles?.(question, answer, next);
    if (settled) return settled;
  }
  return asked.length >= maxSecrets
    ? unchecked(`not asked: ${maxSecrets} other secrets beside this id were tried`)
    : undefined;
}

/** A right secret may be refused right after a wrong one of the same id: waited for, and a refusal asked once more. */
async function askCandidate(validator: Validator, candidate: Candidate, another: boolean, run: Run): Promise<Answer> {
  if (!another) return askPatiently(validator, candidate.credential, run);
  await run.clock.sleep(spacingMs, run.signal);
  const answer = await askPatiently(validator, candidate.credential, run);
  if (answer.state !== 'exists') return answer;
  await run.clock.sleep(spacingMs, run.signal);
  const again = await askPatiently(validator, candidate.credential, run);
  return again.failure ? answer : again;
}

async function askPatiently(validator: Validator, credential: Credential, run: Run): Promise<Answer> {
  const options: ValidateOptions = { ...run.options, signal: run.signal, turn: run.turn };
  for (let attempt = 0; ; attempt += 1) {
    const stop = blocked(run);
    if (stop) return { ...stop, failure: { kind: 'aborted' } };
    const answer = await validator.validate(credential, options);
    watch(answer, run);
    if (answer.failure?.kind === 'aborted') return { ...answer, reason: whileWaiting(run) };
    const wait = retryDelay(answer.failure, attempt, (run.options.random ?? Math.random)());
    if (wait === undefined) return answer;
    await run.clock.sleep(wait, run.signal);
    if (run.signal.aborted) return answer;
  }
}

const connection = new Set(['reset', 'timeout', 'unreachable', 'tls']);

/** Counts connection failures in a row; the third ends the run. */
function watch(answer: Answer, run: Run): void {
  const failed = answer.failure !== undefined && connection.has(answer.failure.kind);
  if (answer.failure?.kind === 'aborted') return;
  run.failures = failed ? run.failures + 1 : 0;
  if (run.failures < maxFailures) return;
  run.stopped ??= {
    state: 'unknown',
    reason: `network unreachable: not asked after ${maxFailures} connection failures in a row (last: ${answer.reason})`,
  };
}

/** Why nothing more is asked, if so. */
function blocked(run: Run): Verdict | undefined {
  if (run.options.signal?.aborted) return unchecked('not asked: interrupted');
  if (run.signal.aborted) return unchecked(`not asked: ${run.options.totalTimeoutMs} ms for all requests were over`);
  return run.stopped;
}

function whileWaiting(run: Run): string {
  const why = run.options.signal?.aborted
    ? 'interrupted'
    : `${run.options.totalTimeoutMs} ms for all requests were over`;
  return `${why} before an answer came`;
}
