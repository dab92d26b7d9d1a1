// The data that scripts/fit.mjs fits on, as a scan finds it: of labelled repositories, of clean text, of text of our own making.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { madeTexts } from './fit-examples.mjs';
import { randomOf } from './fit-trees.mjs';

/** Categories whose labels are left out: they are told apart by no one. */
const skipped = 'UUID';
/** Clean candidates taken of one folder within a CLEAN folder: test vectors of one project must not outnumber all else. */
const mostOfFolder = 400;
const madeCount = 2500;
const maxFile = 400_000;

export function* textFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* textFiles(path);
    else if (entry.isFile()) {
      const bytes = readFileSync(path);
      if (bytes.length <= maxFile && !bytes.subarray(0, 4000).includes(0)) yield [relative(folder, path), bytes];
    }
  }
}

/** Labels by file; `dropped` are those of categories that are left out. */
function readLabels(labelled) {
  const byFile = new Map();
  for (const line of readFileSync(join(labelled, 'labels.jsonl'), 'utf8').trim().split('\n')) {
    const label = JSON.parse(line);
    label.dropped = label.category === skipped;
    byFile.set(label.file, [...(byFile.get(label.file) ?? []), label]);
  }
  return byFile;
}

/** 1, 0, or undefined where the labels do not say: on no labelled line, or beside a true value. */
function truthOf({ line, column, endColumn }, labels) {
  const on = labels.filter((label) => !label.dropped && label.line_start <= line && line <= label.line_end);
  const overlaps = (label) =>
    label.line_start !== label.line_end ||
    label.value_start == null ||
    label.value_start < 0 ||
    (label.value_start < endColumn && column < label.value_end);
  const trues = on.filter((label) => label.truth === 'T');
  if (trues.some(overlaps)) return 1;
  return trues.length > 0 || on.length === 0 ? undefined : 0;
}

/** What a scan of the labelled files finds, each with its repository, file and truth; and the labels by file. */
export async function labelledFindings(findings, labelled) {
  const labels = readLabels(labelled);
  const all = [];
  for (const [file, own] of labels) {
    const [repository, ...rest] = file.split('/');
    for (const found of await findings(readFileSync(join(labelled, 'data', file)), rest.join('/'), file))
      all.push({ ...found, repository, file, truth: truthOf(found, own) });
  }
  return { labels, all };
}

/** Candidates of clean text, at most so many of each folder, drawn at random. */
export async function cleanRows(findings, folders, weight) {
  const random = randomOf(5);
  const byFolder = new Map();
  for (const folder of folders) {
    for (const [name, bytes] of textFiles(folder)) {
      const repository = `clean ${folder} ${name.split('/')[0]}`;
      const list = byFolder.get(repository) ?? [];
      byFolder.set(repository, list);
      for (const { row } of await findings(bytes, name))
        if (row) list.push({ ...row, repository, truth: 0, weight, order: random() });
    }
  }
  return [...byFolder.values()].flatMap((list) => list.sort((a, b) => a.order - b.order).slice(0, mostOfFolder));
}

export async function madeRows(findings, weight) {
  const rows = [];
  for (const [at, { path, text, truth }] of madeTexts(madeCount).entries()) {
    for (const { row } of await findings(Buffer.from(text), path))
      if (row) rows.push({ ...row, repository: `made ${at % 20}`, truth, weight });
  }
  return rows;
}
