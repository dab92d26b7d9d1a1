/**
 * For values that are known only by the provider's name near them: whether the value looks drawn by a generator, and whether the text
 * between the name and the value speaks of a credential or of something else (a commit, a digest).
 */

import { mostLongLength, credentialName as namedCredential, upToHost, userOption, valueLead } from '../beside.ts';
import type { Check, CheckResult, Groups } from '../check.ts';
import { afterStandIn, type Called, calledIn, credentialWord, isPublicName } from '../own-name.ts';
import { whyNotRandom } from '../randomness.ts';

const least = 16;
/** Shorter values need a credential's own name right before them, and digits among their letters. */
const leastNamed = 10;

const otherThing =
  /(?:sha-?\d{0,3}|md5|\bh1|go\.mod|integrity|commit|(?<![a-z])rev(?:ision)?|digest|checksum|check_?sum|hash|fpr|sentry_key|etag|(?<![a-z])version|fingerprint|build_?id|git_?ref|\bref|(?<![a-z])tree|blob|thumbprint|uuid(?!\()|guid(?!\()|rss|session_?id|request_?id|trace_?id|public_?key|publishable_?key|project_?id|client_?id|app(?:lication)?_?id|site_?key|user_?id|account_?id|tenant_?id|subscription_?id|room_?id|signature|base64,|https?:\/\/|\.(?:js|css|png|jpe?g|svg|gif|html?|md|py|go|rb|java|ts|zip|tar|t?gz|t?xz|bz2|whl|jar|deb|rpm|exe|dmg|iso|bin)|@|#)[\w.-]{0,12}["'`)\]]?\s{0,4}[=:,(>]{0,10}\s{0,24}["'`+/]{0,2}$/i;
/** `md5(`, `sha256sum `: what stands ahead of the name of a file in a list of digests. */
const digestOf =
  /(?:md5|sha-?\d{1,3}|hash\w{0,20}(?=\()|checksum|digest|commit|integrity)(?:sum)?[\s:(=]{1,3}["'`]?[\w./@-]{0,24}$/i;
/** What a clause says of digests and commits that hold its hex digits. */
const saysDigest =
  /(?<![\w-])(?:md5|sha-?\d{0,3}|hash(?:es|ed)?|checksums?|digests?|commits?|committed|pushed|(?:fetch|pull)(?:ing|ed)?|clon(?:ing|ed)|check(?:ing|ed)? ?out|merged?|revisions?|rev|HEAD|branch|tree|parent|object|blob|fingerprint|etag)(?![\w-])(?![\s\S]{0,60}(?:key|token|secret|password))[^=]{0,40}$/i;
/** `thread_…`, `cus_…`: ids that begin with what they are of. */
const ofThing =
  /^(?:asst|thread|vs|msg|run|step|batch|ftjob|cus|cust|sub|pi|ch|acct|evt|price|plan|order|ord|inv|invoice|shp|trk|adr|pm|seti|txn|payout|tpl|template|proj|org|team|list|contact|seg|req|job|task|doc|img|file)_[A-Za-z0-9]{10,}$/;
const hexadecimal = /^[a-fA-F0-9-]+$/;
/** Only what assigns stands between: `acme = '`, `acme: "`, `AcmeClient("`, `acme = createClient("`, `--acme `. */
const assigns =
  /^[\w.:>-]{0,40}["'`\])]{0,3}[ \t]{0,8}(?:=[=>]?|:=?|[-=~]{1,2}>|\|\|[=:]|[|,>(]|is[ ]|[ \t])[ \t]{0,8}(?:(?:new |await )?[\w.:]{1,40}\([ \t]{0,8})?[bru]?["'`([{<]{0,3}(?:[\w.-]{1,40}[:|])?$/i;
/** The same with a quote, or with nothing but an equals sign. */
const assignsQuoted =
  /^(?:client|api)?["'`\])]{0,3}[ \t]{0,8}(?:=[=>]?|:=?|\|\|[=:]|\(|[ ])[ \t]{0,8}[bru]?["'`]$|^[ \t]{0,8}=[ \t]{0,8}$/i;
/** `Acme::Client.new('`, `acme.NewClient("`, `AcmeApi(`: what takes a key as its first argument. */
const opensClient =
  /^[\w.:>-]{0,30}(?:client|api|new|sdk|service|session|auth|environment|credentials?|profile)\w{0,12}\(\s{0,8}["'`]$/i;
/** The same some words after the name: `import acme⏎client = Client('`. */
const laterClient =
  /[^\w](?:new )?[\w.:>-]{0,30}(?:client|api|\.new|::new|sdk|init\w{0,8}|connect|authenticate|configure|session|authenticator|handler|interface)\w{0,8}\(\s{0,8}(?:["'`][^"'`\n]{1,60}["'`],\s{1,12})?["'`]$/i;
/** Further cells of a row, after the name in one of them: `acme,ops@acme.io,`, `| acme | team | `. */
const cells =
  /^["'`]?[ \t]{0,8}(?:,[^,|\n]{0,40}){0,2},[ \t]?["'`]?$|^[ \t]{0,24}(?:\|[^|\n]{0,40}){0,2}\|[ \t]{0,8}[`*]{0,2}$/;
/** An address of a person is no package with its version. */
const email = /[\w.+-]{1,40}@[\w-]{1,40}\.[\w.]{2,20}/g;
/** The second argument of a call that bears the name: `AcmeClient("user", "`, `acme = new Client("id", "`. */
const secondArgument =
  /^[\w.:>-]{0,40}(?: = (?:new |await )?[\w.:]{1,40})?\(\s{0,8}(?:["'`][^"'`\n]{1,80}["'`]|[\w.]{1,30}),\s{1,24}["'`]$/;
const clientLike = /client|api|new |auth|service|interface|init|login|connect|config|sdk|[\w.-]@[\w-]/i;
/** Rows of SQL: `('acme', 'https://api.acme.com', '`. */
const row = /^[\w.]{0,24}["'](?:, ?["'][^"'\n]{0,60}["']){0,2}, ?["']$/;
/** `acme = Acme("`: what is called, to be told from other calls by the provider's name. */
const called = /([A-Za-z][\w]{1,40})\(\s{0,8}["'`]$/;

/** Whether the value is the first argument of a call that bears the provider's name. */
function isOwnCall(near: string, name: string): boolean {
  const callee = called.exec(near)?.[1]?.toLowerCase();
  return callee !== undefined && name.length >= 3 && callee.startsWith(name.replace(/[^a-z0-9]/g, ''));
}

/** What goes on after a value in its line: `", forHTTPHeaderField: "X-Api-Key"` names it, `// md5 of` names it otherwise, `:<secret>` is no half of a pair. */
const namedAfter =
  /^["'`], ?(?:forHTTPHeaderField|forHeader|for|forKey|as|name): ?["'`][\w-]{0,30}(?:key|token|authorization|secret)/i;
const otherwiseAfter =
  /^["'`)\];,]{0,4}[ \t]{0,8}(?:\/\/|#|\/\*)[ \t]?(?:an? |the )?(?:md5|sha-?\d{0,3}|hash|digest|checksum|commit|etag|revision|fingerprint|client[- ]side|publishable|public key)(?![a-z])/i;
const placeholderAfter = /^:(?:<[\w -]{2,40}>|\{\{|your[-_]|\*{3}|x{4})/i;

/** Between two values of a call: `Client('id', 'secret')`. */
const nextArgument = /^["'`],\s{1,24}["'`]$/;
/** A signed token: two parts of JSON and a signature. */
const signed = /^ey[JK][\w-]{8,600}\.ey[\w-]{8,600}\.[\w-]{8,600}$/;
/** A heading: the name ends its line, and the value begins the next. */
const heads = /^[\w .,:-]{0,24}\r?\n[ \t]{0,8}(?:-[ ])?["'`]?$/;
/** The first entry of a list under the name: `acme:⏎  - `. */
const listed = /^["']?:[ \t]{0,4}\r?\n[ \t]{1,12}-[ \t]["']?$/;
/** What a line has ahead of a heading. */
const leadsIn = /^[\s#/*;<!-]*$/;
/** The value of a key that names a credential, right after it. */
const ownName =
  /(?:key|token|secret|password|passwd|pwd|credentials?|bearer)["'`\])]{0,3}[ \t]{0,8}(?:=[=>]?|<-|:=?|[|,>(]|[ \t])[ \t]{0,8}["'`([{<]{0,3}$/i;
/** Characters that change from letters to digits and back often, as in no name with a number at its end. */
const mixedWell = /[A-Za-z][0-9]+[A-Za-z]+[0-9]|[0-9][A-Za-z]+[0-9]+[A-Za-z]/;

/** `…_id`, `…Id` and `…_ID` name what is public, but for the halves of a credential. */
const identifierName =
  /(?:(?<!secret|SECRET)_(?:id|ID)|[a-z](?<![Ss]ecret)I[dD]|(?<=\s)[iI][dD])["'`\])]{0,3}(?:\s{0,4}(?:=>?|:)\s{0,4}|\s)["'`]?$/;

/** Nothing but an operator stands right before the value, or the scheme of a header. */
const operatorLast =
  /(?:[=:>(,]|<-)[ \t]{0,8}[bruf]?["'`]?(?:(?:bearer|token|basic|key|apikey|api-key|api|bot|ssws|sso-key|oauth|jwt|geniekey|accesskey) )?$/i;

function fail(reason: string): CheckResult {
  return { outcome: 'fail', reason };
}

/** For what the value looks like alone, right after a credential's name, unless it is called something else as well. */
function doubt(value: string, groups: Groups, reason: string): CheckResult {
  if (!namedCredential.test((groups['near'] ?? '').slice(-valueLead))) return fail(reason);
  const called = whyOther(value, groups);
  return called === undefined ? { outcome: 'fail', reason, unsure: true } : fail(called);
}

/** Ends of statements and sentences in a line, and beginnings of comments. */
const ends = /;|(?<!:)\/\/[ \t]|#[ \t]|\.[ \t](?=[A-Z])/;
/** The second of two arguments, and what a command logs in with. */
const isPositional = /["'`],\s{0,12}["'`]$|\blogin[ \t]$/;
/** `mine is 0da2…` */
const isSaid = /[ \t]is[ \t]["'`]?$/;

/** Whether a credential's name stands in the same line, statement or sentence as the hex digits, or heads them. */
function isNamed(near: string, before: string, called: Called): boolean {
  if (called === 'neutral' || isSaid.test(near)) return credentialWord.test(near) || credentialWord.test(before);
  const lines = near.split('\n');
  while (lines.length > 1 && /^[\s"'`*_>|/#-]*$/.test(lines.at(-1)!)) lines.pop();
  const piece = lines.at(-1)!.split(ends).at(-1)!;
  return credentialWord.test(piece) || (piece === near && credentialWord.test(before));
}

const uuid = /^[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}$/i;

/** How sure a value of random look is, by what stands before it. */
function sureness(value: string, groups: Groups): number | undefined {
  const { near = '', before = '', after = '', between = '', follows = '' } = groups;
  const hex = hexadecimal.test(value);
  const named = hex
    ? isNamed(near, before, calledIn(near, true)) || credentialWord.test(after) || namedAfter.test(follows)
    : credentialWord.test(near) || credentialWord.test(before) || credentialWord.test(after);
  // The nearer name says more.
  if (named) return (hex ? 0.8 : 0.85) - Math.min(4, near.split('\n').length - 1) / 100 - (near.length > 40 ? 0.01 : 0);
  if (hex && (/^[\w.-]{0,24}:[ \t]{1,8}$/.test(near) || /^[\w./-]{0,40}["'`][ \t]{1,8}["'`]$/.test(near)))
    return undefined;
  if (cells.test(near) && uuid.test(value)) return undefined;
  if (assigns.test(near)) return hex || value.length < 24 ? 0.65 : 0.75;
  if (heads.test(near) && leadsIn.test(before) && !/[+/]/.test(value)) return 0.72;
  if (cells.test(near) || listed.test(near) || row.test(near)) return 0.68;
  if (secondArgument.test(near) && (!hex || clientLike.test(near))) return 0.65;
  // Of a URL, and of what logs in.
  if (upToHost.test(between)) return 0.75;
  if (userOption.test(near)) return hex ? 0.78 : 0.83;
  if (laterClient.test(near) && !/\/\/|[A-Za-z0-9_-]{24}/.test(near)) return 0.6;
  if (before === '.' && nextArgument.test(near)) return 0.55;
  return !hex && isDense(value) && mayStandIn(near) ? 0.6 : undefined;
}

/** Long, and of letters (the shorter ones: of both cases) and digits: what no sentence and no code around a name holds but a credential. */
function isDense(value: string): boolean {
  if (!/^[A-Za-z0-9_-]{20,}$/.test(value) || !mixedWell.test(value)) return false;
  return value.length >= 24 || (/[A-Z]/.test(value) && /[a-z]/.test(value));
}

/** A few words or a call between the name and the value: no address, no further value. */
function mayStandIn(near: string): boolean {
  return near.length <= 48 && /[\s"'`(=]$/.test(near) && !/\/\/|[A-Za-z0-9_-]{20}/.test(near);
}

function isOther(near: string, before: string, between = ''): boolean {
  if (upToHost.test(between) || row.test(near)) return false;
  return (
    otherThing.test(near.includes('@') ? near.replace(email, '') : near) ||
    identifierName.test(near) ||
    digestOf.test(before)
  );
}

/** `'form:' + '`: a piece of a longer text, which no scheme of a header begins. */
function isJoined(near: string): boolean {
  return (
    /["'`]\s{0,3}\+\s{0,3}["'`]$/.test(near) &&
    !/(?:bearer|basic|token|key)[ =:]{1,2}["'`]\s{0,3}\+\s{0,3}["'`]$/i.test(near)
  );
}

/** `serverPublic, _ := conf.Parse…(`, ahead of the name. */
const publicAhead = /public(?:[_-]?key)?\s?(?:,\s?\w{1,12})?\s?:?=\s?[\w.]{0,30}$/i;

/** Within `crn:v1:acme:public:…`, `arn:…`, `urn:…`: the name of a resource. */
function isInResource(near: string, before: string): boolean {
  return /\b[acu]rn:[\w:./-]{0,80}$/.test(before) && /^[\w:./-]{0,160}$/.test(near);
}

/** Why a value is none of the provider's: something else is what it is called itself. */
function whyOther(value: string, groups: Groups): string | undefined {
  const { near = '', before = '', between, follows = '' } = groups;
  if (otherwiseAfter.test(follows)) return 'a digest or a commit by what is said of it';
  if (placeholderAfter.test(follows)) return 'its other half is a placeholder';
  if (isOther(near, before, between)) return 'named as something other than a secret';
  if (upToHost.test(between ?? '') || row.test(near) || cells.test(near) || userOption.test(near)) return undefined;
  if (isInResource(near, before)) return 'a piece of the name of a resource';
  if (isPublicName(near) || publicAhead.test(before)) return 'called a public key, or a key of a map';
  const rest = afterStandIn(near);
  const called = calledIn(rest ?? near, rest === undefined && before !== '.' && between === undefined);
  if (called === 'other') return 'named as something other than a secret';
  if (called !== 'credential' && ofThing.test(value)) return 'an id by its prefix';
  if (rest !== undefined && called !== 'credential') return 'what names it holds something else';
  if (hexadecimal.test(value) && (saysDigest.test(near) || isJoined(near)))
    return 'a digest or a commit by what is said of it';
  if (called === 'unknown' && hexadecimal.test(value) && !isSaid.test(near))
    return 'named as something other than a secret';
  return undefined;
}

const tooShort = 'too short to be random';

/** Numbers, and values too short to look random by themselves: credentials where they are called so, or nothing. */
function plainValue(value: string, groups: Groups): CheckResult | undefined {
  const { near = '', before = '' } = groups;
  const short = value.length < least;
  if (!short && !/^[0-9]+$/.test(value)) return undefined;
  if (!ownName.test(near) || isOther(near, before)) return doubt(value, groups, short ? tooShort : 'a number');
  if (short && !(value.length >= leastNamed && mixedWell.test(value) && whyNotRandom(value) === undefined))
    return doubt(value, groups, tooShort);
  return { outcome: 'pass', confidence: 0.65 };
}

export const randomToken: Check = {
  name: 'random-token',
  summary: 'The value looks drawn at random, and what stands before it does not call it a commit, a digest or an id.',
  test(value, groups) {
    const near = groups['near'];
    if (near === undefined && value.length < least) return { outcome: 'none' };
    if (value.length > mostLongLength) return doubt(value, groups, 'longer than is read beside a name');
    const plain = plainValue(value, groups);
    if (plain !== undefined) return plain;
    const reason = signed.test(value) ? undefined : whyNotRandom(value);
    if (reason !== undefined) return doubt(value, groups, reason);
    if (/^(?:public|pub|publishable)[-_]/i.test(value)) return fail('a public key by its prefix');
    const other = whyOther(value, groups);
    if (other !== undefined) return fail(other);
    const confidence = sureness(value, groups);
    const unnamed = confidence === undefined && near !== undefined && !isPositional.test(near);
    if (unnamed && hexadecimal.test(value)) return fail('hex digits that nothing names');
    return confidence === undefined ? { outcome: 'none' } : { outcome: 'pass', confidence };
  },
};

export const credentialName: Check = {
  name: 'credential-name',
  summary: 'What stands between the name of the provider and the value speaks of a credential.',
  test(value, groups) {
    const near = groups['near'] ?? '';
    const { before = '', after = '' } = groups;
    // Of a word of English, what is said of keys in another line speaks of something else.
    const assigned = !/\n/.test(near) || operatorLast.test(near) || heads.test(near) || userOption.test(near);
    if (assigned && [near, before, after].some((text) => credentialWord.test(text))) return { outcome: 'none' };
    // Nothing else than a credential is assigned so to a name, be it a word of English.
    const hex = hexadecimal.test(value);
    const long = value.length >= 20 || (value.length >= 16 && mixedWell.test(value));
    if (long && assigns.test(near) && !hex && /[0-9]/.test(value)) return { outcome: 'none' };
    if (value.length >= 32 && (assignsQuoted.test(near) || listed.test(near))) return { outcome: 'none' };
    const first = opensClient.test(near) || laterClient.test(near) || isOwnCall(near, groups['name'] ?? '');
    if (value.length >= (hex ? 32 : 20) && (first || secondArgument.test(near))) return { outcome: 'none' };
    if (value.length >= (hex ? 32 : 20) && before === '.' && nextArgument.test(near)) return { outcome: 'none' };
    if (upToHost.test(groups['between'] ?? '')) return { outcome: 'none' };
    if (heads.test(near) && leadsIn.test(before) && isDense(value) && !hex) return { outcome: 'none' };
    return fail('nothing near it speaks of a credential');
  },
};
