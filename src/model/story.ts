/** What is known of a place, told as a person would: who brought it in, when it went, what still reaches it. */

import type { Detail } from './document.ts';

type Told = (name: string) => string | undefined;

/** Ids of commits, blobs and digests are told by their first twelve digits. */
export function shortId(id: string): string {
  return id.replace(/^([0-9a-f]{12})[0-9a-f]{20,}$/, '$1');
}

/** `commit 5d2e… by Ada <ada@…> on 2020-07-01T…`: as much of it as is known. */
export function commitText(of: Told): string {
  const words = [`commit ${shortId(of('commit') ?? 'unknown')}`];
  const [author, date] = [of('author'), of('date')];
  if (author !== undefined) words.push(`by ${author}`);
  if (date !== undefined) words.push(`on ${date}`);
  return words.join(' ');
}

/** `still reachable from main`, or why it is from no branch: `only in the index`. */
export function reachText(reachable: string): string {
  return /^(?:only|in) /.test(reachable) ? reachable : `still reachable from ${reachable}`;
}

/** `stash: …`; a place alone where there is nothing more to say. */
export function placed(place: string | undefined, words: readonly string[]): string {
  return [...(place === undefined ? [] : [place]), ...(words.length === 0 ? [] : [words.join(', ')])].join(': ');
}

/**
 * `branches: commit 5d2e… by Ada <ada@…> on 2020-07-01T…, removed by 3bb9… on 2020-10-28T…, still reachable from main`.
 * Not made printable.
 */
export function storyText(details: readonly Detail[]): string {
  const of: Told = (wanted) => details.find(({ name }) => name === wanted)?.value;
  const ofCommit = of('commit') === undefined ? [] : ['author', 'date'];
  const untold = ['place', 'removed at', ...ofCommit];
  const said = ({ name, value }: Detail): string => {
    if (name === 'commit') return commitText(of);
    if (name === 'reachable') return reachText(value);
    if (name === 'removed') return removedText(of);
    return `${name} ${/^(?:digest|oid)$/.test(name) ? value.replace(/\b([0-9a-f]{12})[0-9a-f]{20,}\b/g, '$1') : value}`;
  };
  return placed(of('place'), details.filter(({ name }) => !untold.includes(name)).map(said));
}

/** `removed by 3bb9… on 2020-10-28T…`. */
export function removedText(of: Told): string {
  const at = of('removed at');
  return `removed by ${shortId(of('removed') ?? 'unknown')}${at === undefined ? '' : ` on ${at}`}`;
}
