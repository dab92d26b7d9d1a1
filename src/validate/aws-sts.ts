/**
 * Ask STS who a key belongs to. Needs no permission; leaves a GetCallerIdentity event in the owner's CloudTrail and
 * updates AccessKeyLastUsed.
 *
 * `inactive` only for refusals by name; a timeout, a throttle or a 5xx is `unknown`.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */

import { createHash } from 'node:crypto';
import { type Credential, part } from '../model/credential.ts';
import { unchecked, type Verdict } from '../model/verdict.ts';
import { judge, type Meaning } from './aws-answer.ts';
import { sendSigned } from './aws-client.ts';
import { commercial, partitionOf, partitions } from './aws-partition.ts';
import { loopbackEndpoint } from './endpoint.ts';
import { type Exchange, ExchangeError, type Incoming, exchange as overHttp } from './exchange.ts';
import { userAgent } from './user-agent.ts';
import type { Answer, Question, ValidateOptions, Validator } from './validator.ts';

const action = 'GetCallerIdentity';

interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

interface Call {
  readonly key: Key;
  readonly url: URL;
  readonly region: string;
  readonly partition: string;
}

/** `exchange` is what sends the signed request; a test may watch it. */
export function awsSts(exchange: Exchange = overHttp): Validator {
  return {
    name: 'aws-sts',
    hosts: [commercial, ...partitions].filter((partition) => !partition.airGapped).map((partition) => partition.host),
    question(credential, options) {
      const call = planCall(credential, options);
      return 'state' in call ? call : questionOf(call);
    },
    async validate(credential, options) {
      const call = planCall(credential, options);
      return 'state' in call ? call : askTwiceAtMost(call, options, exchange);
    },
    settles,
  };
}

/** A key id has one secret, and belongs to one partition: most of what is left about it follows from one answer. */
function settles(asked: Question, answer: Answer, next: Question): Verdict | undefined {
  if (asked.host !== next.host) return undefined;
  const time = answer.checkedAt === undefined ? {} : { checkedAt: answer.checkedAt, host: next.host };
  if (answer.state === 'active' || answer.state === 'expired') {
    return {
      state: 'exists',
      reason: 'another secret (or session token) of this key id was accepted, and a key id has only one',
      ...time,
    };
  }
  const long = !next.subject.startsWith('ASIA');
  if (answer.state === 'inactive' && long) return { state: 'inactive', reason: answer.reason, ...time };
  return undefined;
}

/** The call, or why there is none. */
function planCall(credential: Credential, options: ValidateOptions): Call | Verdict {
  const canary = credential.facts.find((fact) => fact.name === 'canary' && !/^(?:no|none|false)\b/i.test(fact.value));
  if (canary) return { state: 'canary', reason: `planted (${canary.value}); never asked` };
  const refused = outsideAccounts(credential, options.accounts);
  if (refused) return unchecked(refused);
  const key = keyOf(credential);
  if (typeof key === 'string') return unchecked(key);
  const partition = partitionOf(credential);
  if (partition.airGapped) return unchecked(`partition ${partition.name} is not connected to the internet`);
  const url = options.stsEndpoint ? loopbackEndpoint(options.stsEndpoint) : new URL(`https://${partition.host}/`);
  return { key, url, region: partition.region, partition: partition.name };
}

function outsideAccounts(credential: Credential, accounts: readonly string[] | undefined): string | undefined {
  if (accounts === undefined || accounts.length === 0) return undefined;
  const account = credential.facts.find((fact) => fact.name === 'account')?.value;
  if (account === undefined) return 'its account cannot be told from the id, and only named accounts are asked';
  return accounts.includes(account) ? undefined : `account ${account} is not among the accounts to ask`;
}

