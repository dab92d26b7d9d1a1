/**
 * What a value itself is called: the name nearest to it decides, over that of a provider further away. `acme: { token: ${TOKEN},
 * screen: '…' }` holds a screen of Acme, and no token.
 */

/** Words of credentials. */
export const credentialWord =
  /(?:^|[^a-z])(?:api(?<!\/api(?=[:\s]))|auth|sk|pat)(?![b-z])|(?:key|token|secret|password|passwd|pass|credentials?|bearer|pwd|authorization|dsn)s?(?![a-z])|(?:token|secret|password|bearer|authorization)|apikey|(?:^|\s)(?:-u|--user)[ =]/i;

/** Names that say nothing of what they hold, and rarer ones of credentials. */
const neutral =
  /(?:^|[^a-z])(?:[a-z_-]{0,20}(?:value|default|string|text|data|content|login|user(?:name)?|licen[cs]e|cert(?:ificate)?(?:id)?|seed|phrase|webhook|env(?:ironment)?|prod(?:uction)?|staging|live|dev|test|sandbox|main|mainnet|personal|client|config|header|param(?:eter)?|arg|is|it|use|with|code)|[a-z]|v\d)$/i;

/** Last words of names of what is no credential: things, places, their marks. */
const thing =
  /(?:^|[^a-z]|(?<=[a-z])(?=[A-Z]))(?:ids?|u?uid|guid|sid|(?<!user[_-])names?|[acu]rn|sha-?\d{0,3}|md5|hash(?:es)?|digest|checksum|integrity|etag|rev|revision|commit|ref|version|tag|build|fingerprint|thumbprint|image|screen|widget|project|creator|owner|author|cursor|state|nonce|sub|jti|kid|iv|mac|txid|tx|order|invoice|template|channel|message|transaction|trace|span|ray|request|correlation|email|address|website|url|uri|host|hostname|endpoint|path|file|filename|folder|region|zone|bucket|topic|queue|table|base|board|workspace|team|org(?:ani[sz]ation)?|tenant|customer|subscription|plan|price|product|sku|device|tracking|site|page|post|slug|title|label|locale|class|style|color|icon|font|asset|src|href|model|schema|dataset|room|group|role|policy|resource|instance|server|volume|snapshot|network|subnet|cluster|node|job|run|task|event|record|item|entry|row|document|ticket|issue|contact|lead|deal|campaign|list|form|field|segment|audience|flow|report|dashboard|chart|query|view|index|playlist|track|video|photo|album|location|place|store|shop|cart|payment|charge|refund|payout|balance|wallet|contract|block|txn|signature|serial|barcode|isbn|date|time|timestamp|expires|created|updated|verification|analysis|pipeline|workflow|deployment|deploy|release|execution|invocation|conversation|session)$/;

