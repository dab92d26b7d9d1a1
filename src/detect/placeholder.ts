/** Values that stand where a secret will be: examples, templates, masks, runs of the same or of neighbouring characters. */

/** Longer values (private keys, dumps) are not judged by single words. */
const longest = 600;

const saysExample = /example/i;
const exampleHost = /(?:[a-z0-9-]+\.)?example\.(?:com|org|net|edu|io)|\.example\b/gi;

/** Words that nobody's generator makes, long enough not to turn up by chance. */
const words =
  /example|placeholder|change[-_ ]?me|change[-_ ]?this|replace[-_ ]?(?:me|this|with)|insert[-_ ]|your[-_ ]|yourkey|yoursecret|yourtoken|youraccess|yourapi|yourpass|dummy|redacted|not[-_ ]?(?:a[-_ ]?)?real|fake[-_ ]?(?:key|token|secret|pass)|test[-_ ]?only|todo[-_ :]|demo[-_]?key|sandbox[-_]?demo|goes[-_ ]?here|key[-_ ]?here|password[-_ ]?here|token[-_ ]?here|secret[-_ ]?here|deadbeef|abcdefgh|foobarbaz/i;

/** `API_TOKEN`, `API_TOKEN:API_SECRET`: names in capitals, as variables have them. */
const bareNames =
  /^(?:[A-Z]+_)+(?:KEY|TOKEN|SECRET|PASSWORD|PASS|PWD|USER|USERNAME|ID|SID)(?::(?:[A-Z]+_)*(?:KEY|TOKEN|SECRET|PASSWORD|PASS|PWD|X)?)?$/;
