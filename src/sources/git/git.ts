/** `git:` a repository: its working tree, its index, or every object of its history. */

import type { Document } from '../../model/document.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { ReadOptions, Slice } from '../../model/slice.ts';
import { targetName } from '../../model/target.ts';
import type { PathBatch } from '../dir.ts';
import { type Attribution, type Entry, eachEntry, type Source } from '../source.ts';
import type { HistoryWork } from './history.ts';
import { isRepository, openRepository } from './paths.ts';
import { isBundle, localFolder } from './remote.ts';
import { type StagedWork, stagedDocuments, stagedSlices } from './staged.ts';

type Work = HistoryWork | StagedWork | (PathBatch & { readonly kind?: undefined });

/** Beside history, the working tree is one place of many. */
function inWorktree(entry: Document | Problem): Document | Problem {
  if (entry.kind !== 'document') return entry;
  const { provenance } = entry;
  const details = [...provenance.details, { name: 'place', value: 'worktree' }];
  return { ...entry, provenance: { ...provenance, details } };
}

export const git: Source = {
  kind: 'git',
  summary: 'a repository: working tree, --staged, or --history with every object git still holds',
  recognises: (path) => isRepository(path) || isBundle(path),
  async *slices(target, options, seen): AsyncGenerator<Slice | Problem> {
    if (options.staged) return yield* stagedSlices(target);
    const folder = await localFolder(target.locator);
    if (folder === undefined) return;
    const repository = openRepository(folder);
    if (repository.elsewhere) {
      const detail = `its configuration says that its files are elsewhere; dir:${target.locator} scans those that are here`;
      yield problem('LINK', targetName(target), detail);
    }
    if (!options.history && !repository.bare) {
      const { worktreeSlices } = await import('./worktree.ts');
      return yield* worktreeSlices(target, repository, options);
    }
    const { historySlices } = await import('./history.ts');
    yield* historySlices(target, repository, options, { seen, cloned: folder !== target.locator });
    // The working tree is the newest version of all: what is not committed yet leaks as well.
    const { range, since, incoming, places } = options;
    const part = range !== undefined || since !== undefined || incoming !== undefined;
    if (!repository.bare && !part && (places?.includes('worktree') ?? true)) {
      const { worktreeSlices } = await import('./worktree.ts');
      yield* worktreeSlices(target, repository, options, seen);
    }
  },
  async *documents(slice, options: ReadOptions): AsyncGenerator<Entry | Iterable<Entry>> {
    const work = slice.work as Work;
    const name = targetName(slice.target);
    if (work.kind === 'staged') yield* stagedDocuments(name, work);
    else if (work.kind === undefined) {
      const { dir } = await import('../dir.ts');
      for await (const entry of eachEntry(dir.documents(slice, options)))
        yield options.history ? inWorktree(entry) : entry;
    } else {
      const { historyDocuments } = await import('./history.ts');
      yield* historyDocuments(name, work, options);
    }
  },
  attribution(target, { incoming }) {
    const begun = (async (): Promise<Attribution | undefined> => {
      const { beginAttribution } = await import('./attribute.ts');
      const folder = await localFolder(target.locator);
      return folder === undefined ? undefined : beginAttribution(targetName(target), openRepository(folder), incoming);
    })();
    // Who asks for it is told of its failure.
    begun.catch(() => {});
    return {
      of: async (ids) => (await begun)?.of(ids) ?? new Map(),
      end: () => {
        begun.then(
          (attribution) => attribution?.end(),
          () => {},
        );
      },
    };
  },
};
