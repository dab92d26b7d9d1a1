/** Tables made by the build give the hits of tables made at run time. */

import { expect, test } from 'vitest';
import { indexKeywords } from '../../src/detect/keywords.ts';
import { planRules } from '../../src/detect/plan.ts';
import { type Baked, packBaked, unpackBaked } from '../../src/prefilter/baked.ts';
import { createPrefilter } from '../../src/prefilter/index.ts';
import { bake } from '../../src/prefilter/simd.ts';
import { loadBuiltinRules } from '../../src/rules/builtin.ts';
import { selectRules } from '../../src/rules/select.ts';
import { readBaked } from '../../src/scan/baked.ts';
import { farKeywords } from '../../src/scan/watch.ts';

const { keywords } = indexKeywords(loadBuiltinRules());

function hits(baked: Baked | undefined): string[] {
  const prefilter = createPrefilter(keywords, { engine: 'simd', ...(baked && { baked }) });
  const text = Buffer.from(keywords.map(({ text: word }) => ` ${word}QUJD0123456789abcdef =`).join('\n'), 'latin1');
  const found: string[] = [];
  const length = Math.min(text.length, prefilter.input.length - 256);
  prefilter.input.set(text.subarray(0, length));
  for (let from = 0; from < length; from = prefilter.resume) {
    const count = prefilter.scan(from, length, length);
    for (let k = 0; k < count; k++) found.push(`${prefilter.positions[k]} ${prefilter.keywords[k]}`);
  }
  return found.sort();
}

test('the built tables are those of the built-in rules, and find the same', () => {
  const baked = readBaked(loadBuiltinRules())?.tables;
  expect(baked).toBeDefined();
  const fresh = hits(undefined);
  expect(fresh.length).toBeGreaterThan(keywords.length / 2);
  expect(hits(baked)).toEqual(fresh);
});

test('the built plan is that of the built-in rules', () => {
  const rules = loadBuiltinRules();
  const { plan, far } = readBaked(rules)!;
  expect(plan).toEqual(planRules(rules, indexKeywords(rules)));
  expect(far).toEqual(farKeywords(rules, keywords));
});

test('chosen rules are planned anew', () => {
  expect(readBaked(selectRules(loadBuiltinRules(), ['aws'], []))).toBeUndefined();
});

test('packing loses nothing', () => {
  const baked = bake(keywords.slice(0, 300))!;
  const again = unpackBaked(packBaked(baked));
  expect({ ...again, image: Buffer.from(again.image) }).toEqual({ ...baked, image: Buffer.from(baked.image) });
});

test('tables of other keywords are not used', () => {
  const others = bake(keywords.slice(0, 300))!;
  expect(hits(others)).toEqual(hits(undefined));
});
