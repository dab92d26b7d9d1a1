/**
 * Every token that proves itself offline, or is said to: which check judges it, which rules name that check, with values that were
 * published or made by following the issuer's algorithm. None was ever issued; all are put together when the test runs.
 */

import { describe, expect, test } from 'vitest';
import { ruleBook } from '../../src/model/rule-book.ts';
import { loadBuiltinRules } from '../../src/rules/builtin.ts';
import { checks } from '../../src/rules/checks/index.ts';

const a = (length: number): string => 'A'.repeat(length);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const signed = (check: string, body: string, end = ''): string => body + checks.get(check)!.sign!(body) + end;

interface Entry {
  readonly what: string;
  readonly check: string;
  /** Rules that name it. */
  readonly rules: readonly string[];
  readonly pass: readonly string[];
  /** Wrong ones, and what becomes of them: dropped, or kept without more confidence. */
  readonly fail?: readonly string[];
  readonly unknown?: readonly string[];
}

const published = ['3e6c4f7d', '39954ca2', '9353b7ab', '88589b64'].join('');
const azureBody = 'a'.repeat(76);

const entries: readonly Entry[] = [
  {
    what: 'GitHub, classic: CRC-32 in base 62',
    check: 'github-crc32',
    rules: [
      'github-pat-classic',
      'github-oauth-token',
      'github-user-token',
      'github-app-token',
      'github-refresh-token',
    ],
    pass: [
      `ghp_${a(30)}0uCPlr`,
      `gho_${a(30)}0uCPlr`,
      `ghs_${a(30)}0uCPlr`,
      `ghp_${'0123456789abcdefghij'}${'ABCDEFGHIJ'}3mpbCX`,
    ],
    fail: [`ghp_${a(30)}0uCPls`],
    // Installation tokens of 2026 are longer and carry no checksum.
    unknown: [`ghs_${a(60)}`],
  },
  {
    what: 'npm: as GitHub',
    check: 'github-crc32',
    rules: ['npm-access-token'],
    pass: [`npm_${a(30)}0uCPlr`],
    fail: [`npm_${a(36)}`],
  },
  {
    what: 'GitLab, routable',
    check: 'gitlab-routable',
    rules: ['gitlab-pat-routable', 'gitlab-runner-token', 'gitlab-ci-job-token'],
    pass: [
      `glpat-${'AAECAwQFBgcICQoLDA0OD2M6'}${'MQpvOjEKdToycww'}.01.131e6f48t`,
      `glpat-${'YzoxCm86MQp1OjJzAAECAwQF'}${'BgcICQoLDA0ODxA'}.13050202j`,
    ],
    unknown: [`glpat-${'AAECAwQFBgcICQoLDA0OD2M6'}${'MQpvOjEKdToycww'}.01.131e6f48u`],
  },
  {
    what: 'Grafana service account',
    check: 'grafana-crc32',
    rules: ['grafana-service-account-token'],
    pass: [`glsa_${a(32)}_d8dc8af3`],
    fail: [`glsa_${a(32)}_d8dc8af4`],
  },
  {
    what: 'Grafana cloud policy',
    check: 'grafana-cloud',
    rules: ['grafana-cloud-token'],
    pass: [`glc_${base64(JSON.stringify({ o: '1', n: 'ci', k: a(24), m: { r: 'eu' } }))}`],
    unknown: [`glc_${a(60)}`],
  },
  {
    what: 'Azure, 64 bytes',
    check: 'azure-marvin',
    rules: ['azure-storage-key'],
    // The first is a sample of its source; the others are signed here.
    pass: [
      `${azureBody}+ASt5mnCaw==`,
      signed('azure-marvin', `${azureBody}ACDb`, '=='),
      signed('azure-marvin', `${azureBody}+ABa`, '=='),
      signed('azure-marvin', `${azureBody}+AMC`, '=='),
    ],
    fail: [`${azureBody}+ASt5mnCaA==`],
    unknown: [`${azureBody}ACDb5mnCaA==`],
  },
  {
    what: 'Azure, 32 bytes',
    check: 'azure-marvin',
    rules: ['azure-identifiable-key', 'azure-redis-key'],
    pass: ['+ASb', '+AEh', '+ARm', 'AIoT', 'APIM', 'AzCa'].map((mark) =>
      signed('azure-marvin', `${'a'.repeat(33)}${mark}`, '='),
    ),
    unknown: [`${'a'.repeat(33)}+ASbA${a(5)}=`],
  },
  {
    what: 'Azure, 39 and 40 bytes',
    check: 'azure-marvin',
    rules: ['azure-functions-key', 'azure-search-key', 'azure-registry-key'],
    pass: [
      signed('azure-marvin', `${'a'.repeat(44)}AzFu`, '=='),
      signed('azure-marvin', `${'a'.repeat(42)}AzSe`),
      signed('azure-marvin', `${'a'.repeat(42)}+ACR`),
    ],
    unknown: [`${'a'.repeat(44)}AzFu${a(6)}==`],
  },
  {
    what: 'Azure, annotated keys',
    check: 'azure-cask',
    rules: ['azure-annotated-key', 'azure-devops-pat'],
    pass: [signed('azure-cask', `${'a'.repeat(52)}JQQJ99BK${a(12)}AAABACOG`)],
    unknown: [`${'a'.repeat(52)}JQQJ99BK${a(12)}AAABACOGzzzz`],
  },
  {
    what: 'Microsoft Entra client secret',
    check: 'azure-entra',
    rules: ['azure-entra-client-secret'],
    // A sample of its source.
    pass: [`zzz${'8Q~'}${'z'.repeat(31)}blP`],
    fail: [`zzz${'8Q~'}${'z'.repeat(31)}blQ`],
    // The older form has no checksum.
    unknown: [`yyy${'7Q~'}${'y'.repeat(31)}`],
  },
  {
    what: 'Azure DevOps, legacy',
    check: 'azure-devops-crc32',
    rules: ['azure-devops-pat-legacy'],
    pass: [`${'aaatoaqdaqc3cyiga4eascqlbq'}${'gq4dyqcejhaeyuculbogazdinq'}`],
    unknown: [`${'aaatoaqdaqc3cyiga4eascqlbq'}${'gq4dyqcejhaeyuculbogazdina'.replace(/a$/, 'b')}`, 'a'.repeat(52)],
  },
  {
    what: 'Cloudflare, prefixed',
    check: 'cloudflare-crc32',
    rules: ['cloudflare-prefixed-token'],
    pass: [signed('cloudflare-crc32', `cfut_${a(40)}`)],
    // Its algorithm is known by one sample alone: nothing is dropped.
    unknown: [`cfut_${a(40)}00000000`],
  },
  {
    what: 'Confluent Cloud',
    check: 'confluent-crc32',
    rules: ['confluent-api-secret'],
    pass: [signed('confluent-crc32', `cflt${a(54)}`)],
    unknown: [`cflt${a(60)}`],
  },
  {
    what: 'Zuplo',
    check: 'zuplo-crc32',
    rules: ['zuplo-api-key'],
    pass: [`zpka_${published}_de26cd55`],
    // Not published by its issuer, as is the next one: nothing is dropped.
    unknown: [`zpka_${published}_de26cd56`],
  },
  {
    what: 'Atlassian Cloud, Bitbucket app passwords',
    check: 'atlassian-crc32',
    rules: ['atlassian-api-token', 'atlassian-bitbucket-app-password', 'atlassian-bitbucket-access-token'],
    pass: [`ATBB${a(24)}161F510F`],
    unknown: [`ATBB${a(24)}161F510E`],
  },
  {
    what: 'Jira, Confluence and Bitbucket Data Center',
    check: 'atlassian-datacenter',
    rules: ['atlassian-bitbucket-datacenter-token'],
    pass: [base64(`123456:${'r'.repeat(26)}`), `BBDC-${base64(`123456:${'r'.repeat(26)}`)}`],
    fail: [a(44)],
  },
  {
    what: 'PyPI macaroon',
    check: 'pypi-macaroon',
    rules: ['pypi-upload-token'],
    pass: [
      `pypi-${Buffer.concat([Buffer.from('\u0002\u0001\u0008pypi.org\u0002\u0004uuid\u0000\u0000\u0006\u0020'), Buffer.alloc(32, 7)]).toString('base64url')}`,
    ],
    unknown: [`pypi-${'AgEIcHlwaS5vcmc'}${a(60)}`],
  },
  {
    what: 'Discord bot',
    check: 'discord-token',
    rules: ['discord-bot-token'],
    pass: [`${base64('1046423215432114176').replace(/=+$/, '')}.${a(6)}.${a(38)}`],
    unknown: [`M${a(23)}.${a(6)}.${a(38)}`],
  },
  {
    what: 'JFrog',
    check: 'jfrog-key',
    rules: ['artifactory-api-key', 'artifactory-reference-token'],
    pass: [base64(`reftkn:01:1767225600:${'r'.repeat(28)}`), `AKCp${a(69)}`],
    unknown: [`AKCp${'0'.repeat(69)}`],
  },
  {
    what: 'AWS access key id',
    check: 'aws-key-id',
    rules: ['aws-access-key-id'],
    pass: [`AKIA${'RTX3GSDS'}${'QABCDEFG'}`],
    fail: [`AKIA${'7'.repeat(16)}`],
  },
  {
    what: 'NATS nkey: CRC-16',
    check: 'nkey-crc16',
    rules: ['nkey-seed'],
    pass: [signed('nkey-crc16', `SU${a(52)}`)],
    fail: [`SU${a(56)}`],
  },
];

