/** `log:` build logs: a text file, a folder of them, a GitHub Actions run's zip. */

import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { normaliseLog } from '../formats/log/index.ts';
import { prefixed } from '../formats/prefixed.ts';
import { recognise } from '../formats/recognise.ts';
import { readDirectory } from '../formats/zip-directory.ts';
import type { Detail, Document } from '../model/document.ts';
import { isProblem, type Problem, problem } from '../model/problem.ts';
import type { ReadOptions } from '../model/slice.ts';
import { type Target, targetName } from '../model/target.ts';
import { unpack } from './archive.ts';
import { batches, type PathBatch } from './dir.ts';
import { excluder } from './exclude.ts';
import { mustExist } from './file.ts';
import { type BytePath, fromText, shown, toBuffer } from './names.ts';
import type { Source } from './source.ts';
import { join, walk } from './walk.ts';

export const log: Source = {
  kind: 'log',
  summary: 'build logs: a text log, a folder of logs, a GitHub Actions run as zip',
  recognises: (path) => statSync(path).isFile() && isRun(path),
  async *slices(target: Target, options: ReadOptions) {
    const stat = mustExist(target.locator)!;
    const root = fromText(target.locator);
    if (stat.isDirectory()) {
      yield* batches(target, root, walk(root, { target: targetName(target), excludes: excluder(options.exclude) }));
      return;
    }
    const work: PathBatch = { root, paths: [''] };
    yield { kind: 'slice', target, label: basename(target.locator), bytes: Number(stat.size), documents: 1, work };
  },
  async *documents(slice, options) {
    const { root, paths } = slice.work as PathBatch;
    const target = targetName(slice.target);
    for (const path of paths) yield* logDocuments(target, join(root, path), shown(path || root), options);
  },
};

/** A file with random access, open until it is closed. */
function seekable(target: string, file: BytePath, path: string): Document {
  const fd = openSync(toBuffer(file), 'r');
  let isOpen = true;
  let at = 0;
  return {
    kind: 'document',
    provenance: { target, path, details: [] },
    size: fstatSync(fd).size,
    read(into) {
      const count = readSync(fd, into, 0, into.length, at);
      at += count;
      return count;
    },
    readAt: (into, position) => readSync(fd, into, 0, into.length, position),
    close() {
      if (isOpen) closeSync(fd);
      isOpen = false;
    },
  };
}

async function* logDocuments(
  target: string,
  file: BytePath,
  path: string,
  options: ReadOptions,
): AsyncGenerator<Document | Problem> {
  let document: Document;
  try {
    document = seekable(target, file, path);
  } catch (cause) {
    const { code } = cause as { code?: string };
    yield problem(code === 'ENOENT' ? 'VANISHED' : 'UNREADABLE', `${target} ${path}`, `cannot be opened (${code})`);
    return;
  }
  try {
    if (document.size! > options.maxBytes) {
      yield problem('TOO_LARGE', `${target} ${path}`, `larger than ${options.maxBytes} bytes`, {
        bytes: document.size!,
      });
      return;
    }
    const run = runOf(document);
    if (!run) yield await asLog(document, []);
    else yield* runDocuments(document, run, options);
  } finally {
    document.close?.();
  }
}

/** The document normalised, whatever its first lines look like; archives, binaries and UTF-16 as they are. */
async function asLog(document: Document, details: readonly Detail[]): Promise<Document> {
  const head = new Uint8Array(4096);
  let have = 0;
  for (let count = 1; count > 0 && have < head.length; have += count) count = await document.read(head.subarray(have));
  const { provenance } = document;
  const detailed = { ...document, provenance: { ...provenance, details: [...provenance.details, ...details] } };
  const whole = prefixed(head.subarray(0, have), detailed);
  const kind = recognise(head, have, provenance.path);
  return kind === 'text' || kind === 'log' ? normaliseLog(whole) : whole;
}

/** What a run's zip holds: entries whose lines are also in other entries. */
interface Run {
  readonly repeated: ReadonlySet<string>;
}

const jobName = /^\d+_([^/]+)\.txt$/;
const stepName = /^([^/]+)\/(?:\d+_)?([^/]+)\.txt$/;

/** Marks and line ends that each file may have and the whole need not, bytes. */
const slack = 5;

function isRun(path: string): boolean {
  if (!/\.zip$/i.test(path)) return false;
  const document = seekable('', fromText(path), path);
  try {
    return runOf(document) !== undefined;
  } finally {
    document.close?.();
  }
}

/**
 * A GitHub Actions run holds each job's log whole, `1_build.txt`, and again by step, `build/3_Run npm ci.txt`. The
 * whole is left out where the steps add up to it; undefined where the zip is something else.
 * @see https://docs.github.com/en/rest/actions/workflow-runs#download-workflow-run-logs
 */
function runOf(document: Document): Run | undefined {
  const head = Buffer.alloc(4);
  document.readAt!(head, 0);
  if (head.readUInt32LE(0) !== 0x04034b50) return undefined;
  const directory = readDirectory((into, at) => document.readAt!(into, at), document.size!);
  const files = directory?.records
    .filter((record) => !record.isFolder)
    .map((record) => ({ name: Buffer.from(record.name).toString('utf8'), size: record.size }));
  if (!files || files.length === 0 || !files.every(({ name }) => jobName.test(name) || stepName.test(name)))
    return undefined;
  if (!files.some(({ name }) => jobName.test(name) || /\/\d+_/.test(name))) return undefined;
  const repeated = new Set<string>();
  for (const { name, size } of files) {
    const job = jobName.exec(name)?.[1];
    if (job === undefined) continue;
    const steps = files.filter((entry) => stepName.exec(entry.name)?.[1] === job && /\/\d+_/.test(entry.name));
    const sum = steps.reduce((total, entry) => total + entry.size, 0);
    if (steps.length > 0 && Math.abs(sum - size) <= slack * (steps.length + 1)) repeated.add(name);
  }
  return { repeated };
}

async function* runDocuments(document: Document, run: Run, options: ReadOptions): AsyncGenerator<Document | Problem> {
  const outer = document.provenance.path.length + 2;
  for await (const entry of unpack('zip', document, options)) {
    if (isProblem(entry)) {
      yield entry;
      continue;
    }
    const name = entry.provenance.path.slice(outer);
    if (run.repeated.has(name)) continue;
    yield await asLog(entry, runDetails(name));
  }
}

function runDetails(name: string): Detail[] {
  const details = [{ name: 'system', value: 'github-actions' }];
  const [, job = jobName.exec(name)?.[1], step] = stepName.exec(name) ?? [];
  if (job !== undefined) details.push({ name: 'job', value: job });
  if (step !== undefined) details.push({ name: 'step', value: step });
  return details;
}
