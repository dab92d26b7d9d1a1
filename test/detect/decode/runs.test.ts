/** Where runs are looked for: in the stretches that the prefilter tells of nothing is found less than in all bytes. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eachRun, encodingOf, runEnd } from '../../../src/detect/decode/runs.ts';
import { createPrefilter, engineNames } from '../../../src/prefilter/index.ts';
import { seed } from '../../support/seed.ts';

/** Everything of note in `[from, to)`: runs that look encoded, and stretches with escapes. */
function noted(bytes: Buffer, ranges: readonly (readonly [number, number])[]): string[] {
  const seen: string[] = [];
  let floor = 0;
  for (const [from, to] of ranges) {
    if (to <= floor) continue;
    floor = eachRun(bytes, Math.max(floor, from), to, {
      run(start, end) {
        const encoding = encodingOf(bytes, start, end);
        if (encoding) seen.push(`${encoding.kind} ${start}-${end}`);
        // As when the lines after a run are read with it.
        return encoding && end % 3 === 0 ? runEnd(bytes, Math.min(end + 50, bytes.length)) : end;
      },
      escaped: (start, end, bits) => seen.push(`escaped ${start}-${end} ${bits}`),
    });
  }
  return seen;
}

const base64 = fc.string({ minLength: 20, maxLength: 200 }).map((text) => Buffer.from(text).toString('base64'));
const hex = fc.string({ minLength: 20, maxLength: 60 }).map((text) => Buffer.from(text).toString('hex'));
const name = fc.stringMatching(/^(?:mm|REG|cfg)?(?:[A-Z]{2,9}_){1,8}[a-zA-Z]{1,20};?$/);
const escapes = fc
  .array(fc.constantFrom('%2B', '\\u003d', '\\x41', '&#43;', '=3D', '=\n', '\\/', 'Ab', 'zz9', '%', '&', '='), {
    maxLength: 40,
  })
  .map((parts) => parts.join(''));
const gap = fc.constantFrom('', '', ' ', '\n', '"', '.', '\xe1');
const text = fc
  .array(fc.tuple(fc.oneof(base64, hex, name, escapes, fc.string()), gap), { maxLength: 20 })
  .map((parts) => parts.flat().join(''));

test.each(engineNames)('%s', (engine) => {
  const prefilter = createPrefilter([{ text: 'aaa', fold: false, run: false }], { engine });
  let found = 0;
  const property = fc.property(text, fc.nat(), (whole, cut) => {
    const { length } = prefilter.input.fill(0, 0, whole.length + 400) && whole;
    prefilter.input.set(Buffer.from(whole, 'latin1'));
    const bytes = Buffer.from(prefilter.input.buffer as ArrayBuffer, prefilter.input.byteOffset, length);
    const from = cut % (length + 1);
    const count = prefilter.stretches(from, length, length);
    const { starts, ends } = prefilter.found;
    const ranges = Array.from({ length: count }, (_, k) => [starts[k]!, ends[k]!] as const);
    const expected = noted(bytes, [[from, length]]);
    expect(noted(bytes, ranges)).toEqual(expected);
    found += expected.length;
  });
  fc.assert(property, { seed, numRuns: 300 });
  expect(found).toBeGreaterThan(100);
});