/** What has no checksum that is public, and what is done instead. */
const without: readonly (readonly [what: string, rule: string, instead: string])[] = [
  ['GitHub, fine-grained: it has one, its layout is not published', 'github-fine-grained-pat', 'shape'],
  ['GitLab, classic', 'gitlab-pat', 'shape'],
  ['JSON web tokens, but for their claims', 'generic-jwt', 'jwt'],
  ['Slack', 'slack-bot-token', 'slack-ids'],
  ['Stripe', 'stripe-secret-key', 'key-mode'],
  ['Twilio', 'twilio-api-key', 'shape'],
  ['SendGrid', 'sendgrid-api-key', 'sendgrid-id'],
  ['OpenAI', 'openai-project-key', 'shape'],
  ['Anthropic', 'anthropic-api-key', 'shape'],
];

const rules = ruleBook(loadBuiltinRules());

describe.each(entries)('$what', ({ check, rules: named, pass, fail = [], unknown = [] }) => {
  const judged = (value: string) => checks.get(check)!.test(value, {});

  test('passes with great confidence', () => {
    for (const value of pass) {
      const { outcome, confidence } = judged(value);
      expect([value.slice(0, 8), outcome]).toEqual([value.slice(0, 8), 'pass']);
      expect(confidence).toBeGreaterThanOrEqual(0.9);
    }
  });

  test('drops what it proves wrong, with a reason that holds no piece of it', () => {
    for (const value of fail) {
      const { outcome, reason } = judged(value);
      expect([value.slice(0, 8), outcome]).toEqual([value.slice(0, 8), 'fail']);
      expect(reason).not.toContain(value.slice(4, 12));
    }
    expect(unknown.map((value) => judged(value).outcome)).toEqual(unknown.map(() => 'none'));
  });

  test('is asked by the rules of these tokens', () => {
    expect(named.filter((id) => !rules.get(id)?.checks.includes(check))).toEqual([]);
  });
});

test.each(without)('%s: %s, %s', (_, id, instead) => {
  const rule = rules.get(id)!;
  expect(instead === 'shape' ? rule.checks.filter((name) => name !== 'random-token') : rule.checks).toEqual(
    instead === 'shape' ? [] : [instead],
  );
});
