/**
 * What an AWS access key id says of itself: generation, account, whether a known canary.
 * @see https://labs.withsecure.com/publications/a-bitwise-analysis-of-aws-access-key-identifiers
 */

import type { Fact } from '../../model/match.ts';
import type { Check } from '../check.ts';

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Accounts of issuers that plant keys to catch thieves. A negative answer is "no known canary", never "no canary". */
const canaries: ReadonlyMap<string, string> = new Map([
  ...'052310077262 171436882533 266735846894 534261010715 595918472158 717712589309 730335385048 819147034852 893192397702 992382622183 528757803018 538784191382 729780141977'
    .split(' ')
    .map((account): [string, string] => [account, 'Thinkst (canarytokens.org)']),
  ...'044858866125 251535659677 344043088457 351906852752 390477818340 426127672474 427150556519 439872796651 445142720921 465867158099 637958123769 693412236332 732624840810 735421457923 959235150393 982842642351'
    .split(' ')
    .map((account): [string, string] => [account, 'Thinkst, under another name']),
]);

const largestAccount = 999_999_999_999;

/**
 * Twelve digits where the id carries its account (made since about March 2019), undefined where it does not.
 * After the four-letter prefix: one generation bit, then the account as 40 bits.
 */
export function accountOf(id: string): string | undefined {
  let bits = 0;
  for (let at = 4; at < 13; at++) {
    const digit = base32.indexOf(id[at] ?? '');
    if (digit === -1) return undefined;
    bits = bits * 32 + digit;
  }
  if (bits < 2 ** 44) return undefined;
  return String(Math.floor(bits / 16) % 2 ** 40).padStart(12, '0');
}

/** Facts of an id that stands inside another token. */
export function keyIdFacts(id: string): Fact[] {
  const account = accountOf(id);
  const type = id.startsWith('ASIA') ? 'temporary' : 'long-term';
  const facts: Fact[] = [{ name: 'type', value: type }];
  if (account === undefined) facts.push({ name: 'generation', value: 'before 2019 (carries no account)' });
  else {
    facts.push({ name: 'generation', value: 'since 2019' }, { name: 'account', value: account });
    const issuer = canaries.get(account);
    if (issuer !== undefined) facts.push({ name: 'canary', value: issuer });
  }
  return facts;
}

export const awsKeyId: Check = {
  name: 'aws-key-id',
  summary: 'Decodes generation and account from the id; an account above 999999999999 cannot be.',
  test(value) {
    const account = accountOf(value);
    if (account !== undefined && Number(account) > largestAccount) {
      return { outcome: 'fail', reason: 'the account in the id cannot be: an invented key id' };
    }
    const facts = keyIdFacts(value);
    // Ids of the old generation that were seen in public begin AKIAI, AKIAJ, ASIAI.
    if (account === undefined && !/^A[KS]IA[IJ]/.test(value)) {
      return {
        outcome: 'none',
        facts: [...facts, { name: 'doubt', value: 'probably invented: no key id seen begins so' }],
      };
    }
    return { outcome: 'pass', confidence: 0.95, facts };
  },
};
