/**
 * What a push brings, as git tells it to the hook that may refuse it.
 * @see https://git-scm.com/docs/githooks#_pre_push https://git-scm.com/docs/githooks#pre-receive
 */

import { UsageError } from '../../model/errors.ts';
import type { Incoming } from '../../model/slice.ts';
import { hookOf } from './paths.ts';
import { gitSync } from './run.ts';

interface Update {
  readonly id: string;
  readonly name: string;
  /** What the receiver has under this name. */
  readonly before: string;
}

const id = '([0-9a-f]{40}|[0-9a-f]{64})';
/** `<local ref> <local id> <remote ref> <remote id>` */
const pushLine = new RegExp(`^\\S+ ${id} (\\S+) ${id}$`);
/** `<old id> <new id> <ref>` */
const receiveLine = new RegExp(`^${id} ${id} (\\S+)$`);
const nothing = /^0+$/;

/**
 * The lines of pre-push or pre-receive as revisions. Deletions bring nothing.
 * @param remote whose remote branches are there already (pre-push)
 * @throws UsageError PUSH_UNREAD
 */
export function readPushed(cwd: string, text: string, remote?: string): Incoming {
  let receiving = false;
  const updates: Update[] = [];
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const push = pushLine.exec(line);
    const receive = push ? null : receiveLine.exec(line);
    if (push) updates.push({ id: push[1]!, name: push[2]!, before: push[3]! });
    else if (receive) {
      receiving = true;
      updates.push({ id: receive[2]!, name: receive[3]!, before: receive[1]! });
    } else
      throw new UsageError('PUSH_UNREAD', '--pushed: standard input holds no lines of a pre-push or pre-receive hook');
  }
  const refs = updates.filter((update) => !nothing.test(update.id));
  if (refs.length === 0) return { revisions: [], refs: [] };
  const known = refs.map(({ before }) => before).filter((before) => !nothing.test(before) && isHere(cwd, before));
  const there = receiving ? ['--all'] : remote === undefined ? [] : [`--remotes=${globless(remote)}`];
  const tips = refs.map((ref) => ref.id);
  return {
    revisions: [...new Set(tips), '--not', ...new Set(known), ...there],
    refs: refs.map((ref) => ({ id: ref.id, name: ref.name.replace(/^refs\/heads\//, '') })),
  };
}

/** A push may be forced over commits that were never fetched. */
function isHere(cwd: string, commit: string): boolean {
  return gitSync(['cat-file', '-e', commit], { cwd, inHook: hookOf(cwd) }).code === 0;
}

/** A remote may be named by its URL, which has no remote branches. */
function globless(remote: string): string {
  return remote.replace(/[*?[\\]/g, '\\$&');
}
