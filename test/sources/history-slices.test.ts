import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Slice } from '../../src/model/slice.ts';
import { readDefaults } from '../../src/model/slice.ts';
import { git as source } from '../../src/sources/git/git.ts';
import { eachEntry } from '../../src/sources/source.ts';
import { folder, git } from '../support/program.ts';

const read = { ...readDefaults, history: true };

test('a packed history says at once how much it holds, and gives each object once, commits and tags before blobs', async () => {
  const repository = folder();
  git(repository, 'init', '-q', '-b', 'main');
  for (let k = 0; k < 5; k++) {
    writeFileSync(join(repository, 'a.txt'), `version ${k}\n`.repeat(50 + k));
    git(repository, 'add', '.');
    git(repository, 'commit', '-qm', `commit ${k}`);
  }
  git(repository, 'tag', '-a', 'v1', '-m', 'the first');
  git(repository, 'gc', '-q');
  const slices: Slice[] = [];
  const kinds: string[] = [];
  for await (const slice of source.slices({ kind: 'git', locator: repository }, read)) {
    if (slice.kind !== 'slice') continue;
    slices.push(slice);
    for await (const entry of eachEntry(source.documents(slice, read))) {
      const [detail] = entry.kind === 'document' && entry.id !== undefined ? entry.provenance.details : [];
      if (detail) kinds.push(detail.name);
    }
  }
  expect(slices[0]!.ofAll).toBeGreaterThan(1000);
  expect(slices.filter((slice) => slice.ofAll !== undefined)).toHaveLength(1);
  expect(kinds.sort().join(' ')).toBe('blob blob blob blob blob commit commit commit commit commit tag');
  expect(slices.findIndex((slice) => slice.label.startsWith('pack '))).toBeGreaterThan(
    slices.findLastIndex((slice) => slice.label.startsWith('texts ')),
  );
});
