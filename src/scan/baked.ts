/** The prefilter's tables for the built-in rules, made by the build (`dist/prefilter.bin`). */

import { readFileSync } from 'node:fs';
import { type Baked, unpackBaked } from '../prefilter/baked.ts';

/** From dist/ itself, from its chunks, from the source. */
const places: readonly string[] = ['', '/..', '/../../dist'];

/** Undefined where they were not made: they are then planned at start. */
export function readBaked(): Baked | undefined {
  for (const folder of places) {
    try {
      return unpackBaked(readFileSync(`${import.meta.dirname}${folder}/prefilter.bin`));
    } catch (cause) {
      if ((cause as { code?: string }).code !== 'ENOENT') throw cause;
    }
  }
  return undefined;
}
