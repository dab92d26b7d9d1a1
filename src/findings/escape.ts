/** Text from scanned input made safe to print: control characters and direction marks become visible escapes. */

const hostile = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

export function printable(text: string): string {
  return text.replace(hostile, (char) => {
    const code = char.charCodeAt(0);
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** `https://user:pass@host/` → `https://***@host/`. */
export function withoutUserInfo(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]{1,20}:\/\/)[^/\s@]{1,500}@/gi, '$1***@');
}