/** Values that only say what stands there. */
const bareWord = /^(?:pass(?:word|wd)?|pwd|secret|token|x{3,}|null|none|undefined|empty)$/i;
const digitRun = /1234567890|0123456789|9876543210/;
const maskRun = /[xX]{5,}|\*{3,}|\.{4,}|#{5,}|_{6,}|-{6,}|•{2,}|(?:XXX-){2}/;
const maskWord = /^\W*(?:masked|redacted|secure|filtered|hidden|removed|omitted|sensitive|censored|scrubbed)\W*$/i;
const template =
  /^(?:\$\{|\$\(|\{\{|\{%|<%|#\{|%\(|%\{|@@|\[\[|\$[A-Z_a-z][A-Za-z0-9_]*$|%[A-Z_]+%$|%[sdv]$|<[A-Za-z][^<>]*>$|\{[A-Za-z_][A-Za-z0-9_.]*\}$|__[A-Z_a-z]+__$|&&?[a-z]+(?:_[a-z]+)+\.?$)/;
const templateInside =
  /\{\{resolve:|\$\{\{?[^{}]*\}|\{\{[^{}]*\}\}|<%=?[^%]*%>|<(?:your|my|insert|the|api|access|secret|token|key|password)[^<>]*>|<[a-z][a-z_ -]{2,24}>/i;

/** Also `1.1754943508222875e-38`, and `3_5056124911939410203`, as media are numbered. */
const shortNumber =
  /^(?:0x[0-9a-f]{1,16}(?:u?l{0,2}|n)|-?\d{1,24}(?:\.\d{1,24}(?:e[+-]?\d{1,3})?|e[+-]?\d{1,3})f?|\d{1,3}_\d{6,24})$/i;
/** Words of languages that need more than ASCII, as texts of forms are; bytes. */
const foreignWords = /^(?=.*[\x80-\xff])[A-Za-z\x80-\xff_ -]+$/;
/** Of an account or a contract at Ethereum. */
const address = /^0x[0-9a-f]{40}$/i;
const uuid = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;
const namesUuid =
  /(?:[gGuU]?[uU](?:id|ID)|[a-z](?<![Ss]ecret)I[dD]|(?<!secret|SECRET)_(?:id|ID))["'\])]*[\s=:,>]*["'({]*$/;

/** A graphics card, whole or a part, as NVIDIA's drivers call it. */
const card = /^(?:GPU|MIG)-[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** `tokenId: "`, `credentials_id = '`: what is revoked by, not what opens. */
const tokenId = /(?:token|credentials?|api[-_]?key)(?:Id|ID|_id|_ID|-id)["'\])]{0,3}\s?(?:=>?|:|>)\s?["']?$/i;

/** `MaDs…sgY8`, `wyLT****`, `SWMTKN-1-` of `SWMTKN-1-<digest>`: the dots as bytes of UTF-8. */
const masked = /^SWMTKN-1-$|\w\xe2\x80\xa6|\w\*{4}/;

/** What a value is by the name right before it, whatever that name speaks of. */
const namedOtherwise: readonly (readonly [RegExp, string])[] = [
  [/--recv-keys?["']?[ =]["']?(?:0x)?$/, 'the fingerprint of a public key'],
  [/Sec-WebSocket-(?:Key|Accept)["']?\s?[:,=]\s?["']?$/i, 'the nonce of a handshake'],
  [/\b(?:sha_?(?:1|224|256|384|512)|md5)\([^()\n]{1,60}\)\s?={2,3}\s?["']$/i, 'the digest that one is compared with'],
  [/csrfmiddlewaretoken["'] value=["']$/, 'the token of a form'],
];

/** Values that ask to be replaced, and say nothing else; `changeit` is what Java's key stores come with. */
const request =
  /^(?:change[-_ ]?(?:me|this)|replace[-_ ]?(?:me|this)|to[-_ ]?be[-_ ]?(?:changed|replaced)|(?:enter|insert|put|use)[-_ ]your[-_ ][a-z_ -]{1,40}|your[-_ ][a-z_ -]{1,40})[!.\d]{0,4}$/i;

/** What a hand types that chooses nothing: one key again and again, or keys that lie side by side. */
const idle = /^(?:(.)\1{3,}|(?:qwer|asdf|zxcv){1,8})$/i;

/**
 * As `placeholderReason`, for values whose confidence weighs placeholders already: only what no weight should outvote.
 * @param before what stands before the value, some 40 characters
 */
export function certainReason(value: string, before: string): string | undefined {
  if (value.includes('EXAMPLE')) return 'documented example';
  if (before.endsWith('{{') || (value.length <= longest && templateInside.test(value)))
    return 'template or variable instead of a value';
  if (shortNumber.test(value)) return 'a number';
  if (foreignWords.test(value)) return 'words of a language';
  if (address.test(value)) return 'an address';
  if (card.test(value)) return 'the id of a device';
  if (request.test(value)) return 'placeholder word in the value';
  if (idle.test(value)) return 'repeated characters';
  if (tokenId.test(before)) return 'an id by its name';
  if (before.endsWith('<') && value.includes('>')) return 'template or variable instead of a value';
  if (value.length <= longest && masked.test(value)) return 'masked or repeated characters';
  const named = namedOtherwise.find(([name]) => name.test(before));
  if (named) return named[1];
  if (uuid.test(value) && namesUuid.test(before)) return 'a UUID by its name';
  // Shorter ones are passwords that people choose.
  return value.length >= 12 && value.length <= longest ? repetition(value) : undefined;
}

/**
 * Why a value is no secret but holds the place of one; undefined for a value that may be one.
 *
 * Only what a generator of random values practically never makes counts: a false answer here would hide a leak.
 */
export function placeholderReason(value: string): string | undefined {
  if (maskWord.test(value)) return 'masked value';
  if (maskRun.test(value) && value.length < longest) return 'masked or repeated characters';
  if (template.test(value)) return 'template or variable instead of a value';
  if (bareWord.test(value) || bareNames.test(value)) return 'the name of a secret instead of a value';
  if (value.length > longest) return undefined;
  if (templateInside.test(value)) return 'template or variable instead of a value';
  const text = saysExample.test(value) ? value.replace(exampleHost, '') : value;
  if (words.test(text)) return 'placeholder word in the value';
  if (digitRun.test(text)) return 'counting digits';
  return repetition(value.replace(/^0x/, ''));
}

/** Repeated and sequential characters. */
function repetition(value: string): string | undefined {
  const { length } = value;
  if (length < 8) return undefined;
  let same = 1;
  let steps = 1;
  let bestSame = 1;
  let bestSteps = 1;
  const first = value.charCodeAt(0);
  let second = first;
  let third = first;
  let many = false;
  for (let k = 1; k < length; k++) {
    const code = value.charCodeAt(k);
    const before = value.charCodeAt(k - 1);
    same = code === before ? same + 1 : 1;
    steps = code === before + 1 ? steps + 1 : 1;
    if (same > bestSame) bestSame = same;
    if (steps > bestSteps) bestSteps = steps;
    if (code !== first && code !== second && code !== third) {
      if (second === first) second = code;
      else if (third === first) third = code;
      else many = true;
    }
  }
  if (bestSame >= 8) return 'repeated characters';
  if (bestSteps >= 8) return 'sequential characters';
  if (length >= 12 && !many) return 'repeated characters';
  return isRepeat(value) ? 'repeated characters' : undefined;
}

/** Whether a value is a short piece over and over: `abc123abc123abc123`. */
function isRepeat(value: string): boolean {
  const { length } = value;
  if (length < 16) return false;
  for (let period = 1; period <= length / 3 && period <= 16; period++) {
    let k = period;
    while (k < length && value.charCodeAt(k) === value.charCodeAt(k - period)) k++;
    if (k === length) return true;
  }
  return false;
}
