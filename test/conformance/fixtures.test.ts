/**
 * Whole documents as people write them: what leaks in `fixtures/leaks/` is found and nothing else, and `fixtures/clean/` is silent.
 *
 * A fixture says what it expects: `{{must KIND …}}` becomes a made-up value that has to be reported, `{{not KIND …}}` one
 * that must not be, `{{rest KIND …}}` one that belongs to the value before it. Values are made from a seed when the test
 * runs, so that no scanner trips over this repository.
 */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { expand, type Fixture } from '../support/fixture.ts';
import { scanJson } from '../support/program.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
const seeds = [1, 2, 3];

interface Span {
  readonly start: number;
  readonly end: number;
}

function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** What was not found in a document, and what was found beside it, each with its line as the fixture has it. */
function compare(report: Report, path: string, template: string, { text, values }: Fixture): string[] {
  const places = report.findings.flatMap(({ rule, occurrences }) =>
    occurrences
      .filter(({ provenance }) => provenance.path === path)
      .flatMap(({ parts }) => parts.map(({ place }) => ({ ...place, rule }))),
  );
  const line = ({ start }: Span): string => {
    const number = text.slice(0, start).split('\n').length;
    return `line ${number}: ${template.split('\n')[number - 1]!.trim()}`;
  };
  const missed = values
    .filter(({ expected }) => expected === 'must')
    .filter((value) => !places.some((place) => overlap(place, value)));
  const wrong = places.filter((place) => !values.some((value) => value.expected !== 'not' && overlap(place, value)));
  return [
    ...missed.map((value) => `missed, ${line(value)}`),
    ...wrong.map((place) => `${place.rule} found, ${line(place)}`),
  ];
}

describe.each(['leaks', 'clean'])('fixtures/%s', (kind) => {
  const names = readdirSync(join(fixtures, kind)).sort();
  const documents = names.flatMap((name, at) => {
    const template = readFileSync(join(fixtures, kind, name), 'latin1');
    return seeds.map((seed) => ({
      name,
      template,
      path: `${seed}/${name}`,
      filled: expand(template, seed * 1000 + at),
    }));
  });
  const tree = mkdtempSync(join(tmpdir(), 'leakwalk-test-'));
  let report: Report;
  beforeAll(() => {
    for (const seed of seeds) mkdirSync(join(tree, String(seed)));
    for (const { path, filled } of documents) writeFileSync(join(tree, path), filled.text, 'latin1');
    report = scanJson([`dir:${tree}`]);
  });
  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  test.each(names)('%s', (name) => {
    const mine = documents.filter((document) => document.name === name);
    expect(mine.every(({ template }) => template.includes('{{must ') === (kind === 'leaks'))).toBe(true);
    expect(mine.flatMap(({ path, template, filled }) => compare(report, path, template, filled))).toEqual([]);
  });
});
