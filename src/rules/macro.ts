/**
 * Macros of patterns: `{assign}` stands for what lies between a context word and its value in every language that
 * people write configuration in, so that all rules say it alike. Bounded, linear, and the same with or without flag i.
 *
 * Pieces are cut so that what may follow a repeat begins with other bytes than the repeat takes: see
 * docs/decisions/0002-bounded-patterns.md.
 */

/** A quote, bare or escaped (`\"`, `\\\"`). */
const quote = '\\\\{0,3}["\'`]';
/** Blanks within a line. */
const blanks = '[ \\t]{0,24}';
/** Blanks and line ends. */
const space = '\\s{0,24}';

/** What may still belong to the name: `_API_KEY`, `.secret-key`, `['api']['key']`. */
const subscript = `(?:${quote})?\\]?\\[:?(?:${quote})?[\\w.-]{1,30}(?![\\w.-])`;
const rest = `[\\w.-]{0,30}(?![\\w.-])(?:${subscript}(?:${subscript})?)?`;
/** Ends of the name: closing quotes, brackets, emphasis. */
const close = `(?:${quote}){0,2}(?!["'\`\\\\])[\\])*]{0,2}`;

/** `: string =`, `: &'static str =`, `: Optional[str] =`. */
const annotation = ":[ \\t]{0,3}[\\w&][\\w.'<>|?& \\[\\]]{0,28}=";
/** `=`, `:`, `:=`, `=>`, `==`, `||=`, `?=`, `:-`, `+=`, `<-`, `,`, `|` of a table, `>` of an element, `%3D`. */
const operator = '(?:=[=>~]{0,2}|:[:=-]?|[|?]{1,2}=?|\\+=|<-|,|>|%3[Dd])';
/** More words of the name, or a type, before the operator: `acme API key:`, `acmeKey string =`, `acme key (prod):`. */
const words = '[\\w(][\\w.*()]{0,19}(?:[ ][\\w.*()]{1,20}){0,2}(?:[ ]{0,4}(?:=|:=?|\\|)|[ ]is[ ])';
/** A word that says it: `acme key is …`, `SET acme_key TO '…'`. */
const verb = '(?:is|IS|to|TO|as|AS|DEFAULT|default|or)[ \\t]{1,4}';
/** The name of the value where the name itself is one: `name: X⏎value: …`, `key="X" value="…"`, `variable "x" { default = …`. */
const partner = `(?:(?:Parameter|Setting|String|string)?[Vv]alue|VALUE|[Dd]efault|SecretString)(?:${quote})?${blanks}[=:]`;
/** `<key>NAME</key><string>`, `<name>NAME</name><value>`. */
const element = '</[\\w:.-]{1,20}>\\s{0,20}<[\\w:.-]{1,20}>';
/** A key that speaks of a credential, below a section of that name: `acme:⏎  api_key: …`, `[acme]⏎token=…`, `"acme": {"secret": …`. */
const credentialKey =
  '(?=[\\w.-]{0,14}(?:[Kk]ey|KEY|[Tt]oken|TOKEN|[Ss]ecret|SECRET|[Pp]ass|PASS|[Aa]uth|AUTH|[Pp]wd|PWD|[Aa]pi|API))[\\w.-]{3,30}';
const section = '(?:(?:(?:=>?|:)[ \\t]{0,3})?[{(]|:?[\\r\\n])';
const nested = `${section}${space}(?:${quote})?${credentialKey}(?:${quote})?${blanks}(?:=>?|:)`;
/** Of a URL: `/v1/x?api_key=`. */
const query = '(?:/[\\w./%~-]{0,60})?\\?(?:[\\w.%-]{1,30}=[\\w.%-]{0,40}&){0,3}[\\w.-]{1,30}=';

/**
 * Told apart by the first byte as far as can be. The last one is empty: `ENV NAME value`, `--name value` and
 * `#define NAME "value"` have only blanks between.
 */
const bridges = [
  annotation + space,
  operator + space,
  words + space,
  verb,
  `(?:[,;{\\r\\n]${space}(?:${quote})?)?${partner}${space}`,
  element + space,
  nested + space,
  query,
  '',
];

/** `Bearer …`, `token=…` */
const scheme = '(?:(?:[Bb](?:earer|asic)|[Tt]oken|[Aa]pi[Kk]ey|SSWS|[Kk]ey)(?:[ =]|%20))?';
/** `[]byte(`, `String(`, `new Secret(`. */
const call = '(?:(?:new[ ]|\\[\\])?[A-Za-z_][\\w.:]{0,24}!?\\()?';
/** Before the value: list dash, brackets, a call, quotes with their string prefix, CDATA, an authorization scheme. */
const open =
  `(?:(?:-[ ])?${call}[\\[({]{0,2}[bBrRfFuUL@$]{0,2}(?:${quote}){1,3}${scheme}` +
  `|(?:-[ ]|[\\[({]{1,2}|<!\\[CDATA\\[|<[\\w:]{1,20}>)?${scheme})`;

/**
 * Up to 48 bytes of anything, ending in what may stand right before a value: for shapes that are sure enough beside the name of
 * their provider, wherever the two meet (a header in a call, a comment above, a line of a log).
 */
const near = '(?<near>[^]{0,48}?[\\s"\'`=:>(,|])';

/** After a provider's name that is also a word of English: it ends there, or a word of credentials goes on from it. */
const apart =
  '(?=[^a-z]|api|key|token|secret|acc|auth|client|pass|cred|app|bot|private|priv|web|hook|master|user|admin|test|live|prod|sdk|server|service|gateway|manager|util|wrapper|conn|conf|setting|provider|helper|lib|plugin|sdk|ai|hq|app|python|node|php|ruby|java|http|login|rest|int|url|org|com)';

/** Before a value of letters and digits: a digit is near its beginning, as in nearly every random one and few words. */
const mixed = '(?=[A-Za-z_+/.-]{0,24}[0-9])';

const macros: Readonly<Record<string, string>> = {
  near,
  apart,
  mixed,
  assign: `${rest}${close}${blanks}(?:${bridges.join('|')})${open}`,
};

/** Every macro of a pattern expanded. */
export function expandMacros(pattern: string): string {
  return pattern.replace(/\{([a-z]+)\}/g, (text, name: string) => macros[name] ?? text);
}

/** For the stored catalogue: each macro once, instead of in every pattern. */
export function storedMacros(): Readonly<Record<string, string>> {
  return macros;
}

/** A pattern with its macros unexpanded again. */
export function foldMacros(pattern: string): string {
  return Object.entries(macros).reduce((text, [name, source]) => text.replaceAll(source, `{${name}}`), pattern);
}

/** The first `{name}` that is no macro. */
export function unknownMacro(pattern: string): string | undefined {
  return [...pattern.matchAll(/(?<!\\)\{([a-z]+)\}/g)]
    .map((found) => found[1]!)
    .find((name) => !Object.hasOwn(macros, name));
}
