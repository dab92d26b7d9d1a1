/** Private keys in PEM armour: tells a key from a placeholder, and whether a passphrase protects it. */

import type { Check } from '../check.ts';

/** Fewer base64 characters hold no key: an Ed25519 key in PKCS#8 has 64. */
const leastBody = 60;

/** First bytes of what armour holds, as base64: DER sequence, OpenSSH's magic, OpenPGP's secret key packet. */
const starts = /^(?:M[A-P]|b3BlbnNzaC1rZXktdjEA|l[A-Za-z0-9]|x[A-Za-f])/;

/** OpenSSH writes the cipher's name after its magic: this is `none`. */
const openSshPlain = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmU';

function bodyOf(armoured: string): string {
  return armoured
    .replace(/-----(?:BEGIN|END)[A-Z0-9 ]{1,60}-----/g, '')
    .replace(/\\[nrt]/g, '\n')
    .replace(/(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash|MessageID):[^\n]{0,120}/g, '')
    .replace(/[^A-Za-z0-9+/=]/g, '');
}

export const privateKeyPem: Check = {
  name: 'private-key-pem',
  summary: 'The armour holds enough base64 for a key that begins as keys begin; says whether it is encrypted.',
  test(value) {
    const body = bodyOf(value);
    if (body.length < leastBody) return { outcome: 'fail', reason: 'the armour holds too little for a key' };
    if (/(.)\1{15}/.test(body.slice(0, 48))) return { outcome: 'fail', reason: 'the armour holds a placeholder' };
    if (!starts.test(body)) return { outcome: 'none' };
    const encrypted =
      /BEGIN ENCRYPTED|Proc-Type:[^\n]{0,10}ENCRYPTED/.test(value) ||
      (body.startsWith('b3BlbnNzaC1rZXktdjEA') && !body.startsWith(openSshPlain));
    return { outcome: 'pass', confidence: 0.97, facts: [{ name: 'encrypted', value: encrypted ? 'yes' : 'no' }] };
  },
};
