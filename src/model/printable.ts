/** Text from scanned input made safe to print. */

/**
 * C0 and C1 controls, soft hyphen, Arabic letter mark, Mongolian separator, zero-width characters, line and paragraph
 * separators, direction marks, invisible operators, byte order mark, interlinear marks, tags,
 * halves of surrogate pairs.
 * @see https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
const hostile =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** No name can move a cursor, hide a character, turn the direction or forge a line: such characters become `\x1b`, `\u202e`. */
export function printable(text: string): string {
  return text.replace(hostile, (char) => {
    const code = char.codePointAt(0)!;
    if (code < 256) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code < 65536 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** `https://user:pass@host/` → `https://***@host/`, also where the password holds an `@`. */
export function withoutUserInfo(text: string): string {
  if (!text.includes('://')) return text;
  return text.replace(/([a-z][a-z0-9+.-]{1,20}:\/\/)[^/?#\s]{1,500}@/gi, '$1***@');
}

/** `1234567` → `1,234,567`, without loading the language tables that `toLocaleString` needs. */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
