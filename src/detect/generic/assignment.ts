/**
 * Reads an assignment forward from a name that promises a secret: `password = "…"`, `"token": "…"`, `setKey("…")`,
 * `<secret>…</secret>`, `--password …`, `("apiKey", "…")`, `ENV TOKEN …`. Bounded and linear: one pass over at most
 * a few hundred bytes.
 */

export type Operator = '=' | ':' | '==' | '=>' | ':=' | ',' | '(' | '>' | ' ' | '://';

export interface Assignment {
  /** The whole name, as written. */
  readonly key: string;
  readonly keyStart: number;
  /** Whether the name stood in quotes. */
  readonly keyQuoted: boolean;
  /** `://` in a URL, whose user stands for the name. */
  readonly operator: Operator;
  /** `"`, `'`, a backtick, or none. */
  readonly quote: string;
  /** What stands right before the opening quote: `b`, `f`, `@`, `$`, `(`; or a function's name where one is called. */
  readonly before: string;
  /** The byte after the value (after its quote): tells `"a" + b` from `"a",`. */
  readonly after: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const maxKeyBefore = 48;
const maxKeyAfter = 40;
const maxValue = 400;

const isName = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 48 && code <= 57) ||
  code === 95 ||
  code === 45 ||
  code === 46 ||
  code === 36;

const isQuote = (char: string): boolean => char === '"' || char === "'" || char === '`';

/** Skips blanks; stops after `most`. */
function blanks(text: string, at: number, most: number): number {
  const end = Math.min(text.length, at + most);
  while (at < end && (text[at] === ' ' || text[at] === '\t')) at++;
  return at;
}

/** Skips one line break with the blanks around it, where a value may stand on the next line. */
function lineBreak(text: string, at: number): number {
  let next = text[at] === '\r' ? at + 1 : at;
  if (text[next] !== '\n') return at;
  next = blanks(text, next + 1, 60);
  return next;
}

/**
 * @param text latin1
 * @param at where the word stands in `text`
 */
export function readAssignment(text: string, at: number, length: number): Assignment | undefined {
  let keyStart = at;
  while (keyStart > 0 && at - keyStart < maxKeyBefore && isName(text.charCodeAt(keyStart - 1))) keyStart--;
  let keyEnd = at + length;
  while (keyEnd < text.length && keyEnd - at - length < maxKeyAfter && isName(text.charCodeAt(keyEnd))) keyEnd++;
  // A sentence's full stop is not part of a name.
  while (keyEnd > at + length && text[keyEnd - 1] === '.') keyEnd--;
  const key = text.slice(keyStart, keyEnd);
  const before = keyStart > 0 ? text[keyStart - 1]! : '\n';
  let next = keyEnd;
  let keyQuoted = false;
  if (text[next] === '\\' && isQuote(text[next + 1] ?? '')) next++;
  if (isQuote(text[next] ?? '') && (text[next] === before || before === '\\' || before === '[' || isQuote(before))) {
    keyQuoted = isQuote(before);
    next++;
  }
  // env["x"], params[:x], table.get("x")
  while (text[next] === ']' || text[next] === ')') next++;
  next = besides(text, blanks(text, next, 40));
  const paired = pairedAt(text, keyEnd, before);
  if (paired !== undefined) return readValue(text, paired, ':', { key, keyStart, keyQuoted });
  const operator = readOperator(text, next, { key, before, keyQuoted, glued: next === keyEnd });
  if (!operator) return undefined;
  return readValue(text, operator.at, operator.operator, { key, keyStart, keyQuoted });
}

/** Go assigns a second result beside: `secret, _ := …`. */
const beside = /,\s?(?:_|err|ok)\s?(?=:?=)/y;

function besides(text: string, at: number): number {
  if (text[at] !== ',') return at;
  beside.lastIndex = at;
  return beside.test(text) ? beside.lastIndex : at;
}

/** From the end of a name to the value of its `value:`, as in `name: X` / `value: …`, `{"Name": "X", "Value": "…"}`, `key="x" value="…"`. */
const pair = /\\?["']?,?\s{0,40}\\?["']?(?:value|val|defaultValue|default)\\?["']?\s{0,4}[:=]\s{0,4}(?=\S)/iy;
const namesIt = /(?:name|key|id|variable|property)\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?$/i;

function pairedAt(text: string, keyEnd: number, before: string): number | undefined {
  if (before !== ' ' && !isQuote(before) && before !== ':' && before !== '=') return undefined;
  pair.lastIndex = keyEnd;
  if (!pair.test(text)) return undefined;
  const at = pair.lastIndex;
  let start = keyEnd;
  while (start > 0 && isName(text.charCodeAt(start - 1))) start--;
  return namesIt.test(text.slice(Math.max(0, start - 20), start)) ? at : undefined;
}

