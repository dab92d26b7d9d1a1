/** What the bytes after a name tell: never less than reading finds. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mayBeAssigned, readNamed } from '../../src/detect/generic/read.ts';
import { rootView } from '../../src/detect/view.ts';
import { mayBeLiteral, operatorAfter } from '../../src/prefilter/assigned.ts';

const words = ['password', 'secret', 'token', '_key', 'credential', 'pass'];
const pieces = [
  ...words,
  ...[
    'my',
    'Acme',
    'value',
    'default',
    'val',
    '-',
    '--',
    '.',
    '_',
    '$',
    'x',
    'err',
    'ok',
    'String',
    '&str',
    "&'static str",
  ],
  ...[
    '=',
    ':',
    ':=',
    '=>',
    '->',
    '==',
    '!=',
    '?=',
    '+=',
    '||=',
    '||',
    '??',
    'or ',
    'getenv(',
    'with: ',
    ',',
    '(',
    ')',
    '>',
    '<',
    '?',
    '|',
    '[',
    ']',
    '{',
    '}',
    ';',
  ],
  ...[
    '"',
    "'",
    '`',
    '\\"',
    "\\'",
    '\\n',
    '\\t',
    '\\',
    '&',
    '&quot;',
    '"""',
    'f"',
    'b"',
    '[]byte(',
    'new String(',
    'os.getenv(',
  ],
  ...[
    ' ',
    '  ',
    '\t',
    '\n',
    '\r\n',
    '\n    ',
    ' '.repeat(30),
    ' '.repeat(60),
    'ENV ',
    '#define ',
    'set ',
    'machine ',
    'ALTER ',
  ],
  ...[
    'hunter2!',
    'correct-horse',
    'a1b2c3d4e5f6a7b8',
    'Zx9.q/7+w2~R-5t=K1',
    'opts.Password',
    'undefined',
    '42',
    '0x1f',
    '0x0000ffffL\n',
    '\xa0',
    '\xe9',
  ],
];
const text = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 14 }).map((parts) => parts.join(''));
const noise = fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((parts) => parts.join(''));
const one = fc.constantFrom('', '', ...pieces);
/** Mostly a name's end, an operator, what may stand before a literal, and the literal. */
const tail = fc
  .tuple(
    fc.constantFrom('', '', '"', "'", '\\"', ']', ')', 'Value', ', _'),
    one,
    one,
    one,
    fc.constantFrom('"', "'", '`', ''),
    one,
    noise,
  )
  .chain(([closing, gap, operator, prefix, quote, value, rest]) =>
    fc
      .tuple(
        fc.constantFrom('', ' '),
        fc.constantFrom('=', ':', ':=', '=>', '(', ' ', operator),
        fc.constantFrom('', ' '),
      )
      .map(([a, sign, b]) => `${closing}${a}${gap}${sign}${b}${prefix}${quote}${value}hunter2!${quote}${rest}`),
  );

const code = 'src/main.go';

describe('a glance at the bytes after a name', () => {
  test('refuses nothing in code that reading takes', () => {
    let taken = 0;
    fc.assert(
      fc.property(text, fc.constantFrom(...words), tail, (before, word, after) => {
        const view = rootView(Buffer.from(`${before}${word}${after}`, 'latin1'), false);
        const [position, end] = [before.length, before.length + word.length];
        const at = operatorAfter(view.bytes, position, end);
        if (at === -1) return;
        const read = readNamed(view, position, end, code);
        if (read) taken++;
        if (!mayBeLiteral(view.bytes, position, end, at)) expect(read).toBeUndefined();
      }),
      { numRuns: 20_000, seed: 20261124 },
    );
    // Otherwise the property says nothing.
    expect(taken).toBeGreaterThan(200);
  });

  const refused = (line: string): void => {
    const bytes = Buffer.from(line, 'latin1');
    const position = line.indexOf('key');
    const at = operatorAfter(bytes, position, position + 3);
    expect(at === -1 || !mayBeLiteral(bytes, position, position + 3, at), line).toBe(true);
  };

  test.each([
    'entry->key = other->key;',
    'if (a.key == b.key)',
    'struct foo key;',
    'dir_key(inode, name);',
    'opts.key: opts.Key,\n\tName: "name",',
    'x.key = 0x12345678;',
    `#define MM_key${' '.repeat(60)}0x0000ffffL\n`,
  ])('%s assigns no literal', refused);

  test.each([
    ['key = "x"', 'quoted'],
    ['key := []byte("x")', 'in a call'],
    ['key: String = "x"', 'after a type'],
    ['key =\n\t"x"', 'below'],
    ['secret, _ = "x"', 'beside another'],
    ['"a&key=x"', 'in a literal'],
    ['--key x', 'a flag'],
    ['key = a1b2c3d4e5f6a7b8', 'drawn'],
    ['{name: "key", value: x}', 'named by a pair'],
  ])('%s may: %s', (line) => {
    const bytes = Buffer.from(`${line}  `, 'latin1');
    const position = Math.max(line.indexOf('key'), line.indexOf('secret'));
    const end = position + (line.includes('secret') ? 6 : 3);
    const at = operatorAfter(bytes, position, end);
    expect(at).not.toBe(-1);
    expect(mayBeLiteral(bytes, position, end, at)).toBe(true);
  });

  test('what code does not take for a literal is a value elsewhere', () => {
    const bytes = Buffer.from('conn.password = opts.password;\n', 'latin1');
    expect(mayBeAssigned(bytes, 5, 8, code)).toBe(false);
    expect(mayBeAssigned(bytes, 5, 8, 'conn.ini')).toBe(true);
  });
});
