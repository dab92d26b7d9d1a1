/** A generic match takes the rule of the provider that doubted the same bytes. */

import { expect, test } from 'vitest';
import { joinMatches } from '../../src/findings/join.ts';
import type { Match } from '../../src/model/match.ts';
import { match, rules, where } from './support.ts';

const value = ['gabTpT', 'UgFSjZ'].join('');
const password = match('generic-password', value, 20, { confidence: 0.9 });
const doubt = (start: number, more: Partial<Match> = {}): Match =>
  match('other-token', value, start, { allowed: 'made of words', unsure: true, ...more });

function told(matches: readonly Match[]): { rules: string[]; allowed: string[] } {
  const { credentials, allowed } = joinMatches(matches, rules, where);
  return { rules: credentials.map(({ rule }) => rule), allowed: allowed.map(({ reason }) => reason) };
}

test('the value is the provider’s, as sure as it was', () => {
  const { credentials, allowed } = joinMatches([password, doubt(20)], rules, where);
  expect(credentials).toMatchObject([{ rule: 'other-token', confidence: 0.9 }]);
  expect(credentials[0]!.parts[0]!.secret.reveal()).toBe(value);
  expect(allowed).toEqual([]);
});

test('what was dropped for what is said of it tells no owner', () => {
  const { unsure: _, ...dropped } = doubt(20);
  expect(told([password, dropped])).toEqual({ rules: ['generic-password'], allowed: ['made of words'] });
});

test('other bytes are nobody else’s', () => {
  expect(told([password, doubt(60)])).toEqual({ rules: ['generic-password'], allowed: ['made of words'] });
});

test('alone it is no finding', () => {
  expect(told([doubt(20)])).toEqual({ rules: [], allowed: ['made of words'] });
});

test('of several names the nearest tells', () => {
  const near = doubt(20, { hit: 10 });
  const far = { ...doubt(20, { hit: 0 }), rule: 'acme-token' };
  expect(told([password, far, near]).rules).toEqual(['other-token']);
});
