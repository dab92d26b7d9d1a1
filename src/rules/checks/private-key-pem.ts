/** Private keys in PEM armour: tells a key from a placeholder, what kind it is, and whether a passphrase protects it. */

import type { Check } from '../check.ts';
import { keyFacts } from './ssh-key.ts';

/** OpenSSH writes the cipher's name after its magic: this is `none`. */
const openSsh = 'b3BlbnNzaC1rZXktdjEA';
const openSshPlain = `${openSsh}AAAABG5vbmU`;

function bodyOf(armoured: string): string {
  return armoured
    .replace(/-----(?:BEGIN|END)[A-Z0-9 ]{1,60}-----/g, '')
    .replace(/\\[nrt]/g, '\n')
    .replace(/(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash|MessageID):[^\n]{0,120}/g, '')
    .replace(/\n=[A-Za-z0-9+/]{4}\s*$/, '') // OpenPGP's checksum
    .replace(/[^A-Za-z0-9+/=]/g, '');
}

export const privateKeyPem: Check = {
  name: 'private-key-pem',
  summary: 'A key in the armour tells its kind, its fingerprint, its comment or owner, and whether it is encrypted.',
  test(value) {
    const body = bodyOf(value);
    if (/(.)\1{15}/.test(body.slice(0, 48))) return { outcome: 'fail', reason: 'the armour holds a placeholder' };
    const encrypted =
      /BEGIN ENCRYPTED|Proc-Type:[^\n]{0,10}ENCRYPTED/.test(value) ||
      (body.startsWith(openSsh) && !body.startsWith(openSshPlain));
    const facts = encrypted && !body.startsWith(openSsh) ? [] : keyFacts(body);
    const told = encrypted || facts.length > 0 ? [{ name: 'passphrase', value: encrypted ? 'yes' : 'no' }] : [];
    return facts.length > 0
      ? { outcome: 'pass', confidence: 0.97, facts: [...facts, ...told] }
      : { outcome: 'none', facts: told };
  },
};
