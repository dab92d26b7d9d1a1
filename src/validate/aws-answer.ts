/** What each answer of STS means. Pure: an HTTP answer in, a verdict out. */

import type { Verdict } from '../model/verdict.ts';
import type { Incoming } from './exchange.ts';
import type { Failure } from './validator.ts';

/** A verdict without time and host, or the caller's clock being wrong. */
export type Meaning =
  | {
      readonly kind: 'verdict';
      readonly verdict: Pick<Verdict, 'state' | 'reason' | 'identity'>;
      readonly failure?: Failure;
    }
  | { readonly kind: 'clock'; readonly offsetMs: number | undefined };

const throttles = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'SlowDown',
]);
const malformed = new Set([
  'IncompleteSignature',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'InvalidAction',
  'MalformedQueryString',
  'InvalidParameterValue',
]);

/** `now` in milliseconds dates the `Date` and `Retry-After` headers. `partition` words a refusal. */
export function judge(incoming: Incoming, partition: string, now: number): Meaning {
  const { status, body } = incoming;
  if (status === 200) return judgeSuccess(body);
  const code = errorCode(body);
  if (code === undefined) return judgeBare(incoming, now);
  if (throttles.has(code)) return unknown(`${code}: the provider is throttling`, throttled(incoming, now));
  if (status >= 500)
    return unknown(`${code}: the provider failed with HTTP ${status}`, { kind: 'server', ...after(incoming, now) });
  if (isClock(code, body)) return { kind: 'clock', offsetMs: offset(incoming, now) };
  return judgeRefusal(code, body, partition);
}

function judgeSuccess(body: string): Meaning {
  const arn = tag(body, 'Arn');
  const identity = arn === undefined ? undefined : identityOf(arn, tag(body, 'UserId'), tag(body, 'Account'));
  if (identity === undefined) return unknown('HTTP 200 without an identity: something between here and STS answered');
  if (identity['arn']?.includes('canarytokens.com@@')) {
    return plain({
      state: 'canary',
      reason: 'the answer names a canary: nothing told so before, and it has been asked once',
      identity,
    });
  }
  return plain({ state: 'active', reason: `accepted as ${identity['arn']}`, identity });
}

function judgeRefusal(code: string, body: string, partition: string): Meaning {
  if (code === 'InvalidClientTokenId' || code === 'UnrecognizedClientException') {
    return plain({ state: 'inactive', reason: `${code}: not known to partition ${partition}` });
  }
  if (code === 'SignatureDoesNotMatch') {
    return plain({ state: 'exists', reason: `${code}: the key id is real and active, this secret is not its own` });
  }
  if (code === 'ExpiredToken' || code === 'ExpiredTokenException') {
    return plain({ state: 'expired', reason: `${code}: a genuine session, past its end` });
  }
  if (code === 'AccessDenied' || code === 'AccessDeniedException') return judgeDenied(code, body);
  if (code === 'OptInRequired') return unknown(`${code}: probably active; the service is not enabled for the account`);
  if (code === 'RegionDisabledException') return unknown(`${code}: STS is switched off in that region`);
  if (malformed.has(code))
    return unknown(`${code}: the request did not arrive as it was sent (a proxy, or a bug here)`);
  return unknown(`${code}: not an answer that says whether the key is alive`);
}

/** A denial that names the principal proves the key; one that does not may come from anything in between. */
function judgeDenied(code: string, body: string): Meaning {
  const arn = /arn:aws[a-z-]*:(?:iam|sts)::\d{12}:[\w+=,.@/-]{1,512}/.exec(body)?.[0];
  const identity = arn === undefined ? undefined : identityOf(arn, undefined, undefined);
  if (identity === undefined) return unknown(`${code} without a principal's name`);
  return plain({ state: 'active', reason: `${code}, but the refusal names ${identity['arn']}`, identity });
}

function judgeBare(incoming: Incoming, now: number): Meaning {
  const { status, body } = incoming;
  const what = /^\s*(?:<!doctype html|<html)/i.test(body) ? 'an HTML page' : 'no STS error';
  const reason = `HTTP ${status} with ${what}`;
  if (status === 429) return unknown(reason, throttled(incoming, now));
  if (status >= 500) return unknown(reason, { kind: 'server', ...after(incoming, now) });
  return unknown(reason, { kind: 'other' });
}

function plain(verdict: Pick<Verdict, 'state' | 'reason' | 'identity'>): Meaning {
  return { kind: 'verdict', verdict };
}

function unknown(reason: string, failure: Failure = { kind: 'other' }): Meaning {
  return { kind: 'verdict', verdict: { state: 'unknown', reason }, failure };
}

/** The text of the first element of that name, wherever it stands: STS and its imitations nest errors differently. */
export function tag(body: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]{1,2048})</${name}>`).exec(body)?.[1];
  return text === undefined
    ? undefined
    : text.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => entities[entity] ?? '');
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function errorCode(body: string): string | undefined {
  const code = tag(body, 'Code');
  return code !== undefined && /^[A-Za-z][A-Za-z0-9.]{1,63}$/.test(code) ? code : undefined;
}

/** `undefined` where the answer does not look like AWS's. Only printable ASCII passes. */
function identityOf(
  arn: string,
  userId: string | undefined,
  account: string | undefined,
): Record<string, string> | undefined {
  const parsed = /^arn:(aws[a-z-]*):(?:iam|sts)::(\d{12}):([\x21-\x7e]{1,600})$/.exec(arn);
  if (!parsed) return undefined;
  const [, partition = '', owner = '', resource = ''] = parsed;
  const identity: Record<string, string> = {
    account: account !== undefined && /^\d{12}$/.test(account) ? account : owner,
    arn,
    partition,
  };
  if (userId !== undefined && /^[\x21-\x7e]{1,200}$/.test(userId)) identity['userId'] = userId;
  return { ...identity, ...principal(resource) };
}

/** Kind and name: the session name often tells the job, instance or person. */
function principal(resource: string): Record<string, string> {
  const [kind = '', ...rest] = resource.split('/');
  if (kind === 'root') return { kind: 'root' };
  if (kind === 'user') return { kind: 'user', user: rest.at(-1) ?? '' };
  if (kind === 'assumed-role') return { kind: 'assumed-role', role: rest[0] ?? '', session: rest.slice(1).join('/') };
  if (kind === 'federated-user') return { kind: 'federated-user', user: rest.join('/') };
  return { kind: kind.slice(0, 40) };
}

function isClock(code: string, body: string): boolean {
  if (code === 'RequestExpired' || code === 'RequestTimeTooSkewed') return true;
  return code === 'SignatureDoesNotMatch' && /Signature (?:expired|not yet current)/.test(body);
}

/** Milliseconds that the provider's clock is ahead of ours. */
function offset(incoming: Incoming, now: number): number | undefined {
  const date = Date.parse(incoming.headers['date'] ?? '');
  return Number.isNaN(date) ? undefined : date - now;
}

function throttled(incoming: Incoming, now: number): Failure {
  return { kind: 'throttled', ...after(incoming, now) };
}

/** `Retry-After`, in seconds or as a date. @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function after(incoming: Incoming, now: number): { afterMs?: number } {
  const text = incoming.headers['retry-after'];
  if (text === undefined) return {};
  if (/^\d{1,6}$/.test(text)) return { afterMs: Number(text) * 1000 };
  const date = Date.parse(text);
  return Number.isNaN(date) ? {} : { afterMs: Math.max(0, date - now) };
}
