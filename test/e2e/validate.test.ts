/** `--validate` against an STS on loopback that checks signatures: seven verdicts, with the right number of requests. */

import { expect, onTestFinished, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { keyId, secretKey, sessionToken } from '../support/aws-credential.ts';
import { startFakeSts } from '../support/fake-sts.ts';
import { folder, leakwalk, leakwalkAside } from '../support/program.ts';

const canary = ['AKIASP2T', 'PHJSQH3FJRUX'].join('');

function env(id: string, secret: string, token = ''): string {
  const session = token ? `AWS_SESSION_TOKEN=${token}\n` : '';
  return `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n${session}`;
}

test('active, exists, inactive, expired, unknown twice and canary are told apart, each key asked once', async () => {
  const [active, wrong, unknown, expired] = ['a', 'b', 'c', 'd'].map((seed) => keyId(seed)) as [
    string,
    string,
    string,
    string,
  ];
  const [throttled, hanging] = [keyId('e'), keyId('f')];
  const session = keyId('d', 'ASIA');
  const token = `IQoJb3JpZ2luX2Vj${sessionToken('d')}`;
  const sts = await startFakeSts({
    keys: [
      { id: active, secret: secretKey('a'), arn: 'arn:aws:iam::111122223333:user/build' },
      { id: wrong, secret: secretKey('other'), arn: 'arn:aws:iam::111122223333:user/other' },
      { id: session, secret: secretKey('d'), token, expired: true, arn: 'arn:aws:sts::111122223333:assumed-role/r/s' },
      { id: throttled, secret: secretKey('e'), arn: 'arn:aws:iam::111122223333:user/e' },
    ],
    faults: { [throttled]: { kind: 'throttle', times: 100 }, [hanging]: { kind: 'hang' } },
  });
  onTestFinished(() => sts.close());
  const tree = folder({
    'a.env': env(active, secretKey('a')),
    'again.env': env(active, secretKey('a')),
    'b.env': env(wrong, secretKey('b')),
    'c.env': env(unknown, secretKey('c')),
    'd.env': env(session, secretKey('d'), token),
    'e.env': env(throttled, secretKey('e')),
    'f.env': env(hanging, secretKey('f')),
    'g.env': env(canary, secretKey('g')),
  });
  const done = await leakwalkAside(
    [
      'scan',
      '--validate',
      '--yes',
      '--sts-endpoint',
      sts.url,
      '--ua-note',
      'IR-7',
      '--validate-timeout',
      '25s',
      '--format',
      'json',
      `dir:${tree}`,
    ],
    // What stands around it is not used.
    {
      env: {
        AWS_ACCESS_KEY_ID: keyId('x'),
        AWS_SECRET_ACCESS_KEY: secretKey('x'),
        AWS_PROFILE: 'x',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      },
    },
  );
  expect(done.code, done.err).toBe(1);
  const report = JSON.parse(done.out) as Report;
  const verdicts = Object.fromEntries(report.findings.map((finding) => [finding.parts[0]!.preview, finding.verdict]));
  expect(verdicts[active]).toMatchObject({ state: 'active', identity: { account: '111122223333' } });
  expect(verdicts[wrong]!.state).toBe('exists');
  expect(verdicts[unknown]!.state).toBe('inactive');
  expect(verdicts[session]!.state).toBe('expired');
  expect(verdicts[throttled]!.state).toBe('unknown');
  expect(verdicts[hanging]!.state).toBe('unknown');
  expect(verdicts[canary]!.state).toBe('canary');
  expect([active, wrong, unknown, session, canary].map((id) => sts.count(id))).toEqual([1, 1, 1, 1, 0]);
  expect(sts.count(throttled)).toBeGreaterThan(1);
  expect(sts.count(expired)).toBe(0);
  expect(sts.count(keyId('x'))).toBe(0);
  expect(sts.requests.every(({ userAgent }) => userAgent.includes('leakwalk') && userAgent.includes('IR-7'))).toBe(
    true,
  );
  expect(report.network.requests.length).toBe(sts.requests.length);
  for (const seed of 'abcdefg') expect(done.out + done.err).not.toContain(secretKey(seed));
}, 60_000);

test('without --yes and without anybody to ask nothing is sent', async () => {
  const sts = await startFakeSts();
  onTestFinished(() => sts.close());
  const tree = folder({ 'a.env': env(keyId('a'), secretKey('a')) });
  const done = await leakwalkAside(['scan', '--validate', '--sts-endpoint', sts.url, `dir:${tree}`]);
  expect(done.code).toBe(2);
  expect(done.err).toContain('--yes');
  expect(sts.requests).toEqual([]);
});

test('an endpoint that is not on this machine is refused', () => {
  const tree = folder({ 'a.env': env(keyId('a'), secretKey('a')) });
  const done = leakwalk(['scan', '--validate', '--yes', '--sts-endpoint', 'http://sts.example.org', `dir:${tree}`]);
  expect(done.code).toBe(2);
  expect(done.err).toContain('ENDPOINT_REFUSED');
});
