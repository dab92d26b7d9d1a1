/** What the report tells of a credential without asking anybody: whose it is, where it opens what, what it may, until when. */

import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { ruleBook } from '../../src/model/rule-book.ts';
import { loadBuiltinRules } from '../../src/rules/builtin.ts';
import { longMatch, nearBytes, spokenOf, wideBytes } from '../../src/rules/surroundings.ts';
import { nearReach, wideReach } from '../../src/scan/watch.ts';
import { certificateOf } from '../support/certificate.ts';
import { pick, seeded } from '../support/keys.ts';
import { folder, leakwalk, scanJson } from '../support/program.ts';
import { sshKey } from '../support/ssh-key.ts';

const random = seeded(41);
const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const drawn = (length: number): string => pick(letters, length, random);
const hex = (length: number): string => pick('0123456789abcdef', length, random);
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const jwt = (header: object, claims: object): string => `${part(header)}.${part(claims)}.${drawn(86)}`;

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const ssh = sshKey('ada@build-host');
const sid = `AC${hex(32)}`;
const privateKeyId = hex(40);
const sendgridId = drawn(22);
const region = { o: '652992', n: 'ci-writer', k: drawn(24), m: { r: 'prod-eu-west-2' } };

/** A document, and the facts of the finding in it. */
const cases: readonly (readonly [file: string, text: string, rule: string, facts: Readonly<Record<string, string>>])[] =
  [
    [
      'jwt.txt',
      `Authorization: Bearer ${jwt({ alg: 'RS256', kid: 'k1' }, { iss: 'https://login.acme.io/', sub: 'svc', aud: ['api', 'web'], scope: 'read write', iat: 1_735_689_600, exp: 1_767_225_600 })}`,
      'generic-jwt',
      {
        issuer: 'https://login.acme.io/',
        subject: 'svc',
        audience: 'api web',
        scope: 'read write',
        issued: '2025-01-01T00:00:00Z',
        expires: '2026-01-01T00:00:00Z',
        algorithm: 'RS256',
        'signing key': 'k1',
      },
    ],
    [
      'pod.txt',
      `token: ${part({ alg: 'RS256', kid: drawn(30) })}.${part({ iss: 'kubernetes/serviceaccount', 'kubernetes.io/serviceaccount/namespace': 'ci', 'kubernetes.io/serviceaccount/service-account.name': 'deployer', sub: 'system:serviceaccount:ci:deployer' })}.${drawn(342)}`,
      'kubernetes-service-token',
      { namespace: 'ci', 'service account': 'deployer', expires: 'never' },
    ],
    [
      'gitlab.txt',
      `t=glpat-${'AAECAwQFBgcICQoLDA0OD2M6'}${'MQpvOjEKdToycww'}.01.131e6f48t`,
      'gitlab-pat-routable',
      { user: '100', organisation: '1' },
    ],
    [
      'slack.env',
      `SLACK_TOKEN=xoxb-${'2736498152463'}-${'8362519047315'}-${drawn(24)}`,
      'slack-bot-token',
      { 'workspace number': '2736498152463', 'bot number': '8362519047315' },
    ],
    [
      'hook.txt',
      `https://hooks.slack.com/services/T0${'7QWERTYU'}/B0${'6ZXCVBNM'}/${drawn(24)}`,
      'slack-webhook',
      { workspace: 'T07QWERTYU', webhook: 'B06ZXCVBNM' },
    ],
    ['stripe.env', `KEY=sk_live_${drawn(24)}`, 'stripe-secret-key', { mode: 'live' }],
    ['bot.py', `bot = Bot("7253918264:AA${drawn(33)}")`, 'telegram-bot-token', { bot: '7253918264' }],
    ['mail.rb', `key = "SG.${sendgridId}.${drawn(43)}"`, 'sendgrid-api-key', { 'key id': sendgridId }],
    [
      'discord.txt',
      `https://discord.com/api/webhooks/1046423215432114176/${drawn(68)}`,
      'discord-webhook',
      { made: '2022-11-27' },
    ],
    [
      'grafana.txt',
      `t: glc_${base64(JSON.stringify(region))}`,
      'grafana-cloud-token',
      { organisation: '652992', region: 'prod-eu-west-2', name: 'ci-writer' },
    ],
    [
      'sentry.env',
      `T=sntrys_${base64(JSON.stringify({ iat: 1_700_000_000.5, url: 'https://sentry.io', region_url: 'https://us.sentry.io', org: 'acme' }))}_${drawn(43)}`,
      'sentry-org-token',
      { organisation: 'acme', host: 'https://us.sentry.io', issued: '2023-11-14T22:13:20Z' },
    ],
    [
      'dsn.txt',
      `https://${hex(32)}:${hex(32)}@o123.ingest.sentry.io/4501`,
      'sentry-dsn-secret',
      { project: '4501', host: 'o123.ingest.sentry.io' },
    ],
    [
      'sas.txt',
      `curl "https://acmelogs.blob.core.windows.net/backups/db.bak?sv=2022-11-02&srt=sco&sp=rwdlac&se=2026-12-31T23:59:59Z&sig=${encodeURIComponent(`${drawn(20)}+${drawn(22)}=`)}"`,
      'azure-sas-signature',
      {
        account: 'acmelogs',
        path: 'backups/db.bak',
        permissions: 'rwdlac',
        expires: '2026-12-31T23:59:59Z',
        version: '2022-11-02',
      },
    ],
    [
      'bus.json',
      `{"Bus":"Endpoint=sb://acme-prod.servicebus.windows.net/;SharedAccessKeyName=RootManage;SharedAccessKey=${base64(drawn(32))}"}`,
      'azure-connection-string',
      { host: 'acme-prod.servicebus.windows.net', 'key name': 'RootManage' },
    ],
    [
      'gcs.txt',
      `https://storage.googleapis.com/acme/a.gz?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=backup%40acme.iam.gserviceaccount.com%2F20260319%2Fauto%2Fstorage%2Fgoog4_request&X-Goog-Date=20260319T174337Z&X-Goog-Expires=900&X-Goog-SignedHeaders=host&X-Goog-Signature=${hex(512)}`,
      'gcp-signed-url',
      { 'signed by': 'backup@acme.iam.gserviceaccount.com', expires: '2026-03-19T17:58:37Z' },
    ],
    [
      's3.txt',
      `https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA${'RTX3GSDS'}${'QABCDEFG'}%2F20260319%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20260319T174337Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=${hex(64)}`,
      'aws-presigned-url',
      { account: '111122223333', region: 'eu-west-1', service: 's3', expires: '2026-03-19T18:43:37.000Z' },
    ],
    [
      'credentials',
      `[prod]\naws_access_key_id = AKIA${'RTX3GSDS'}${'QABCDEFZ'}\naws_secret_access_key = ${drawn(36)}aB3/\nregion = eu-west-1`,
      'aws-access-key-id',
      { account: '111122223333', profile: 'prod', region: 'eu-west-1' },
    ],
    [
      'sa.json',
      JSON.stringify(
        {
          type: 'service_account',
          project_id: 'acme-prod-1234',
          private_key_id: privateKeyId,
          private_key: pem,
          client_email: 'backup@acme-prod-1234.iam.gserviceaccount.com',
        },
        null,
        2,
      ),
      'gcp-service-account-key',
      {
        project: 'acme-prod-1234',
        'key id': privateKeyId,
        'service account': 'backup@acme-prod-1234.iam.gserviceaccount.com',
        kind: 'RSA 2048',
      },
    ],
    [
      'id_ed25519',
      ssh.armoured,
      'generic-private-key',
      { kind: 'ssh-ed25519', comment: 'ada@build-host', fingerprint: ssh.fingerprint, passphrase: 'no' },
    ],
    [
      'tls.txt',
      generateTls(),
      'generic-private-key',
      { kind: 'RSA 2048', certificate: 'api.acme.io, www.acme.io', 'certificate expires': '2027-01-01T00:00:00Z' },
    ],
    [
      'db.txt',
      `url: postgres://app_rw:${drawn(18)}@db1.internal.acme.io:5432/orders?sslmode=require`,
      'postgres-connection-string',
      { scheme: 'postgres', user: 'app_rw', host: 'db1.internal.acme.io', port: '5432', database: 'orders' },
    ],
    [
      'mongo.txt',
      `m: mongodb+srv://svc:${drawn(16)}@cluster0.ab1cd.mongodb.net/prod`,
      'mongodb-connection-string',
      { scheme: 'mongodb+srv', user: 'svc', host: 'cluster0.ab1cd.mongodb.net' },
    ],
    [
      'app.properties',
      `url=jdbc:mysql://db.acme.io:3306/shop?user=root&password=${drawn(14)}&useSSL=true`,
      'jdbc-url-password',
      { host: 'db.acme.io:3306', database: 'shop', user: 'root' },
    ],
    [
      '.npmrc',
      `//registry.acme.io/npm/:_authToken=${drawn(36)}`,
      'npm-registry-token',
      { registry: 'registry.acme.io/npm' },
    ],
    [
      'config.json',
      `{"auths": {"https://registry.acme.io/v2/": {"auth": "${base64(`ci-bot:${drawn(20)}`)}"}}}`,
      'docker-registry-auth',
      { registry: 'registry.acme.io/v2', user: 'ci-bot' },
    ],
    [
      'dbx.cfg',
      `host = https://adb-1234567890.11.azuredatabricks.net\ntoken = dapi${hex(32)}`,
      'databricks-pat',
      { host: 'adb-1234567890.11.azuredatabricks.net' },
    ],
    ['sms.js', `twilio("${sid}", "${hex(32)}")`, 'twilio-auth-token-beside-sid', { account: sid }],
    [
      'shop.env',
      `SHOP=acme-store.myshopify.com\nTOKEN=shpat_${hex(32)}`,
      'shopify-access-token',
      { shop: 'acme-store.myshopify.com' },
    ],
    [
      'okta.env',
      `OKTA_ORG=https://acme.okta.com\nOKTA_TOKEN=00${drawn(40)}`,
      'okta-api-token',
      { host: 'acme.okta.com' },
    ],
    [
      '.env',
      `DB_HOST=db1.internal\nDB_USERNAME=shop\nDB_PASSWORD=${drawn(16)}\nREDIS_HOST=cache.internal`,
      'assigned-password',
      { host: 'db1.internal', user: 'shop' },
    ],
    [
      'app.yml',
      `db:\n  host: db2.internal\n  username: app_rw\n  password: ${drawn(16)}\n  database: orders`,
      'assigned-password',
      { host: 'db2.internal', user: 'app_rw', database: 'orders' },
    ],
    [
      'up.sh',
      `curl -u deploy:${drawn(18)} https://files.acme.io/up -T a.tgz`,
      'generic-curl-user',
      { user: 'deploy', host: 'files.acme.io' },
    ],
    [
      'netrc',
      `machine git.acme.io login ada password ${drawn(20)}`,
      'netrc-password',
      { host: 'git.acme.io', user: 'ada' },
    ],
    [
      'oauth.json',
      `{"client_id":"273649815246-${pick('abcdef0123456789', 32, random)}.apps.googleusercontent.com","project_id":"acme-web","client_secret":"GOCSPX-${drawn(28)}"}`,
      'gcp-oauth-client-secret',
      { project: 'acme-web' },
    ],
  ];

