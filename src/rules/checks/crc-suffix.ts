/** Tokens that end in a CRC-32 of their own, each in the issuer's spelling. */

import type { Check, CheckResult } from '../check.ts';
import { crc32 } from './crc32.ts';

interface Suffix {
  readonly name: string;
  readonly issuer: string;
  readonly summary: string;
  /** Characters of the checksum. */
  readonly length: number;
  /** Whether a mismatch is proof of a placeholder. */
  readonly strict: boolean;
  sign(body: string): string;
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function suffixCheck({ name, issuer, summary, length, strict, sign }: Suffix): Check {
  return {
    name,
    summary,
    sign,
    test(value): CheckResult {
      const text = value.replace(/\\=|%3[Dd]/g, '=');
      if (text.slice(-length) === sign(text.slice(0, -length))) return { outcome: 'pass', confidence: 0.99 };
      if (!strict) return { outcome: 'none' };
      return { outcome: 'fail', reason: `its checksum does not fit: not a token that ${issuer} issued` };
    },
  };
}

/** @see https://github.com/grafana/grafana/blob/main/pkg/components/satokengen/tokengen.go */
export const grafanaCrc32 = suffixCheck({
  name: 'grafana-crc32',
  issuer: 'Grafana',
  summary: 'The last 8 hex digits are the CRC-32 of the 37 characters before the underscore.',
  length: 8,
  strict: true,
  // The underscore before the checksum is not part of what is summed.
  sign: (body) => littleEndian(crc32(body.slice(0, -1))).toString('hex'),
});

/** @see https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/ */
export const cloudflareCrc32 = suffixCheck({
  name: 'cloudflare-crc32',
  issuer: 'Cloudflare',
  summary: 'The last 8 hex digits are the CRC-32 of the 40 characters after the prefix.',
  length: 8,
  strict: false,
  sign: (body) =>
    crc32(body.slice(body.indexOf('_') + 1))
      .toString(16)
      .padStart(8, '0'),
});

/** @see https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html */
export const confluentCrc32 = suffixCheck({
  name: 'confluent-crc32',
  issuer: 'Confluent',
  summary: 'The last 6 characters are the CRC-32 of the 54 after the prefix, in base64.',
  length: 6,
  strict: false,
  sign: (body) =>
    littleEndian(crc32(body.slice(4)))
      .toString('base64')
      .slice(0, 6),
});

/** @see https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/ */
export const atlassianCrc32 = suffixCheck({
  name: 'atlassian-crc32',
  issuer: 'Atlassian',
  summary: 'The last 8 hex digits are the CRC-32 of everything before them.',
  length: 8,
  strict: false,
  sign: (body) => crc32(body).toString(16).toUpperCase().padStart(8, '0'),
});
