/** Where found secrets may be sent: the hosts of a validator's own table, or a test server on this machine. */

import { UsageError } from '../model/errors.ts';

/**
 * The URL of `--sts-endpoint`. Only plain http to a loopback address (127.0.0.0/8, ::1, localhost) is taken, so that
 * no configuration can lead found secrets elsewhere.
 *
 * @throws UsageError ENDPOINT_REFUSED
 */
export function loopbackEndpoint(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && url.protocol === 'http:' && isLoopback(url.hostname) && isBare(url)) return url;
  throw new UsageError(
    'ENDPOINT_REFUSED',
    `--sts-endpoint ${JSON.stringify(text.slice(0, 200))}: only http://127.x.x.x, http://[::1] or http://localhost is taken, without user, path or query; leave the option out to ask AWS itself`,
  );
}

/** The URL parser has already turned every spelling of an IPv4 address (octal, hex, short) into four numbers. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

function isBare(url: URL): boolean {
  return url.username === '' && url.password === '' && url.pathname === '/' && url.search === '' && url.hash === '';
}
