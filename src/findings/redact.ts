/** The airlock: what may be told of a credential. What leaves here cannot hold a secret. */

import type { Credential, Part } from '../model/credential.ts';
import type { Provenance } from '../model/document.ts';
import type { FindingPart, Occurrence } from '../model/finding.ts';
import { printable, withoutUserInfo } from '../model/printable.ts';
import type { Rule } from '../model/rule.ts';
import type { RulesById } from '../model/rule-book.ts';
import type { Secret } from '../model/secret.ts';
import { fingerprint } from './fingerprint.ts';
import { fixedPrefix } from './prefix.ts';

type Rules = RulesById;

/** At most this much of a value is shown, and only of its fixed beginning. */
const shownShare = 0.25;
const mostShown = 8;
/** Nothing is shown of values shorter than this, bytes. */
const shortest = 16;

/** `ghp_…(40)`; an identifier in full. */
export function preview(value: string, rule: Rule | undefined): string {
  if (rule?.public) return printable(Buffer.from(value, 'latin1').toString('utf8'));
  const share = value.length < shortest ? 0 : Math.min(mostShown, Math.floor(value.length * shownShare));
  return `${printable(fixedPrefix(rule, value).slice(0, share))}…(${value.length})`;
}

/** Fingerprints are slow for guessable values; the same value is asked about for each of its places. */
const known = new Map<string, string>();
const maxKnown = 200_000;

/** The same by the secret itself: the versions of a file share it. */
const knownSecrets = new WeakMap<Secret, { readonly rule: string; readonly made: string }>();

export function partFingerprint(part: Part, rules: Rules): string {
  const named = knownSecrets.get(part.secret);
  if (named?.rule === part.rule) return named.made;
  const made = fingerprintOf(part, rules);
  knownSecrets.set(part.secret, { rule: part.rule, made });
  return made;
}

function fingerprintOf(part: Part, rules: Rules): string {
  const rule = rules.get(part.rule);
  const family = rule?.family ?? part.rule;
  const value = part.secret.reveal();
  const key = `${family}\0${value}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size >= maxKnown) known.clear();
  const made = fingerprint(family, value, { public: rule?.public === true });
  known.set(key, made);
  return made;
}

/** Of the naming part: a key id with its secret and the same id alone are one finding. */
export function credentialFingerprint(credential: Credential, rules: Rules): string {
  return partFingerprint(credential.parts[0]!, rules);
}

/** Lets go of the values whose fingerprints are remembered. */
export function forgetFingerprints(): void {
  known.clear();
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

/** The values that may not be told. */
export function secretsOf(credential: Credential, rules: Rules): readonly string[] {
  return credential.parts.filter((part) => !rules.get(part.rule)?.public).map((part) => part.secret.reveal());
}

export type Mask = (text: string) => string;

/** Shorter secrets are words that stand everywhere; they are masked in what was assigned or run, not in paths. */
const distinctive = 12;
const head = 6;

/**
 * Replaces secrets wherever they stand: a file may be named after a token, a layer's command may print one, a commit's
 * subject may quote it. Time grows with the texts, not with the number of secrets; equal texts are looked at once.
 *
 * @param secrets raw bytes as latin1; those under six bytes are left alone
 */
export function createMask(secrets: Iterable<string>): Mask {
  const byHead = new Map<string, string[]>();
  for (const secret of new Set([...secrets].flatMap(spellings))) {
    if (secret.length < head) continue;
    const list = byHead.get(secret.slice(0, head));
    if (list) list.push(secret);
    else byHead.set(secret.slice(0, head), [secret]);
  }
  for (const list of byHead.values()) list.sort((a, b) => b.length - a.length);
  const seen = new Map<string, string>();
  return (text) => {
    if (byHead.size === 0 || text.length < head) return text;
    let made = seen.get(text);
    if (made === undefined) {
      made = masked(text, byHead);
      if (seen.size < maxKnown) seen.set(text, made);
    }
    return made;
  };
}

/** As bytes, as text, and as a URL spells it. */
function spellings(secret: string): string[] {
  const text = Buffer.from(secret, 'latin1').toString('utf8');
  return [secret, text, encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))];
}

function masked(text: string, byHead: ReadonlyMap<string, readonly string[]>): string {
  let made = '';
  let from = 0;
  for (let at = 0; at + head <= text.length; at++) {
    const secret = byHead.get(text.slice(at, at + head))?.find((entry) => text.startsWith(entry, at));
    if (secret === undefined) continue;
    made += `${text.slice(from, at)}***`;
    at += secret.length - 1;
    from = at + 1;
  }
  return from === 0 ? text : made + text.slice(from);
}

/** Masks for one set of secrets: paths lose only what nobody would name a file by chance. */
export interface Masks {
  readonly text: Mask;
  readonly path: Mask;
}

const noMasks: Masks = { text: (text) => text, path: (text) => text };

export function createMasks(secrets: Iterable<string>): Masks {
  const all = [...secrets];
  return { text: createMask(all), path: createMask(all.filter((secret) => secret.length >= distinctive)) };
}

export function redactText(text: string, { text: mask }: Masks = noMasks): string {
  return mask(withoutUserInfo(text));
}

/** Details are for people and are made printable; target and path stay as they are, to be opened again. */
export function redactProvenance({ target, path, details }: Provenance, masks: Masks = noMasks): Provenance {
  return {
    target: masks.path(withoutUserInfo(target)),
    path: masks.path(withoutUserInfo(path)),
    details: details.map(({ name, value }) => ({
      name: printable(name),
      value: printable(redactText(value, masks)),
    })),
  };
}

export function redactOccurrence(credential: Credential, masks: Masks = noMasks): Occurrence {
  return {
    provenance: redactProvenance(credential.provenance, masks),
    parts: credential.parts.map(({ name, place, decoders, key }) => ({
      name,
      place,
      decoders,
      ...(key === undefined ? {} : { key: printable(masks.text(key)) }),
    })),
  };
}
