import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/model/errors.ts';
import { loopbackEndpoint } from '../../src/validate/endpoint.ts';
import { userAgent } from '../../src/validate/user-agent.ts';

describe('a test endpoint', () => {
  test.each([
    'http://127.0.0.1:5000',
    'http://127.8.9.10',
    'http://[::1]:80/',
    'http://localhost:1',
    'http://0x7f.1:9',
  ])('%s is taken', (text) => {
    expect(loopbackEndpoint(text).protocol).toBe('http:');
  });

  test.each([
    'https://127.0.0.1',
    'http://sts.evil.example',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://169.254.169.254',
    'http://0.0.0.0',
    'http://[::ffff:127.0.0.1]',
    'http://127.0.0.1@evil.example',
    'http://u:p@127.0.0.1',
    'http://127.0.0.1/path',
    'http://127.0.0.1/?x=1',
    'ftp://127.0.0.1',
    '127.0.0.1:80',
    'https://sts.us-east-1.amazonaws.com',
    '',
  ])('%j is refused', (text) => {
    expect(() => loopbackEndpoint(text)).toThrow(UsageError);
    expect(() => loopbackEndpoint(text)).toThrow(/only http:\/\/127/);
  });
});

describe('the user agent', () => {
  test('a note is kept as far as a header and a log can take it', () => {
    expect(userAgent('IR-1234')).toBe('leakwalk/0.0.0-source (+https://leakwalk.dev; note=IR-1234)');
    expect(userAgent('a b\r\nHost: evil (x); é')).toBe(
      'leakwalk/0.0.0-source (+https://leakwalk.dev; note=a-b-Host:-evil-x)',
    );
    expect(userAgent('x'.repeat(500)).length).toBeLessThan(120);
    expect(userAgent()).toBe('leakwalk/0.0.0-source (+https://leakwalk.dev)');
  });
});