interface KeyAt {
  readonly key: string;
  readonly before: string;
  readonly keyQuoted: boolean;
  /** The operator follows the name at once. */
  readonly glued: boolean;
}

/** `: String =`, `: &str =`, as in Rust, Swift, Kotlin, TypeScript, Python. */
const annotation = /\s{0,2}&?(?:'static )?[A-Za-z_][A-Za-z0-9_<>.[\]?| ]{0,30}?(?:\s{1,2}=(?![=>])|=(?=["'`]))/y;
/** Basic's type between a name and its value. */
const typed = /As\s{1,4}[A-Za-z.]{1,30}\s{0,4}=/iy;
/** Erlang's macros. */
const defines = /-define\($/;
/** Line starts after which a blank assigns: Dockerfile, C, csh, netrc, make; and forms of Lisp. */
const blankAssigns =
  /(?:\((?:def|defonce|defparameter|defvar|defconstant|define|setq)|(?:^|\n)[ \t]{0,8}(?:ENV|ARG|#[ \t]{0,4}define|setenv|set|define|machine\b[^\n]{0,80}|login\b[^\n]{0,60}|ALTER\b[^\n]{0,80}|CREATE\b[^\n]{0,80}|requirepass|masterauth))[ \t]{1,4}$/i;

/** What stands in where a setting is not set: `env["TOKEN"] || "…"`, `getenv("TOKEN") or "…"`, `get(:token, default: "…")`. */
const alternative = /(?:\|\||\?\?|\?:|or\b)\s{0,4}(?=["'`])/y;

function otherwise(text: string, at: number, { keyQuoted, before }: KeyAt): number | undefined {
  const char = text[at];
  if ((char !== '|' && char !== '?' && char !== 'o') || !(keyQuoted || before === ':')) return undefined;
  alternative.lastIndex = at;
  return alternative.test(text) ? alternative.lastIndex : undefined;
}

function readOperator(text: string, at: number, key: KeyAt): { operator: Operator; at: number } | undefined {
  const char = text[at] ?? '';
  const pair = text.slice(at, at + 2);
  if (pair === ':=' || pair === '=>' || pair === '->') return { operator: pair === ':=' ? ':=' : '=>', at: at + 2 };
  if (pair === '==' || pair === '!=') return { operator: '==', at: at + (text[at + 2] === '=' ? 3 : 2) };
  if (pair === '<-') return { operator: '=', at: at + 2 };
  const other = otherwise(text, at, key);
  if (other !== undefined) return { operator: '=', at: other };
  if (pair === '?=' || pair === '+=') return { operator: '=', at: at + 2 };
  if (text.startsWith('||=', at) || text.startsWith('&quot;', at))
    return text.startsWith('||=', at) ? { operator: '=', at: at + 3 } : undefined;
  if (char === '=') return { operator: '=', at: at + 1 };
  if (char === ':') {
    annotation.lastIndex = at + 1;
    const match = annotation.exec(text);
    if (match) return { operator: '=', at: annotation.lastIndex };
    return { operator: ':', at: at + 1 };
  }
  if (
    char === ',' &&
    (key.keyQuoted || key.before === ':' || (key.before === '(' && defines.test(headOf(text, at, key))))
  )
    return { operator: ',', at: at + 1 };
  if (char === '(' && !key.keyQuoted) return { operator: '(', at: at + 1 };
  if (char === '>' && (key.before === '<' || key.before === '"' || key.keyQuoted)) return { operator: '>', at: at + 1 };
  if (key.glued) return undefined;
  // A blank assigns after a flag and after certain words, and where a quoted literal follows a lone upper-case name.
  const flag = key.key.startsWith('-') && key.before !== '-' && /\s/.test(key.before);
  if (flag) return { operator: ' ', at };
  typed.lastIndex = at;
  if ((char === 'A' || char === 'a') && typed.test(text)) return { operator: '=', at: typed.lastIndex };
  if (blankAssigns.test(headOf(text, at, key))) return { operator: ' ', at };
  // An attribute of a module in Elixir, or a lone constant.
  if (isQuote(char) && (key.before === '@' || /^[A-Z_]+$/.test(key.key))) return { operator: ' ', at };
  return undefined;
}

/** What stands before the name, as far as a line's beginning is looked for. */
function headOf(text: string, at: number, { key }: KeyAt): string {
  return text.slice(Math.max(0, at - 140), text.lastIndexOf(key, at));
}

