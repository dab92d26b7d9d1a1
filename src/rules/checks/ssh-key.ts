/** What a private key tells of itself: its kind and size, the fingerprints by which servers and logs name it, its comment, its owner. */

import type { KeyObject } from 'node:crypto';
import type { Fact } from '../../model/match.ts';
import { fact } from './payload.ts';

/** Loaded with the first key that is met: the hook starts without it. */
export const crypto = (): typeof import('node:crypto') => process.getBuiltinModule('node:crypto');

const magic = 'openssh-key-v1\0';

/** Reads strings with a length of four bytes before them; past the end everything is empty. */
class Fields {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  number(): number {
    this.#at += 4;
    return this.#at <= this.#bytes.length ? this.#bytes.readUInt32BE(this.#at - 4) : 0;
  }

  bytes(): Buffer {
    const length = this.number();
    const field = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return field;
  }

  text(): string {
    return this.bytes().toString('latin1');
  }
}

/** As `ssh-keygen -l`, sshd's log and GitHub show it. */
function fingerprintOf(blob: Buffer): string {
  return `SHA256:${crypto().createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

function kindOf(blob: Buffer): string {
  const fields = new Fields(blob);
  const type = fields.text();
  if (type !== 'ssh-rsa') return type;
  fields.bytes();
  return `RSA ${bitsOf(fields.bytes())}`;
}

function bitsOf(number: Buffer): number {
  const bytes = number[0] === 0 ? number.subarray(1) : number;
  return bytes.length === 0 ? 0 : bytes.length * 8 - Math.clz32(bytes[0]!) + 24;
}

/** Fields of the private half before its comment, by the type of key. */
const privateFields: Readonly<Record<string, number>> = {
  'ssh-ed25519': 2,
  'ssh-rsa': 6,
  'ssh-dss': 5,
  'ecdsa-sha2-nistp256': 3,
  'ecdsa-sha2-nistp384': 3,
  'ecdsa-sha2-nistp521': 3,
};

function commentOf(privates: Buffer): string {
  const fields = new Fields(privates);
  const check = fields.number();
  if (fields.number() !== check) return '';
  const count = privateFields[fields.text()];
  if (count === undefined) return '';
  for (let k = 0; k < count; k++) fields.bytes();
  return fields.text();
}

/** @see https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key */
function openSshFacts(bytes: Buffer): Fact[] {
  const fields = new Fields(bytes, magic.length);
  const cipher = fields.text();
  fields.bytes();
  fields.bytes();
  if (fields.number() < 1) return [];
  const blob = fields.bytes();
  if (blob.length === 0) return [];
  const comment = cipher === 'none' ? commentOf(fields.bytes()) : '';
  return [
    { name: 'kind', value: kindOf(blob) },
    { name: 'fingerprint', value: fingerprintOf(blob) },
    ...fact('comment', comment),
  ];
}

function field(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function positive(base64: string): Buffer {
  const bytes = Buffer.from(base64, 'base64url');
  return bytes[0]! >= 128 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}

const curves: Readonly<Record<string, string>> = { 'P-256': 'nistp256', 'P-384': 'nistp384', 'P-521': 'nistp521' };

/** The public half as SSH spells it, undefined for keys that SSH does not know. @see https://www.rfc-editor.org/rfc/rfc4253#section-6.6 */
function sshBlob(key: KeyObject): Buffer | undefined {
  const { kty, crv = '', n = '', e = '', x = '', y = '' } = key.export({ format: 'jwk' });
  const name = (text: string): Buffer => field(Buffer.from(text));
  if (kty === 'RSA') return Buffer.concat([name('ssh-rsa'), field(positive(e)), field(positive(n))]);
  if (crv === 'Ed25519') return Buffer.concat([name('ssh-ed25519'), field(Buffer.from(x, 'base64url'))]);
  const curve = curves[crv];
  if (curve === undefined) return undefined;
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return Buffer.concat([name(`ecdsa-sha2-${curve}`), name(curve), field(point)]);
}

/** The name by which certificate logs are searched for certificates of a key: SHA-256 of its public half. */
export function spkiDigest(key: KeyObject): string {
  return crypto()
    .createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

export const spkiFact = 'public key sha256';

function kindName({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  const size = asymmetricKeyDetails?.modulusLength ?? asymmetricKeyDetails?.namedCurve ?? '';
  return `${(asymmetricKeyType ?? '').toUpperCase()} ${size}`.trim();
}

function derFacts(der: Buffer): Fact[] {
  const { createPrivateKey, createPublicKey } = crypto();
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      const key = createPublicKey(createPrivateKey({ key: der, format: 'der', type }));
      const blob = sshBlob(key);
      return [
        { name: 'kind', value: kindName(key) },
        ...(blob ? [{ name: 'fingerprint', value: fingerprintOf(blob) }] : []),
        { name: spkiFact, value: spkiDigest(key) },
      ];
    } catch {
      // Another form, or none.
    }
  }
  return [];
}

/** Header and body of one packet, in the old and the new form. @see https://www.rfc-editor.org/rfc/rfc9580#section-4.2 */
function packetAt(bytes: Buffer, at: number): { readonly tag: number; readonly body: Buffer; readonly next: number } {
  const head = bytes[at]!;
  const old = (head & 0x40) === 0;
  const tag = old ? (head >> 2) & 15 : head & 63;
  let [size, from] = [bytes[at + 1] ?? 0, at + 2];
  const wide = old ? [0, 2, 4][head & 3]! : size === 255 ? 4 : 0;
  if (!old && size >= 192 && size < 224) {
    size = ((size - 192) << 8) + (bytes[at + 2] ?? 0) + 192;
    from = at + 3;
  } else if (wide > 0) {
    from = old ? at + 1 : at + 2;
    size = from + wide <= bytes.length ? bytes.readUIntBE(from, wide) : 0;
    from += wide;
  }
  return { tag, body: bytes.subarray(from, from + size), next: from + size };
}

const mostPackets = 12;

/** Owner and day of making of an OpenPGP key. */
function pgpFacts(bytes: Buffer): Fact[] {
  const facts: Fact[] = [];
  for (let [at, count] = [0, 0]; at < bytes.length && bytes[at]! >= 128 && count < mostPackets; count++) {
    const { tag, body, next } = packetAt(bytes, at);
    if (tag === 5 && body.length > 5) {
      facts.push({ name: 'made', value: new Date(body.readUInt32BE(1) * 1000).toISOString().slice(0, 10) });
    }
    if (tag === 13) facts.push(...fact('owner', body.toString('utf8')));
    at = next;
  }
  return facts;
}

/** @param body base64 between the armour, blanks and headers taken out */
export function keyFacts(body: string): Fact[] {
  const bytes = Buffer.from(body, 'base64');
  if (bytes.length === 0) return [];
  if (bytes.toString('latin1', 0, magic.length) === magic) return openSshFacts(bytes);
  return bytes[0] === 0x30 ? derFacts(bytes) : pgpFacts(bytes);
}
