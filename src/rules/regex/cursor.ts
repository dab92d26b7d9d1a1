/** Where a pattern is being read, and the bytes that its characters stand for. */

import { PatternFault } from './fault.ts';

export interface Cursor {
  readonly source: string;
  readonly foldCase: boolean;
  readonly dotAll: boolean;
  readonly multiline: boolean;
  at: number;
}

/** @throws PatternFault for a character that is more than one byte in UTF-8 */
export function byteOf(char: string): number {
  const code = char.charCodeAt(0);
  if (code < 128) return code;
  throw new PatternFault('PATTERN_SYNTAX', `patterns see bytes: write "${char}" as the \\xHH of its UTF-8 bytes`);
}
