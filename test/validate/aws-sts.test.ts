import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Credential } from '../../src/model/credential.ts';
import type { RequestLine } from '../../src/model/report.ts';
import { awsSts } from '../../src/validate/aws-sts.ts';
import { type Exchange, ExchangeError, type Outgoing } from '../../src/validate/exchange.ts';
import { isQuestion, type ValidateOptions } from '../../src/validate/validator.ts';
import { awsCredential, keyId, secretKey, sessionToken } from '../support/aws-credential.ts';
import { type FakeSts, type FakeStsOptions, startFakeSts } from '../support/fake-sts.ts';

const id = keyId('one');
const secret = secretKey('one');
const session = { id: keyId('two', 'ASIA'), secret: secretKey('two'), token: sessionToken('two') };
const user = { id, secret, arn: 'arn:aws:iam::111122223333:user/team/deploy' };
const pair = awsCredential({ id, secret });

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  vi.unstubAllEnvs();
});

async function sts(options: FakeStsOptions = {}): Promise<FakeSts> {
  const server = await startFakeSts(options);
  closers.push(() => server.close());
  return server;
}

function ask(credential: Credential, server: FakeSts, more: Partial<ValidateOptions> = {}) {
  return awsSts().validate(credential, options({ stsEndpoint: server.url, ...more }));
}

function options(more: Partial<ValidateOptions> = {}): ValidateOptions {
  return { requestTimeoutMs: 10_000, totalTimeoutMs: 60_000, log: () => undefined, now: () => new Date(), ...more };
}

