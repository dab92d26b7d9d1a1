/** Checks against the values that their algorithms' sources publish, or that were made by following them; none was ever issued. */

import { expect, test } from 'vitest';
import { crc32 } from '../../src/rules/checks/crc32.ts';
import { checks } from '../../src/rules/checks/index.ts';
import { marvin32, marvin64 } from '../../src/rules/checks/marvin32.ts';

const outcome = (name: string, value: string, groups: Record<string, string> = {}) =>
  checks.get(name)!.test(value, groups).outcome;

const a = (length: number): string => 'A'.repeat(length);
/** Put together, so that no scanner takes them for issued ones. */
const passing: readonly (readonly [check: string, value: string])[] = [
  ...['ghp_', 'gho_', 'ghs_'].map((prefix) => ['github-crc32', `${prefix}${a(30)}0uCPlr`] as const),
  ['github-crc32', `npm_${a(30)}0uCPlr`],
  ['github-crc32', `ghp_${'0123456789abcdefghij'}${'ABCDEFGHIJ'}3mpbCX`],
  ['azure-marvin', `${'a'.repeat(76)}+ASt5mnCaw==`],
  ['zuplo-crc32', `zpka_${'3e6c4f7d39954ca2'}${'9353b7ab88589b64'}_de26cd55`],
  ['gitlab-routable', `glpat-${'AAECAwQFBgcICQoLDA0OD2M6'}${'MQpvOjEKdToycww'}.01.131e6f48t`],
  ['gitlab-routable', `glpat-${'YzoxCm86MQp1OjJzAAECAwQF'}${'BgcICQoLDA0ODxA'}.13050202j`],
  ['grafana-crc32', `glsa_${a(32)}_d8dc8af3`],
  ['atlassian-crc32', `ATBB${a(24)}161F510F`],
  ['azure-devops-crc32', `${'aaatoaqdaqc3cyiga4eascqlbq'}${'gq4dyqcejhaeyuculbogazdinq'}`],
];

test.each(passing)('%s passes its published value %#', (name, value) => {
  expect(outcome(name, value)).toBe('pass');
});

test.each(passing)('%s never passes it with one character of the checksum or body changed %#', (name, value) => {
  const at = value.length - 5;
  const other = value[at] === '3' ? '4' : '3';
  expect(outcome(name, value.slice(0, at) + other + value.slice(at + 1))).not.toBe('pass');
});

test('what a check signs, it passes', () => {
  for (const [name, check] of checks) {
    const value = passing.find(([passed]) => passed === name)?.[1];
    if (!check.sign || value === undefined) continue;
    const bodies = Array.from({ length: 16 }, (_, cut) => value.slice(0, -1 - cut));
    const made = bodies.some((body) => value.startsWith(body + check.sign!(body)) && check.sign!(body) !== '');
    expect([name, made]).toEqual([name, true]);
  }
});

test('a failed checksum says so without the value', () => {
  const value = `ghp_${a(30)}0uCPls`;
  const result = checks.get('github-crc32')!.test(value, {});
  expect(result.outcome).toBe('fail');
  expect(result.reason).not.toContain(value.slice(0, 20));
});

test('the user of a GitLab token is read out of it', () => {
  const { facts } = checks.get('gitlab-routable')!.test(passing[7]![1], {});
  expect(JSON.stringify(facts)).toContain('100');
});

test('Marvin32 gives the vectors of its source', () => {
  const vectors = [
    ['abc', 0xd53cd9ce, 0xcd0893b7, [0x22c74339, 0x492769bf], 0x6be02a86],
    ['abcdefghijklmnopqrstuvwxyz', 0x0ddddeee, 0xeffff000, [0xa128eb7e, 0x7260aca2], 0xd34847dc],
    ['', 0x004fb61a, 0x001bdbcc, [0x30ed35c1, 0x00cd3c7d], 0x302009bc],
  ] as const;
  for (const [text, high, low, wide, narrow] of vectors) {
    expect([...marvin64(Buffer.from(text), high, low)].map((word) => word >>> 0)).toEqual(wide);
    expect(marvin32(Buffer.from(text), high, low) >>> 0).toBe(narrow);
  }
});

test('CRC-32 gives the check value of its catalogue', () => {
  expect(crc32('123456789') >>> 0).toBe(0xcbf43926);
});

test('no check throws, whatever it is given', () => {
  const odd = [
    '',
    '.',
    '..',
    'eyJ.eyJ.x',
    '\x00\xff',
    '='.repeat(90),
    `${a(3000)}`,
    'ATATT3',
    'AgEI',
    'zpka__',
    'glpat-..',
  ];
  for (const [, check] of checks) for (const value of odd) expect(() => check.test(value, {})).not.toThrow();
});
