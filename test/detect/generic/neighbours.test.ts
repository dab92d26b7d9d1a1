/** What is seen beside an assignment. */

import { expect, test } from 'vitest';
import type { Assignment } from '../../../src/detect/generic/assignment.ts';
import { neighbourNumbers, neighbours } from '../../../src/detect/generic/neighbours.ts';

/** The facts of a value marked `«…»` in a text, whose name begins at `|`. */
function seen(text: string, path = 'src/a.conf', key = 'password') {
  const keyStart = text.indexOf('|');
  const plain = text.replace('|', '').replace(/[«»]/g, '');
  const start = text.indexOf('«') - 1;
  const end = text.indexOf('»') - 2;
  const value = plain.slice(start, end);
  const assignment: Assignment = {
    key,
    keyStart,
    keyQuoted: false,
    operator: '=',
    quote: '',
    before: '',
    after: '',
    value,
    start,
    end,
  };
  return neighbours(assignment, {
    path,
    lineBefore: plain.slice(plain.lastIndexOf('\n', start - 1) + 1, start),
    lineAfter: plain.slice(end).split('\n')[0]!,
    above: plain.slice(0, keyStart),
    below: plain.slice(end),
  });
}

test('the default of a template is told from a value', () => {
  expect(seen('url = a\npassword = ${|DB_PASSWORD:«hunter2»}\n').facts).toContain('template');
  expect(seen('url = a\n|password = «hunter2»\n').facts).not.toContain('template');
});

test('a value that is its user, and one that holds it', () => {
  expect(seen('user = canal\n|password = «canal»\n').facts).toContain('value is the user');
  expect(seen('user = canal\n|password = «canal77»\n').facts).toContain('value holds the user');
  expect(seen('user = admin\n|password = «hunter2»\n').facts).toEqual(
    expect.arrayContaining(['user with a value', 'usual user']),
  );
});

test('hashes, encrypted values and public keys are told by their form, digests by their name', () => {
  const none = 'no secret by its form';
  for (const value of ['$2a$08$abcdefghij', 'ENC(abcdefgh)', 'ssh-rsa AAAAB3Nz', '{SSHA}abcdefgh', '0.0479087973'])
    expect(seen(`|password = «${value}»\n`).facts, value).toContain(none);
  expect(seen('|token_sha256 = «hunter2»\n', 'a.conf', 'token_sha256').facts).toContain(none);
  expect(seen('|password = «hunter2»\n').facts).not.toContain(none);
});

test('base64 that holds text', () => {
  const text = Buffer.from('hunter2 of acme').toString('base64');
  expect(seen(`|password: «${text}»\n`).facts).toContain('base64 of text');
  expect(seen('|password: «hunter22»\n').facts).not.toContain('base64 of text');
});

test('lines around: comments, assignments, and how often the value stands there', () => {
  const { facts, numbers } = seen('# set this\n  |password = «hunter2»\nagain = hunter2\n');
  expect(facts).toEqual(expect.arrayContaining(['comment above', 'assignment below', 'before the name line']));
  expect(numbers).toHaveLength(neighbourNumbers.length);
  expect(numbers[neighbourNumbers.indexOf('indentation')]).toBe(2);
  expect(numbers[neighbourNumbers.indexOf('the value near')]).toBe(1);
});
