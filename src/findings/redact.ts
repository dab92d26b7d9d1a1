/** The airlock: what may be told of a credential. What leaves here cannot hold a secret. */

import type { Credential, Part } from '../model/credential.ts';
import type { Detail, Provenance } from '../model/document.ts';
import type { FindingPart, Occurrence } from '../model/finding.ts';
import type { Rule } from '../model/rule.ts';
import { printable, withoutUserInfo } from './escape.ts';
import { fingerprint } from './fingerprint.ts';

type Rules = ReadonlyMap<string, Rule>;

/** At most this much of a value is shown, and only of its fixed prefix. */
const shownShare = 0.25;
const maxShown = 12;

/** The fixed start of a rule's pattern: the same for every token of its kind, so it tells nothing. */
function fixedPrefix(rule: Rule | undefined): string {
  return /^[A-Za-z0-9_.-]*/.exec(rule?.pattern.replace(/^\(\?<secret>/, '') ?? '')![0];
}

export function preview(value: string, rule: Rule | undefined): string {
  if (rule?.public) return printable(value);
  const prefix = fixedPrefix(rule);
  const shown = value.startsWith(prefix)
    ? prefix.slice(0, Math.min(maxShown, Math.floor(value.length * shownShare)))
    : '';
  return `${shown}…(${value.length})`;
}

/** Fingerprints are slow for guessable values; the same value is asked about for each of its places. */
const known = new Map<string, string>();
const maxKnown = 50_000;

export function partFingerprint(part: Part, rules: Rules): string {
  const family = rules.get(part.rule)?.family ?? part.rule;
  const value = part.secret.reveal();
  const key = `${family}\0${value}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size >= maxKnown) known.clear();
  const made = fingerprint(family, value);
  known.set(key, made);
  return made;
}

export function redactPart(part: Part, rules: Rules): FindingPart {
  const rule = rules.get(part.rule);
  return {
    name: part.name,
    rule: part.rule,
    preview: preview(part.secret.reveal(), rule),
    public: rule?.public === true,
    length: part.secret.length,
    fingerprint: partFingerprint(part, rules),
  };
}

function redactDetail({ name, value }: Detail, secrets: readonly string[]): Detail {
  return { name, value: without(withoutUserInfo(value), secrets) };
}

/** Names and details may themselves hold the secret (a file named after a token, a command that printed it). */
function without(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) if (secret.length >= 6) clean = clean.replaceAll(secret, '***');
  return clean;
}

export function redactProvenance(provenance: Provenance, secrets: readonly string[] = []): Provenance {
  return {
    target: without(withoutUserInfo(provenance.target), secrets),
    path: without(withoutUserInfo(provenance.path), secrets),
    details: provenance.details.map((detail) => redactDetail(detail, secrets)),
  };
}

export function redactOccurrence(credential: Credential, rules: Rules): Occurrence {
  const secrets = credential.parts.filter((part) => !rules.get(part.rule)?.public).map((part) => part.secret.reveal());
  return {
    provenance: redactProvenance(credential.provenance, secrets),
    parts: credential.parts.map(({ name, place, decoders, key }) => ({
      name,
      place,
      decoders,
      ...(key === undefined ? {} : { key: without(key, secrets) }),
    })),
  };
}
