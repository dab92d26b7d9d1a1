/** Blocks around a place, innermost first. */

import { expect, test } from 'vitest';
import { blocksAround } from '../../src/detect/structure.ts';

/** The texts of the blocks around `@`. */
function around(text: string): string[] {
  const at = text.indexOf('@');
  return blocksAround(Buffer.from(text), at, at + 1).map(({ start, end }) => text.slice(start, end));
}

test('JSON objects and arrays, inner first', () => {
  const blocks = around('{"a":[{"k":"@","s":1},{"k":2}],"z":{}}');
  expect(blocks.slice(0, 3)).toEqual([
    '{"k":"@","s":1}',
    '[{"k":"@","s":1},{"k":2}]',
    '{"a":[{"k":"@","s":1},{"k":2}],"z":{}}',
  ]);
});

test('escaped JSON has braces too, and ends at its literal', () => {
  const blocks = around('log: "{\\"k\\":\\"@\\",\\"s\\":1} and" other "x"');
  expect(blocks).toContain('{\\"k\\":\\"@\\",\\"s\\":1}');
  expect(blocks).toContain('"{\\"k\\":\\"@\\",\\"s\\":1} and"');
});

test('an INI section ends at the next', () => {
  expect(around('[a]\nx=1\n\n[b]\nk=@\n\ns=2\n[c]\ny=3\n')).toContain('[b]\nk=@\n\ns=2\n');
});

test('a paragraph of variables ends at blank lines', () => {
  expect(around('A=1\n\nK=@\nS=2\n\nB=3\n')).toContain('K=@\nS=2\n');
});

test('a YAML list item, then the mapping that holds the list', () => {
  const text = 'env:\n  - name: A\n    value: @\n  - name: B\n    value: 2\nother:\n  x: 1\n';
  const blocks = around(text);
  expect(blocks).toContain('  - name: A\n    value: @\n');
  expect(blocks).toContain('  - name: A\n    value: @\n  - name: B\n    value: 2\n');
});

test('a YAML mapping by indentation', () => {
  expect(around('a:\n  k: @\n  s: 1\nb:\n  k: 2\n')).toContain('  k: @\n  s: 1\n');
});

test('XML elements', () => {
  const blocks = around('<r><c><k>@</k><s>1</s></c><c><k>2</k></c></r>');
  expect(blocks.filter((block) => block.startsWith('<')).slice(0, 3)).toEqual([
    '<k>@</k>',
    '<c><k>@</k><s>1</s></c>',
    '<r><c><k>@</k><s>1</s></c><c><k>2</k></c></r>',
  ]);
});

test('an argument list', () => {
  expect(around('f(1); new Credentials("@", "s"); g(2)')[0]).toBe('("@", "s")');
});

test('a block that does not close within reach is none', () => {
  const text = `{"k":"@",${' '.repeat(20_000)}}`;
  expect(around(text).some((block) => block.endsWith('}'))).toBe(false);
});
