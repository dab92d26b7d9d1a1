/** Names of archive entries: bytes made a safe path, and what is wrong with them. */

export interface EntryName {
  /** Valid UTF-8, relative, `/`-separated, without `..`, control characters or direction marks. */
  readonly path: string;
  /** The name tried to leave the archive or to fool a terminal. */
  readonly isHostile: boolean;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Characters that a terminal or a reader would obey: controls, direction marks, line separators. */
const obeyed = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Names are cut to this many characters. */
const longest = 4096;

function escaped(char: string): string {
  return `\\u{${char.codePointAt(0)!.toString(16)}}`;
}

/** UTF-8 where the bytes are that, else latin1 with bytes over 127 as `\xNN`. */
function decoded(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return Buffer.from(bytes)
      .toString('latin1')
      .replace(/[\x80-\xff]/g, (char) => `\\x${char.charCodeAt(0).toString(16)}`);
  }
}

/** A neutral path for the name of an entry. Leading `./` and trailing `/` are no matter; `..`, drives and roots are hostile. */
export function entryName(name: Uint8Array | string): EntryName {
  const raw = typeof name === 'string' ? name : decoded(name);
  const hasControls = obeyed.test(raw);
  obeyed.lastIndex = 0;
  const text = hasControls ? raw.replace(obeyed, escaped) : raw;
  const parts = text.split('/').filter((part) => part !== '' && part !== '.');
  const isRooted = text.startsWith('/') || /^[A-Za-z]:\//.test(text);
  const climbs = parts.includes('..');
  const path = (climbs ? parts.filter((part) => part !== '..') : parts).join('/').slice(0, longest);
  return { path: path || 'unnamed', isHostile: hasControls || climbs || isRooted };
}
