/** What is looked for in a value, its line, the lines around and the path: tables of names and tests. */

/** A name that can be printed, and what holds where it does. */
export type Sign = readonly [name: string, test: RegExp];

const call = /^[A-Za-z_$][\w$.:>-]*\s?\(/;
const template =
  /\$\{|\{\{|<%|%\(|%[sdv@]|#\{|\$\(|^\$[A-Za-z_(]|^%[A-Z_]+%$|^<[^<>]*>$|^\{[^{}]*\}$|\{[a-zA-Z_0-9]*\}|^\[[^\]]*\]$|^@|__[A-Z_]+__/;
const pathLike =
  /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\|file:)|^[\w.-]+(?:\/[\w.-]+){2,}$|\.(?:pem|key|json|txt|ya?ml|crt|p12|jks|js|ts|py|rb|go|java|html?|css|md|xml|png|svg)$/i;

/** Facts that are one test of the value. */
export const ofValue: readonly Sign[] = [
  [
    'value says placeholder',
    /(?:your|example|sample|placeholder|changeme|change[_-]?me|replace|redacted|insert|todo|dummy|enter)/i,
  ],
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
  ['letters and digits', /\d.*[a-zA-Z]|[a-zA-Z].*\d/s],
  [
    'common weak password',
    /^(?:admin|root|guest|secret|passw(?:or)?d|pass|test|123456\d*|postgres|mysql|changeit|changeme|password123?|admin123|root123|qwerty|abc123|letmein|foobar|hunter2|s3cr3t|topsecret|supersecret)$/i,
  ],
  ['digits at the end', /[a-zA-Z]\d{1,4}$/],
  ['letters for digits', /p[@4]ss|[sS]3cr|[wW]0rd|pa\$\$/i],
  ['percent escapes', /%[0-9A-F]{2}/i],
  ['colon inside', /\w:\w/],
  ['dot inside', /\w\.\w/],
  ['at sign inside', /.@./],
  ['padding', /[^=]={1,2}$/],
  [
    'public key',
    /^MI[GI][A-Za-z0-9+/]{1,4}(?:A0GCSq|BMGBy|FkwEw|HYwEA|DCBi|fMA0)|^MFkw|^MFww|^MIGf|^MIIBI|^ssh-|^AAAAB3/,
  ],
  ['data of json', /^eyJ/],
];

/** Facts that are one test of the line before the value. */
export const ofLine: readonly Sign[] = [
  ['comment', /^\s*(?:\/\/|#|\*|--|;|<!--|"""|'''|\/\*|%)/],
  ['assertion', /(?:assert|expect|should|refute|must_|equal|verify|Fatalf|Errorf)/i],
  [
    'message',
    /(?:print|log\.|logger|echo |puts |console\.|fmt\.|raise |throw |Error\(|warn|message|description|label|title|help=)/i,
  ],
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

/** Facts about the lines around, in lower case. */
export const around: readonly Sign[] = [
  ['user near', /(?:user|login|email)\w*["']?\s{0,3}[:=]/],
  ['host near', /(?:host|server|address|url|uri|endpoint|port)\w*["']?\s{0,3}[:=]/],
  ['database near', /(?:database|dbname|schema|driver|dialect)\w*["']?\s{0,3}[:=]/],
  ['key id near', /(?:client|access|consumer|app|key)[_-]?(?:id|key)["']?\s{0,3}[:=(]/],
  ['localhost near', /localhost|127\.0\.0\.1/],
  ['example near', /example|sample|dummy|foo\b|\bbar\b/],
  ['test near', /\b(?:test|describe|it|should|expect|assert\w*|mock\w*|stub)\b/],
  ['wrong near', /\b(?:wrong|invalid|incorrect|bad|fail\w*|reject\w*|unauthorized)\b/],
  ['field near', /\b(?:required|optional|string|varchar|nullable|label|placeholder|input|validate\w*)\b/],
  ['image near', /\b(?:image|container|services|volumes|environment|ports)\b:/],
  ['todo near', /\b(?:change|replace|todo|your own|generate)\b/],
];

/** Facts about the host, for the password of a URL, in lower case. */
export const ofHost: readonly Sign[] = [
  ['example host', /^@[\w.-]*(?:example|test|invalid|foo|bar|domain|my|your|server|some)\b/],
  ['host of this machine', /^@(?:localhost|127\.|0\.0\.0\.0|\[::1)/],
  ['private address', /^@(?:10\.|192\.168|172\.)/],
  ['host of one word', /^@[a-z0-9_-]+(?:[:/"'\s]|$)/],
  ['host with a port', /^@[^/\s]+:\d/],
];

/** Facts about the path, in lower case: regular expressions that hold in either case are slow to make. */
export const ofPath: readonly Sign[] = [
  [
    'test path',
    /(?:^|\/)(?:tests?|specs?|__tests__|testdata|test-data|fixtures?|mocks?|unittest\w*|integration|e2e|it|stubs?|testing|spec\w*|test\w*)(?:\/|$)|[._-](?:test|spec|bats|e2e)s?\.|tests?\.\w+$|(?:^|\/)test_|(?:spec|testcase)\.\w+$/,
  ],
  ['example path', /(?:^|\/)(?:docs?|examples?|samples?|demos?|tutorials?)(?:\/|$)/],
  ['locale path', /(?:locale|i18n|lang|translation|messages)/],
  ['vendored path', /\.min\.|\/vendor\/|\/node_modules\/|\/dist\//],
  ['lock file', /\.(?:sum|lock)$|package-lock\.json|yarn\.lock|go\.sum/],
  [
    'configuration path',
    /(?:^|\/)(?:config|conf|settings|deploy|docker|environments?|resources|roles|templates?)(?:\/|$)|config|settings/,
  ],
  ['compose file', /docker-compose|compose\.ya?ml/],
  ['template file', /\.(?:example|sample|dist|template|tmpl|tpl|j2|erb)$/],
  ['fixture path', /fixture|golden|cassette|snapshot|\.snap$|resources\/samples/],
];
