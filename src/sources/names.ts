/** File names are bytes: how they are carried, opened and shown. */

/** A path of bytes as a latin1 string (one char, one byte), so that it is plain data and sorts by byte. */
export type BytePath = string;

/** What the file system is given. */
export function toBuffer(path: BytePath): Buffer {
  return Buffer.from(path, 'latin1');
}

const ascii = /^[\x00-\x7f]*$/;

/** As `toBuffer`, but a string where that is the same: Node takes those with less ado, and most paths are ASCII. */
export function native(path: BytePath): string | Buffer {
  return ascii.test(path) ? path : toBuffer(path);
}

export function fromText(text: string): BytePath {
  return Buffer.from(text, 'utf8').toString('latin1');
}

let decoder: InstanceType<typeof TextDecoder> | undefined;

/** Throws for what is no UTF-8. Made when a name is met that is not plain ASCII. */
function decode(bytes: Uint8Array): string {
  decoder ??= new TextDecoder('utf-8', { fatal: true });
  return decoder.decode(bytes);
}

/** For reports: UTF-8, with bytes that are not written `\xNN`. */
export function shown(path: BytePath): string {
  // Plain ASCII is nearly every path.
  if (ascii.test(path)) return path;
  const bytes = toBuffer(path);
  try {
    return decode(bytes);
  } catch {
    return decodeLoosely(bytes);
  }
}

function decodeLoosely(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      text += `\\x${bytes[at]!.toString(16).padStart(2, '0')}`;
      at += 1;
    } else {
      text += bytes.toString('utf8', at, at + length);
      at += length;
    }
  }
  return text;
}

/** Bytes of the valid UTF-8 sequence at `at`, or 0. */
function sequenceLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    try {
      decode(bytes.subarray(at, at + length));
      return length;
    } catch {
      // Longer, or not UTF-8.
    }
  }
  return 0;
}
