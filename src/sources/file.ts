/** `file:` one file; and how any file is opened. */

import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Document } from '../model/document.ts';
import { UsageError } from '../model/errors.ts';
import { type Problem, ProblemError, problem } from '../model/problem.ts';
import type { ReadOptions } from '../model/slice.ts';
import { type Target, targetName } from '../model/target.ts';
import { type BytePath, fromText, native, shown } from './names.ts';
import type { Source } from './source.ts';

/** Archives whose directory stands at their end are read out of order: for these the size is asked beforehand. */
const randomAccess =
  /\.(?:zip|jar|war|ear|aar|whl|egg|apk|ipa|aab|nupkg|vsix|crx|xpi|docx|xlsx|pptx|od[tsp]|epub|pyz)$/i;

/** A file as a document: opened at the first read, read straight into the buffer that is given. */
export function fileDocument(target: string, file: BytePath, path: string, maxBytes: number): Document {
  let fd = -1;
  const open = (): number => {
    if (fd !== -1) return fd;
    fd = openSync(native(file), 'r');
    if (maxBytes !== Number.POSITIVE_INFINITY) refuse(fd, maxBytes, `${target} ${path}`);
    return fd;
  };
  return {
    kind: 'document',
    provenance: { target, path, details: [] },
    ...(randomAccess.test(path) ? sizeOf(file) : {}),
    read: (into) => readSync(open(), into, 0, into.length, null),
    readAt: (into, position) => readSync(open(), into, 0, into.length, position),
    close() {
      if (fd !== -1) closeSync(fd);
      fd = -1;
    },
  };
}

function sizeOf(file: BytePath): { size?: number } {
  const stat = statSync(native(file), { throwIfNoEntry: false });
  return stat ? { size: stat.size } : {};
}

function refuse(fd: number, maxBytes: number, where: string): void {
  const { size } = fstatSync(fd);
  if (size > maxBytes)
    throw new ProblemError(problem('TOO_LARGE', where, `larger than ${maxBytes} bytes`, { bytes: size }));
}

/** @throws UsageError TARGET_MISSING */
export function mustExist(path: string): ReturnType<typeof statSync> {
  try {
    return statSync(path);
  } catch (cause) {
    const { code } = cause as { code?: string };
    const why = code === 'ENOENT' ? 'there is no such file or folder' : `cannot be opened (${code})`;
    throw new UsageError('TARGET_MISSING', `${path}: ${why}`, { cause });
  }
}

export const file: Source = {
  kind: 'file',
  summary: 'one file',
  async *slices(target: Target) {
    const stat = mustExist(target.locator)!;
    if (stat.isDirectory())
      throw new UsageError('TARGET_MISSING', `${target.locator}: is a folder; write dir:${target.locator}`);
    yield {
      kind: 'slice',
      target,
      label: basename(target.locator),
      bytes: Number(stat.size),
      documents: 1,
      work: target.locator,
    };
  },
  *documents(slice, options: ReadOptions): Generator<Document | Problem> {
    const path = fromText(slice.work as string);
    yield fileDocument(targetName(slice.target), path, shown(path), options.maxBytes);
  },
};
