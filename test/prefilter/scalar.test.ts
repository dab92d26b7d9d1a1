import { describe, expect, test } from 'vitest';
import type { Keyword } from '../../src/model/rule.ts';
import { createScalarPrefilter } from '../../src/prefilter/scalar.ts';

const anywhere = (text: string): Keyword => ({ text, fold: false, run: false });
const folded = (text: string): Keyword => ({ text, fold: true, run: false });
const run = (text: string): Keyword => ({ text, fold: false, run: true });

function hits(keywords: readonly Keyword[], text: string, from = 0, to = text.length, length = text.length): string[] {
  const prefilter = createScalarPrefilter(keywords);
  prefilter.input.set(Buffer.from(text, 'latin1'));
  const count = prefilter.scan(from, to, length);
  return Array.from({ length: count }, (_, k) => `${prefilter.positions[k]}:${keywords[prefilter.keywords[k]!]!.text}`);
}

describe('scalar prefilter', () => {
  test('overlapping keywords are all found, by position and then by keyword', () => {
    expect(hits([anywhere('she'), anywhere('he'), anywhere('hers'), anywhere('sh')], 'ushers')).toEqual([
      '1:she',
      '1:sh',
      '2:he',
      '2:hers',
    ]);
  });

  test('case is folded for the keywords that ask for it, letters only', () => {
    expect(hits([folded('a_k'), anywhere('Key')], 'A_K a_K A\x7fK key Key')).toEqual(['0:a_k', '4:a_k', '16:Key']);
  });

  test('a keyword belongs to the scan in whose [from, to) it starts', () => {
    expect(hits([anywhere('abc')], 'abcabcabc', 1, 6)).toEqual(['3:abc']);
    expect(hits([anywhere('abc')], 'abcabcabc', 3, 7)).toEqual(['3:abc', '6:abc']);
    expect(hits([anywhere('abc')], 'abcabcabc', 3, 7, 8)).toEqual(['3:abc']);
  });

  test('a run keyword is reported where a token may begin', () => {
    const body = '0123456789abcdef';
    expect(hits([run('tok_')], `tok_${body} xtok_${body} x_tok_${body} \\ntok_${body} tok_0123`)).toEqual([
      '0:tok_',
      '45:tok_',
      '68:tok_',
    ]);
  });

  test('what stands before from is what stands before', () => {
    const body = '0123456789abcdef';
    expect(hits([run('tok_')], `xtok_${body}`, 1)).toEqual([]);
    expect(hits([run('tok_')], `.tok_${body}`, 1)).toEqual(['1:tok_']);
  });

  test('no keywords, no hits', () => {
    expect(hits([], 'anything')).toEqual([]);
  });

  test('an empty or wide keyword is refused', () => {
    expect(() => createScalarPrefilter([anywhere('')])).toThrow(RangeError);
    expect(() => createScalarPrefilter([anywhere('→→→')])).toThrow(RangeError);
  });
});