describe('answers', () => {
  test('a right pair is active, with whose it is', async () => {
    const server = await sts({ keys: [user] });
    const verdict = await ask(pair, server);
    expect(verdict).toMatchObject({
      state: 'active',
      host: new URL(server.url).host,
      identity: {
        account: '111122223333',
        arn: user.arn,
        partition: 'aws',
        kind: 'user',
        user: 'deploy',
        userId: 'AIDACKCEVSQ6C2EXAMPLE',
      },
    });
    expect(verdict.checkedAt).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(server.count(id)).toBe(1);
  });

  test('a root key is told as root', async () => {
    const server = await sts({ keys: [{ id, secret, arn: 'arn:aws:iam::111122223333:root' }] });
    expect((await ask(pair, server)).identity).toMatchObject({ kind: 'root', account: '111122223333' });
  });

  test('a session is told with role and session name', async () => {
    const server = await sts({ keys: [{ ...session, arn: 'arn:aws:sts::111122223333:assumed-role/ci/build-77' }] });
    const verdict = await ask(awsCredential(session), server);
    expect(verdict).toMatchObject({
      state: 'active',
      identity: { kind: 'assumed-role', role: 'ci', session: 'build-77' },
    });
  });

  test('the same session with another token is not known', async () => {
    const server = await sts({ keys: [{ ...session, arn: 'arn:aws:sts::111122223333:assumed-role/ci/x' }] });
    expect((await ask(awsCredential({ ...session, token: sessionToken('other') }), server)).state).toBe('inactive');
  });

  test('an ended session is expired', async () => {
    const server = await sts({
      keys: [{ ...session, arn: 'arn:aws:sts::111122223333:assumed-role/ci/x', expired: true }],
    });
    expect(await ask(awsCredential(session), server)).toMatchObject({ state: 'expired' });
  });

  test('a wrong secret tells that the id exists', async () => {
    const server = await sts({ keys: [user] });
    expect(await ask(awsCredential({ id, secret: secretKey('wrong') }), server)).toMatchObject({ state: 'exists' });
    expect(server.count(id)).toBe(1);
  });

  test('an unknown id is inactive, worded for the partition asked', async () => {
    const server = await sts();
    expect(await ask(pair, server)).toMatchObject({
      state: 'inactive',
      reason: 'InvalidClientTokenId: not known to partition aws',
    });
  });

  test('errors nested one deeper and served as HTML are read by their names', async () => {
    const code = { kind: 'code', status: 403, code: 'InvalidClientTokenId', message: 'no', moto: true } as const;
    const server = await sts({ faults: { '*': code } });
    expect((await ask(pair, server)).state).toBe('inactive');
  });

  test('a denial that names the principal is active; one that does not is unknown', async () => {
    const message = 'User: arn:aws:iam::111122223333:user/deploy is not authorized to perform: sts:GetCallerIdentity';
    const named = await sts({ faults: { '*': { kind: 'code', status: 403, code: 'AccessDenied', message } } });
    expect(await ask(pair, named)).toMatchObject({
      state: 'active',
      identity: { user: 'deploy', account: '111122223333' },
    });
    const bare = await sts({ faults: { '*': { kind: 'code', status: 403, code: 'AccessDenied', message: 'no' } } });
    expect(await ask(pair, bare)).toMatchObject({ state: 'unknown' });
  });

  test.each([
    [{ kind: 'throttle', times: 9, retryAfter: '7' }, 'throttled', 7000],
    [{ kind: 'server' }, 'server', undefined],
    [{ kind: 'html', status: 503 }, 'server', undefined],
    [{ kind: 'html', status: 403 }, 'other', undefined],
    [{ kind: 'html', status: 200 }, 'other', undefined],
    [{ kind: 'reset' }, 'reset', undefined],
    [{ kind: 'huge' }, 'other', undefined],
    [{ kind: 'code', status: 403, code: 'OptInRequired', message: '' }, 'other', undefined],
    [{ kind: 'code', status: 400, code: 'IncompleteSignature', message: '' }, 'other', undefined],
    [{ kind: 'code', status: 403, code: 'SomethingNew', message: '' }, 'other', undefined],
  ] as const)('%j is unknown (%s)', async (fault, kind, afterMs) => {
    const server = await sts({ keys: [user], faults: { '*': fault } });
    const verdict = await ask(pair, server);
    expect(verdict.state).toBe('unknown');
    expect(verdict.failure).toEqual(afterMs === undefined ? { kind } : { kind, afterMs });
    expect(server.count(id)).toBe(1);
  });

  test('a server that hangs is unknown after the time of one request', async () => {
    const server = await sts({ keys: [user], faults: { '*': { kind: 'hang' } } });
    const verdict = await ask(pair, server, { requestTimeoutMs: 80 });
    expect(verdict).toMatchObject({ state: 'unknown', reason: 'no answer within 80 ms', failure: { kind: 'timeout' } });
    expect(server.count(id)).toBe(1);
  });

  test('a closed port is unreachable', async () => {
    const server = await startFakeSts();
    await server.close();
    expect((await ask(pair, server)).failure).toEqual({ kind: 'unreachable' });
  });

  test.each([3_600_000, -3_600_000])('a clock %d ms off is corrected once by the Date header', async (clockAheadMs) => {
    const server = await sts({ keys: [user], clockAheadMs });
    expect((await ask(pair, server)).state).toBe('active');
    expect(server.count(id)).toBe(2);
  });

  test('a clock that is refused again is unknown, never "exists"', async () => {
    const message = 'Signature expired: 20260101T000000Z is now earlier than 20260101T010000Z';
    const server = await sts({
      faults: { '*': { kind: 'code', status: 403, code: 'SignatureDoesNotMatch', message } },
    });
    expect((await ask(pair, server)).state).toBe('unknown');
    expect(server.count(id)).toBe(2);
  });
});

