/** Judging a version by what is new in it finds exactly what judging every version whole finds. */

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Document } from '../../src/model/document.ts';
import { readDefaults } from '../../src/model/slice.ts';
import { loadBuiltinRules } from '../../src/rules/builtin.ts';
import { createScanner } from '../../src/scan/scanner.ts';
import { git as gitSource } from '../../src/sources/git/git.ts';
import { eachEntry } from '../../src/sources/source.ts';
import { awsPair, pick, seeded } from '../support/keys.ts';
import { folder, git } from '../support/program.ts';

const rules = loadBuiltinRules();
const read = { ...readDefaults, history: true };

/** Everything found in a repository's objects, one line a credential or dropped match, sorted. */
async function findings(repository: string, whole: boolean): Promise<{ lines: string[]; byVersion: number }> {
  const scanner = createScanner(rules, { read, detect: {}, engine: 'scalar' });
  const lines: string[] = [];
  let byVersion = 0;
  const target = { kind: 'git', locator: repository };
  for await (const slice of gitSource.slices(target, read)) {
    if (slice.kind !== 'slice') continue;
    for await (const document of eachEntry(gitSource.documents(slice, read))) {
      if (document.kind !== 'document') continue;
      if (document.novel) byVersion++;
      const given: Document = whole ? without(document) : document;
      await scanner.scan(given, (event) => {
        if (event.kind !== 'credential') return;
        const parts = event.parts.map(
          (part) => `${part.name}@${part.place.start}-${part.place.end} line ${part.place.line}:${part.place.column}`,
        );
        lines.push(`${event.documentId} ${event.rule} ${parts.join(' ')} ${event.confidence}`);
      });
    }
  }
  return { lines: lines.sort(), byVersion };
}

function without({ novel: _novel, bytes: _bytes, ...rest }: Document): Document {
  return rest;
}

/** Versions in which keys come and go, are cut, moved, encoded, and split over what is new and what is not. */
function eventful(seed: number): string {
  const random = seeded(seed);
  const repository = folder();
  git(repository, 'init', '-q', '-b', 'main');
  const lines = Array.from(
    { length: 700 },
    () => `${pick('abcdefgh ', 30, random)} = ${pick('abcdefgh_()', 12, random)};`,
  );
  const { id, secret } = awsPair(seed);
  const token = `ghp_${pick('abcdefghijABCDEFGHIJ0123456789', 36, random)}`;
  const things = [
    `aws_access_key_id = ${id}`,
    `aws_secret_access_key = ${secret}`,
    `url = https://user:${pick('abcdefGHIJ0123', 14, random)}@host/`,
    `password = "${pick('abcdefGHIJ0123!', 12, random)}"`,
    `token: ${token}`,
    `blob: ${Buffer.from(`{"accessKeyId":"${id}","secretAccessKey":"${secret}","x":"${'y'.repeat(1500)}"}`).toString('base64')}`,
    '-----BEGIN RSA PRIVATE KEY-----',
    ...Array.from({ length: 40 }, () => pick('ABCDEFGHabcdefgh0123+/', 64, random)),
    '-----END RSA PRIVATE KEY-----',
  ];
  for (let version = 0; version < 40; version++) {
    const at = Math.floor(random() * lines.length);
    const thing = things[version % things.length]!;
    const act = Math.floor(random() * 5);
    if (act <= 1) lines.splice(at, 0, thing);
    else if (act === 2) lines.splice(at, 1 + Math.floor(random() * 3));
    else if (act === 3) lines[at] = `${lines[at]!.slice(0, 10)}${thing.slice(Math.floor(random() * 8))}`;
    else lines.splice(at, 0, ...lines.splice(Math.floor(random() * lines.length), 5));
    writeFileSync(join(repository, 'a.conf'), lines.join('\n'));
    git(repository, 'add', '.');
    git(repository, 'commit', '-qm', `version ${version}`);
  }
  git(repository, 'repack', '-adfq', '--depth=50', '--window=50');
  return repository;
}

describe('delta-aware equals whole', () => {
  test.each([1, 2, 3, 4])('on versions in which keys come, go and are cut (seed %i)', async (seed) => {
    const repository = eventful(seed);
    const [fast, slow] = [await findings(repository, false), await findings(repository, true)];
    expect(fast.lines).toEqual(slow.lines);
    expect(fast.byVersion).toBeGreaterThan(20);
    expect(slow.lines.length).toBeGreaterThan(5);
  });

  // Any large local clones may be named: LEAKWALK_HISTORIES=/a:/b
  const histories = (process.env['LEAKWALK_HISTORIES'] ?? '').split(':').filter((path) => existsSync(path));
  if (histories.length === 0) console.log('real histories not compared: LEAKWALK_HISTORIES names none');
  test.each(histories)(
    'on the history of %s',
    async (repository) => {
      expect((await findings(repository, false)).lines).toEqual((await findings(repository, true)).lines);
    },
    7_200_000,
  );
});
