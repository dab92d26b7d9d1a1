import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { fillCommand, fillText, pathQuote, shellQuote, sqlQuote } from '../../src/respond/quote.ts';

const folder = mkdtempSync(join(tmpdir(), 'leakwalk-quote-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a POSIX shell makes of the words. */
function words(command: string): string[] {
  const out = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { cwd: folder, encoding: 'utf8' });
  return out.split('\0').slice(0, -1);
}

const hostile = [
  "x'; touch pwned; '",
  '$(touch pwned)',
  '`touch pwned`',
  '"; touch pwned; "',
  'a\ntouch pwned\n#',
  "\\'; touch pwned #",
  '\u001b]0;title\u0007 x',
  "%s\\n%d' $(touch pwned)\t'",
  '~root *?[a]{1,2} !! & | > < ; #',
  '\u202etxt.exe',
  'ünï 日本',
  '',
];

describe('a shell word', () => {
  test.each(hostile)('%j is one word and nothing else', (text) => {
    expect(words(shellQuote(text))).toEqual([text]);
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  test('shows no control character, whatever it holds', () => {
    for (const text of hostile) expect(shellQuote(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  test('any text is one word', () => {
    // Command substitution takes trailing line ends away, so these are left out; they stay one word all the same.
    const texts = fc.array(
      fc
        .string({ unit: 'binary', maxLength: 20 })
        .map((text) => text.replace(/[\0\ud800-\udfff]/g, '').replace(/\n+$/, '')),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(texts, (list) => {
        expect(words(list.map(shellQuote).join(' '))).toEqual(list);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  test('a path that begins with a dash is no option', () => {
    expect(pathQuote('-rf')).toBe('./-rf');
    expect(pathQuote('--output=x y')).toBe("'./--output=x y'");
  });
});

describe('a command of a rule', () => {
  const values = new Map([
    ['user', "x'; touch pwned; '"],
    ['note', '"$(touch pwned)"'],
  ]);

  test.each([
    ['{user}', ["x'; touch pwned; '"]],
    ["'{user}'", ["x'; touch pwned; '"]],
    ['"{user}"', ["x'; touch pwned; '"]],
    ['\'{"user":"{user}"}\'', ['{"user":"x\'; touch pwned; \'"}']],
    ['"a {note} b" c', ['a "$(touch pwned)" b', 'c']],
    ["--user={user} \\'{note}", ["--user=x'; touch pwned; '", '\'"$(touch pwned)"']],
  ])('%s is filled without leaving its word', (template, expected) => {
    expect(words(fillCommand(template, values))).toEqual(expected);
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  test('what is not known becomes a variable', () => {
    expect(fillCommand('revoke {token} --id "{accessKeyId}"', new Map())).toBe(
      'revoke "$TOKEN" --id """$ACCESS_KEY_ID"""',
    );
    expect(fillText('Revoke {token} of {user}', new Map([['user', 'ana']]))).toBe('Revoke {token} of ana');
  });
});

test('a literal of SQL cannot be left', () => {
  expect(sqlQuote("a' OR 1=1 --\n")).toBe("'a'' OR 1=1 --'");
});
