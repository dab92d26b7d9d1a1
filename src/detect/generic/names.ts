/** What a name says of the value it is given: its words, the kind of secret it promises, whether it ends in a word of description. */

const humps = /([a-z0-9])([A-Z])/g;
const acronyms = /([A-Z]+)([A-Z][a-z])/g;

/** Words in a name, lower case: `dbRootPassword_2` → db, root, password, 2. */
export function nameWords(name: string): string[] {
  return name
    .replace(humps, '$1 $2')
    .replace(acronyms, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** Endings of names that hold no secret: `passwordField`, `token_url`. */
const descriptions: ReadonlySet<string> = new Set(
  'file files path dir folder name names id ids url uri endpoint host type kind format length len size count min max limit field fields input label text title message msg error prompt placeholder hint help desc description column col table index pattern regex regexp policy complexity strength validator validation required enabled disabled expiry expires expiration expire ttl timeout age date time at lifetime duration algorithm algo alg encoding encoder hash hashed digest hasher header headers param params parameter prefix suffix class style css icon button form page view screen dialog template route action method function func handler callback listener event status state mode version provider manager service factory store storage source ref reference arn usage scope scopes role roles group user users code codes map list set array property properties attr attribute env var variable const request response reset change update confirm confirmation forgot recovery'.split(
    ' ',
  ),
);

const kinds: readonly (readonly [string, RegExp])[] = [
  ['private key', /private ?key/],
  ['api key', /(?:api|app|service|auth|subscription|license|account) ?key|apikey/],
  ['secret key', /(?:secret|encryption|signing|master|crypt\w*|shared|storage) ?key/],
  ['access key', /access ?key/],
  ['access token', /(?:access|refresh|bearer|auth|session|id|csrf|xsrf|bot|api) ?token/],
  ['client secret', /(?:client|app|consumer|api|oauth|shared) ?secret/],
  ['passphrase', /pass ?phrase/],
  ['password', /passwor[dt]|passwd|\bpwd|\bpw\b|\bpsw/],
  ['pass', /\bpass|pass\b/],
  ['secret', /secret/],
  ['credential', /cred/],
  ['token', /token|jwt|bearer|\bpat\b/],
  ['salt', /salt|nonce/],
  ['auth', /auth/],
  ['key', /key/],
];

/** What kind of secret a name promises. */
function kindOf(words: readonly string[]): string {
  const name = words.join(' ');
  return kinds.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other';
}

const testName = /^(?:test|fake|dummy|mock|example|sample|wrong|invalid|bad|incorrect|expected|old|new|other|some)$/;
const otherKey =
  /^(?:public|pub|primary|foreign|sort|partition|cache|map|object|dict|hot|short|press|down|up|event|row|column|i18n|locale|translation)$/;
const verb =
  /^(?:is|has|get|set|with|use|should|can|no|show|hide|check|validate|verify|generate|create|make|build|parse|read|load|find|reset|change|update|forgot)$/;
const hashName = /(?:sha\d|md5|hash|digest|checksum|integrity|fingerprint|commit|revision|encrypted|encoded|crypted)/;
const promised = /(?:key|token|secret|passw(?:or)?d|pwd|pass|pat|auth|credentials?)\d*$/;

/** Facts that are told of a name alone. */
export function nameFacts(key: string): string[] {
  const words = nameWords(key);
  const facts = [`name promises ${kindOf(words)}`];
  const add = (condition: boolean, name: string): void => {
    if (condition) facts.push(name);
  };
  const anyWord = (pattern: RegExp): boolean => words.some((word) => pattern.test(word));
  add(descriptions.has(words.at(-1) ?? ''), 'name ends in a word of description');
  add(anyWord(testName), 'name says test');
  add(anyWord(otherKey), 'name says another kind of key');
  add(verb.test(words[0] ?? ''), 'name begins with a verb');
  const low = key.toLowerCase();
  add(hashName.test(low), 'name says hash');
  add(promised.test(low), 'name ends in what it promises');
  add(/^[A-Z0-9_]+$/.test(key), 'name in capitals');
  add(/[a-z][A-Z]/.test(key), 'name in camel case');
  add(/[.]/.test(key), 'name has dots');
  add(key.startsWith('-'), 'name is a flag');
  for (const word of words.slice(0, 6)) facts.push(`name has "${word.slice(0, 14)}"`);
  facts.push(`named "${words.join(' ').slice(0, 24)}"`);
  return facts;
}
