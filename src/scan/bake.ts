/** Plans what a scan with the built-in rules starts from. Run by the build, after the rules are compiled. */

import { writeFileSync } from 'node:fs';
import { indexKeywords } from '../detect/keywords.ts';
import { planRules } from '../detect/plan.ts';
import { packBaked } from '../prefilter/baked.ts';
import { bake } from '../prefilter/simd.ts';
import { loadBuiltinRules } from '../rules/builtin.ts';
import { pack } from './baked.ts';
import { farKeywords } from './watch.ts';

/** Writes `<out>/baked.bin`. @returns bytes written, 0 where these rules are not for SIMD */
export function bakeBuiltin(out: string): number {
  const rules = loadBuiltinRules();
  const index = indexKeywords(rules);
  const tables = bake(index.keywords);
  if (!tables) return 0;
  const baked = { tables, plan: planRules(rules, index), far: farKeywords(rules, index.keywords) };
  const packed = pack(rules.digest, baked, packBaked);
  writeFileSync(`${out}/baked.bin`, packed);
  return packed.length;
}
