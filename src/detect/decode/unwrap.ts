/** What decoded bytes are in turn, told by their first bytes: gzip, zlib, UTF-16. */

import { decodeUtf16 } from './base64.ts';
import type { Decoded } from './decoded.ts';

/** Expanded bytes of one compressed piece; what goes beyond is not looked at. */
export const expandLimit = 8 * 1024 * 1024;

/** @see https://www.rfc-editor.org/rfc/rfc1952#page-6 */
export function isGzip(first: number): boolean {
  return first === 0x1f8b08;
}

/** @see https://www.rfc-editor.org/rfc/rfc1950#page-5 */
export function isZlib(first: number): boolean {
  const head = first >> 8;
  return (head & 0x0f00) === 0x0800 && head >> 12 <= 7 && head % 31 === 0 && (head & 0x20) === 0 && head >> 8 === 0x78;
}

/** A truncated stream gives what it holds; undefined for what is no such stream or expands too far. */
function expand(bytes: Buffer, gzip: boolean): Buffer | undefined {
  // Loaded when the first compressed piece is met: most scans meet none.
  const { constants, gunzipSync, inflateSync } = process.getBuiltinModule('node:zlib');
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: expandLimit };
  try {
    return gzip ? gunzipSync(bytes, options) : inflateSync(bytes, options);
  } catch {
    return undefined;
  }
}

/** Whether the beginning of a compressed piece expands without a fault: random bytes that look like a head do not. */
export function expands(bytes: Buffer): boolean {
  return expand(bytes, isGzip(bytes.readUIntBE(0, 3))) !== undefined;
}

/** The whole compressed piece stands for each of its bytes. */
function inflated(bytes: Buffer, gzip: boolean): Decoded | undefined {
  const text = expand(bytes, gzip);
  if (!text || text.length === 0) return undefined;
  return { name: gzip ? 'gzip' : 'zlib', bytes: text, encoded: () => ({ start: 0, end: bytes.length }) };
}

/** Byte order where most of the first characters are ASCII in UTF-16. */
function utf16(bytes: Buffer): Decoded | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16(bytes, true, 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16(bytes, false, 2);
  const count = Math.min(64, bytes.length & ~1);
  let even = 0;
  let odd = 0;
  for (let k = 0; k < count; k += 2) {
    if (bytes[k] === 0) even++;
    if (bytes[k + 1] === 0) odd++;
  }
  if (odd * 2 > count * 0.8 && even === 0) return decodeUtf16(bytes, true, 0);
  if (even * 2 > count * 0.8 && odd === 0) return decodeUtf16(bytes, false, 0);
  return undefined;
}

/** What the bytes wrap, or undefined where they are to be looked at as they are. */
export function unwrap(bytes: Buffer): Decoded | undefined {
  if (bytes.length < 12) return undefined;
  const first = bytes.readUIntBE(0, 3);
  if (isGzip(first)) return inflated(bytes, true);
  if (isZlib(first)) return inflated(bytes, false);
  return utf16(bytes);
}
