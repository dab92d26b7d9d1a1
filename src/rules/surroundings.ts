/**
 * What stands beside a value and tells whose it is: the host, the account, the user, the application. Read for values that are kept;
 * most of it by provider, since a name of one says nothing about another's.
 */

import type { Fact } from '../model/match.ts';
import { googleLinkFacts, sasFacts } from './checks/signed-url.ts';
import { crypto, spkiDigest, spkiFact } from './checks/ssh-key.ts';
import { byProvider, byRule, clientOf } from './sights.ts';

/** Bytes looked at on either side of a value. No more than what versions of a file are judged again for (`scan/watch.ts`). */
export const nearBytes = 240;
/** The same for rules whose matches are long; files with one are judged whole. */
export const wideBytes = 4000;
/** A rule whose longest match is longer than this looks wide. */
export const longMatch = 2048;

export interface Surroundings {
  readonly before: string;
  readonly after: string;
  /** What the value told of itself. */
  readonly facts: readonly Fact[];
}

/** Rules whose match is a part of one string: what stands in another string is another's. */
const oneString = /connection|jdbc/;

/** What of the text belongs to the string that holds the value. */
function ownString({ before, after, facts }: Surroundings): Surroundings {
  return { before: /[^"'\n]*$/.exec(before)![0], after: /^[^"'\n]*/.exec(after)![0], facts };
}

/** One pattern for both ways of looking. */
interface Seeker {
  readonly all: RegExp;
  readonly one: RegExp;
}

/** Making a pattern costs more than looking with it; those that hold a name come again in every version of a file. */
const seekers = new Map<RegExp | string, Seeker>();
const mostSeekers = 1000;

function seekerOf(sought: RegExp | string): Seeker {
  const known = seekers.get(sought);
  if (known) return known;
  const all = typeof sought === 'string' ? new RegExp(sought, 'gi') : sought;
  const made = { all, one: new RegExp(all.source, all.flags.replace('g', '')) };
  if (seekers.size >= mostSeekers) seekers.clear();
  seekers.set(sought, made);
  return made;
}

function lastOf(all: RegExp, text: string): RegExpExecArray | undefined {
  let last: RegExpExecArray | undefined;
  all.lastIndex = 0;
  for (let match = all.exec(text); match; match = all.exec(text)) {
    last = match;
    if (match[0] === '') all.lastIndex++;
  }
  return last;
}

/** The nearest in either text: the last before the value, or the first after it. */
function nearest(sought: RegExp | string, { before, after }: Surroundings): string | undefined {
  const { all, one } = seekerOf(sought);
  const last = lastOf(all, before);
  const first = one.exec(after);
  if (!last || !first) return textOf(last ?? first);
  return before.length - last.index - last[0].length <= first.index! ? textOf(last) : textOf(first);
}

function textOf(match: RegExpMatchArray | null | undefined): string | undefined {
  return match?.[1] ?? match?.[0];
}

/** Values that stand for another: a variable, a template, a mask. */
const noValue = /^(?:process|os|env|config|settings|self|this|null|none|true|false|undefined)\b|[$*{}<>%]|x{4}/i;

const urlScheme = /([a-z][a-z0-9+.-]{1,30}):\/\/([^\s:@/"'<>]{0,100}):$/i;
const urlRest = /^@(\[[0-9a-f:]{2,40}\]|[\w.-]{1,120})(?::(\d{1,5}))?(?:\/([\w.-]{1,80}))?/i;
const databaseSchemes = /^(?:postgres|mysql|mariadb|mongodb|mssql|sqlserver|oracle|clickhouse|cockroach|redis)/i;

/** Around the password of a URL. */
function urlFacts({ before, after }: Surroundings): Fact[] {
  const [, scheme, user] = urlScheme.exec(before) ?? [];
  const [, address, port, path] = urlRest.exec(after) ?? [];
  if (scheme === undefined || address === undefined) return [];
  const database = databaseSchemes.test(scheme) ? path : undefined;
  const told = { scheme, user, host: address, port, database };
  return Object.entries(told).flatMap(([name, value]) =>
    value === undefined || value === '' || noValue.test(value) ? [] : [{ name, value }],
  );
}

/** The name a password is assigned to, but for the word itself: `DB_` of `DB_PASSWORD`, nothing of `password`. */
const passwordName =
  /(?:^|[\s"'{,;([<])([A-Za-z][\w.-]{0,30}[_.-])?pass(?:word|wd)?["'\]]{0,2}\s{0,3}(?:=>|[:=])\s{0,3}["']?$/i;
const siblings: readonly (readonly [fact: string, names: string, needsPrefix: boolean])[] = [
  ['host', 'host(?:name)?|server|address', false],
  ['user', 'user(?:_?name)?|login', false],
  ['database', 'database|db_?name', false],
  ['database', 'name', true],
];

/** Host, user and database that stand beside a password under the same prefix. */
function siblingFacts(around: Surroundings): Fact[] {
  const own = passwordName.exec(around.before);
  if (!own) return [];
  const prefix = (own[1] ?? '').replace(/[.-]/g, '\\$&');
  const facts: Fact[] = [];
  for (const [name, names, needsPrefix] of siblings) {
    if (needsPrefix && prefix === '') continue;
    const pattern = `(?:^|[\\s"'{,;([<])${prefix}(?:${names})["'\\]]{0,2}\\s{0,3}(?:=>|[:=])\\s{0,3}["']?([\\w@:][\\w.@:-]{1,99})`;
    const value = nearest(pattern, around);
    if (value !== undefined && !noValue.test(value) && !facts.some((fact) => fact.name === name))
      facts.push({ name, value });
  }
  return facts;
}

/** The address that a value is a part of. */
function link({ before, after }: Surroundings): string {
  return /[^\s"'<>]*$/.exec(before)![0] + /^[^\s"'<>]*/.exec(after)![0];
}

const certificates = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s\\]{300,6000}?-----END CERTIFICATE-----/g;

/** The certificate of a key: one that stands beside it and holds its public half. */
function certificateFacts({ before, after, facts }: Surroundings): Fact[] {
  const digest = facts.find(({ name }) => name === spkiFact)?.value;
  if (digest === undefined) return [];
  const { X509Certificate } = crypto();
  for (const [pem] of `${before}\n${after}`.matchAll(certificates)) {
    try {
      const certificate = new X509Certificate(pem.replace(/\\n/g, '\n'));
      if (spkiDigest(certificate.publicKey) !== digest) continue;
      const names = certificate.subjectAltName?.replace(/DNS:/g, '') ?? certificate.subject.replace(/\n/g, ', ');
      return [
        { name: 'certificate', value: names.slice(0, 160) },
        { name: 'certificate expires', value: new Date(certificate.validTo).toISOString().replace('.000Z', 'Z') },
      ];
    } catch {
      // No certificate.
    }
  }
  return [];
}

const anySecretOfClient = /(?:client|app|oauth)-secret/;

/** Facts of what stands around a value that a rule found. */
export function surroundingFacts(
  rule: { readonly id: string; readonly provider: string; readonly family?: string },
  surroundings: Surroundings,
): Fact[] {
  const around = oneString.test(rule.id) ? ownString(surroundings) : surroundings;
  const facts: Fact[] = [];
  const own = byRule[rule.id] ?? [];
  const client = anySecretOfClient.test(rule.id) ? clientOf : [];
  for (const [name, pattern] of [...own, ...(byProvider[rule.provider] ?? []), ...client]) {
    const value = nearest(pattern, around);
    if (value === undefined || noValue.test(value) || facts.some((fact) => fact.name === name)) continue;
    facts.push({ name, value });
  }
  if (rule.family === 'generic-url-password') facts.push(...urlFacts(around));
  if (rule.id === 'assigned-password') facts.push(...siblingFacts(around));
  if (rule.id === 'azure-sas-signature') facts.push(...sasFacts(link(around)));
  if (rule.id === 'gcp-signed-url') facts.push(...googleLinkFacts(link(around)));
  if (rule.id.endsWith('private-key')) facts.push(...certificateFacts(around));
  return facts;
}

/** Providers and rules that are spoken of here. */
export const spokenOf: { readonly providers: readonly string[]; readonly rules: readonly string[] } = {
  providers: Object.keys(byProvider),
  rules: [...Object.keys(byRule), 'assigned-password', 'generic-url-password', 'azure-sas-signature'],
};