describe('not asked', () => {
  const cases: readonly [string, Credential, string, string][] = [
    ['a key id alone', awsCredential({ id }), 'unchecked', 'no secret found'],
    [
      'a session without its token',
      awsCredential({ id: session.id, secret }),
      'unchecked',
      'no session token found beside it',
    ],
    ['a secret alone', awsCredential({ secret }), 'unchecked', 'no key id found beside it'],
    [
      'a secret with a line break',
      awsCredential({ id, secret: `${secret}\r\nX: y` }),
      'unchecked',
      'the secret has an impossible shape',
    ],
    [
      'a canary',
      awsCredential({ id, secret, facts: [{ name: 'canary', value: 'canarytokens.org' }] }),
      'canary',
      'planted (canarytokens.org); never asked',
    ],
    [
      'an air-gapped partition',
      awsCredential({ id, secret, facts: [{ name: 'region', value: 'us-iso-east-1' }] }),
      'unchecked',
      'partition aws-iso is not connected to the internet',
    ],
  ];
  test.each(cases)('%s', async (_, credential, state, reason) => {
    const server = await sts({ keys: [user] });
    expect(await ask(credential, server)).toEqual({ state, reason });
    expect(server.requests).toEqual([]);
  });

  test('only the accounts that are listed', async () => {
    const server = await sts({ keys: [user] });
    const mine = awsCredential({ id, secret, facts: [{ name: 'account', value: '111122223333' }] });
    expect((await ask(mine, server, { accounts: ['444455556666'] })).state).toBe('unchecked');
    expect((await ask(pair, server, { accounts: ['111122223333'] })).state).toBe('unchecked');
    expect(server.requests).toEqual([]);
    expect((await ask(mine, server, { accounts: ['111122223333'] })).state).toBe('active');
  });
});

describe('where it is asked', () => {
  const cases: readonly [string, Parameters<typeof awsCredential>[0], string][] = [
    ['no hint', {}, 'sts.us-east-1.amazonaws.com'],
    ['an ordinary region', { facts: [{ name: 'region', value: 'eu-west-1' }] }, 'sts.us-east-1.amazonaws.com'],
    ['a Chinese region', { facts: [{ name: 'region', value: 'cn-northwest-1' }] }, 'sts.cn-north-1.amazonaws.com.cn'],
    ['a GovCloud path', { path: 'deploy/us-gov-east-1/.env' }, 'sts.us-gov-west-1.amazonaws.com'],
    [
      'an ARN',
      { details: [{ name: 'step', value: 'assume arn:aws-cn:iam::111122223333:role/x' }] },
      'sts.cn-north-1.amazonaws.com.cn',
    ],
    [
      'the sovereign cloud',
      { facts: [{ name: 'region', value: 'eusc-de-east-1' }] },
      'sts.eusc-de-east-1.amazonaws.eu',
    ],
    [
      'a fact before a path',
      { path: 'cn-north-1/x', facts: [{ name: 'partition', value: 'aws' }] },
      'sts.us-east-1.amazonaws.com',
    ],
  ];
  test.each(cases)('%s', (_, shape, host) => {
    const question = awsSts().question(awsCredential({ id, secret, ...shape }), options());
    expect(isQuestion(question) && question.host).toBe(host);
    expect(awsSts().hosts).toContain(host);
  });
});

