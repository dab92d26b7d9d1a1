/** The password of a URL, seen as a value assigned to its user, so that it is scored as other passwords are. */

import type { Assigned } from './read.ts';
import { surroundingsOf } from './read.ts';

/** Of the rules whose matches are scored so. */
export const urlFamily = 'generic-url-password';

interface UrlMatch {
  readonly bytes: Buffer;
  readonly path: string;
  /** Where the URL begins. */
  readonly matchStart: number;
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

const user = /:\/\/([^:/\s]{0,64}):$/;

export function urlAssigned({ bytes, path, matchStart, start, end, value }: UrlMatch): Assigned {
  const where = surroundingsOf(bytes, path, { keyStart: matchStart, start, end, last: end + 200 });
  return {
    key: `${user.exec(where.lineBefore)?.[1] ?? ''}`,
    keyStart: matchStart,
    keyQuoted: false,
    operator: '://',
    quote: '"',
    before: '',
    after: '@',
    value,
    start,
    end,
    wordClass: 'password',
    where,
  };
}