const stringPrefix =
  /(?:[brufLN@$]|[rb]{2}|\[\]byte\(|\{\s{0,20}["']?(?:value|default)["']?\s?[:=]>?\s?|with:\s?|default:\s?|new String\(|String\(|Some\(|str\(|env\(|getenv\(|[A-Za-z_][A-Za-z0-9_.]{1,30}\()?\\?(?=["'`])/y;

/** A call that asks for a setting by its name: `getenv("TOKEN", "…")`. */
const asks = /(?:env|environ|get|fetch|config|lookup|setting|option|param)\w*\($/i;
const second = /\\?\s{0,4},\s{0,20}(?:default\w{0,6}\s?[:=]>?\s?)?(?=["'`])/y;

/** Where the quote of a call's second argument is. */
function defaultOf(text: string, from: number): number | undefined {
  second.lastIndex = from;
  return second.test(text) ? second.lastIndex : undefined;
}

function readValue(
  text: string,
  at: number,
  operator: Operator,
  key: Pick<Assignment, 'key' | 'keyStart' | 'keyQuoted'>,
): Assignment | undefined {
  let start = blanks(text, at, 60);
  if (operator !== '>' && operator !== ' ') {
    const below = lineBreak(text, start);
    // On the next line only what is plainly a literal.
    if (below !== start) {
      if (!isQuote(text[below] ?? '') || operator === '==' || operator === ',') return undefined;
      start = below;
    }
  }
  stringPrefix.lastIndex = start;
  const prefix = stringPrefix.exec(text);
  if (prefix) {
    const escaped = prefix[0].endsWith('\\');
    let open = start + prefix[0].length;
    let quote = text[open]!;
    // Three quotes open a block; its first line is looked at.
    const triple = quote !== '`' && text[open + 1] === quote && text[open + 2] === quote;
    if (triple) open += 2;
    let end = quoteEnd(text, open + 1, quote, escaped);
    if (end === undefined || end === open + 1) return undefined;
    const own = asks.test(prefix[0]) ? defaultOf(text, end + 1) : undefined;
    if (own !== undefined) {
      open = own;
      quote = text[open]!;
      end = quoteEnd(text, open + 1, quote, false);
      if (end === undefined || end === open + 1) return undefined;
    }
    if (escaped) quote = `\\${quote}`;
    return {
      ...key,
      operator,
      quote: quote.slice(-1),
      before: prefix[0].replace(/\\$/, ''),
      after: text
        .slice(end + 1, end + 4)
        .trim()
        .slice(0, 1),
      value: text.slice(open + 1, end),
      start: open + 1,
      end,
    };
  }
  if (operator === '(' || operator === ',') return undefined;
  const end = operator === '>' ? elementEnd(text, start) : bareEnd(text, start);
  if (end <= start) return undefined;
  return { ...key, operator, quote: '', before: '', after: text[end] ?? '', value: text.slice(start, end), start, end };
}

/** What long keys and tokens are written in. */
const drawn = /^[\w.~+/={}-]+$/;

/** Where a quoted value ends; undefined where it does not on this line. A long one of letters and digits alone is cut. */
function quoteEnd(text: string, from: number, quote: string, escaped: boolean): number | undefined {
  const last = Math.min(text.length, from + maxValue);
  for (let k = from; k < last; k++) {
    const char = text[k]!;
    if (char === '\n') return undefined;
    if (char === '\\') {
      if (escaped && text[k + 1] === quote) return k;
      k++;
    } else if (char === quote) return k;
  }
  return last === from + maxValue && drawn.test(text.slice(from, last)) ? last : undefined;
}

function elementEnd(text: string, from: number): number {
  const last = Math.min(text.length, from + maxValue);
  for (let k = from; k < last; k++) if (text[k] === '<' || text[k] === '\n') return k;
  return from;
}

/** An unquoted value ends at blanks and at what separates values; a URL query's at `&`. */
function bareEnd(text: string, from: number): number {
  const last = Math.min(text.length, from + maxValue);
  let k = from;
  for (; k < last; k++) {
    const char = text[k]!;
    if (
      char === ' ' ||
      char === '\t' ||
      char === '\n' ||
      char === '\r' ||
      char === '"' ||
      (char === "'" && !(/[A-Za-z0-9]/.test(text[k - 1] ?? '') && /[A-Za-z0-9]/.test(text[k + 1] ?? ''))) ||
      char === '`' ||
      char === '<' ||
      char === '&'
    )
      break;
    if ((char === ',' || char === ';') && /[\s"'}\])]|$/.test(text[k + 1] ?? '')) break;
    if (char === '\\' && /[nrt"']/.test(text[k + 1] ?? '')) break;
  }
  while (k > from && /[)\]};,]/.test(text[k - 1]!) && !balanced(text.slice(from, k))) k--;
  return k;
}

function balanced(value: string): boolean {
  let round = 0;
  let square = 0;
  let curly = 0;
  for (const char of value) {
    if (char === '(') round++;
    else if (char === ')') round--;
    else if (char === '[') square++;
    else if (char === ']') square--;
    else if (char === '{') curly++;
    else if (char === '}') curly--;
    if (round < 0 || square < 0 || curly < 0) return false;
  }
  return round === 0 && square === 0 && curly === 0 && !/[;,]$/.test(value);
}
