/** A private key as OpenSSH writes it, made when a test runs: Ed25519, without a passphrase. */

import { createHash, generateKeyPairSync } from 'node:crypto';

function field(bytes: Buffer | string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(bytes));
  return Buffer.concat([length, Buffer.from(bytes)]);
}

export interface SshKey {
  readonly armoured: string;
  /** As `ssh-keygen -l` shows it. */
  readonly fingerprint: string;
}

/** @see https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key */
export function sshKey(comment: string): SshKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x = '', d = '' } = privateKey.export({ format: 'jwk' });
  const open = Buffer.from(x, 'base64url');
  const type = field('ssh-ed25519');
  const blob = Buffer.concat([type, field(open)]);
  const one = Buffer.from([0, 0, 0, 1]);
  const halves = Buffer.concat([Buffer.from(d, 'base64url'), open]);
  const inner = Buffer.concat([one, one, type, field(open), field(halves), field(comment)]);
  const padding = Buffer.from(Array.from({ length: (8 - (inner.length % 8)) % 8 }, (_, k) => k + 1));
  const none = field('none');
  const whole = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    none,
    none,
    field(''),
    one,
    field(blob),
    field(Buffer.concat([inner, padding])),
  ]);
  const lines = whole.toString('base64').replace(/.{70}/g, '$&\n');
  return {
    armoured: `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.trim()}\n-----END OPENSSH PRIVATE KEY-----\n`,
    fingerprint: `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`,
  };
}
