/**
 * An STS on loopback that really checks SigV4 (with its own verification, not the SDK's) and answers the XML of the
 * real one, faults included. Counts requests, and how many were in flight at once.
 */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeKey {
  readonly id: string;
  readonly secret: string;
  readonly arn: string;
  readonly token?: string;
  /** The session is over. */
  readonly expired?: boolean;
}

/** What goes wrong before a key is looked at. */
export type Fault =
  | { readonly kind: 'throttle'; readonly times: number; readonly retryAfter?: string; readonly status?: number }
  | { readonly kind: 'server'; readonly times?: number }
  | { readonly kind: 'html'; readonly status: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset'; readonly times?: number }
  | {
      readonly kind: 'code';
      readonly status: number;
      readonly code: string;
      readonly message: string;
      readonly moto?: boolean;
    }
  | { readonly kind: 'mismatch'; readonly times: number }
  | { readonly kind: 'huge' };

export interface FakeStsOptions {
  readonly keys?: readonly FakeKey[];
  /** By key id; `*` for every id. */
  readonly faults?: Readonly<Record<string, Fault>>;
  /** Milliseconds that the server's clock is ahead. */
  readonly clockAheadMs?: number;
  /** Milliseconds before each answer, so that requests can overlap. */
  readonly delayMs?: number;
}

export interface FakeStsRequest {
  readonly id: string;
  readonly userAgent: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly region: string;
  readonly body: string;
  /** Date.now() of its arrival. */
  readonly at: number;
}

export interface FakeSts {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly requests: readonly FakeStsRequest[];
  /** Requests about one key id. */
  count(id: string): number;
  readonly mostInFlight: () => number;
  close(): Promise<void>;
}

export async function startFakeSts(options: FakeStsOptions = {}): Promise<FakeSts> {
  const requests: FakeStsRequest[] = [];
  let inFlight = 0;
  let most = 0;
  const server = createServer((request, response) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    response.on('close', () => {
      inFlight -= 1;
    });
    receive(request, response, options, requests).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    count: (id) => requests.filter((request) => request.id === id).length,
    mostInFlight: () => most,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  options: FakeStsOptions,
  requests: FakeStsRequest[],
): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const body = Buffer.concat(pieces).toString('utf8');
  const signature = parseAuthorization(request.headers.authorization ?? '');
  const id = signature?.id ?? '';
  requests.push({
    id,
    userAgent: request.headers['user-agent'] ?? '',
    headers: request.headers,
    region: signature?.region ?? '',
    body,
    at: Date.now(),
  });
  if (options.delayMs) await new Promise((resolve) => setTimeout(resolve, options.delayMs));
  response.setHeader('date', new Date(Date.now() + (options.clockAheadMs ?? 0)).toUTCString());
  const nth = requests.filter((entry) => entry.id === id).length;
  if (fault(options.faults?.[id] ?? options.faults?.['*'], nth, response)) return;
  if (!signature) return refuse(response, 403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
  if (body !== 'Action=GetCallerIdentity&Version=2011-06-15')
    return refuse(response, 400, 'InvalidAction', 'Could not find operation');
  judge(request, response, body, signature, options);
}

/** True when it has dealt with the request. */
function fault(met: Fault | undefined, nth: number, response: ServerResponse): boolean {
  if (!met) return false;
  if ('times' in met && met.times !== undefined && nth > met.times) return false;
  if (met.kind === 'throttle') {
    if (met.retryAfter) response.setHeader('retry-after', met.retryAfter);
    refuse(response, met.status ?? 400, 'Throttling', 'Rate exceeded');
  } else if (met.kind === 'server')
    refuse(response, 500, 'InternalFailure', 'We encountered an internal error.', 'Receiver');
  else if (met.kind === 'html') {
    response.writeHead(met.status, { 'content-type': 'text/html' });
    response.end('<!DOCTYPE html><html><body>Proxy sign-in</body></html>');
  } else if (met.kind === 'reset') response.socket?.resetAndDestroy();
  else if (met.kind === 'code') refuse(response, met.status, met.code, met.message, 'Sender', met.moto);
  else if (met.kind === 'mismatch') refuse(response, 403, 'SignatureDoesNotMatch', mismatch);
  else if (met.kind === 'huge') {
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end('x'.repeat(1_000_000));
  }
  return true;
}

interface Signature {
  readonly id: string;
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

function parseAuthorization(text: string): Signature | undefined {
  const parsed =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      text,
    );
  if (!parsed) return undefined;
  const [, id = '', day = '', region = '', service = '', signedHeaders = '', signature = ''] = parsed;
  return { id, day, region, service, signedHeaders: signedHeaders.split(';'), signature };
}

const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/** In the order of the real one: the id, the token, the time, the signature, the session's end. */
function judge(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  signature: Signature,
  options: FakeStsOptions,
): void {
  const key = options.keys?.find((entry) => entry.id === signature.id);
  const stamp = String(request.headers['x-amz-date']);
  const late = skew(stamp, Date.now() + (options.clockAheadMs ?? 0));
  if (!key || key.token !== request.headers['x-amz-security-token']) {
    refuse(response, 403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
  } else if (late) refuse(response, 403, 'SignatureDoesNotMatch', late);
  else if (!isSigned(request, body, signature, key.secret)) refuse(response, 403, 'SignatureDoesNotMatch', mismatch);
  else if (key.expired) refuse(response, 403, 'ExpiredToken', 'The security token included in the request is expired');
  else accept(response, key);
}

function skew(stamp: string, now: number): string | undefined {
  const at = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const server = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  if (now - at > 300_000) return `Signature expired: ${stamp} is now earlier than ${server} (${server} - 5 min.)`;
  if (at - now > 300_000)
    return `Signature not yet current: ${stamp} is still later than ${server} (${server} + 5 min.)`;
  return undefined;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
function isSigned(request: IncomingMessage, body: string, signature: Signature, secret: string): boolean {
  const must = [
    'host',
    'x-amz-date',
    ...(request.headers['x-amz-security-token'] === undefined ? [] : ['x-amz-security-token']),
  ];
  if (!must.every((name) => signature.signedHeaders.includes(name)) || signature.service !== 'sts') return false;
  const headers = signature.signedHeaders
    .map((name) => `${name}:${String(request.headers[name]).trim().replace(/\s+/g, ' ')}\n`)
    .join('');
  const canonical = [request.method, request.url, '', headers, signature.signedHeaders.join(';'), sha256(body)].join(
    '\n',
  );
  const scope = `${signature.day}/${signature.region}/${signature.service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const signing = [signature.day, signature.region, signature.service, 'aws4_request'].reduce<Buffer>(
    hmac,
    Buffer.from(`AWS4${secret}`),
  );
  return timingSafeEqual(hmac(signing, text), Buffer.from(signature.signature, 'hex'));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

const namespace = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';

function accept(response: ServerResponse, key: FakeKey): void {
  const account = key.arn.split(':')[4];
  const userId = key.arn.endsWith(':root')
    ? account
    : key.arn.includes(':assumed-role/')
      ? `AROA3XFRBF23EXAMPLEX:${key.arn.split('/')[2]}`
      : 'AIDACKCEVSQ6C2EXAMPLE';
  response.writeHead(200, { 'content-type': 'text/xml' });
  response.end(
    `<GetCallerIdentityResponse ${namespace}>\n  <GetCallerIdentityResult>\n    <Arn>${key.arn}</Arn>\n    <UserId>${userId}</UserId>\n    <Account>${account}</Account>\n  </GetCallerIdentityResult>\n  <ResponseMetadata>\n    <RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId>\n  </ResponseMetadata>\n</GetCallerIdentityResponse>\n`,
  );
}

/** `moto` nests errors one element deeper and calls them HTML. */
function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  type = 'Sender',
  moto = false,
): void {
  const error = `<Error>\n    <Type>${type}</Type>\n    <Code>${code}</Code>\n    <Message>${message}</Message>\n  </Error>`;
  response.writeHead(status, { 'content-type': moto ? 'text/html' : 'text/xml' });
  response.end(
    `<ErrorResponse ${namespace}>\n  ${moto ? `<Errors>${error}</Errors>` : error}\n  <RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId>\n</ErrorResponse>\n`,
  );
}
