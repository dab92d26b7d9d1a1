/** Puts text from a scan into commands so that it stays one word, whatever it holds. */

/** Characters that a terminal, an editor or a reader may take for something else: controls, line ends, bidi marks. */
const unseen = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;
const allUnseen = new RegExp(unseen, 'g');

/**
 * One word for a POSIX shell. Control characters and the like are written by `printf` in octal, so that the command can
 * be shown and copied as one visible line. NUL cannot be in a word and is dropped.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02
 */
export function shellQuote(text: string): string {
  const value = text.replaceAll('\0', '');
  if (/^[A-Za-z0-9_@%+=:,./][A-Za-z0-9_@%+=:,./-]*$/.test(value)) return value;
  if (!unseen.test(value)) return `'${value.replaceAll("'", `'\\''`)}'`;
  const octal = [...value].map((char) => (unseen.test(char) ? bytesInOctal(char) : char.replace(/[\\%]/, '$&$&')));
  return `"$(printf '${octal.join('').replaceAll("'", `'\\''`)}')"`;
}

function bytesInOctal(char: string): string {
  return [...Buffer.from(char)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

/** A path as an operand: one that begins with `-` is not taken for an option. */
export function pathQuote(path: string): string {
  return shellQuote(path.startsWith('-') ? `./${path}` : path);
}

/** A string literal of SQL (Athena). */
export function sqlQuote(text: string): string {
  return `'${text.replace(allUnseen, '').replaceAll("'", "''")}'`;
}

/** The quoting that the shell is in at the end of a piece of a command. */
function quotingAfter(piece: string, before: '' | "'" | '"'): '' | "'" | '"' {
  let quoting = before;
  for (let at = 0; at < piece.length; at += 1) {
    const char = piece[at];
    if (char === '\\' && quoting !== "'") at += 1;
    else if (quoting === '' && (char === "'" || char === '"')) quoting = char;
    else if (char === quoting) quoting = '';
  }
  return quoting;
}

/**
 * Fills `{name}` placeholders of a rule's command, in whatever quotes they stand. A name without a value becomes a shell
 * variable of that name (`{token}` → `"$TOKEN"`), to be set by whoever runs it.
 */
export function fillCommand(template: string, values: ReadonlyMap<string, string>): string {
  let quoting: '' | "'" | '"' = '';
  return template
    .split(/(\{[A-Za-z][A-Za-z0-9_.-]*\})/)
    .map((piece, at) => {
      if (at % 2 === 0) {
        quoting = quotingAfter(piece, quoting);
        return piece;
      }
      const word = wordFor(piece.slice(1, -1), values);
      return quoting === '' ? word : `${quoting}${word}${quoting}`;
    })
    .join('');
}

function wordFor(name: string, values: ReadonlyMap<string, string>): string {
  const value = values.get(name);
  if (value !== undefined) return shellQuote(value);
  const variable = name.replace(/([a-z])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_');
  return `"$${variable.toUpperCase()}"`;
}

/** Fills the placeholders of a sentence; a name without a value stays as it is. */
export function fillText(template: string, values: ReadonlyMap<string, string>): string {
  return template.replace(/\{([A-Za-z][A-Za-z0-9_.-]*)\}/g, (whole, name: string) => values.get(name) ?? whole);
}
