/**
 * Examples of rules are templates, so that no literal that looks like a live key stands in the repository:
 * `ghp_{{alnum:30}}{{sign:github-crc32}}`. They expand to the same text every time.
 */

import { UsageError } from '../model/errors.ts';
import type { Check } from './check.ts';
import { draw, type Random, seeded } from './random.ts';

/** What `{{begin}}` leaves behind until the token is complete; no template may hold it. */
const beginMark = '\u0001';

const digits = '0123456789';
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const lower = 'abcdefghijklmnopqrstuvwxyz';

const alphabets: Readonly<Record<string, string>> = {
  alnum: upper + lower + digits,
  alpha: upper + lower,
  lower,
  upper,
  digits,
  hex: `${digits}abcdef`,
  HEX: `${digits}ABCDEF`,
  base32: `${upper}234567`,
  base64: `${upper}${lower}${digits}+/`,
  base64url: `${upper}${lower}${digits}-_`,
  'lower+digits': lower + digits,
  'upper+digits': upper + digits,
};

/** Functions of a text that may itself hold templates. */
const encoders: Readonly<Record<string, (text: string) => string>> = {
  b64: (text) => Buffer.from(text, 'latin1').toString('base64'),
  b64url: (text) => Buffer.from(text, 'latin1').toString('base64url'),
  hexof: (text) => Buffer.from(text, 'latin1').toString('hex'),
  percent: (text) => encodeURIComponent(text),
};

interface State {
  readonly template: string;
  readonly random: Random;
  readonly checks: ReadonlyMap<string, Check>;
  at: number;
}

/**
 * Expands one template. The same template and seed give the same text.
 *
 * @param seed rule id and index
 * @throws UsageError RULES_SCHEMA for a template that is none, RULES_REFERENCE for a check that is unknown or cannot sign
 */
export function expandExample(template: string, seed: string, checks: ReadonlyMap<string, Check>): string {
  const state: State = { template, random: seeded(seed), checks, at: 0 };
  return expandText(state, false).replaceAll(beginMark, '');
}

/** Text up to the end, or to the `}}` that closes the function it is an argument of. Braces inside it balance. */
function expandText(state: State, inside: boolean): string {
  const { template } = state;
  let text = '';
  let open = 0;
  while (state.at < template.length) {
    const char = template[state.at]!;
    if (inside && open === 0 && template.startsWith('}}', state.at)) return text;
    // `{{ .Values.key }}` and `${{ secrets.KEY }}` are text.
    if (char === '{' && /^\{\{[A-Za-z[]/.test(template.slice(state.at, state.at + 3))) {
      text += expandCall(state, text);
      continue;
    }
    if (char === '{') open++;
    if (char === '}' && open > 0) open--;
    text += char;
    state.at++;
  }
  if (inside) throw fault(state, 'a {{ is not closed');
  return text;
}

function expandCall(state: State, before: string): string {
  const { template } = state;
  const start = state.at;
  const head = /^\{\{(\[(?:[^\]\\]|\\.)+\]|[A-Za-z][A-Za-z0-9+]*)/.exec(template.slice(start));
  if (!head) throw fault(state, 'a {{ is followed by no name');
  const name = head[1]!;
  state.at = start + head[0].length;
  if (template[state.at] === ':') state.at++;
  const text = name in encoders || name === 'repeat' ? encode(state, name) : generate(state, name, before);
  if (!template.startsWith('}}', state.at)) throw fault(state, `{{${name} is not closed by }}`);
  state.at += 2;
  return text;
}

function encode(state: State, name: string): string {
  const text = expandText(state, true).replaceAll(beginMark, '');
  if (name !== 'repeat') return encoders[name]!(text);
  const count = /:(\d+)$/.exec(text);
  if (!count) throw fault(state, 'write {{repeat:TEXT:n}}');
  return text.slice(0, count.index).repeat(Number(count[1]));
}

function generate(state: State, name: string, before: string): string {
  const end = state.template.indexOf('}}', state.at);
  const argument = state.template.slice(state.at, end < 0 ? undefined : end);
  state.at += argument.length;
  if (name === 'begin') return beginMark;
  if (name === 'uuid') return uuid(state.random);
  if (name === 'sign') return sign(state, argument, before);
  const alphabet = name.startsWith('[') ? members(state, name) : alphabets[name];
  if (alphabet === undefined) throw fault(state, `there is no {{${name}}}`);
  if (!/^\d{1,5}$/.test(argument)) throw fault(state, `write {{${name}:n}} with a length`);
  return draw(alphabet, Number(argument), state.random);
}

/** The characters of `[a-f2-7_-]`. */
function members(state: State, set: string): string {
  const inner = set.slice(1, -1).replace(/\\(.)/g, '$1');
  let text = '';
  for (let k = 0; k < inner.length; k++) {
    const last = inner[k + 1] === '-' && k + 2 < inner.length ? inner[k + 2]! : inner[k]!;
    for (let code = inner.charCodeAt(k); code <= last.charCodeAt(0); code++) text += String.fromCharCode(code);
    if (last !== inner[k]) k += 2;
  }
  if (text === '') throw fault(state, `${set} holds no character`);
  return [...new Set(text)].join('');
}

/** Version 4. @see https://www.rfc-editor.org/rfc/rfc9562#section-5.4 */
function uuid(random: Random): string {
  const hex = draw(alphabets['hex']!, 32, random);
  const variant = '89ab'[Number.parseInt(hex[16]!, 16) % 4]!;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** The token so far: from the last {{begin}}, or else what of a token stands right before. `KEY=` is no part of it. */
function tokenSoFar(before: string): string {
  const begin = before.lastIndexOf(beginMark);
  if (begin >= 0) return before.slice(begin + 1);
  const run = /[A-Za-z0-9_.+/=-]*$/.exec(before)![0];
  return /[^=]*=*$/.exec(run)![0];
}

function sign(state: State, name: string, before: string): string {
  const check = state.checks.get(name);
  if (!check) throw new UsageError('RULES_REFERENCE', `"${state.template}": there is no check "${name}"`);
  if (!check.sign) throw new UsageError('RULES_REFERENCE', `"${state.template}": the check "${name}" cannot sign`);
  return check.sign(tokenSoFar(before));
}

function fault(state: State, what: string): UsageError {
  return new UsageError('RULES_SCHEMA', `"${state.template}": ${what}`);
}
