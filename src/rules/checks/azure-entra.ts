/** Client secrets of applications in Microsoft Entra end in the beginning of their checksum. */

import type { Check } from '../check.ts';
import { marvin32, seedOf } from './marvin32.ts';

const digits = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~';
const length = 40;
const mark = '8Q~';
const markAt = 3;
const sumDigits = 6;
const sumShown = 3;

function sign(body: string): string {
  let rest = marvin32(Buffer.from(body, 'latin1'), ...seedOf('AadPwd00'));
  let text = '';
  for (; rest > 0; rest = Math.floor(rest / digits.length)) text = digits[rest % digits.length] + text;
  return text.padStart(sumDigits, digits[0]).slice(0, sumShown);
}

/** @see https://github.com/microsoft/security-utilities/blob/main/src/Microsoft.Security.Utilities.Core/IdentifiableMetadata.cs */
export const azureEntra: Check = {
  name: 'azure-entra',
  summary:
    'The last 3 characters are the beginning of the Marvin32 checksum of the others; the older form (7Q~) has none.',
  test(value) {
    if (value.length !== length || !value.startsWith(mark, markAt)) return { outcome: 'none' };
    const body = value.slice(0, -sumShown);
    if (value.slice(-sumShown) !== sign(body))
      return { outcome: 'fail', reason: 'its checksum does not fit: not a secret that Microsoft Entra made' };
    return { outcome: 'pass', confidence: 0.99, facts: [{ name: 'checksum', value: 'holds' }] };
  },
  sign: (body) => sign(body.slice(sumShown - length)),
};
