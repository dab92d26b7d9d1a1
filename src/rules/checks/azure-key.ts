/** Microsoft's keys with a signature of the product near their end, and Marvin32 of what stands before it as the last four bytes. */

import type { Fact } from '../../model/match.ts';
import type { Check } from '../check.ts';
import { marvin32, seedOf } from './marvin32.ts';

interface Product {
  readonly service: string;
  /** By the seed of the checksum: what its keys may do. Seeds are eight characters. */
  readonly kinds: Readonly<Record<string, string>>;
  /** Whole keys, bytes. */
  readonly length: number;
  /** Whether each key that was ever issued with this signature has a seed of these. */
  readonly complete?: boolean;
}

const messaging = { Send0000: 'send', Listen00: 'listen', Manage00: 'manage', System00: 'system', Unknown0: 'any' };

/**
 * By signature. Redis, Search and Functions keys were also made by other code than the one published.
 * @see https://github.com/microsoft/security-utilities/blob/main/src/Microsoft.Security.Utilities.Core/IdentifiableMetadata.cs
 */
const products: Readonly<Record<string, Product>> = {
  '+ASt': { service: 'Storage', kinds: { Default0: 'account' }, length: 64, complete: true },
  ACDb: {
    service: 'Cosmos DB',
    kinds: {
      MastRW00: 'read and write',
      MastRO00: 'read only',
      SystRW00: 'system, read and write',
      SystRO00: 'system, read only',
      SysAll00: 'system',
      Resour00: 'resource',
      Encryp00: 'data encryption',
    },
    length: 64,
  },
  '+ABa': { service: 'Batch', kinds: { AbAcct00: 'account' }, length: 64 },
  '+AMC': { service: 'Machine Learning (classic)', kinds: { Classic0: 'web service' }, length: 64 },
  '+ASb': { service: 'Service Bus', kinds: messaging, length: 32 },
  '+AEh': { service: 'Event Hubs', kinds: messaging, length: 32 },
  '+ARm': { service: 'Relay', kinds: messaging, length: 32 },
  AIoT: {
    service: 'IoT Hub',
    kinds: { IoTHub00: 'hub', DpsKey00: 'device provisioning', Device00: 'device' },
    length: 32,
  },
  APIM: {
    service: 'API Management',
    kinds: { Tenant00: 'direct management', IoTHub00: 'subscription', Gateway0: 'gateway', GitKey00: 'repository' },
    length: 32,
  },
  AzFu: {
    service: 'Functions',
    kinds: { Functi00: 'function', Master00: 'master', System00: 'system' },
    length: 40,
  },
  AzSe: { service: 'AI Search', kinds: { Query000: 'query', PAdmin00: 'admin' }, length: 39 },
  AzCa: { service: 'Cache for Redis', kinds: { Access00: 'access' }, length: 32 },
  '+ACR': { service: 'Container Registry', kinds: { ACRDflt0: 'password' }, length: 39 },
};

const sumLength = 4;
/** Characters of the checksum, with the bits of what stands before it. */
const sumCharacters = 6;
const signatureLength = 4;

function signatureOf(text: string): string {
  const end = text.length - sumCharacters;
  return text.slice(end - signatureLength, end);
}

export const azureMarvin: Check = {
  name: 'azure-marvin',
  summary:
    "The last 4 bytes are the Marvin32 checksum of the others, with a seed that tells the key's service and use.",
  test(value) {
    const text = value.replace(/=+$/, '');
    const product = products[signatureOf(text)];
    if (!product) return { outcome: 'none' };
    const bytes = Buffer.from(text, 'base64');
    const body = bytes.subarray(0, -sumLength);
    const service: Fact = { name: 'service', value: `Azure ${product.service}` };
    if (bytes.length !== product.length) return { outcome: 'none', facts: [service] };
    const said = bytes.readUInt32LE(body.length);
    const seed = Object.keys(product.kinds).find((name) => marvin32(body, ...seedOf(name)) === said);
    if (seed !== undefined) {
      const facts = [service, { name: 'use', value: product.kinds[seed]! }, { name: 'checksum', value: 'holds' }];
      return { outcome: 'pass', confidence: 0.99, facts };
    }
    if (product.complete)
      return { outcome: 'fail', reason: `its checksum does not fit: no key of Azure ${product.service}` };
    return { outcome: 'none', facts: [service] };
  },
  sign(body) {
    const product = products[body.slice(-signatureLength)];
    if (!product) return '';
    const total = Math.ceil((product.length * 4) / 3);
    const at = Math.max(0, body.length - (total - sumCharacters));
    // The bits between the signature and the checksum are zero.
    const head = Buffer.from(`${body.slice(at)}AA`, 'base64').subarray(0, product.length - sumLength);
    const sum = Buffer.alloc(sumLength);
    sum.writeUInt32LE(marvin32(head, ...seedOf(Object.keys(product.kinds)[0]!)));
    return Buffer.concat([head, sum])
      .toString('base64')
      .slice(body.length - at);
  },
};
