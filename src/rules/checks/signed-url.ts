/** Links that open something of Azure or Google Cloud until they expire say what, and who signed them. */

import type { Fact } from '../../model/match.ts';
import { fact, timeFact } from './payload.ts';

/** `20260319T174337Z` → milliseconds. */
export function compactDate(text: string): number {
  const part = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!part) return Number.NaN;
  const [, year, month, day, hour, minute, second] = part.map(Number) as number[];
  return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!);
}

/** Escapes of URLs, of HTML and of JSON undone, as far as queries need. */
function plain(text: string): string {
  return text
    .replace(/&amp;|\\u0026/g, '&')
    .replace(/%([2-7][0-9A-Fa-f])/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function parameter(query: string, name: string): string | undefined {
  return new RegExp(`(?:^|[?&])${name}=([^&\\s"'<>]{1,120})`).exec(query)?.[1];
}

/** What each field of a signature says; permissions and services stay letters, as the portal shows them. */
const sasFields: readonly (readonly [field: string, fact: string])[] = [
  ['sp', 'permissions'],
  ['ss', 'services'],
  ['srt', 'resource types'],
  ['sr', 'resource'],
  ['spr', 'protocols'],
  ['sip', 'addresses'],
  ['si', 'policy'],
  ['skn', 'key name'],
  ['skoid', 'signed by object'],
  ['sktid', 'tenant'],
  ['st', 'starts'],
  ['sv', 'version'],
];

/** Those of a Service Bus or Event Hubs token are seconds. */
function expiry(value: string | undefined): Fact[] {
  return value === undefined || /^\d{9,11}$/.test(value) ? timeFact('expires', value) : fact('expires', value);
}

/**
 * Facts of a shared access signature's query, and of the address before it.
 * @see https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas
 */
export function sasFacts(text: string): Fact[] {
  const query = plain(text);
  const host =
    /https?:\/\/([a-z0-9-]{3,63})\.(blob|file|queue|table|dfs|web)\.([a-z.]{3,40})\/?([^?\s"'<>]{0,120})/i.exec(query);
  return [
    ...(host ? [...fact('account', host[1]), ...fact('service', host[2]), ...fact('path', host[4])] : []),
    ...sasFields.flatMap(([field, name]) => fact(name, parameter(query, field))),
    ...expiry(parameter(query, 'se')),
  ];
}

/**
 * Facts of a link that was signed for Cloud Storage, of the fourth version or the one before.
 * @see https://cloud.google.com/storage/docs/access-control/signed-urls
 */
export function googleLinkFacts(text: string): Fact[] {
  const query = plain(text);
  const signer = /[A-Za-z0-9][\w.-]{2,60}@[a-z0-9.-]{4,80}gserviceaccount\.com/i.exec(query)?.[0];
  const made = compactDate(parameter(query, 'X-Goog-Date') ?? '');
  const lasts = Number(parameter(query, 'X-Goog-Expires') ?? Number.NaN);
  const expires = Number.isFinite(made + lasts) ? made / 1000 + lasts : parameter(query, 'Expires');
  return [
    ...fact('signed by', signer),
    ...fact('bucket', /storage\.googleapis\.com\/([\w.-]{3,63})\//.exec(query)?.[1]),
    ...timeFact('signed', made / 1000),
    ...timeFact('expires', expires),
  ];
}
