/** Makes the prefilter's tables of the built-in rules. Run by the build, after the rules are compiled. */

import { writeFileSync } from 'node:fs';
import { indexKeywords } from '../detect/keywords.ts';
import { packBaked } from '../prefilter/baked.ts';
import { bake } from '../prefilter/simd.ts';
import { loadBuiltinRules } from '../rules/builtin.ts';

/** Writes `<out>/prefilter.bin`. @returns bytes written, 0 where these rules are not for SIMD */
export function bakeBuiltin(out: string): number {
  const baked = bake(indexKeywords(loadBuiltinRules()).keywords);
  if (!baked) return 0;
  const packed = packBaked(baked);
  writeFileSync(`${out}/prefilter.bin`, packed);
  return packed.length;
}