function generateTls(): string {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const foreign = certificateOf(other.privateKey, other.publicKey, ['other.acme.io']);
  return `${foreign}${key}${certificateOf(pair.privateKey, pair.publicKey, ['api.acme.io', 'www.acme.io'])}`;
}

test('each tells what it carries, and what stands beside it', () => {
  const report = scanJson([`dir:${folder(Object.fromEntries(cases.map(([file, text]) => [file, `${text}\n`])))}`]);
  const told = cases.map(([file, , rule, facts]) => {
    const found = report.findings.find(
      (finding) => finding.rule === rule && finding.occurrences.some(({ provenance }) => provenance.path === file),
    );
    const own = Object.fromEntries(found?.facts.map(({ name, value }) => [name, value]) ?? []);
    return [file, rule, Object.fromEntries(Object.keys(facts).map((name) => [name, own[name]]))];
  });
  expect(told).toEqual(cases.map(([file, , rule, facts]) => [file, rule, facts]));
});

test('a person reads whose it is first, and that it is over', () => {
  const expired = jwt({ alg: 'RS256' }, { iss: 'https://login.acme.io/', sub: 'svc', exp: 1_600_000_000 });
  const { out } = leakwalk(['scan', `dir:${folder({ 'a.txt': `Authorization: Bearer ${expired}\n` })}`]);
  expect(out).toContain('subject svc · expires 2020-09-13T12:26:40Z (passed) · algorithm RS256');
});

test('what is spoken of is in the catalogue', () => {
  const { rules } = loadBuiltinRules();
  const providers = new Set(rules.map(({ provider }) => provider));
  expect(spokenOf.providers.filter((provider) => !providers.has(provider))).toEqual([]);
  expect(spokenOf.rules.filter((id) => !ruleBook({ rules, digest: '' }).get(id))).toEqual([]);
});

test('versions of a file are judged again as far as surroundings are read', () => {
  // `bytesOf` in scan/watch.ts counts 256 bytes beyond a match; a rule of long matches has the whole file judged.
  expect(nearBytes).toBeLessThan(256);
  expect(nearReach).toBeGreaterThan(nearBytes);
  expect(longMatch).toBeGreaterThan(wideReach);
  expect(wideBytes).toBeLessThanOrEqual(8192);
});
