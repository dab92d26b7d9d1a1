/** What a person would look at to tell a secret from a name, a reference or a placeholder: each feature has a name that can be printed. */

import type { Assignment } from './assignment.ts';
import { descriptions, kindOf, nameWords } from './names.ts';
import { measure, measures, reference, shapeOf } from './shape.ts';

export interface Surroundings {
  readonly path: string;
  /** The line, up to the value and after it. */
  readonly lineBefore: string;
  readonly lineAfter: string;
  /** Text before the name and after the value, some lines of each. */
  readonly above: string;
  readonly below: string;
}

/** What is seen at a value: facts that hold, and numbers in the order of `numberNames`. */
export interface Features {
  readonly facts: readonly string[];
  readonly numbers: readonly number[];
}

export const numberNames: readonly string[] = [
  ...measures,
  'length of the name',
  'words in the name',
  'text before on the line',
  'depth of the path',
];

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

const call = /^[A-Za-z_$][\w$.:>-]*\s?\(/;
const template =
  /\$\{|\{\{|<%|%\(|%[sdv@]|#\{|\$\(|^\$[A-Za-z_(]|^%[A-Z_]+%$|^<[^<>]*>$|^\{[^{}]*\}$|\{[a-zA-Z_0-9]*\}|^\[[^\]]*\]$|^@|__[A-Z_]+__/;
const pathLike =
  /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\|file:)|^[\w.-]+(?:\/[\w.-]+){2,}$|\.(?:pem|key|json|txt|ya?ml|crt|p12|jks|js|ts|py|rb|go|java|html?|css|md|xml|png|svg)$/i;


function classes(value: string): string {
  const has = (pattern: RegExp, name: string): string => (pattern.test(value) ? name : '');
  return has(/[a-z]/, 'a') + has(/[A-Z]/, 'A') + has(/\d/, '9') + has(/[^A-Za-z0-9\s]/, '#') || 'none';
}

/** Facts that are one test of the value. */
const ofValue: readonly (readonly [string, RegExp])[] = [
  ['value says placeholder', /(?:your|example|sample|placeholder|changeme|change[_-]?me|replace|redacted|insert|todo|dummy|enter)/i],
  ['value says test', /(?:test|fake|mock|wrong|invalid|bad|incorrect|nope|foo|bar|baz)/i],
  ['value says my or some', /^(?:my|some|the|a|an|our|new|old|default)[_-]?[a-zA-Z]/],
  ['value says what it is', /(?:password|passwd|secret|token|key|pass|pwd|cred)/i],
  ['template', template],
  ['call', call],
  ['path', pathLike],
  ['constant', /^(?:true|false|null|nil|none|undefined|yes|no|on|off|\d{1,2})$/i],
  ['repeats a character', /^(.)\1+$|(.)\2{3,}/],
  ['all one character', /^(.)\1*$/],
  ['keyboard run', /(?:0123|1234|2345|abcd|qwer|asdf|zxcv)/i],
  ['mask', /^[*x.•#-]+$|\*{4,}|x{6,}/i],
  ['brackets', /[()<>{}|;]/],
  ['escape', /\\[nrtux0-9]/],
  ['ends like a sentence', /[.!?:,]$/],
  ['begins with punctuation', /^[-+:.,/\\#]/],
  ['in brackets', /^[[{(<].*[\]})>]$/],
  ['letters and digits', /\d[^]*[a-zA-Z]|[a-zA-Z][^]*\d/],
  ['common weak password', /^(?:admin|root|guest|secret|passw(?:or)?d|pass|test|123456\d*|postgres|mysql|changeit|changeme|password123?|admin123|root123|qwerty|abc123|letmein|foobar|hunter2|s3cr3t|topsecret|supersecret)$/i],
  ['digits at the end', /[a-zA-Z]\d{1,4}$/],
  ['letters for digits', /p[@4]ss|[sS]3cr|[wW]0rd|pa\$\$/i],
  ['percent escapes', /%[0-9A-F]{2}/i],
  ['colon inside', /\w:\w/],
  ['dot inside', /\w\.\w/],
  ['at sign inside', /.@./],
  ['padding', /[^=]={1,2}$/],
  ['public key', /^MI[GI][A-Za-z0-9+/]{1,4}(?:A0GCSq|BMGBy|FkwEw|HYwEA|DCBi|fMA0)|^MFkw|^MFww|^MIGf|^MIIBI|^ssh-|^AAAAB3/],
  ['data of json', /^eyJ/],
];

/** Facts that are one test of the line before the value. */
const ofLine: readonly (readonly [string, RegExp])[] = [
  ['comment', /^\s*(?:\/\/|#|\*|--|;|<!--|"""|'''|\/\*|%)/],
  ['assertion', /(?:assert|expect|should|refute|must_|equal|verify|Fatalf|Errorf)/i],
  ['message', /(?:print|log\.|logger|echo |puts |console\.|fmt\.|raise |throw |Error\(|warn|message|description|label|title|help=)/i],
  ['declaration', /(?:^|\s)(?:const|let|var|val|static|final|private|public|def|define|String)\s/],
  ['condition', /\b(?:if|elif|else if|when|unless|while|return)\b/],
  ['exported', /\b(?:export|ENV|set|setx)\s/],
  ['call on the line', /[A-Za-z_]\w*\(/],
  ['command', /(?:^|\s)(?:curl|docker|mysql|psql|kubectl|helm|heroku|wget|npm|git|sudo|\$) /],
  ['user on the line', /user|login|email/i],
  ['list item', /^\s*[-*] /],
  ['type on the line', /\b(?:type|interface|enum|struct|class|param|@param)\b/],
  ['url on the line', /:\/\//],
  ['html tag', /<[a-z]+[\s>]/i],
];

/** Facts about the lines around. */
const around: readonly (readonly [string, RegExp])[] = [
  ['user near', /\b\w*(?:user(?:name)?|login|email)\w*["']?\s{0,3}[:=]/i],
  ['host near', /\b\w*(?:host|hostname|server|address|url|uri|endpoint|port)\w*["']?\s{0,3}[:=]/i],
  ['database near', /\b\w*(?:database|dbname|schema|driver|dialect)\w*["']?\s{0,3}[:=]/i],
  ['key id near', /(?:client|access|consumer|app|key)[_-]?(?:id|key)["']?\s{0,3}[:=(]/i],
  ['localhost near', /localhost|127\.0\.0\.1/],
  ['example near', /example|sample|dummy|foo\b|\bbar\b/i],
  ['test near', /\b(?:test|describe|it|should|expect|assert\w*|mock\w*|stub)\b/i],
  ['wrong near', /\b(?:wrong|invalid|incorrect|bad|fail\w*|reject\w*|unauthorized)\b/i],
  ['field near', /\b(?:required|optional|string|varchar|nullable|label|placeholder|input|validate\w*)\b/i],
  ['image near', /\b(?:image|container|services|volumes|environment|ports)\b:/],
  ['todo near', /\b(?:change|replace|todo|your own|generate)\b/i],
];

/** Facts about the host, for the password of a URL. */
const ofHost: readonly (readonly [string, RegExp])[] = [
  ['example host', /^@[\w.-]*(?:example|test|invalid|foo|bar|domain|my|your|server|some)\b/i],
  ['host of this machine', /^@(?:localhost|127\.|0\.0\.0\.0|\[::1)/],
  ['private address', /^@(?:10\.|192\.168|172\.)/],
  ['host of one word', /^@[a-z0-9_-]+(?:[:/"'\s]|$)/i],
  ['host with a port', /^@[^/\s]+:\d/],
];

const ofPath: readonly (readonly [string, RegExp])[] = [
  ['test path', /(?:^|\/)(?:tests?|specs?|__tests__|testdata|test-data|fixtures?|mocks?|unittest\w*|integration)(?:\/|$)|[._-](?:test|spec)s?\.|Tests?\.\w+$/i],
  ['example path', /(?:^|\/)(?:docs?|examples?|samples?|demos?|tutorials?)(?:\/|$)/i],
  ['locale path', /(?:locale|i18n|lang|translation|messages)/i],
  ['vendored path', /\.min\.|\/vendor\/|\/node_modules\/|\/dist\//],
  ['lock file', /\.(?:sum|lock)$|package-lock\.json|yarn\.lock|go\.sum/],
  ['configuration path', /(?:^|\/)(?:config|conf|settings|deploy|docker|environments?|resources|roles|templates?)(?:\/|$)|config|settings/i],
  ['compose file', /docker-compose|compose\.ya?ml/],
  ['template file', /\.(?:example|sample|dist|template|tmpl|tpl|j2|erb)$/],
  ['fixture path', /fixture|golden|cassette|snapshot|\.snap$|resources\/samples/i],
];

const testName = /^(?:test|fake|dummy|mock|example|sample|wrong|invalid|bad|incorrect|expected|old|new|other|some)$/;
const otherKey =
  /^(?:public|pub|primary|foreign|sort|partition|cache|map|object|dict|hot|short|press|down|up|event|row|column|i18n|locale|translation)$/;
const verb =
  /^(?:is|has|get|set|with|use|should|can|no|show|hide|check|validate|verify|generate|create|make|build|parse|read|load|find|reset|change|update|forgot)$/;
const hashName = /(?:sha\d|md5|hash|digest|checksum|integrity|fingerprint|commit|revision|encrypted|encoded|crypted)/i;

export function features(assignment: Assignment, where: Surroundings): Features {
  const { key, keyQuoted, operator, quote, before, after, value } = assignment;
  const words = nameWords(key);
  const last = words.at(-1) ?? '';
  const kind = fileKind(where.path);
  const form = shapeOf(value);
  const isCode = kind === 'script' || kind === 'typed';
  const quoted = quote === '' ? 'bare' : 'quoted';
  const facts = [
    `name promises ${kindOf(words)}`,
    `assigned by ${operator}`,
    quoted,
    `${kind} file`,
    `value is ${form}`,
    `characters ${classes(value)}`,
  ];
  const add = (condition: boolean, name: string): void => {
    if (condition) facts.push(name);
  };
  const each = (table: readonly (readonly [string, RegExp])[], text: string): void => {
    for (const [name, pattern] of table) if (pattern.test(text)) facts.push(name);
  };
  each(ofValue, value);
  each(ofLine, where.lineBefore);
  each(around, where.above + where.below);
  each(ofPath, where.path);
  if (operator === '://') each(ofHost, where.lineAfter);
  add(keyQuoted, 'name in quotes');
  add(before !== '' && /[A-Za-z]{2,}/.test(before), 'value inside a call');
  add(/^[fF$]/.test(before), 'formatted string');
  add(before.startsWith('b'), 'bytes');
  add(descriptions.has(last), 'name ends in a word of description');
  add(
    words.some((word) => testName.test(word)),
    'name says test',
  );
  add(
    words.some((word) => otherKey.test(word)),
    'name says another kind of key',
  );
  add(verb.test(words[0] ?? ''), 'name begins with a verb');
  add(hashName.test(key), 'name says hash');
  add(/^[A-Z0-9_]+$/.test(key), 'name in capitals');
  add(/[a-z][A-Z]/.test(key), 'name in camel case');
  add(/[.]/.test(key), 'name has dots');
  add(key.startsWith('-'), 'name is a flag');
  const letters = value.replace(/[^A-Za-z]/g, '');
  add(letters !== '' && placeholders.test(letters), 'value made of placeholder words');
  const lower = value.toLowerCase();
  const plain = lower.replace(/[^a-z0-9]/g, '');
  add(lower === key.toLowerCase() || words.includes(lower) || plain === words.join(''), 'value repeats the name');
  add(plain.length > 3 && words.join('').includes(plain), 'value is part of the name');
  add(words.length > 1 && words.some((word) => word.length > 3 && plain.includes(word)), 'value has a word of the name');
  add(reference.test(value) && quote === '', 'reference');
  add(after === '+' || after === '.' || after === '%', 'value goes on');
  add(after === '(' || after === '[', 'value is called');
  add(after === ',', 'comma after the value');
  add(after === ')' || after === '}' || after === ']', 'closed after the value');
  add(after === ';', 'semicolon after the value');
  add(quote === '' && isCode, 'bare in code');
  add(quote === '' && isCode && /^[A-Za-z_$][\w$]*$/.test(value), 'identifier in code');
  add(quote === '' && /^[A-Z_][A-Z0-9_]+$/.test(value), 'constant name');
  add(quote === '' && /^[ \t]+[A-Za-z]/.test(where.lineAfter), 'text goes on');
  add(quote === '' && /^[ \t]*(?:#|\/\/)/.test(where.lineAfter), 'comment after the value');
  add(insideString(where.lineBefore, quote), 'inside a string');
  add(operator === ':' && quote === '' && /^[A-Z]+$/.test(key), 'a label in capitals');
  add(/["'=:\s]$/.test(where.above) && /^\s*$/.test(where.lineBefore.slice(0, -1)), 'value on its own line');
  add(where.above.includes(key), 'name stands above too');
  add(where.below.includes(key), 'name stands below too');
  add(value.length > 3 && where.above.includes(value), 'value stands above too');
  add(value.length > 3 && where.below.includes(value), 'value stands below too');
  for (const word of words.slice(0, 6)) facts.push(`name has "${word.slice(0, 14)}"`);
  facts.push(`named "${words.join(' ').slice(0, 24)}"`);
  for (const word of nameWords(value.slice(0, 60)).slice(0, 5)) facts.push(`value has "${word.slice(0, 14)}"`);
  const folders = where.path.toLowerCase().split('/');
  for (const word of folders.slice(-4)) facts.push(`in "${word.slice(0, 20)}"`);
  const extension = /\.([^./]{1,8})$/.exec(where.path)?.[1]?.toLowerCase() ?? 'txt';
  if (extension !== 'txt') facts.push(`extension "${extension}"`);
  return {
    facts,
    numbers: [...measure(value), key.length, words.length, where.lineBefore.length, folders.length],
  };
}

/** Whether the name stands in a literal that began earlier on the line, and the value has no quotes of its own. */
function insideString(before: string, quote: string): boolean {
  if (quote !== '') return false;
  const marks = before.replace(/\\["'`]/g, '').match(/["`]/g);
  return marks !== null && marks.length % 2 === 1;
}
