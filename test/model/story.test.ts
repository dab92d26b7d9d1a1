import { expect, test } from 'vitest';
import type { Detail } from '../../src/model/document.ts';
import { storyText } from '../../src/model/story.ts';

const details = (told: Readonly<Record<string, string>>): readonly Detail[] =>
  Object.entries(told).map(([name, value]) => ({ name, value }));

test('a commit is told with who made it, when what it brought went, and what still reaches it', () => {
  const told = details({
    place: 'branches',
    commit: 'a'.repeat(40),
    author: 'Ada <ada@example.org>',
    date: '2020-01-01T00:00:00Z',
    merge: 'of 2 parents',
    removed: 'b'.repeat(40),
    'removed at': '2020-02-01T00:00:00Z',
    reachable: 'main',
  });
  expect(storyText(told)).toBe(
    'branches: commit aaaaaaaaaaaa by Ada <ada@example.org> on 2020-01-01T00:00:00Z, merge of 2 parents, ' +
      'removed by bbbbbbbbbbbb on 2020-02-01T00:00:00Z, still reachable from main',
  );
});

test('what no branch reaches says so in its own words', () => {
  expect(storyText(details({ place: 'stash', commit: 'c'.repeat(40), reachable: 'only in stash' }))).toBe(
    'stash: commit cccccccccccc, only in stash',
  );
  expect(storyText(details({ place: 'index', reachable: 'only in the index' }))).toBe('index: only in the index');
});

test('a place alone, a layer, nothing', () => {
  expect(storyText(details({ place: 'worktree' }))).toBe('worktree');
  expect(storyText(details({ layer: '3 of 5', digest: `sha256:${'d'.repeat(64)}` }))).toBe(
    'layer 3 of 5, digest sha256:dddddddddddd',
  );
  expect(storyText([])).toBe('');
});

test('an author without a commit is still told', () => {
  expect(storyText(details({ author: 'Ada', date: 'yesterday' }))).toBe('author Ada, date yesterday');
});
