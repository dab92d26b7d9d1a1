/**
 * The text of a commit without what is known to hold no text of anybody's: the ids of its tree and parents, and a signature
 * whose own checksum says that it is one. Half of what a history's commits hold is that, and it looks like encoded secrets.
 * @see https://git-scm.com/docs/gitformat-signature
 */

const [newline, blank, equals] = [0x0a, 0x20, 0x3d];
const begin = Buffer.from('\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n');
const end = Buffer.from('\n -----END PGP SIGNATURE-----');

/** `\n =E8pD`, bytes. */
const checksumLine = 7;

const base64 = new Uint8Array(256).fill(255);
for (const [value, char] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  base64[char.charCodeAt(0)] = value;

/** @see https://www.rfc-editor.org/rfc/rfc4880#section-6.1 */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 16;
  for (let k = 0; k < 8; k++) crc = crc & 0x800000 ? (crc << 1) ^ 0x1864cfb : crc << 1;
  return crc & 0xffffff;
});
const crcStart = 0xb704ce;

/** Copies commits into memory of its own, with blanks in place of what is left out: offsets and lines stay. */
export interface CommitTexts {
  /** Valid until the next is asked for. */
  of(commit: Buffer): Buffer;
}

/** @param idBytes of an object's id: 20 or 32 */
export function createCommitTexts(idBytes: number): CommitTexts {
  let room = Buffer.alloc(4096);
  return {
    of(commit) {
      if (room.length < commit.length) room = Buffer.alloc(2 * commit.length);
      const text = room.subarray(0, commit.length);
      commit.copy(text);
      blankIds(text, 2 * idBytes);
      const at = text.indexOf(begin);
      if (at !== -1) blankSignature(text, at + begin.length);
      return text;
    },
  };
}

function blankIds(text: Buffer, digits: number): void {
  let at = 0;
  for (let word = 'tree '; text.toString('latin1', at, at + word.length) === word; word = 'parent ') {
    const start = at + word.length;
    const stop = start + digits;
    if (text[stop] !== newline) return;
    for (let k = start; k < stop; k++) if (!isHex(text[k]!)) return;
    text.fill(blank, start, stop);
    at = stop + 1;
  }
}

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66);
}

/** From the first of an armour's lines to its end, if all in it is as it has to be. */
function blankSignature(text: Buffer, from: number): void {
  const to = text.indexOf(end, from - 1);
  if (to === -1 || !isSignature(text, from, to)) return;
  for (let k = from; k < to; k++) if (text[k] !== newline) text[k] = blank;
}

/** Lines begin with a blank, as those of a header do that goes on; the last is the checksum of the others. */
function isSignature(text: Buffer, from: number, to: number): boolean {
  let [bits, have, crc, first, padding] = [0, 0, crcStart, -1, 0];
  const last = to - checksumLine;
  if (last < from || text[last] !== newline || text[last + 1] !== blank || text[last + 2] !== equals) return false;
  for (let k = from; k < last; k++) {
    const byte = text[k]!;
    const opens = k === from || text[k - 1] === newline;
    if (opens !== (byte === blank)) return false;
    if (opens || byte === newline) continue;
    if (byte === equals) {
      if (++padding > 2) return false;
      continue;
    }
    const value = base64[byte]!;
    if (value === 255 || padding > 0) return false;
    bits = ((bits << 6) | value) & 0xffff;
    have += 6;
    if (have < 8) continue;
    have -= 8;
    const next = (bits >> have) & 255;
    if (first === -1) first = next;
    crc = ((crc << 8) ^ crcTable[((crc >> 16) ^ next) & 255]!) & 0xffffff;
  }
  // A signature's packet, in the old form or in the new. @see https://www.rfc-editor.org/rfc/rfc4880#section-4.2
  return (first === 0xc2 || (first & 0xfc) === 0x88) && crc === checksumAt(text, last + 3);
}

function checksumAt(text: Buffer, at: number): number {
  let crc = 0;
  for (let k = at; k < at + 4; k++) {
    const value = base64[text[k]!]!;
    if (value === 255) return -1;
    crc = (crc << 6) | value;
  }
  return crc;
}
