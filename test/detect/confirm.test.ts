/** From hits to matches: offsets, overlaps, binaries, reasons. */

import { describe, expect, test } from 'vitest';
import type { Check } from '../../src/rules/check.ts';
import { detectorOf, rule, setOf } from './support.ts';

const token = ['acme', '_q8w2z5k1x7c4v9b3'].join('');
const fixed = rule('acme-token', 'acme_[a-z0-9]{16}', ['acme_']);
const context = rule(
  'globex-key',
  '(?:[a-z]{1,10}_)?globex[a-z_]{0,10}\\s?[=:]\\s?"?(?<secret>[a-f0-9]{16})',
  ['globex'],
  {
    flags: 'i',
    keywordOffset: [0, 11],
    maxLength: 60,
    binary: false,
  },
);

test('a fixed keyword and its place', () => {
  const { matches } = detectorOf(setOf(fixed))(`one\nkey = '${token}'\n`);
  expect(matches).toMatchObject([
    { rule: 'acme-token', place: { start: 11, end: 32, line: 2, column: 8, endLine: 2, endColumn: 29 }, key: 'key' },
  ]);
});

test('columns count characters, not bytes', () => {
  const { matches } = detectorOf(setOf(fixed))(`ä€ ${token}`);
  expect(matches[0]!.place).toMatchObject({ start: 6, column: 4, endColumn: 25 });
});

test('a keyword inside the match: the context is searched around it', () => {
  const scan = detectorOf(setOf(context));
  // leakwalk:allow assigned-key -- made up
  expect(scan('MY_GLOBEX_KEY = "0f1e2d3c4b5a6978"').values).toEqual(['globex-key 0f1e2d3c4b5a6978']);
  expect(scan('globex: 0f1e2d3c4b5a6978').values).toEqual(['globex-key 0f1e2d3c4b5a6978']);
  expect(scan('theGlobexKey=0f1e2d3c4b5a6978').values).toEqual(['globex-key 0f1e2d3c4b5a6978']);
  expect(scan('regglobex=0f1e2d3c4b5a6978').values).toEqual([]);
});

test('two hits in one match give one match; two matches give two', () => {
  const scan = detectorOf(setOf(context));
  expect(scan('globex_globex=0f1e2d3c4b5a6978').values).toHaveLength(1);
  expect(scan('globex=0f1e2d3c4b5a6978 globex=8796a5b4c3d2e1f0').values).toHaveLength(2);
});

test('a value that goes on beyond its length is none', () => {
  const scan = detectorOf(setOf(fixed));
  expect(scan(`${token}x`).values).toEqual([]);
  expect(scan(`x${token}`).values).toEqual([]);
  expect(scan(`_${token}`).values).toHaveLength(1);
});

test('binaries are judged by rules that stand alone only', () => {
  const scan = detectorOf(setOf(fixed, context));
  const bytes = Buffer.from(`\0\x01${token}\0globex=0f1e2d3c4b5a6978\0`, 'latin1');
  expect(scan(bytes, { binary: true }).values).toEqual([`acme-token ${token}`]);
  expect(scan(bytes).values).toHaveLength(2);
});

describe('a dropped match is returned with its reason', () => {
  const even: Check = {
    name: 'even',
    summary: 'The last digit is even.',
    test: (value) =>
      Number(value.at(-1)) % 2 === 0
        ? { outcome: 'pass', confidence: 0.99, facts: [{ name: 'last', value: value.at(-1)! }] }
        : { outcome: 'fail', reason: 'its last digit is odd' },
  };
  const checks = new Map([['even', even]]);
  const reason = (more: Parameters<typeof rule>[3], text: string, path?: string): string | undefined => {
    const { matches } = detectorOf(setOf({ ...fixed, ...more }), { checks })(text, path ? { path } : {});
    expect(matches).toHaveLength(1);
    return matches[0]!.allowed;
  };

  test('check', () => {
    expect(reason({ checks: ['even'] }, token)).toBe('its last digit is odd');
    expect(reason({ checks: ['even'] }, token.replace(/3$/, '4'))).toBeUndefined();
  });

  test('entropy', () => {
    expect(reason({ entropy: 4.5 }, token)).toMatch(/^entropy 4\.\d\d is under 4.5$/);
  });

  test('allow by value, pattern, path and line', () => {
    expect(reason({ allow: [{ reason: 'documented', values: [token] }] }, token)).toBe('documented');
    expect(reason({ allow: [{ reason: 'ours', value: '^acme_q' }] }, token)).toBe('ours');
    expect(reason({ allow: [{ reason: 'there', path: '^docs/' }] }, token, 'docs/a.md')).toBe('there');
    expect(reason({ allow: [{ reason: 'noted', line: 'public' }] }, `a\npublic: ${token}\n`)).toBe('noted');
    expect(reason({ allow: [{ reason: 'noted', line: 'public' }] }, `public\n${token}\n`)).toBeUndefined();
  });

  test('placeholder', () => {
    expect(reason({}, ['acme', '_xxxxxxxxxxxxxxxx'].join(''))).toMatch(/repeated/);
  });

  test('a passed check raises confidence and tells facts', () => {
    const { matches } = detectorOf(setOf({ ...fixed, confidence: 0.5, checks: ['even'] }), { checks })(
      token.replace(/3$/, '4'),
    );
    expect(matches[0]).toMatchObject({ facts: [{ name: 'last', value: '4' }] });
    expect(matches[0]!.confidence).toBeGreaterThan(0.95);
  });
});

test('a named group fact_… becomes a fact', () => {
  const named = rule(
    'loot',
    '"(?<fact_secret_name>[A-Z_]{1,40})":\\{"value":"(?<secret>[^"]{1,60})"',
    ['":{"value":"'],
    {
      keywordOffset: [2, 41],
      maxLength: 130,
      left: 'none',
      right: 'none',
    },
  );
  const { matches } = detectorOf(setOf(named))(`"DEPLOY_KEY":{"value":"${'q8w2z5k1'}","isSecret":true}`);
  expect(matches).toMatchObject([{ facts: [{ name: 'secret name', value: 'DEPLOY_KEY' }], key: 'DEPLOY_KEY' }]);
});
