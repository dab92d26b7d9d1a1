/** The list of prefilter engines, and the choice among them. */

import type { Keyword } from '../model/rule.ts';
import type { Prefilter, PrefilterChoice } from './prefilter.ts';
import { createScalarPrefilter } from './scalar.ts';

/**
 * A prefilter for these keywords.
 *
 * @throws RangeError for an empty keyword or one that is not latin1
 */
export function createPrefilter(keywords: readonly Keyword[], _choice: PrefilterChoice = {}): Prefilter {
  return createScalarPrefilter(keywords);
}
