/** A certificate signed by its own key, made when a test runs: RSA and SHA-256, with names. */

import { type KeyObject, sign } from 'node:crypto';

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const size = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

const oid = (hex: string): Buffer => der(6, Buffer.from(hex, 'hex'));
const time = (text: string): Buffer => der(0x18, Buffer.from(text));

/** @param names DNS names; the first is the subject too */
export function certificateOf(privateKey: KeyObject, publicKey: KeyObject, names: readonly string[]): string {
  const algorithm = der(0x30, oid('2a864886f70d01010b'), der(5));
  const subject = der(0x30, der(0x31, der(0x30, oid('550403'), der(0x0c, Buffer.from(names[0]!)))));
  const sans = der(0x30, ...names.map((name) => der(0x82, Buffer.from(name))));
  const extensions = der(0xa3, der(0x30, der(0x30, oid('551d11'), der(4, sans))));
  const body = der(
    0x30,
    der(0xa0, der(2, Buffer.from([2]))),
    der(2, Buffer.from([1])),
    algorithm,
    subject,
    der(0x30, time('20260101000000Z'), time('20270101000000Z')),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions,
  );
  const signature = der(3, Buffer.from([0]), sign('sha256', body, privateKey));
  const text = der(0x30, body, algorithm, signature).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${text.trim()}\n-----END CERTIFICATE-----\n`;
}
