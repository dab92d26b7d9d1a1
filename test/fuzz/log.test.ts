/** Made-up logs: nothing hangs or throws, text is kept, every byte is located where it stands. */

import { describe, expect, test } from 'vitest';
import { normaliseLog } from '../../src/formats/log/index.ts';
import { prefixed } from '../../src/formats/prefixed.ts';
import { documentOf, trace } from '../formats/read.ts';
import { seeded } from '../formats/tools.ts';
import { seed } from '../support/seed.ts';

/** What logs are made of; words are what must be kept. */
const pieces = [
  '\n',
  '\r\n',
  '\r',
  '\b',
  '\t',
  ' ',
  '\x1b[31m',
  '\x1b[0m',
  '\x1b[2K',
  '\x1b[1A',
  '\x1b]8;;https://h/\x07',
  '\x1b]0;t',
  '\x1b\\',
  '\x07',
  '\x1b_bk;t=1729032357206\x07',
  '\x1b[8mha:AAAA',
  '\x1bq',
  '\x1b[\n',
  '2026-03-19T17:43:37.1234567Z ',
  '2021-01-01T01:00:00.020010Z 01O ',
  '2021-01-01T01:00:00.020010Z 01O+',
  '2021-01-01T01:00:00.020010Z 01E ',
  '2026-03-19T17:43:37.1Z stdout P ',
  '2026-03-19T17:43:37.1Z stderr F ',
  '[17:43:37]i: ',
  '#12 0.345 ',
  '##[group]Run x',
  '##[',
  '+ cmd',
  '[Pipeline] { (x)',
  'section_start:1:a\r',
  'travis_fold:start: ',
  'job\tstep\t',
  'é',
  '\u20ac',
  '😀',
  '{"log":"',
  '"}',
  '\\n',
  'Mar 19 17:43:37 host a[1]: ',
];

describe(`logs, seed ${seed}`, () => {
  test('words survive, and are located', async () => {
    for (let k = 0; k < 300; k++) {
      const bytes = seeded(seed + k, 400);
      let text = k % 10 === 0 ? '{"log":"a\\n","stream":"stdout","time":"2026-03-19T17:43:37.1Z"}\n' : '';
      const words: string[] = [];
      for (let j = 0; j < 120; j++) {
        text += pieces[bytes[j]! % pieces.length]!;
        if (bytes[200 + j]! % 3 === 0) {
          const word = `w${k}x${j}W`;
          words.push(word);
          text += word;
        }
      }
      const original = Buffer.from(text);
      const document = prefixed(original.subarray(0, 200), documentOf(original.subarray(200), 'x.log', 1 + (k % 50)));
      const { text: out, places } = await trace(normaliseLog(document), 512);
      for (const word of words) {
        // A bare CR or a control string may part a word from its neighbours, never the word itself.
        const at = out.lastIndexOf(word);
        expect(at, `case ${k}: ${word} of ${JSON.stringify(text)}`).toBeGreaterThanOrEqual(0);
        expect(places[at]!.offset, `case ${k}: ${word}`).toBe(original.indexOf(word));
      }
      // No way to blow up.
      expect(out.length).toBeLessThan(original.length * 2 + 8192);
    }
  });

  test('noise ends', async () => {
    for (let k = 0; k < 200; k++) {
      const noise = seeded(seed - k, 3000);
      await trace(normaliseLog(prefixed(noise.subarray(0, 100), documentOf(noise.subarray(100), 'x', 333))));
    }
  });
});
