/** The user agent: tells the key's owner, in their own log, who asked and for which incident. */

import { version } from '../model/version.ts';

/** Longest note that is sent, characters. */
const maxNote = 64;

/**
 * `leakwalk/1.2.3 (+https://leakwalk.dev; note=IR-1234)`. Of the note only `[A-Za-z0-9._:@#/-]` is kept, since it
 * goes into a header and into other people's logs.
 */
export function userAgent(note?: string): string {
  const clean = (note ?? '')
    .replace(/[^A-Za-z0-9._:@#/-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, maxNote);
  return `leakwalk/${version} (+https://leakwalk.dev${clean ? `; note=${clean}` : ''})`;
}
