/** What a person would look at to tell a secret from a name, a reference or a placeholder: each feature has a name that can be printed. */

import { entropy } from '../entropy.ts';
import type { Assignment } from './assignment.ts';
import { surprise } from './bigrams.ts';

export interface Surroundings {
  readonly path: string;
  /** The line, up to the value and after it. */
  readonly lineBefore: string;
  readonly lineAfter: string;
}

/** Words in a name, lower case: `dbRootPassword_2` → db, root, password, 2. */
export function nameWords(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

const nameOfFile = /(?:^|[/!])([^/!]*)$/;

const kinds: readonly (readonly [string, RegExp])[] = [
  ['env', /(?:^|[/.])\.?env(?:\.[\w-]+)*$|\.envrc$/i],
  ['ini', /\.(?:ini|cfg|conf|cnf|properties|props|toml|config|settings|npmrc|pypirc|netrc|editorconfig)$/i],
  ['yaml', /\.ya?ml(?:\.\w+)?$/i],
  ['json', /\.(?:json[5c]?|ipynb|tfstate|lock)$/i],
  ['xml', /\.(?:xml|plist|csproj|resx|xsd|xaml)$/i],
  ['html', /\.(?:html?|erb|ejs|eex|jsp|vue|hbs|php|twig|tmpl|tpl|j2|mustache)$/i],
  ['doc', /\.(?:md|rst|adoc|txt|markdown|mdx|textile|tex)$|readme|changelog|license/i],
  ['shell', /\.(?:sh|bash|zsh|fish|ps1|bat|cmd|mk)$|(?:^|\/)(?:Makefile|Dockerfile|Vagrantfile)[^/]*$/i],
  ['sql', /\.sql$/i],
  ['tf', /\.(?:tf|tfvars|hcl)$/i],
  ['script', /\.(?:py|rb|js|ts|jsx|tsx|mjs|cjs|pl|pm|lua|groovy|gradle|coffee|ex|exs|r|jl)$/i],
  [
    'typed',
    /\.(?:java|kt|scala|cs|go|rs|c|cc|cpp|cxx|h|hpp|swift|m|mm|dart|fs|vb|pas|zig|s|asm|dtsi?|inc|ld|proto|graphql|gql|flow|y|l|d|sol|v|vhdl?)$/i,
  ],
  ['map', /\.(?:map|min\.js|min\.css|svg|po|pot|xlf|strings)$/i],
];

export function fileKind(path: string): string {
  const name = nameOfFile.exec(path)?.[1] ?? path;
  return kinds.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other';
}

const placeholders =
  /^(?:your|my|the|some|any|a|an|new|old|enter|insert|put|add|set|change|replace|use|see|todo|fixme|none|null|nil|undefined|true|false|yes|no|on|off|empty|default|example|sample|placeholder|redacted|hidden|masked|secret|password|passwd|pass|token|key|test|foo|bar|baz|xxx+|string|str|int|text|required|optional|value|user|username|name|admin|root|guest|demo|dummy|fake|mock|changeit|changeme|change|here|goes|api|id|auth|private|public|access)+$/i;

const reference = /^(?:[A-Za-z_$][\w$]*)(?:(?:\.|::|->|\?\.)[A-Za-z_$][\w$]*)+$/;
const call = /^[A-Za-z_$][\w$.:>-]*\s?\(/;
const template =
  /\$\{|\{\{|<%|%\(|%[sdv@]|#\{|\$\(|^\$[A-Za-z_(]|^%[A-Z_]+%$|^<[^<>]*>$|^\{[^{}]*\}$|\{[a-zA-Z_0-9]*\}|^\[[^\]]*\]$|^@|__[A-Z_]+__/;
const pathLike =
  /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\|file:)|^[\w.-]+(?:\/[\w.-]+){2,}$|\.(?:pem|key|json|txt|ya?ml|crt|p12|jks|js|ts|py|rb|go|java|html?|css|md|xml|png|svg)$/i;

function bin(name: string, value: number, edges: readonly number[]): string {
  const at = edges.findIndex((edge) => value < edge);
  return `${name}<${at === -1 ? 'inf' : edges[at]}`;
}

function classes(value: string): string {
  const has = (pattern: RegExp, name: string): string => (pattern.test(value) ? name : '');
  return has(/[a-z]/, 'a') + has(/[A-Z]/, 'A') + has(/\d/, '9') + has(/[^A-Za-z0-9\s]/, '#') || 'none';
}

function shape(value: string): string {
  if (/^\d+(?:\.\d+)*$/.test(value)) return 'number';
  if (/^0x[0-9a-f]+$/i.test(value)) return 'hexnumber';
  if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value)) return 'uuid';
  if (/^[0-9a-f]{16,}$/i.test(value)) return [32, 40, 64, 96, 128].includes(value.length) ? 'hexdigest' : 'hex';
  if (/^[a-z]+$/.test(value)) return 'lower';
  if (/^[A-Z]+$/.test(value)) return 'upper';
  if (/^[A-Z][a-z]+$/.test(value)) return 'Word';
  if (/^[a-z]+(?:[A-Z][a-z]+)+$/.test(value)) return 'camelCase';
  if (/^(?:[A-Z][a-z]+){2,}$/.test(value)) return 'PascalCase';
  if (/^[a-z]+(?:_[a-z]+)+$/.test(value)) return 'snake_case';
  if (/^[A-Z0-9]+(?:_[A-Z0-9]+)+$/.test(value)) return 'SCREAMING';
  if (/^[a-z0-9]+(?:-[a-z0-9]+)+$/.test(value)) return 'kebab-case';
  if (reference.test(value)) return 'dotted';
  if (/^[a-z]+\d+$/i.test(value)) return 'word9';
  if (/^[A-Za-z0-9+/]{20,}={0,2}$/.test(value)) return 'base64';
  if (/^[A-Za-z0-9_-]{16,}$/.test(value)) return 'urlsafe';
  if (/\s/.test(value)) return /\s\S+\s/.test(value) ? 'sentence' : 'twowords';
  if (/^[\w.+-]+@[\w.-]+$/.test(value)) return 'email';
  if (/^[a-z][\w+.-]*:\/\//i.test(value)) return 'url';
  return 'mixed';
}

/** Endings of names that hold no secret: `passwordField`, `token_url`. */
const tail = new Set(
  'file files path dir folder name names id ids url uri endpoint host type kind format length len size count min max limit field fields input label text title message msg error prompt placeholder hint help desc description column col table index pattern regex regexp policy strength validator validation required enabled disabled expiry expires expiration expire ttl timeout age date time at lifetime duration algorithm algo alg encoding encoder hash hashed digest hasher header headers param params parameter prefix suffix class style css icon button form page view screen dialog template route action method function func handler callback listener event status state mode version provider manager service factory store storage source ref reference arn usage scope scopes role roles group user users code codes map list set array property properties attr attribute env var variable const request response reset change update confirm confirmation forgot recovery'.split(
    ' ',
  ),
);

export function features(
  { key, keyQuoted, operator, quote, before, after, value }: Assignment,
  where: Surroundings,
): string[] {
  const words = nameWords(key);
  const last = words.at(-1) ?? '';
  const lower = value.toLowerCase();
  const kind = fileKind(where.path);
  const form = shape(value);
  const isCode = kind === 'script' || kind === 'typed';
  const quoted = quote === '' ? 'bare' : 'quoted';
  const keyClass = classOf(words);
  const letters = surprise(value);
  const bits = entropy(value);
  const found: string[] = [
    'bias',
    `key:${keyClass}`,
    `op:${operator}`,
    `quote:${quoted}`,
    `kind:${kind}`,
    `shape:${form}`,
    `classes:${classes(value)}`,
    bin('length', value.length, [3, 4, 5, 6, 8, 10, 12, 16, 20, 28, 36, 44, 64, 100]),
    bin('entropy', bits, [1.5, 2, 2.5, 3, 3.4, 3.8, 4.2, 4.6, 5]),
    bin('surprise', letters, [0.1, 3, 3.5, 4, 4.5, 5, 5.5, 6]),
    `key+op:${keyClass}${operator}${quoted}`,
    `kind+quote:${kind} ${quoted}`,
    `shape+quote:${form} ${quoted}`,
    `shape+key:${form} ${keyClass}`,
    `shape+code:${form} ${quoted} ${isCode}`,
    `kind+key:${kind} ${keyClass} ${quoted}`,
  ];
  const add = (condition: boolean, name: string): void => {
    if (condition) found.push(name);
  };
  add(keyQuoted, 'key in quotes');
  add(before !== '' && /[A-Za-z]{2,}/.test(before), 'value inside a call');
  add(/^[fF$]/.test(before), 'formatted string');
  add(tail.has(last), `name ends in ${tail.has(last) ? 'a word of description' : ''}`);
  add(words.length === 1, 'name is one word');
  add(
    words.some((word) => /^(?:test|fake|dummy|mock|example|sample|wrong|invalid|bad)$/.test(word)),
    'name says test',
  );
  add(
    words.some((word) =>
      /^(?:public|pub|primary|foreign|sort|partition|cache|map|object|dict|hot|short|press|down|up|event|row|column|i18n|locale|translation)$/.test(
        word,
      ),
    ),
    'name says another kind of key',
  );
  add(
    /^(?:is|has|get|set|with|use|should|can|no|show|hide|check|validate|verify|generate|create|make|build|parse|read|load|find|reset|change|update|forgot)$/.test(
      words[0] ?? '',
    ),
    'name begins with a verb',
  );
  add(placeholders.test(value.replace(/[^A-Za-z]/g, '')), 'value made of placeholder words');
  add(
    /(?:your|example|sample|placeholder|changeme|change[_-]?me|replace|redacted|insert|todo|dummy|enter)/i.test(value),
    'value says placeholder',
  );
  add(/(?:password|passwd|secret|token|key|pass|pwd|cred)/i.test(value), 'value says what it is');
  add(
    lower === key.toLowerCase() || words.includes(lower) || lower.replace(/\W/g, '') === words.join(''),
    'value repeats the name',
  );
  add(template.test(value), 'template');
  add(call.test(value), 'call');
  add(reference.test(value) && quote === '', 'reference');
  add(pathLike.test(value), 'path');
  add(/^(?:true|false|null|nil|none|undefined|yes|no|on|off|\d{1,2})$/i.test(value), 'constant');
  add(/^(.)\1+$/.test(value) || /(.)\1{4,}/.test(value), 'repeats a character');
  add(/(?:0123|1234|2345|abcd|qwer|asdf|zxcv)/i.test(value), 'keyboard run');
  add(/^[*x.•#-]+$/i.test(value), 'mask');
  add(/[()<>{}|;]/.test(value), 'brackets');
  add(/\\[nrtux0-9]/.test(value), 'escape');
  add(/[.!?:,]$/.test(value), 'ends like a sentence');
  add(/^[-+:.,/\\]/.test(value), 'begins with punctuation');
  add(/\d/.test(value) && /[a-zA-Z]/.test(value), 'letters and digits');
  add(after === '+' || after === '.' || after === '%', 'value goes on');
  add(after === '(' || after === '[', 'value is called');
  add(quote === '' && isCode, 'bare in code');
  add(quote === '' && isCode && /^[A-Za-z_$][\w$]*$/.test(value), 'identifier in code');
  add(quote === '' && /^[A-Z_][A-Z0-9_]+$/.test(value), 'constant name');
  add(/^\s*(?:\/\/|#|\*|--|;|<!--|"""|'''|\/\*|%)/.test(where.lineBefore), 'comment');
  add(/(?:assert|expect|should|refute|must_|equal|verify|Fatalf|Errorf)/i.test(where.lineBefore), 'assertion');
  add(
    /(?:print|log\.|logger|echo |puts |console\.|fmt\.|raise |throw |Error\(|warn|message|description|label|title|help=)/i.test(
      where.lineBefore,
    ),
    'message',
  );
  add(
    /(?:^|\/)(?:tests?|specs?|__tests__|testdata|test-data|fixtures?|mocks?|unittest\w*|integration)(?:\/|$)|[._-](?:test|spec)s?\.|Tests?\.\w+$/i.test(
      where.path,
    ),
    'test path',
  );
  add(/(?:^|\/)(?:docs?|examples?|samples?|demos?|tutorials?)(?:\/|$)/i.test(where.path), 'example path');
  add(/(?:locale|i18n|lang|translation|messages)/i.test(where.path), 'locale path');
  add(/\.min\.|\/vendor\/|\/node_modules\/|\/dist\//.test(where.path), 'vendored path');
  add(/\.(?:sum|lock)$|package-lock\.json|yarn\.lock|go\.sum/.test(where.path), 'lock file');
  add(where.lineBefore.length > 250, 'long line');
  add(quote === '' && /^[ \t]+[A-Za-z]/.test(where.lineAfter), 'text goes on');
  add(insideString(where.lineBefore, quote), 'inside a string');
  add(operator === ':' && quote === '' && /^[A-Z]+$/.test(key), 'a label in capitals');
  add(/(?:sha\d|md5|hash|digest|checksum|integrity|fingerprint|commit|revision)/i.test(key), 'name says hash');
  for (const word of words.slice(0, 6)) found.push(`word:${word.slice(0, 12)}`);
  return found;
}

/** Whether the name stands in a literal that began earlier on the line, and the value has no quotes of its own. */
function insideString(before: string, quote: string): boolean {
  if (quote !== '') return false;
  const marks = before.replace(/\\["'`]/g, '').match(/["`]/g);
  return marks !== null && marks.length % 2 === 1;
}

function classOf(words: readonly string[]): string {
  const name = words.join(' ');
  const table: readonly (readonly [string, RegExp])[] = [
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
    ['token', /token|jwt|bearer/],
    ['salt', /salt|nonce/],
    ['auth', /auth/],
    ['key', /key/],
  ];
  return table.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other';
}
