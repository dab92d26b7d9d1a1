/** A session token names the region that issued it. */

import type { Check } from '../check.ts';

/** After `origin_ec` and a number comes tag 0x1a with the region's length and name. */
export const awsSessionToken: Check = {
  name: 'aws-session-token',
  summary: 'Reads the issuing region out of the token.',
  test(value) {
    const bytes = Buffer.from(value.slice(0, 80), 'base64');
    const region = /\x1a[\x08-\x20]((?:us|eu|ap|sa|ca|me|af|il|mx|cn)(?:-[a-z]+){1,2}-\d)/.exec(
      bytes.toString('latin1'),
    )?.[1];
    if (!region) return { outcome: 'none' };
    return { outcome: 'pass', confidence: 0.97, facts: [{ name: 'region', value: region }] };
  },
};
