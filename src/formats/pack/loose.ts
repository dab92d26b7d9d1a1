/**
 * Loose objects: one zlib stream a file.
 * @see https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, inflateSync } from 'node:zlib';
import { type ObjectType, objectTypes } from './entries.ts';

export interface LooseHead {
  readonly type: ObjectType;
  readonly size: number;
  /** Where the content begins in the inflated stream. */
  readonly at: number;
}

/** Ids of a repository's loose objects, in order, by two-digit folder. Folders that cannot be read are told of and passed over. */
export function* listLoose(objects: string, unreadable: (folder: string) => void = () => {}): Generator<string> {
  const list = (folder: string): string[] => {
    try {
      return readdirSync(folder).sort();
    } catch (cause) {
      if (!isAbsent(cause)) unreadable(folder);
      return [];
    }
  };
  for (const folder of list(objects)) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    for (const rest of list(join(objects, folder))) {
      if (/^[0-9a-f]{38}$|^[0-9a-f]{62}$/.test(rest)) yield folder + rest;
    }
  }
}

/** Whether a folder is not there, or is none: then it holds nothing. */
function isAbsent(cause: unknown): boolean {
  const { code } = cause as { code?: string };
  if (code === undefined) throw cause;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function parseHead(bytes: Buffer): LooseHead | undefined {
  const end = bytes.subarray(0, 64).indexOf(0);
  const match = /^(commit|tree|blob|tag) (\d{1,15})$/.exec(bytes.toString('latin1', 0, Math.max(end, 0)));
  if (!match || !(objectTypes as readonly string[]).includes(match[1]!)) return undefined;
  return { type: match[1] as ObjectType, size: Number(match[2]), at: end + 1 };
}

export type LooseObject =
  | { readonly kind: 'object'; readonly type: ObjectType; readonly bytes: Buffer }
  | { readonly kind: 'fault'; readonly reason: 'corrupt' | 'too-large'; readonly size: number };

/**
 * Reads one loose object of at most `maxBytes`; a damaged or larger one is a fault. Types not wanted are not inflated.
 * @returns undefined for an unwanted type
 * @throws errors of the file system
 */
export function readLoose(
  objects: string,
  id: string,
  types: ReadonlySet<ObjectType>,
  maxBytes: number,
): LooseObject | undefined {
  const packed = readFileSync(join(objects, id.slice(0, 2), id.slice(2)));
  const fault = (reason: 'corrupt' | 'too-large', size = 0): LooseObject => ({ kind: 'fault', reason, size });
  try {
    // The head alone first: a stream cut after its first bytes inflates to them.
    const head = parseHead(inflateSync(packed.subarray(0, 256), { finishFlush: constants.Z_SYNC_FLUSH }));
    if (!head) return fault('corrupt');
    if (!types.has(head.type)) return undefined;
    if (head.size > maxBytes) return fault('too-large', head.size);
    const bytes = inflateSync(packed, {
      maxOutputLength: head.size + head.at + 1,
      chunkSize: head.size + head.at + 64,
    });
    if (bytes.length !== head.size + head.at) return fault('corrupt', head.size);
    return { kind: 'object', type: head.type, bytes: bytes.subarray(head.at) };
  } catch {
    return fault('corrupt');
  }
}
