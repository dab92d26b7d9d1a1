/** What a value is assigned to: key, operator and quoting, read backwards from the value over one short slice. */

import { latin1 } from './view.ts';

export interface Assignment {
  /** The name as written, without quotes: `AWS_SECRET_ACCESS_KEY`, `credentials.password`, `--token`. */
  readonly key: string;
  /** `=`, `:`, `=>`, `,` (arguments), `>` (XML text), a space (command line), … */
  readonly operator: string;
  /** The quote before the value, as written (`"`, `\"`, `&quot;`), or empty. */
  readonly quote: string;
}

/** Bytes before the value that are read. */
const reach = 300;

const quote = String.raw`(?:\\{0,3}["'\x60]|&quot;|&#0?3[49];|%2[27]|\\u002[27]|[bru]["'])`;
const name = String.raw`[A-Za-z_$@.\-][A-Za-z0-9_$@.\-:/]{0,99}`;

// Each is anchored at the end of the slice, i.e. where the value begins.
const valueQuote = new RegExp(`(${quote}{0,3})$`);
const assigned = new RegExp(
  `(?:\\\\[nrt]){0,2}(${name})(?:${quote}|[\\])?!\\x60*]|\\\\u005d){0,6}[ \\t]{0,40}(:=|=>|->|\\?\\?=|\\|\\|=|\\?=|\\+=|={1,3}|:|<-|,|%3[Dd]|%3[Aa])[ \\t\\r\\n(\\[{]{0,60}$`,
);
const typed = new RegExp(`(${name})\\??[ \\t]{0,4}:[ \\t]{0,4}[A-Za-z&<>'\\[\\]|. ]{1,40}=[ \\t]{0,8}$`);
const element = /<([A-Za-z_][A-Za-z0-9_.:-]{0,99})(?:\s[^<>]{0,200})?>[ \t\r\n]{0,60}(?:<!\[CDATA\[)?$/;
const spaced = /(?:^|[\s"'])(-{1,2}[A-Za-z][A-Za-z0-9_.-]{0,60}|[A-Za-z_][A-Za-z0-9_.-]{0,60})[ \t]{1,8}$/;
const named =
  /(?:name|key|id|"Name"|"Key")["']?\s{0,4}[:=]\s{0,4}\\{0,3}["']?([A-Za-z_][A-Za-z0-9_./-]{0,99})\\{0,3}["']?[\s,;]{0,40}(?:-\s)?$/i;
const owner = /["']([A-Za-z_][A-Za-z0-9_.-]{0,99})\\{0,3}["']\s{0,4}[:=]\s{0,4}\{\s{0,40}\\{0,3}["']?$/;

/** Keys that only say that a value follows; the real name stands further out. */
const hollow = /^(?:value|default|val|v|text|string|data|content|secret_value|defaultValue)$/i;

/**
 * The assignment that a value at `start` is part of, or undefined where none is seen.
 *
 * @param bytes latin1 text
 */
export function assignmentOf(bytes: Buffer, start: number): Assignment | undefined {
  const text = latin1(bytes, Math.max(0, start - reach), start);
  const quoted = valueQuote.exec(text)![1]!;
  const left = text.slice(0, text.length - quoted.length);
  const tag = quoted ? null : element.exec(left);
  if (tag) return { key: tag[1]!, operator: '>', quote: '' };
  const match = assigned.exec(left);
  if (match) return throughHollow(left.slice(0, match.index), typedKey(left) ?? match[1]!, match[2]!, quoted);
  const argument = spaced.exec(left);
  return argument ? { key: argument[1]!, operator: ' ', quote: quoted } : undefined;
}

/** `const key: string = "…"`: the name stands before the type. */
function typedKey(left: string): string | undefined {
  return typed.exec(left)?.[1];
}

/** `name: X` / `value: …`, `{"Name": "X", "Value": "…"}`, `"X": {"value": "…"`: the name one step out. */
function throughHollow(before: string, key: string, operator: string, quoted: string): Assignment {
  if (!hollow.test(key)) return { key, operator, quote: quoted };
  const text = before.replace(/\\{0,3}["']$/, '');
  const outer = named.exec(text)?.[1] ?? owner.exec(before)?.[1];
  return { key: outer ?? key, operator, quote: quoted };
}