/** The parts, or why they do not make a call. A value that could not be a key is never sent. */
function keyOf(credential: Credential): Key | string {
  const accessKeyId = part(credential, 'accessKeyId')?.secret.reveal();
  const secretAccessKey = part(credential, 'secretAccessKey')?.secret.reveal();
  const sessionToken = part(credential, 'sessionToken')?.secret.reveal();
  if (accessKeyId === undefined) return 'no key id found beside it';
  if (!/^[A-Z0-9]{16,128}$/.test(accessKeyId)) return 'the key id has an impossible shape';
  if (secretAccessKey === undefined) return 'no secret found';
  if (!/^[\x21-\x7e]{16,128}$/.test(secretAccessKey)) return 'the secret has an impossible shape';
  if (!accessKeyId.startsWith('ASIA')) return { accessKeyId, secretAccessKey };
  if (sessionToken === undefined) return 'no session token found beside it';
  if (!/^[\x21-\x7e]{16,16384}$/.test(sessionToken)) return 'the session token has an impossible shape';
  return { accessKeyId, secretAccessKey, sessionToken };
}

function questionOf({ key, url }: Call): Question {
  const digest = createHash('sha256');
  for (const value of [key.accessKeyId, key.secretAccessKey, key.sessionToken ?? '']) digest.update(`${value}\n`);
  return { kind: 'question', host: url.host, action, subject: key.accessKeyId, digest: digest.digest('hex') };
}

/** Once; and once more with the provider's time where it says that our clock is wrong. */
async function askTwiceAtMost(call: Call, options: ValidateOptions, exchange: Exchange): Promise<Answer> {
  const first = await askOnce(call, options, exchange, 0);
  if (first.meaning.kind === 'verdict') return answer(call, first.at, first.meaning);
  const { offsetMs } = first.meaning;
  if (offsetMs === undefined) return answer(call, first.at, clockFault('the answer has no date to correct it by'));
  const second = await askOnce(call, options, exchange, offsetMs);
  const meaning = second.meaning.kind === 'verdict' ? second.meaning : clockFault('also after one correction');
  return answer(call, second.at, meaning);
}

type Judged = Extract<Meaning, { kind: 'verdict' }>;

function clockFault(why: string): Judged {
  const reason = `STS refused the request for its time (${why}); set this machine's clock`;
  return { kind: 'verdict', verdict: { state: 'unknown', reason }, failure: { kind: 'other' } };
}

function answer(call: Call, at: string, { verdict, failure }: Judged): Answer {
  return { ...verdict, checkedAt: at, host: call.url.host, ...(failure ? { failure } : {}) };
}

/** One request, paced and logged with its time. */
async function askOnce(
  call: Call,
  options: ValidateOptions,
  exchange: Exchange,
  offsetMs: number,
): Promise<{ meaning: Meaning; at: string }> {
  const limits = { timeoutMs: options.requestTimeoutMs, ...(options.signal ? { signal: options.signal } : {}) };
  await options.turn?.();
  const at = options.now().toISOString();
  if (options.signal?.aborted) return { meaning: failure(new ExchangeError('aborted', 'interrupted')), at };
  const meaning = await send(call, options, (outgoing) => exchange(outgoing, limits), offsetMs);
  const outcome =
    meaning.kind === 'clock' ? 'refused for its time' : `${meaning.verdict.state}: ${meaning.verdict.reason}`;
  options.log({ at, host: call.url.host, action, subject: call.key.accessKeyId, outcome });
  return { meaning, at };
}

type Sender = (outgoing: Parameters<Exchange>[0]) => Promise<Incoming>;

/** Signs with the SDK and judges the raw answer, whatever the SDK makes of it. */
async function send(call: Call, options: ValidateOptions, sender: Sender, offsetMs: number): Promise<Meaning> {
  let incoming: Incoming | undefined;
  let failed: ExchangeError | undefined;
  const signing = {
    key: call.key,
    region: call.region,
    origin: call.url.origin,
    clockOffsetMs: options.now().getTime() - Date.now() + offsetMs,
  };
  await sendSigned(signing, async (headers, body) => {
    try {
      incoming = await sender({
        url: call.url,
        method: 'POST',
        headers: { ...headers, 'user-agent': userAgent(options.uaNote) },
        body,
      });
      return incoming;
    } catch (cause) {
      failed = cause instanceof ExchangeError ? cause : new ExchangeError('other', 'the request could not be sent');
      throw failed;
    }
  });
  if (incoming) return judge(incoming, call.partition, options.now().getTime());
  return failure(failed ?? new ExchangeError('other', 'the request could not be signed'));
}

function failure({ kind, message }: ExchangeError): Judged {
  return { kind: 'verdict', verdict: { state: 'unknown', reason: message }, failure: { kind } };
}
