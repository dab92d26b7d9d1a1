import { afterEach, describe, expect, test } from 'vitest';
import type { Credential } from '../../src/model/credential.ts';
import type { RequestLine } from '../../src/model/report.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { type AskOptions, planAsking, validateAll } from '../../src/validate/ask.ts';
import { validators } from '../../src/validate/index.ts';
import type { Clock } from '../../src/validate/pace.ts';
import { awsCredential, keyId, secretKey, sessionToken } from '../support/aws-credential.ts';
import { type FakeKey, type FakeSts, type FakeStsOptions, startFakeSts } from '../support/fake-sts.ts';

const servers: FakeSts[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function sts(options: FakeStsOptions = {}): Promise<FakeSts> {
  const server = await startFakeSts(options);
  servers.push(server);
  return server;
}

/** Time that passes only when it is slept through. */
function fakeClock(): Clock & { readonly slept: number[] } {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    elapsed: () => now,
    sleep: async (ms) => {
      if (ms <= 0) return;
      slept.push(ms);
      now += ms;
    },
  };
}

function options(server: FakeSts, more: Partial<AskOptions> = {}): AskOptions {
  return {
    stsEndpoint: server.url,
    requestTimeoutMs: 10_000,
    totalTimeoutMs: 60_000,
    log: () => undefined,
    now: () => new Date(),
    validatorOf: () => 'aws-sts',
    clock: fakeClock(),
    random: () => 0.5,
    ...more,
  };
}

function ask(
  credentials: readonly Credential[],
  server: FakeSts,
  more: Partial<AskOptions> = {},
): Promise<readonly Verdict[]> {
  return validateAll(credentials, validators, options(server, more));
}

const states = (verdicts: readonly Verdict[]): string[] => verdicts.map((verdict) => verdict.state);

function pair(seed: string, more: Parameters<typeof awsCredential>[0] = {}): Credential {
  return awsCredential({ id: keyId(seed), secret: secretKey(seed), ...more });
}

function key(seed: string): FakeKey {
  return { id: keyId(seed), secret: secretKey(seed), arn: `arn:aws:iam::111122223333:user/${seed}` };
}

test('seven credentials, seven verdicts, and each id is asked as often as it must be', async () => {
  const gone = { id: keyId('gone', 'ASIA'), secret: secretKey('gone'), token: sessionToken('gone') };
  const server = await sts({
    keys: [
      key('live'),
      key('wrong'),
      { ...gone, arn: 'arn:aws:sts::111122223333:assumed-role/ci/x', expired: true },
      key('busy'),
      key('trap'),
    ],
    faults: { [keyId('busy')]: { kind: 'throttle', times: 99 }, [keyId('slow')]: { kind: 'hang' } },
  });
  const lines: RequestLine[] = [];
  const verdicts = await ask(
    [
      pair('live'),
      pair('wrong', { secret: secretKey('another') }),
      pair('nobody'),
      awsCredential(gone),
      pair('busy'),
      pair('slow'),
      pair('trap', { facts: [{ name: 'canary', value: 'canarytokens.org' }] }),
    ],
    server,
    { requestTimeoutMs: 300, log: (line) => lines.push(line) },
  );
  expect(states(verdicts)).toEqual(['active', 'exists', 'inactive', 'expired', 'unknown', 'unknown', 'canary']);
  expect(verdicts[4]?.reason).toMatch(/^Throttling/);
  expect(verdicts[5]?.reason).toBe('no answer within 300 ms');
  const counts = ['live', 'wrong', 'nobody', 'gone', 'busy', 'slow', 'trap'].map((seed) =>
    server.count(keyId(seed, seed === 'gone' ? 'ASIA' : 'AKIA')),
  );
  expect(counts).toEqual([1, 1, 1, 1, 4, 1, 0]);
  expect(lines).toHaveLength(9);
  expect(verdicts.some((verdict) => 'failure' in verdict)).toBe(false);
});

