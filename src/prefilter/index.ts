/** The list of prefilter engines, and the choice among them. */

import { unlockRelaxed, validates } from './engine.ts';
import type { Keywords, Prefilter, PrefilterChoice } from './prefilter.ts';
import { createScalarPrefilter } from './scalar.ts';
import { createSimdPrefilter } from './simd.ts';

type EngineName = NonNullable<PrefilterChoice['engine']>;

/** Fastest first. */
export const engineNames: readonly EngineName[] = ['relaxed-simd', 'simd', 'scalar'];

/** Whether this process can run an engine; `relaxed-simd` without asking V8 for what it hides. */
export function isAvailable(name: EngineName): boolean {
  return name === 'scalar' || validates(name);
}

/** The engine for a choice: the one asked for if it can be had, else the fastest that validates. */
function choose(asked: EngineName | undefined): EngineName {
  if (asked === 'scalar') return asked;
  if (asked === 'relaxed-simd' && unlockRelaxed()) return asked;
  if (asked === undefined && validates('relaxed-simd')) return 'relaxed-simd';
  return validates('simd') ? 'simd' : 'scalar';
}

/**
 * A prefilter for these keywords. Which engine it is says its `name`: one asked for that this process cannot run is
 * replaced by the next best, and keywords that are not for SIMD are found by the scalar one.
 *
 * @throws RangeError for an empty keyword or one that is not latin1
 */
export function createPrefilter(keywords: Keywords, choice: PrefilterChoice = {}): Prefilter {
  const name = choose(choice.engine);
  const simd = name === 'scalar' ? undefined : createSimdPrefilter(keywords, name, choice);
  return simd ?? createScalarPrefilter(typeof keywords === 'function' ? keywords() : keywords);
}
