/**
 * The file of `--since-state`: names of what earlier runs have scanned, so that the next scans the rest.
 *
 * One line says what this is, one (JSON) which rules and settings it holds for and how many names of which target follow; then the
 * names, sorted, as bytes: object ids as they are, anything else as a digest of its name, size and times, never of its content.
 */

import { createHash } from 'node:crypto';
import { closeSync, fchmodSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { UsageError } from '../model/errors.ts';
import type { Report } from '../model/report.ts';
import type { Seen } from '../model/seen.ts';

const firstLine = 'leakwalk state 1';

const headSchema = v.strictObject({
  digest: v.string(),
  scopes: v.array(
    v.strictObject({ scope: v.string(), bytes: v.picklist([20, 32]), count: v.pipe(v.number(), v.safeInteger()) }),
  ),
});

/** Names of one target, sorted, each of `bytes` bytes. */
interface Names {
  readonly bytes: 20 | 32;
  readonly sorted: Buffer;
}

export interface StateFile {
  readonly seen: Seen;
  /** Names that an earlier run had met, so far. */
  readonly before: number;
  /** Why everything is scanned although there is a file, if so. */
  readonly restarted: boolean;
  /**
   * Writes what has been met now, without what this report says was not scanned.
   * @returns false where it cannot tell what was not: the file stays as it was
   */
  save(report: Report): boolean;
}

/** @param digest of all that decides what is found @throws UsageError STATE_INVALID */
export function openStateFile(file: string, digest: string): StateFile {
  const read = readStateFile(file);
  const valid = read !== undefined && read.digest === digest;
  const known: ReadonlyMap<string, Names> = valid ? read.scopes : new Map();
  const met = new Map<string, string[]>();
  let before = 0;
  return {
    get before() {
      return before;
    },
    restarted: read !== undefined && !valid,
    seen: {
      fresh(scope, names) {
        const earlier = known.get(scope);
        const all = met.get(scope) ?? [];
        met.set(scope, all);
        const fresh: string[] = [];
        for (const name of names) {
          all.push(name);
          if (earlier && holds(earlier, encode(name, earlier.bytes))) before++;
          else fresh.push(name);
        }
        return fresh;
      },
    },
    save(report) {
      const unscanned = missedBy(report);
      if (!unscanned) return false;
      const scopes = new Map(known);
      for (const [scope, names] of met) scopes.set(scope, sort(names.filter((name) => !unscanned.has(name))));
      writeStateFile(file, digest, scopes);
      return true;
    },
  };
}

const hex = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** An object id is its own name; anything else is digested, its target's objects deciding the length. */
function encode(name: string, bytes: number): Buffer {
  if (hex.test(name) && name.length === 2 * bytes) return Buffer.from(name, 'hex');
  return createHash('sha256').update(name, 'latin1').digest().subarray(0, bytes);
}

function sort(names: readonly string[]): Names {
  const bytes = names.some((name) => hex.test(name) && name.length === 64) ? 32 : 20;
  const encoded = names.map((name) => encode(name, bytes)).sort(Buffer.compare);
  const distinct = encoded.filter((name, at) => at === 0 || !name.equals(encoded[at - 1]!));
  return { bytes, sorted: Buffer.concat(distinct) };
}

function holds({ bytes, sorted }: Names, name: Buffer): boolean {
  let low = 0;
  let high = sorted.length / bytes - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = sorted.compare(name, 0, bytes, middle * bytes, (middle + 1) * bytes);
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}

/**
 * What may be met again in a better state. Anything else that was not scanned will not be the next time either; an object that is
 * missing was not met.
 */
const passing: ReadonlySet<string> = new Set(['UNREADABLE', 'VANISHED', 'CORRUPT', 'TIMEOUT']);

/** Ids of objects that were not scanned; undefined where something else was not. */
function missedBy(report: Report): ReadonlySet<string> | undefined {
  if (report.interrupted) return undefined;
  const missed = new Set<string>();
  for (const { code, where, note } of report.problems) {
    if (note || !passing.has(code)) continue;
    const id = / object ([0-9a-f]{40,64})$/.exec(where)?.[1];
    if (id === undefined) return undefined;
    missed.add(id);
  }
  return missed;
}

function invalid(file: string, why: string, cause?: unknown): UsageError {
  return new UsageError('STATE_INVALID', `${file}: ${why}; remove it to scan everything again`, { cause });
}

function readStateFile(file: string): { digest: string; scopes: ReadonlyMap<string, Names> } | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    const { code } = cause as { code?: string };
    if (code === 'ENOENT') return undefined;
    throw invalid(file, `cannot be read (${code})`, cause);
  }
  const first = bytes.indexOf(10);
  const second = bytes.indexOf(10, first + 1);
  if (first === -1 || second === -1 || bytes.toString('latin1', 0, first) !== firstLine)
    throw invalid(file, 'is no state file of leakwalk');
  let head: v.InferOutput<typeof headSchema>;
  try {
    head = v.parse(headSchema, JSON.parse(bytes.toString('utf8', first + 1, second)));
  } catch (cause) {
    throw invalid(file, 'its head cannot be read', cause);
  }
  const scopes = new Map<string, Names>();
  let at = second + 1;
  for (const { scope, bytes: width, count } of head.scopes) {
    const end = at + width * count;
    scopes.set(scope, { bytes: width, sorted: bytes.subarray(at, end) });
    at = end;
  }
  if (at !== bytes.length) throw invalid(file, 'it is cut short or has been changed');
  return { digest: head.digest, scopes };
}

/** Whole or not at all, for its owner only. */
function writeStateFile(file: string, digest: string, scopes: ReadonlyMap<string, Names>): void {
  const list = [...scopes].map(([scope, { bytes, sorted }]) => ({ scope, bytes, count: sorted.length / bytes }));
  const head = `${firstLine}\n${JSON.stringify({ digest, scopes: list })}\n`;
  const draft = `${file}.${process.pid}.new`;
  let fd = -1;
  try {
    fd = openSync(draft, 'wx', 0o600);
    fchmodSync(fd, 0o600);
    writeFileSync(fd, Buffer.concat([Buffer.from(head), ...[...scopes.values()].map(({ sorted }) => sorted)]));
    closeSync(fd);
    renameSync(draft, file);
  } catch (cause) {
    const { code } = cause as { code?: string };
    if (fd !== -1) rmSync(draft, { force: true });
    throw new UsageError('OUTPUT', `${file}: cannot be written (${code}); choose another place`, { cause });
  }
}