describe('repeats', () => {
  test('a throttled request is repeated and then answered', async () => {
    const server = await sts({ keys: [key('a')], faults: { '*': { kind: 'throttle', times: 2 } } });
    expect(states(await ask([pair('a')], server))).toEqual(['active']);
    expect(server.count(keyId('a'))).toBe(3);
  });

  test('Retry-After is waited for', async () => {
    const server = await sts({ keys: [key('a')], faults: { '*': { kind: 'throttle', times: 1, retryAfter: '9' } } });
    const clock = fakeClock();
    await ask([pair('a')], server, { clock });
    expect(clock.slept).toEqual([9125]);
  });

  test('a Retry-After of an hour is not', async () => {
    const server = await sts({ keys: [key('a')], faults: { '*': { kind: 'throttle', times: 1, retryAfter: '3600' } } });
    expect(states(await ask([pair('a')], server))).toEqual(['unknown']);
    expect(server.count(keyId('a'))).toBe(1);
  });

  test('waits grow and are spread', async () => {
    const server = await sts({ faults: { '*': { kind: 'throttle', times: 99 } } });
    const clock = fakeClock();
    await ask([pair('a')], server, { clock, random: () => 0.25 });
    expect(clock.slept).toEqual([350, 600, 1100]);
  });

  test.each([
    [{ kind: 'server' }, 3],
    [{ kind: 'reset' }, 2],
    [{ kind: 'html', status: 403 }, 1],
  ] as const)('%j is asked %d times', async (fault, times) => {
    const server = await sts({ faults: { '*': fault } });
    expect(states(await ask([pair('a')], server))).toEqual(['unknown']);
    expect(server.count(keyId('a'))).toBe(times);
  });
});

describe('one key id', () => {
  test('found in many places is asked once', async () => {
    const server = await sts({ keys: [key('a')] });
    const verdicts = await ask([pair('a'), pair('a', { path: 'b/.env' }), pair('a', { path: 'c.log' })], server);
    expect(states(verdicts)).toEqual(['active', 'active', 'active']);
    expect(server.requests).toHaveLength(1);
  });

  test('found with and without a hint is asked where the hint says', () => {
    const { stsEndpoint: _, ...real } = options({ url: '' } as FakeSts);
    const credentials = [pair('a'), pair('a', { facts: [{ name: 'region', value: 'cn-north-1' }] }), pair('a')];
    const asking = planAsking(credentials, validators, real);
    expect(asking).toMatchObject({ requests: 1, hosts: ['sts.cn-north-1.amazonaws.com.cn'] });
  });

  test('unknown to the partition settles all its secrets', async () => {
    const server = await sts();
    const verdicts = await ask([pair('a'), pair('a', { secret: secretKey('b') })], server);
    expect(states(verdicts)).toEqual(['inactive', 'inactive']);
    expect(server.requests).toHaveLength(1);
  });

  test('with one secret accepted, the others are not its own', async () => {
    const server = await sts({ keys: [key('a')] });
    const verdicts = await ask([pair('a', { secret: secretKey('b'), confidence: 0.2 }), pair('a')], server);
    expect(states(verdicts)).toEqual(['exists', 'active']);
    expect(server.requests).toHaveLength(1);
  });

  test('with the first secret wrong, the next is asked after a pause', async () => {
    const server = await sts({ keys: [key('a')] });
    const clock = fakeClock();
    const verdicts = await ask([pair('a', { secret: secretKey('b') }), pair('a')], server, { clock });
    expect(states(verdicts)).toEqual(['exists', 'active']);
    expect(clock.slept).toContain(6000);
    expect(server.requests).toHaveLength(2);
  });

  test('a second secret that is refused is asked once more', async () => {
    const server = await sts({ keys: [key('a')], faults: { '*': { kind: 'mismatch', times: 2 } } });
    const verdicts = await ask([pair('a', { secret: secretKey('b') }), pair('a')], server);
    expect(states(verdicts)).toEqual(['exists', 'active']);
    expect(server.requests).toHaveLength(3);
  });

  test('a first secret that is refused is not asked again', async () => {
    const server = await sts({ keys: [key('a')], faults: { '*': { kind: 'mismatch', times: 1 } } });
    expect(states(await ask([pair('a')], server))).toEqual(['exists']);
    expect(server.requests).toHaveLength(1);
  });

  test('with many secrets, three are tried', async () => {
    const server = await sts({ keys: [key('a')] });
    const verdicts = await ask(
      ['b', 'c', 'd', 'e'].map((seed) => pair('a', { secret: secretKey(seed) })),
      server,
    );
    expect(states(verdicts)).toEqual(['exists', 'exists', 'exists', 'unchecked']);
    expect(server.requests).toHaveLength(5);
  });
});

