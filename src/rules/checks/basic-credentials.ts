/** HTTP's Basic scheme is `user:password` in base64. */

import type { Check } from '../check.ts';

/** @see https://www.rfc-editor.org/rfc/rfc7617 */
export const basicCredentials: Check = {
  name: 'basic-credentials',
  summary: 'Decodes to a user and a password, and names the user.',
  test(value) {
    const text = Buffer.from(value, 'base64').toString('utf8');
    const pair = /^([^:\u0000-\u001f\ufffd]{0,100}):([^\u0000-\u001f\ufffd]{1,300})$/.exec(text);
    if (!pair) return { outcome: 'fail', reason: 'does not decode to a user and a password' };
    return { outcome: 'pass', confidence: 0.85, facts: [{ name: 'user', value: pair[1]! }] };
  },
};
