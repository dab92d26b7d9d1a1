/** AWS credentials for tests, made from a seed at run time: false by construction, and no literal for a scanner to trip on. */

import { createHash } from 'node:crypto';
import type { Credential, Part } from '../../src/model/credential.ts';
import type { Detail } from '../../src/model/document.ts';
import type { Fact } from '../../src/model/match.ts';
import { Secret } from '../../src/model/secret.ts';

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function bytes(seed: string, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, at) =>
    createHash('sha256').update(`${seed}:${at}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}

/** `AKIA…` of the new generation. */
export function keyId(seed: string, prefix = 'AKIA'): string {
  const tail = [...bytes(`id:${seed}`, 15)].map((byte) => base32[byte & 31]).join('');
  return `${prefix}R${tail}`;
}

export function secretKey(seed: string): string {
  return bytes(`secret:${seed}`, 30).toString('base64');
}

export function sessionToken(seed: string): string {
  return bytes(`token:${seed}`, 300).toString('base64');
}

export interface CredentialShape {
  readonly id?: string;
  readonly secret?: string;
  readonly token?: string;
  readonly facts?: readonly Fact[];
  readonly path?: string;
  readonly details?: readonly Detail[];
  readonly confidence?: number;
}

const place = { start: 0, end: 1, line: 1, column: 1, endLine: 1, endColumn: 2 };

export function awsCredential(shape: CredentialShape): Credential {
  const values = [
    ['accessKeyId', 'aws-access-key-id', shape.id],
    ['secretAccessKey', 'aws-secret-access-key', shape.secret],
    ['sessionToken', 'aws-session-token', shape.token],
  ] as const;
  const parts: Part[] = values.flatMap(([name, rule, value]) =>
    value === undefined ? [] : [{ name, rule, secret: new Secret(value), place, decoders: [] }],
  );
  return {
    kind: 'credential',
    rule: 'aws-access-key-id',
    provenance: { target: 'dir:.', path: shape.path ?? 'config/.env', details: shape.details ?? [] },
    parts,
    facts: shape.facts ?? [],
    confidence: shape.confidence ?? 0.9,
    reasons: [],
    joined: parts.length > 1 ? 'structure' : 'alone',
  };
}