describe('bounds', () => {
  const twelve = Array.from({ length: 12 }, (_, at) => pair(`n${at}`));

  test('two in flight at most, and two when there is work', async () => {
    const server = await sts({ delayMs: 30 });
    await ask(twelve, server);
    expect(server.requests).toHaveLength(12);
    expect(server.mostInFlight()).toBe(2);
  });

  test('five a second at most', async () => {
    const server = await sts();
    const clock = fakeClock();
    const at: number[] = [];
    await ask(twelve, server, { clock, inFlight: 1, log: () => at.push(clock.elapsed()) });
    expect(at).toHaveLength(12);
    const busiest = Math.max(...at.map((from) => at.filter((time) => time >= from && time < from + 1000).length));
    expect(busiest).toBe(5);
  });

  test('three connection failures end the run', async () => {
    const server = await sts({ faults: { '*': { kind: 'hang' } } });
    const verdicts = await ask(twelve, server, { requestTimeoutMs: 60, inFlight: 1 });
    expect(server.requests).toHaveLength(3);
    expect(new Set(states(verdicts))).toEqual(new Set(['unknown']));
    expect(verdicts[3]?.reason).toMatch(/^network unreachable: not asked after 3 connection failures in a row/);
  });

  test('a failure between answers does not', async () => {
    const hang = { kind: 'hang' } as const;
    const faults = Object.fromEntries([0, 1, 3, 4].map((at) => [keyId(`n${at}`), hang]));
    const server = await sts({ faults });
    await ask(twelve, server, { requestTimeoutMs: 60, inFlight: 1 });
    expect(server.requests).toHaveLength(12);
  });

  test('the time for all requests ends it', async () => {
    const server = await sts({ faults: { '*': { kind: 'hang' } } });
    const verdicts = await ask(twelve, server, { totalTimeoutMs: 120, inFlight: 1 });
    expect(server.requests).toHaveLength(1);
    expect(verdicts[0]).toMatchObject({
      state: 'unknown',
      reason: '120 ms for all requests were over before an answer came',
    });
    expect(verdicts[1]).toEqual({ state: 'unchecked', reason: 'not asked: 120 ms for all requests were over' });
  });
});

describe('an interruption', () => {
  test('ends what is under way and leaves the rest unasked', async () => {
    const server = await sts({ faults: { '*': { kind: 'hang' } } });
    const controller = new AbortController();
    const asking = ask([pair('a'), pair('b')], server, { inFlight: 1, signal: controller.signal });
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    const verdicts = await asking;
    expect(verdicts[0]).toMatchObject({ state: 'unknown', reason: 'interrupted before an answer came' });
    expect(verdicts[1]).toEqual({ state: 'unchecked', reason: 'not asked: interrupted' });
    expect(server.requests).toHaveLength(1);
  });

  test('before the start sends nothing and logs nothing', async () => {
    const server = await sts({ keys: [key('a')] });
    const lines: RequestLine[] = [];
    const verdicts = await ask([pair('a')], server, { signal: AbortSignal.abort(), log: (line) => lines.push(line) });
    expect(states(verdicts)).toEqual(['unchecked']);
    expect([...server.requests, ...lines]).toEqual([]);
  });
});

test('what would be asked is told without asking', async () => {
  const server = await sts({ keys: [key('a')] });
  const credentials = [pair('a'), pair('a', { secret: secretKey('x') }), pair('b'), awsCredential({ id: keyId('c') })];
  expect(planAsking(credentials, validators, options(server))).toEqual({
    requests: 2,
    hosts: [new URL(server.url).host],
    subjects: [keyId('a'), keyId('b')],
  });
  expect(server.requests).toEqual([]);
});

test('a credential whose rule names no validator is not asked', async () => {
  const server = await sts({ keys: [key('a')] });
  const verdicts = await ask([pair('a')], server, { validatorOf: () => undefined });
  expect(verdicts).toEqual([{ state: 'unchecked', reason: 'no validator for this kind' }]);
  expect(server.requests).toEqual([]);
});

test('a hostile endpoint is refused before anything is sent', async () => {
  const server = await sts();
  await expect(ask([pair('a')], server, { stsEndpoint: 'http://sts.evil.example' })).rejects.toMatchObject({
    code: 'ENDPOINT_REFUSED',
  });
});