describe('nothing from around it', () => {
  async function trap(): Promise<{ url: string; hits: () => number }> {
    let hits = 0;
    const server = createServer((_, response) => {
      hits += 1;
      response.end('{}');
    });
    server.on('connect', (_, socket) => {
      hits += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => server.close(() => resolve())));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, hits: () => hits };
  }

  async function hostile(url: string): Promise<void> {
    const home = await mkdtemp(join(tmpdir(), 'leakwalk-hostile-'));
    closers.push(() => rm(home, { recursive: true }));
    const other = `aws_access_key_id = ${keyId('hostile')}\naws_secret_access_key = ${secretKey('hostile')}\n`;
    const config = `[default]\nregion = cn-north-1\nendpoint_url = ${url}\nsdk_ua_app_id = hostile\nuse_fips_endpoint = true\nmax_attempts = 9\n${other}`;
    await writeFile(join(home, 'config'), `${config}\n[profile evil]\n${config.replace('[default]\n', '')}`);
    await writeFile(join(home, 'credentials'), `[default]\n${other}[evil]\n${other}`);
    const variables = {
      HOME: home,
      AWS_CONFIG_FILE: join(home, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
      AWS_PROFILE: 'evil',
      AWS_ACCESS_KEY_ID: keyId('hostile'),
      AWS_SECRET_ACCESS_KEY: secretKey('hostile'),
      AWS_SESSION_TOKEN: sessionToken('hostile'),
      AWS_REGION: 'cn-north-1',
      AWS_DEFAULT_REGION: 'cn-north-1',
      AWS_ENDPOINT_URL: url,
      AWS_ENDPOINT_URL_STS: url,
      AWS_USE_FIPS_ENDPOINT: 'true',
      AWS_USE_DUALSTACK_ENDPOINT: 'true',
      AWS_MAX_ATTEMPTS: '9',
      AWS_RETRY_MODE: 'adaptive',
      AWS_SDK_UA_APP_ID: 'hostile',
      AWS_EXECUTION_ENV: 'hostile',
      AWS_LAMBDA_FUNCTION_NAME: 'hostile',
      _X_AMZN_TRACE_ID: 'hostile',
      AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
      AWS_WEB_IDENTITY_TOKEN_FILE: join(home, 'config'),
      AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/evil',
      AWS_SIGV4A_SIGNING_REGION_SET: '*',
      AWS_DISABLE_CLOCK_SKEW_CORRECTION: 'true',
      HTTP_PROXY: url,
      HTTPS_PROXY: url,
      http_proxy: url,
      https_proxy: url,
      ALL_PROXY: url,
      NODE_USE_ENV_PROXY: '1',
    };
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  }

  test('hostile settings all around change neither key, endpoint, region nor headers', async () => {
    const { url, hits } = await trap();
    await hostile(url);
    const server = await sts({ keys: [user] });
    expect((await ask(pair, server, { uaNote: 'IR-1234' })).state).toBe('active');
    expect(hits()).toBe(0);
    expect(server.requests).toHaveLength(1);
    const [request] = server.requests;
    expect(request).toMatchObject({
      id,
      region: 'us-east-1',
      userAgent: 'leakwalk/0.0.0-source (+https://leakwalk.dev; note=IR-1234)',
    });
    expect(JSON.stringify(request?.headers)).not.toMatch(/hostile|aws-sdk/);
  });

  test('without a test endpoint it goes to the host of the table, over https', async () => {
    const { url, hits } = await trap();
    await hostile(url);
    const sent: Outgoing[] = [];
    const watch: Exchange = async (outgoing) => {
      sent.push(outgoing);
      throw new ExchangeError('unreachable', 'network unreachable (TEST)');
    };
    const verdict = await awsSts(watch).validate(pair, options());
    expect(verdict).toMatchObject({
      state: 'unknown',
      host: 'sts.us-east-1.amazonaws.com',
      reason: 'network unreachable (TEST)',
    });
    expect(sent.map((outgoing) => outgoing.url.href)).toEqual(['https://sts.us-east-1.amazonaws.com/']);
    expect(sent[0]?.headers).toMatchObject({ host: 'sts.us-east-1.amazonaws.com' });
    expect(hits()).toBe(0);
  });

  test('it writes no warning and leaves no variable behind', async () => {
    const warned = vi.spyOn(process, 'emitWarning');
    const server = await sts({ keys: [user] });
    const before = { ...process.env };
    await ask(pair, server);
    expect(warned).not.toHaveBeenCalled();
    expect(process.env).toEqual(before);
    warned.mockRestore();
  });
});

test('no secret and no token stands in a verdict, a log line or a question', async () => {
  const echo = {
    kind: 'code',
    status: 403,
    code: 'SignatureDoesNotMatch',
    message: `x-amz-security-token:${session.token} ${session.secret}`,
  } as const;
  const server = await sts({ faults: { '*': echo } });
  const lines: RequestLine[] = [];
  const credential = awsCredential(session);
  const verdict = await ask(credential, server, { log: (line) => lines.push(line) });
  const question = awsSts().question(credential, options());
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ action: 'GetCallerIdentity', subject: session.id });
  const text = inspect([verdict, lines, question], { depth: 9 }) + JSON.stringify([verdict, lines, question]);
  expect(text).not.toContain(session.secret);
  expect(text).not.toContain(session.token);
});
