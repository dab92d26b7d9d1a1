import { describe, expect, test } from 'vitest';
import { createCommitTexts } from '../../src/formats/commit-text.ts';

const id = 'ab12'.repeat(10);
// A signature packet of zeros, and what gpg writes below it.
const packet = 'iQAAAAAAAAAA';
const checksum = '=slEd';

function commit(lines: readonly string[], ids = [id, id]): Buffer {
  const [tree = '', ...parents] = ids;
  const head = [`tree ${tree}`, ...parents.map((parent) => `parent ${parent}`), 'author A <a@b.c> 1 +0000'];
  return Buffer.from([...head, ...lines, '', `See ${id}`].join('\n'));
}

function signed(armour: readonly string[], title = 'PGP SIGNATURE'): Buffer {
  const lines = ['', ...armour, `-----END ${title}-----`].map((line) => ` ${line}`);
  return commit([`gpgsig -----BEGIN ${title}-----`, ...lines]);
}

const textOf = (bytes: Buffer): string => createCommitTexts(20).of(bytes).toString('latin1');

describe('what is left out of a commit', () => {
  test('ids of its tree and parents, at their places; what a message names stays', () => {
    const blanks = ' '.repeat(40);
    expect(textOf(commit([]))).toBe(`tree ${blanks}\nparent ${blanks}\nauthor A <a@b.c> 1 +0000\n\nSee ${id}`);
  });

  test('a line that has no id of the right length stays, and all after it', () => {
    const bytes = commit([], [id, `${id}0`, id]);
    expect(textOf(bytes)).toContain(`parent ${id}0\nparent ${id}\n`);
  });

  test('a signature whose checksum holds', () => {
    const text = textOf(signed([packet, checksum]));
    expect(text).not.toContain(packet);
    expect(text).not.toContain(checksum);
    expect(text.length).toBe(signed([packet, checksum]).length);
    expect(text).toContain('-----END PGP SIGNATURE-----');
  });

  test('no signature of which a byte is another, without a checksum, of another kind, or with text in it', () => {
    for (const armour of [
      ['iQAAAAAAAAAB', checksum],
      [packet],
      ['AAAAAAAAAAAA', '=AAAA'],
      [packet, 'password', checksum],
      ['Comment: x', packet, checksum],
    ])
      expect(textOf(signed(armour))).toContain(armour[0]);
    expect(textOf(signed([packet, checksum], 'SSH SIGNATURE'))).toContain(packet);
  });
});
