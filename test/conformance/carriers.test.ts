/** One AWS pair in all that usually carries one encoded: each time both parts are found, as one finding. */

import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { awsPair } from '../support/keys.ts';
import { folder, scanJson } from '../support/program.ts';

const { id, secret } = awsPair(3);
const env = `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n`;
const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
const release = JSON.stringify({
  name: 'app',
  info: { status: 'deployed', notes: 'n'.repeat(3000) },
  config: { aws: { accessKeyId: id, secretAccessKey: secret } },
  version: 3,
});

const carriers: Readonly<Record<string, string | Uint8Array>> = {
  'UTF-16': Buffer.from(`\ufeff${env}`, 'utf16le'),
  'double base64': `loot: ${base64(base64(env))}\n`,
  'a wrapped base64 block': `${base64(`${'# comment\n'.repeat(30)}${env}`).replace(/.{76}/g, '$&\n')}\n`,
  'a Helm release': `apiVersion: v1\nkind: Secret\ntype: helm.sh/release.v1\ndata:\n  release: ${base64(base64(gzipSync(release)))}\n`,
  'a Terraform state': JSON.stringify({
    version: 4,
    resources: [{ type: 'aws_iam_access_key', instances: [{ attributes: { id, secret, user: 'ci' } }] }],
  }),
  'an escaped JSON string in a log': `2026-03-19T09:12:44Z {"level":"info","body":"{\\"accessKeyId\\":\\"${id}\\",\\"secretAccessKey\\":\\"${secret}\\"}"}\n`,
};

describe('a pair is found whole', () => {
  test.each(Object.keys(carriers))('in %s', (name) => {
    const report = scanJson([`dir:${folder({ 'a.txt': carriers[name]! })}`]);
    const found = report.findings.filter(({ rule }) => rule === 'aws-access-key-id');
    expect(found.map((finding) => finding.parts.map((part) => part.name))).toEqual([
      ['accessKeyId', 'secretAccessKey'],
    ]);
    expect(found[0]!.parts[0]!.preview).toBe(id);
    expect(JSON.stringify(report)).not.toContain(secret);
  });

  test('what the system wraps is read as well', () => {
    const wrapped = execFileSync('base64', [], { input: `${'# comment\n'.repeat(30)}${env}`, encoding: 'utf8' });
    const report = scanJson([`dir:${folder({ 'a.b64': wrapped })}`]);
    expect(report.findings[0]!.parts.map((part) => part.name)).toEqual(['accessKeyId', 'secretAccessKey']);
  });
});
