/** One HTTP request, bounded in time and size, with nothing taken from the environment. */

import { Agent as HttpAgent, type RequestOptions, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Failure } from './validator.ts';

/** Bytes of an answer that are read; STS answers within 4 KiB. */
const maxAnswer = 64 * 1024;

export interface Outgoing {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Incoming {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ExchangeLimits {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Sends and waits for the whole answer. Rejects with `ExchangeError` only. */
export type Exchange = (outgoing: Outgoing, limits: ExchangeLimits) => Promise<Incoming>;

/** No answer. Its message is one of our own words: no header, body or credential can be in it. */
export class ExchangeError extends Error {
  readonly kind: Failure['kind'];

  constructor(kind: Failure['kind'], message: string) {
    super(message);
    this.name = 'ExchangeError';
    this.kind = kind;
  }
}

/** A fresh connection without proxy, redirects, keep-alive or leave to skip the certificate check. */
export const exchange: Exchange = (outgoing, limits) =>
  new Promise((resolve, reject) => {
    const secure = outgoing.url.protocol === 'https:';
    const { signal, timeoutMs } = limits;
    if (signal?.aborted) return reject(new ExchangeError('aborted', 'interrupted'));

    const options: RequestOptions = {
      method: outgoing.method,
      headers: outgoing.headers,
      agent: secure
        ? new HttpsAgent({ keepAlive: false, rejectUnauthorized: true })
        : new HttpAgent({ keepAlive: false }),
    };
    const request = (secure ? requestHttps : requestHttp)(outgoing.url, options);
    const end = (error: ExchangeError): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      reject(error);
      request.destroy();
    };
    const onAbort = (): void => end(new ExchangeError('aborted', 'interrupted'));
    const timer = setTimeout(() => end(new ExchangeError('timeout', `no answer within ${timeoutMs} ms`)), timeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });

    request.on('error', (cause: NodeJS.ErrnoException) => end(failureOf(cause.code)));
    request.on('response', (response) => {
      const pieces: Buffer[] = [];
      let length = 0;
      response.on('data', (piece: Buffer) => {
        length += piece.length;
        pieces.push(piece);
        if (length > maxAnswer) end(new ExchangeError('other', 'the answer is longer than 64 KiB'));
      });
      response.on('error', (cause: NodeJS.ErrnoException) => end(failureOf(cause.code)));
      response.on('end', () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        const body = Buffer.concat(pieces).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: plainHeaders(response.headers), body });
      });
    });
    request.end(outgoing.body);
  });

function plainHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}

const resets = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'HPE_INVALID_CONSTANT']);
const certificates = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|HOSTNAME|EPROTO)/;

/** Node's error code → ours. Only the code is used: messages may quote what was sent. */
function failureOf(code: string | undefined): ExchangeError {
  const name = code !== undefined && /^[A-Z0-9_]{1,64}$/.test(code) ? code : 'connection failed';
  if (resets.has(name)) return new ExchangeError('reset', `connection reset (${name})`);
  if (certificates.test(name)) return new ExchangeError('tls', `TLS failed (${name})`);
  if (name.startsWith('HPE_') || name.startsWith('ERR_'))
    return new ExchangeError('other', `not an HTTP answer (${name})`);
  return new ExchangeError('unreachable', `network unreachable (${name})`);
}
