/**
 * For values that are known only by the provider's name near them: whether the value looks drawn by a generator, and whether the text
 * between the name and the value speaks of a credential or of something else (a commit, a digest).
 */

import type { Check, CheckResult } from '../check.ts';

const least = 16;
/** Bits a character under which nothing of this length is random. */
const leastEntropy = 2.9;
const leastHexEntropy = 2.6;

const otherThing =
  /(?:sha-?\d{0,3}|md5|integrity|commit|rev(?:ision)?|digest|checksum|check_?sum|hash|etag|version|fingerprint|build_?id|git_?ref|\bref|tree|blob|thumbprint|uuid|guid|rss|session_?id|request_?id|trace_?id|public_?key|project_?id|client_?id|app_?id|site_?key|user_?id|account_?id|tenant_?id|subscription_?id|https?:\/\/|\.(?:js|css|png|jpe?g|svg|gif|html?|md|py|go|rb|java|ts)|@|#)[\w.-]{0,12}["'`]?\s{0,4}[=:,(>]{0,2}\s{0,4}["'`]?$/i;
const credential =
  /(?:^|[^a-z])(?:api|auth|sk|pat)(?![b-z])|(?:key|token|secret|password|passwd|pass|credentials?|bearer|pwd|authorization|dsn)s?(?![a-z])|(?:token|secret|password|bearer|authorization)|apikey/i;
/** `AU1000_INTC0_INT`, `my_fn_v2_x86`: names in code. */
const identifier = /^(?:[A-Z0-9]+(?:_[A-Z0-9]*)+|[a-z]+(?:_[a-z0-9]*){2,})$/;

function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

function fail(reason: string): CheckResult {
  return { outcome: 'fail', reason };
}

/** Within pieces between separators, how often letters change to digits and back: words with a number at their end have few. */
function changes(text: string): number {
  let count = 0;
  let before = 0;
  for (let k = 0; k < text.length; k++) {
    const code = text.charCodeAt(k);
    const kind = code >= 48 && code <= 57 ? 1 : (code | 32) >= 97 && (code | 32) <= 122 ? 2 : 0;
    if (kind !== before && kind + before === 3) count++;
    before = kind;
  }
  return count;
}

export const randomToken: Check = {
  name: 'random-token',
  summary: 'The value looks drawn at random, and what stands before it does not call it a commit, a digest or an id.',
  test(value, groups) {
    if (value.length < least) return { outcome: 'none' };
    const text = value.toLowerCase();
    const hex = /^[a-f0-9-]+$/.test(text);
    if (entropyOf(text) < (hex ? leastHexEntropy : leastEntropy))
      return fail('too few different characters to be random');
    if (/^[0-9-]+$/.test(text)) return fail('a number');
    if (!hex && changes(value) < (/[_.-]/.test(value) ? Math.max(3, value.length / 10) : 2))
      return fail('made of words');
    if (identifier.test(value) && changes(value) < value.length / 8) return fail('a name in code');
    const near = groups['near'] ?? '';
    if (otherThing.test(near)) return fail('named as something other than a secret');
    if (credential.test(near)) return { outcome: 'pass', confidence: hex ? 0.75 : 0.8 };
    return { outcome: 'none' };
  },
};

export const credentialName: Check = {
  name: 'credential-name',
  summary: 'What stands between the name of the provider and the value speaks of a credential.',
  test(_value, groups) {
    if (credential.test(groups['near'] ?? '')) return { outcome: 'none' };
    return fail('nothing near it speaks of a credential');
  },
};
