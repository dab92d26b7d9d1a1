/** Rules, matches and credentials in short form. */

import type { Credential, Part } from '../../src/model/credential.ts';
import type { Provenance } from '../../src/model/document.ts';
import type { Match } from '../../src/model/match.ts';
import type { Rule } from '../../src/model/rule.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Place, Span } from '../../src/model/span.ts';
import { rule } from '../detect/support.ts';

export function byId(...rules: readonly Rule[]): ReadonlyMap<string, Rule> {
  return new Map(rules.map((entry) => [entry.id, entry]));
}

/** An id with a secret and a token, a token of another provider, and a password rule without a name. */
export const idRule = rule('acme-id', 'ACID[0-9]{8}', ['ACID'], {
  part: 'id',
  public: true,
  needs: [
    { part: 'secret', rules: ['acme-secret', 'acme-candidate'], within: 2000, required: false },
    { part: 'token', rules: ['acme-token'], within: 4000, required: false },
  ],
  allow: [{ reason: 'documented example', values: [] }],
});
const secretRule = rule('acme-secret', 'acme_secret=(?<secret>[a-z0-9]{40})', ['acme_secret'], {
  part: 'secret',
  family: 'acme-secret',
});
const candidateRule = rule('acme-candidate', '[a-z0-9]{40}', [], {
  part: 'secret',
  family: 'acme-secret',
  companion: true,
});
const tokenRule = rule('acme-token', 'act_[a-z0-9]{60}', ['act_'], { part: 'token' });
const otherRule = rule('other-token', 'oth_[a-z0-9]{36}', ['oth_'], { checks: ['crc'] });
const genericRule = rule('generic-password', 'password=(?<secret>[^ ]{6,80})', ['password'], {
  provider: 'generic',
  confidence: 0.6,
});
const keyRule = rule('private-key', 'BEGIN(?<secret>[A-Za-z0-9]+)END', ['BEGIN'], {
  provider: 'generic',
  family: 'private-key',
});
export const rules = byId(idRule, secretRule, candidateRule, tokenRule, otherRule, genericRule, keyRule);

function placeAt(start: number, length: number): Place {
  return { start, end: start + length, line: 1, column: start + 1, endLine: 1, endColumn: start + length + 1 };
}

export interface MatchShape extends Partial<Omit<Match, 'rule' | 'secret' | 'place'>> {
  readonly length?: number;
}

export function match(ruleId: string, value: string, start: number, more: MatchShape = {}): Match {
  const { length = value.length, ...rest } = more;
  return {
    rule: ruleId,
    part: rules.get(ruleId)?.part ?? 'secret',
    secret: new Secret(value),
    place: placeAt(start, length),
    decoders: [],
    blocks: [],
    confidence: rules.get(ruleId)?.confidence ?? 0.5,
    reasons: [],
    facts: [],
    companions: [],
    ...rest,
  };
}

export const where: Provenance = { target: 'dir:.', path: 'a.env', details: [] };

export interface CredentialShape extends Partial<Omit<Credential, 'parts' | 'kind'>> {
  readonly at?: number;
}

/** Parts as `[rule, value]`, one after the other. */
export function credential(
  parts: readonly (readonly [string, string])[],
  { at = 0, ...more }: CredentialShape = {},
): Credential {
  return {
    kind: 'credential',
    rule: parts[0]![0],
    provenance: where,
    parts: parts.map(
      ([name, value], index): Part => ({
        name: rules.get(name)?.part ?? 'secret',
        rule: name,
        secret: new Secret(value),
        place: placeAt(at + index * 100, value.length),
        decoders: [],
      }),
    ),
    facts: [],
    confidence: 0.9,
    reasons: [],
    joined: parts.length > 1 ? 'structure' : 'alone',
    ...more,
  };
}

export const block = (start: number, end: number): Span => ({ start, end });

/** Forty characters that no guesser knows; different for each seed. */
export function random40(seed: number): string {
  let text = '';
  for (let state = seed * 7919 + 12345; text.length < 40; state = (state * 1103515245 + 12345) % 2147483648) {
    text += '0123456789abcdefghijklmnopqrstuvwxyz'[(state >> 8) % 36];
  }
  return text;
}
