/** Alone in its process: the SDK remembers what it read, so only its first client can show that nothing is. */

import { createRequire } from 'node:module';
import { expect, test, vi } from 'vitest';
import { awsSts } from '../../src/validate/aws-sts.ts';
import { awsCredential, keyId, secretKey } from '../support/aws-credential.ts';
import { startFakeSts } from '../support/fake-sts.ts';

/** The very object that CommonJS dependencies read through. */
const fs = createRequire(import.meta.url)('node:fs') as typeof import('node:fs');

test('no profile and no credentials file is read', async () => {
  vi.stubEnv('AWS_CONFIG_FILE', '/hostile/config');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/hostile/credentials');
  const server = await startFakeSts();
  const read: string[] = [];
  const original = fs.promises.readFile;
  fs.promises.readFile = ((path: string, ...rest: []) => {
    read.push(String(path));
    return original(path, ...rest);
  }) as typeof original;
  try {
    const credential = awsCredential({ id: keyId('a'), secret: secretKey('a') });
    const options = { requestTimeoutMs: 10_000, totalTimeoutMs: 10_000, log: () => undefined, now: () => new Date() };
    const verdict = await awsSts().validate(credential, { ...options, stsEndpoint: server.url });
    expect(verdict.state).toBe('inactive');
    expect(read.filter((path) => path.startsWith('/hostile/'))).toEqual([]);
  } finally {
    fs.promises.readFile = original;
    vi.unstubAllEnvs();
    await server.close();
  }
});
