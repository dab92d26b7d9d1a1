/** Words that formats share. */

import { describe, expect, test } from 'vitest';
import { printable, withoutUserInfo } from '../../src/model/printable.ts';
import { problem } from '../../src/model/problem.ts';
import { allFormats, findFormat } from '../../src/report/index.ts';
import { jsonText } from '../../src/report/json-text.ts';
import { wrap } from '../../src/report/text.ts';
import {
  decodersText,
  detailText,
  fileOf,
  partsText,
  placeText,
  plural,
  previewText,
  secondsText,
  sizeText,
  summaryText,
} from '../../src/report/text-of.ts';
import { awsFinding, occurrence, plainFinding, reportOf } from '../support/report.ts';

test.each([
  ['\u001b]0;x\u0007', '\\x1b]0;x\\x07'],
  ['a\r\nb\tc', 'a\\x0d\\x0ab\\x09c'],
  ['\u202eexe.txt\u2066', '\\u202eexe.txt\\u2066'],
  ['zero\u200bwidth\ufeff soft\u00ad', 'zero\\u200bwidth\\ufeff soft\\xad'],
  ['tag \u{e0041}, half \ud800', 'tag \\u{e0041}, half \\ud800'],
  ['größe 漢字 😀', 'größe 漢字 😀'],
])('printable %#', (text, shown) => {
  expect(printable(text)).toBe(shown);
});

test.each([
  ['https://u:p@h/x', 'https://***@h/x'],
  ['git+ssh://u:p@ss@h:22/x', 'git+ssh://***@h:22/x'],
  ['a postgres://u:p@h and redis://:p@h', 'a postgres://***@h and redis://***@h'],
  ['https://h/a@b', 'https://h/a@b'],
  ['git@github.com:o/r', 'git@github.com:o/r'],
])('user-info of %s', (text, shown) => {
  expect(withoutUserInfo(text)).toBe(shown);
});

test('JSON keeps the meaning of what it escapes', () => {
  const value = { a: '\u202e\u{e0041}\u0085\ufeff 😀', 'k\u200b': 1 };
  expect(JSON.parse(jsonText(value))).toEqual(value);
  expect(jsonText(value)).toBe('{"a":"\\u202e\\udb40\\udc41\\u0085\\ufeff 😀","k\\u200b":1}');
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [12_345_678, '12.3 MB'],
  [5e15, '5000.0 TB'],
])('%d bytes', (bytes, shown) => {
  expect(sizeText(bytes)).toBe(shown);
});

test('counts', () => {
  expect([plural(1, 'finding'), plural(1204, 'finding'), plural(2, 'entry', 'entries')]).toEqual([
    '1 finding',
    '1,204 findings',
    '2 entries',
  ]);
});

describe('an occurrence', () => {
  const here = occurrence('log:x.txt', '', {
    commit: '0123456789abcdef0123456789abcdef01234567',
    step: 'Run\u001b[1m',
  });
  const [first] = here.parts;

  test('without a path stands in its target', () => {
    expect(placeText(here)).toBe('log:x.txt:3:5');
  });

  test.each([
    ['dir:.', 'a/b', 'a/b'],
    ['dir:src', 'a/b', 'src/a/b'],
    ['dir:./src/lib/', 'a', 'src/lib/a'],
    ['dir:../src', 'a', 'a'],
    ['dir:/srv/x', 'a', 'a'],
    ['file:./a', './a', 'a'],
    ['git:src', 'src/a', 'src/a'],
    ['image:x.tar', 'etc/a', 'etc/a'],
    ['stdin:-', '', 'stdin:-'],
  ])('in %s the path %s is called %s', (target, path, called) => {
    expect(fileOf(occurrence(target, path))).toBe(called);
  });

  test('details are printable, commits short', () => {
    expect(detailText(here.provenance)).toBe('commit 0123456789ab, step Run\\x1b[1m');
  });

  test('parts on other lines are told', async () => {
    const other = { ...first!, name: 'secretAccessKey', place: { ...first!.place, line: 4, column: 9 } };
    expect(partsText({ ...here, parts: [first!, { ...first!, name: 'same' }, other] })).toBe('secretAccessKey at 4:9');
  });

  test('decoders, outermost first', () => {
    expect(decodersText({ ...here, parts: [{ ...first!, decoders: ['base64', 'json'] }] })).toBe(
      'inside base64 > json',
    );
    expect(decodersText(here)).toBe('');
  });
});

test('a finding with many secrets names some and counts the rest', () => {
  const [id, secret] = awsFinding().parts;
  expect(previewText(awsFinding({ parts: [id!, ...Array.from({ length: 9 }, () => secret!)] }))).toMatch(/, 3 more$/);
  expect(previewText(awsFinding({ parts: [] }))).toBe('');
});

test('the summary', () => {
  const totals = { documents: 1, bytes: 10 };
  expect(summaryText(reportOf([], { totals }))).toBe('0 findings in 1 document, 10 B, 1.0 s');
  const problems = [problem('EMPTY', 'a', 'b', { count: 3 }), problem('SHALLOW', 'a', 'b', { note: true })];
  expect(summaryText(reportOf([plainFinding({ known: true })], { totals, problems, interrupted: true }))).toBe(
    '0 findings, 1 known in 1 document, 10 B, 1.0 s; 3 things not scanned; interrupted',
  );
  expect(secondsText(reportOf([], { finished: 'never' }))).toBe('? s');
});

test('wrapping keeps words whole', () => {
  expect(wrap('aa bb cccccccccc dd', 7, '  ')).toBe('  aa bb\n  cccccccccc\n  dd');
});

test('formats are found by name, or the names are told', async () => {
  for (const format of await allFormats()) expect(await findFormat(format.name)).toBe(format);
  await expect(findFormat('xml')).rejects.toThrow(
    /choose text, json, jsonl, sarif, markdown, github, gitlab, junit, csv/,
  );
});
