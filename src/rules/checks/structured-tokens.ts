/** Tokens without a checksum whose parts decode to something that can be checked or read. */

import type { Check, CheckResult } from '../check.ts';
import { base32Bytes, toBase32 } from './base32.ts';
import { fact, type Payload, payloadOf } from './payload.ts';
import { snowflakeDate } from './snowflake.ts';

function fail(reason: string): CheckResult {
  return { outcome: 'fail', reason };
}

/** @see https://grafana.com/docs/grafana-cloud/account-management/authentication-and-permissions/access-policies/ */
export const grafanaCloud: Check = {
  name: 'grafana-cloud',
  summary: 'Decodes organisation and region out of an access policy token.',
  test(value) {
    const parts = payloadOf(value.slice(4));
    if (!parts || !('k' in parts)) return { outcome: 'none' };
    const meta = (parts['m'] ?? {}) as Payload;
    return {
      outcome: 'pass',
      confidence: 0.97,
      facts: [...fact('organisation', parts['o']), ...fact('name', parts['n']), ...fact('region', meta['r'])],
    };
  },
};

/** @see https://grafana.com/docs/grafana/latest/administration/service-accounts/migrate-api-keys/ */
export const grafanaLegacy: Check = {
  name: 'grafana-legacy',
  summary: 'Decodes name and organisation out of an API key of the older form.',
  test(value) {
    const parts = payloadOf(value);
    if (!parts || !('k' in parts)) return { outcome: 'none' };
    return {
      outcome: 'pass',
      confidence: 0.95,
      facts: [...fact('name', parts['n']), ...fact('organisation', parts['id'])],
    };
  },
};

/** @see https://discord.com/developers/docs/reference#snowflakes */
export const discordToken: Check = {
  name: 'discord-token',
  summary: 'The first part decodes to the id of the bot, which says when its account was made.',
  test(value) {
    const id = Buffer.from(value.split('.', 1)[0]!, 'base64url').toString('latin1');
    if (!/^\d{16,20}$/.test(id)) return { outcome: 'none' };
    const made = snowflakeDate(id);
    if (made === undefined) return fail('its first part is no account of Discord');
    return {
      outcome: 'pass',
      confidence: 0.95,
      facts: [
        { name: 'bot', value: id },
        { name: 'account made', value: made },
      ],
    };
  },
};

const base58Digits = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const jfrogBytes = 54;

/** How many bytes a text of base 58 stands for, undefined where it is none. */
function base58Length(text: string): number | undefined {
  let value = 0n;
  for (const char of text) {
    const digit = base58Digits.indexOf(char);
    if (digit < 0) return undefined;
    value = value * 58n + BigInt(digit);
  }
  return Math.ceil(value.toString(16).length / 2);
}

/** @see https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens */
export const jfrogKey: Check = {
  name: 'jfrog-key',
  summary:
    'An API key is 54 bytes in base 58; a reference token decodes to text that begins with "reftkn:" and names its expiry.',
  test(value) {
    if (value.startsWith('AKCp') && base58Length(value) === jfrogBytes) return { outcome: 'pass', confidence: 0.95 };
    if (!value.startsWith('cmVmdGtu')) return { outcome: 'none' };
    const text = Buffer.from(value, 'base64').toString('latin1');
    const expires = Number(/^reftkn:\d+:(\d{10}):/.exec(text)?.[1] ?? 0);
    if (!text.startsWith('reftkn:')) return { outcome: 'none' };
    const facts = expires > 0 ? [{ name: 'expires', value: new Date(expires * 1000).toISOString() }] : [];
    return { outcome: 'pass', confidence: 0.97, facts };
  },
};

/** @see https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html */
export const atlassianDatacenter: Check = {
  name: 'atlassian-datacenter',
  summary: 'Decodes to the number of the token, a colon, and random bytes.',
  test(value) {
    const text = Buffer.from(value.replace(/^BBDC-/, ''), 'base64').toString('latin1');
    const id = /^(\d{4,20}):/.exec(text)?.[1];
    if (id === undefined) return fail('does not decode to a number and a colon');
    return { outcome: 'pass', confidence: 0.95, facts: [{ name: 'token number', value: id }] };
  },
};

/** CRC-16/XMODEM. @see https://github.com/nats-io/nkeys/blob/main/crc16.go */
function crc16(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes) {
    value ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) value = value & 0x8000 ? ((value << 1) ^ 0x1021) & 0xffff : (value << 1) & 0xffff;
  }
  return value;
}

/** 58 characters of base 32 are 36 bytes: 34 of key, 2 of checksum, and two bits that are nothing. */
function signNkey(body: string): string {
  const bytes = base32Bytes(`${body}AAAA`).subarray(0, 34);
  const sum = crc16(bytes);
  return toBase32([...bytes, sum & 255, sum >>> 8]).slice(body.length);
}

/** @see https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/nkey_auth */
export const nkeyCrc16: Check = {
  name: 'nkey-crc16',
  summary: 'The last two of 36 bytes are the CRC-16 of the others.',
  test(value) {
    const bytes = base32Bytes(value);
    const said = bytes[34]! | (bytes[35]! << 8);
    if (crc16(bytes.subarray(0, 34)) === said) return { outcome: 'pass', confidence: 0.99 };
    return fail('its checksum does not fit: not an nkey');
  },
  sign: signNkey,
};

/** @see https://docs.djangoproject.com/en/stable/ref/settings/#secret-key */
export const djangoKey: Check = {
  name: 'django-key',
  summary: 'Long and mixed enough to be a key and not a word; keys that Django made itself say so.',
  test(value) {
    const kinds = [/[a-z]/, /[0-9]/, /[A-Z]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
    if (new Set(value).size < 14 || kinds < 2) return fail('too simple for a key');
    if (/ \w+ /.test(value)) return fail('a sentence');
    return { outcome: 'none' };
  },
};