/** What assigns and what opens a value, after the name of it. */
const opening =
  /["'`\])*]{0,4}[ \t]{0,8}(?:=>|:=|[=!]={1,2}|[=:]|<-|(?<=[ \t])(?:is|was|are)(?=[ \t]))\s{0,24}(?:-[ \t])?[bruf]?\\{0,3}["'`([{<]{0,3}(?:(?:bearer|token|basic|key|oauth|apikey|api-key|jwt|bot|ssws|sso-key|geniekey) |(?:[\w.-]{1,40}:){1,4})?$/i;
/** Of an element: `<image>`, `<string name="acme_key">`. */
const element = /<([\w:.-]{1,40}[^<>]{0,80})>\s{0,24}$/;
/** Where name and value stand apart: `<key>BuildUUID</key><string>`, `"key": "_postman_id", "value": "`, `name="x" value="`. */
const apart =
  /<(?:key|name)>([\w.-]{1,60})<\/(?:key|name)>\s{0,24}<(?:string|value|data)>\s{0,24}$|["']?(?:key|name)["']?\s?[:=]\s?["']([\w.-]{1,60})["'][,;]?\s{1,24}["']?value["']?\s?[:=]\s{0,3}["']?$/i;
/** The same where the provider's name begins the name: `_id", "value": "`. */
const restOfName = /^([\w.-]{1,24})["'][,;]\s{0,12}["']?value["']?\s?[:=]/i;
/** Bytes of a name or of a phrase before a colon. */
const longestName = 80;

/** The name or phrase that ends at a place, and where it begins: letters, digits, blanks, `._$@/-`. */
function phraseBefore(text: string, end: number): { readonly phrase: string; readonly start: number } {
  let start = end;
  while (start > 0 && end - start < longestName && /[\w.$@/ \t-]/.test(text[start - 1]!)) start--;
  // Of two sentences the last.
  const stop = text.slice(start, end).search(/\.[ \t][^.]*$/);
  if (stop >= 0) start += stop + 1;
  return { phrase: text.slice(start, end), start };
}

/** `apiKey: { bsc: '`: what opens a block that the name stands in. */
const opensBlock = /([\w.-]{1,40})["'\])]{0,3}\s{0,3}[=:]\s{0,3}[{[(]\s{0,24}["'`]?$/;

/** Keys and tokens that are public or unlock nothing: of sites, of widgets, of maps and rows. */
const publicName =
  /(?:public|pub|publishable|site|widget|browser|anon|object|file|component|node|cache|foreign|sort|partition|idempotency|i18n|translation|registry|dict|map|row|lookup|shortcut|hot|image|style|item|asset|zobrist|route|search(?:[-_ ]?only)?(?:[-_ ]?api)?|application[-_ ]?server|vapid[-_ ]?public|sonar\.project|(?<![a-z])data-|domain|_domain)[-_ ]?key(?![-_ ]?(?:secret|password|token|value))|(?:widget|continuation|idempotency|next|(?:next[-_]?)?page|pagination|sync)[-_ ]?token|(?<![a-z])(?:n|m|node|disco)key|client[-_ ]?side[-_ ]?(?:key|token|id)|dns[-_ ]?key|host[-_ ]?key(?=["'\s:=])|ssh[-_ ]?rsa/i;

/** Whether what stands right before a value calls it a public key, or a key that unlocks nothing. */
export function isPublicName(before: string): boolean {
  const opens = opening.exec(before);
  const call = opens ? null : /\(\s{0,8}[bru]?["'`]$/.exec(before);
  const end = opens?.index ?? call?.index;
  if (end === undefined) return false;
  const { phrase } = phraseBefore(before, end);
  // `"Machine": "mkey:`
  const piece = /([\w-]{2,40}):$/.exec(before)?.[1];
  const last = piece ?? /[\w.$-]+(?:[ \t][\w.$-]+)?$/.exec(phrase)?.[0] ?? '';
  const match = publicName.exec(last);
  return match !== null && match.index + match[0].length === last.length;
}

/** `.retrieve("`, `getEntry('`: what is called with the id of a thing. */
const callee = /([A-Za-z_$][\w$]{1,40})[!?]?\s?\((?:[\w.]{1,30},\s?){0,3}\s{0,4}[bru@$]?["'`]$/;
const looksUp =
  /^(?:(?:get|find|fetch|retrieve|open|load|delete|remove|destroy|update|patch|query|select|base|table|track|identify|setUser\w*|alias|group|screen|emit|on|once|subscribe|capture|cancel|show|view|list|read|watch|follow|join|play|render|describe|stat|exists|has|lookup|lookUp|resolve|search|download|restore|archive|publish|move|copy|clone|checkout|diff|log|debug|info|warn|error|print|assert\w*|expect|equal\w*|eq|seed|hash|md5|sha\d*|digest|encode|decode|parse|split|match|test|replace|sort|push|append|insert|upsert|where)(?![a-z])|(?:Get|Find|Fetch|Retrieve|Open|Load|Delete|Remove|Update|Query|Track|Show|View|List|Read|Lookup|Resolve|Search|Download)(?![a-z]))/;

/** `getBasicClient('`: what is got by a key. */
const opens = /client|session|handler|connection|api$/i;

/** Whether a value is what a thing is looked up by: `openai.threads.retrieve("…")`, `getToken("` not. */
function isLookedUp(near: string): boolean {
  const name = callee.exec(near)?.[1];
  // `AcmeClient.Get("`, `acmeclient.get("`: what makes the provider's own object.
  if (name === undefined || /^(?:[A-Za-z]{0,24}\.[A-Z]\w*|client\.get)\(["']$/.test(near)) return false;
  return looksUp.test(name) && !credentialWord.test(name) && !opens.test(name);
}

export type Called = 'credential' | 'provider' | 'other' | 'neutral' | 'unknown' | 'none';

/** Whether a name ends in the word of a thing: `projectId`, `widget_key` not. */
function isThing(phrase: string): boolean {
  const last = /[\w-]+$/.exec(phrase.trim())?.[0] ?? '';
  const spaced = last.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  return thing.test(spaced);
}

/** `task AY…`, `cf-request-id 40fe…` */
const wordBefore = /([\w-]{2,40})[ \t]{1,3}["'`]?$/;

/** What is no credential whatever is said before it: `API key id: `, `hash of the token: `. */
const markOf =
  /(?<![a-z])(?:ids?|u?uid|guid|sha-?\d{0,3}|md5|hash|digest|checksum|etag|fingerprint|thumbprint|version|url|nonce)(?: of [\w ]{1,40})?$/i;

/** `API key of the team`: words that speak of a credential, whatever the last of them is. */
function isSentence(phrase: string): boolean {
  return /\w[ \t]+\w/.test(phrase) && credentialWord.test(phrase);
}

/**
 * What a value is called.
 *
 * @param near from the provider's name, or from the value before, up to the value
 * @param attached whether the provider's name stands right before `near`
 */
export function calledIn(near: string, attached: boolean): Called {
  const pair = apart.exec(near);
  const rest = attached ? restOfName.exec(near)?.[1] : undefined;
  const pairName = rest ?? pair?.[1] ?? pair?.[2];
  if (pairName !== undefined && isThing(pairName)) return 'other';
  const opens = opening.exec(near);
  const tag = opens ? null : element.exec(near);
  if (!opens && !tag) return isLookedUp(near) || isThing(wordBefore.exec(near)?.[1] ?? '') ? 'other' : 'none';
  const { phrase, start } = opens ? phraseBefore(near, opens.index) : { phrase: tag![1]!, start: tag!.index };
  // `spotify:playlist:`
  if (opens && isThing(/([\w-]{2,40}):$/.exec(opens[0])?.[1] ?? '')) return 'other';
  if (phrase.trim() === '') return 'none';
  if (isSentence(phrase)) return markOf.test(phrase.trim()) ? 'other' : 'credential';
  if (isThing(phrase)) return 'other';
  if (credentialWord.test(phrase)) return 'credential';
  if (start === 0 && attached) return 'provider';
  if (neutral.test(phrase)) return 'neutral';
  const enclosing = opensBlock.exec(near.slice(Math.max(0, start - 60), start));
  return enclosing && credentialWord.test(enclosing[1]!) ? 'credential' : 'unknown';
}

/**
 * Values that stand for one: variables, templates, calls of the environment, beginnings of tokens with dots after them, masks and
 * words that ask to be replaced.
 */
const standIn = new RegExp(
  [
    String.raw`\$\{[^{}\n]{1,60}\}`,
    String.raw`\{\{[^{}\n]{1,60}\}\}`,
    String.raw`<%[^%\n]{1,80}%>`,
    String.raw`<(?:your|my|the|insert|enter|put|paste)[ _-][^<>\n]{2,40}>`,
    String.raw`\$\(?[A-Z][A-Z0-9_]{3,40}\)?`,
    String.raw`(?:process\.env|import\.meta\.env|Deno\.env\.get|os\.environ(?:\.get)?|os\.getenv|\w{0,20}[gG]et_?[eE]nv\w{0,24}|fromEnvironment|ENV(?:\.fetch)?|env(?:!|::var)?|env\.get)[.([]\s?["'\`]?[A-Za-z_][\w.-]{2,60}["'\`]?[)\]]?`,
    String.raw`[=:]\s?["'\`]?[\w-]{2,60}(?:\.{3}|\xe2\x80\xa6)`,
    String.raw`[\w-]{0,40}[\d_-][\w-]{0,40}(?:\.{3}|\xe2\x80\xa6)`,
    String.raw`[=:]\s{0,3}["'\`]?(?:your|my|change|replace|insert)[-_]\w{2,40}`,
    String.raw`[\w-]{0,40}(?:x{6}|X{6}|\*{4})[\w*.-]{0,40}`,
  ].join('|'),
  'g',
);
/** What takes the place of a stand-in that is not set: `process.env.KEY || '`, `getenv("KEY", "`. */
const fallback = /^["'\])}]{0,3}\s{0,4}(?:\|\|=?|\?\?=?|\?:|:-|or|else|,|\.unwrap_or\(|=)\s{0,4}["'`]?$/;

/** What of `near` remains after the last stand-in; undefined where there is none, or the value is what it falls back to. */
export function afterStandIn(near: string): string | undefined {
  let end = -1;
  for (const match of near.matchAll(standIn)) end = match.index + match[0].length;
  if (end < 0) return undefined;
  const rest = near.slice(end);
  return fallback.test(rest) ? undefined : rest;
}
