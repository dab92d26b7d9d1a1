/** Thirty random bytes in base64 have letters of both cases and digits; hex digests, words and paths do not. */

import type { Check } from '../check.ts';

export const awsSecretShape: Check = {
  name: 'aws-secret-shape',
  summary: 'Forty base64 characters with upper and lower case and digits, not hex, not a path.',
  test(value) {
    const plain = value
      .replace(/%2[Ff]/g, '/')
      .replace(/%2[Bb]/g, '+')
      .replace(/\\u002[fF]/g, '/')
      .replace(/\\u002[bB]/g, '+')
      .replaceAll('\\/', '/');
    if (plain.length !== 40) return { outcome: 'fail', reason: 'not 40 characters once its escapes are undone' };
    if (/^[0-9a-fA-F]+$/.test(plain)) return { outcome: 'fail', reason: 'hex digits only: a digest' };
    if (!/[A-Z]/.test(plain) || !/[a-z]/.test(plain)) return { outcome: 'fail', reason: 'one case only' };
    if (!/\d/.test(plain)) return { outcome: 'none' };
    if ((plain.match(/\//g) ?? []).length > 5) return { outcome: 'fail', reason: 'a path' };
    return { outcome: 'none' };
  },
};
