/** The versions of one file told by the first and the last. */

import { expect, test } from 'vitest';
import { createCollector } from '../../src/findings/collect.ts';
import type { ScanEvent } from '../../src/model/event.ts';
import type { Report } from '../../src/model/report.ts';
import { credential, random40, rules } from './support.ts';

const value: [string, string] = ['other-token', random40(1)];

interface Version {
  readonly id: string;
  readonly date: string;
  readonly removed?: string;
  readonly path?: string;
  readonly place?: string;
}

/** A blob that a commit of its own brought in, with the value at an offset, and what is told of it. */
function version({ id, date, removed, path = 'a.env', place = 'branches' }: Version, at: number): ScanEvent[] {
  const details = [
    { name: 'place', value: place },
    { name: 'commit', value: `commit ${id}` },
    { name: 'date', value: date },
    ...(removed === undefined
      ? []
      : [
          { name: 'removed', value: 'x' },
          { name: 'removed at', value: removed },
        ]),
  ];
  return [
    credential([value], { documentId: id, at }),
    { kind: 'attribution', target: 'dir:.', documentId: id, provenances: [{ target: 'dir:.', path, details }] },
  ];
}

function collect(events: readonly ScanEvent[]): Report {
  const collector = createCollector({ rules: { digest: '', rules: [...rules.values()] } });
  for (const event of events) collector.add(event);
  const network = { state: 'none', hosts: [], requests: [] } as const;
  const [started, finished] = [new Date(0), new Date(1)];
  return collector.report({
    version: '0.0.0',
    started,
    finished,
    targets: ['dir:.'],
    network,
    interrupted: false,
    texts: () => [],
  });
}

function told(events: readonly ScanEvent[]): string[] {
  return collect(events).findings[0]!.occurrences.map(({ provenance, parts }) => {
    const { commit, version: mark } = Object.fromEntries(provenance.details.map((entry) => [entry.name, entry.value]));
    return `${provenance.path}:${parts[0]!.place.start} ${commit} ${mark ?? 'alone'}`;
  });
}

test('of many versions the first that was committed and the last that was taken away are told, and how many there are', () => {
  const events = [
    ...version({ id: '3', date: '2020-03-01', removed: '2020-04-01' }, 30),
    ...version({ id: '1', date: '2020-01-01', removed: '2020-02-01' }, 10),
    ...version({ id: '4', date: '2020-04-01', removed: '2020-05-01' }, 40),
    ...version({ id: '2', date: '2020-02-01', removed: '2020-03-01' }, 20),
  ];
  expect(told(events)).toEqual(['a.env:10 commit 1 first of 4', 'a.env:40 commit 4 last of 4']);
});

test('a version that still stands is the last, whatever came after it on another branch', () => {
  const events = [
    ...version({ id: '1', date: '2020-01-01', removed: '2020-02-01' }, 10),
    ...version({ id: '2', date: '2020-02-01' }, 20),
    ...version({ id: '3', date: '2020-03-01', removed: '2020-04-01' }, 30),
  ];
  expect(told(events)).toEqual(['a.env:10 commit 1 first of 3', 'a.env:20 commit 2 last of 3']);
});

test('two versions, other paths and other hiding places are told one by one', () => {
  const events = [
    ...version({ id: '1', date: '2020-01-01' }, 10),
    ...version({ id: '2', date: '2020-02-01' }, 20),
    ...version({ id: '3', date: '2020-03-01', path: 'b.env' }, 30),
    ...version({ id: '4', date: '2020-04-01', place: 'stash' }, 40),
  ];
  expect(told(events)).toEqual([
    'a.env:10 commit 1 alone',
    'a.env:20 commit 2 alone',
    'a.env:40 commit 4 alone',
    'b.env:30 commit 3 alone',
  ]);
});

test('a value that stands twice in a file is followed at both places', () => {
  const events = ['1', '2', '3'].flatMap((id) => [
    ...version({ id, date: `2020-0${id}-01` }, 10),
    credential([value], { documentId: id, at: 500 + Number(id) }),
  ]);
  expect(told(events)).toEqual([
    'a.env:10 commit 1 first of 3',
    'a.env:10 commit 3 last of 3',
    'a.env:501 commit 1 first of 3',
    'a.env:503 commit 3 last of 3',
  ]);
});
