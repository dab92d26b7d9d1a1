/** One thread's worth of scanning: a document in, events out. */

import { createDetector, type DetectOptions } from '../detect/index.ts';
import { joinMatches } from '../findings/join.ts';
import { normaliseLog } from '../formats/log/index.ts';
import { prefixed } from '../formats/prefixed.ts';
import { type Kind, recognise } from '../formats/recognise.ts';
import { decodeUtf16 } from '../formats/utf16.ts';
import type { Chunk } from '../model/chunk.ts';
import type { Document } from '../model/document.ts';
import type { ScanEvent } from '../model/event.ts';
import type { Match } from '../model/match.ts';
import { isProblem, problem } from '../model/problem.ts';
import type { RuleSet } from '../model/rule.ts';
import type { ReadOptions } from '../model/slice.ts';
import { createPrefilter } from '../prefilter/index.ts';
import type { PrefilterChoice } from '../prefilter/prefilter.ts';
import { isArchive, unpack } from '../sources/archive.ts';
import { asProblem, placeOf } from './problems.ts';
import { eachChunk, fill } from './window.ts';

export interface ScannerOptions extends PrefilterChoice {
  readonly read: ReadOptions;
  readonly detect: DetectOptions;
}

export type Emit = (event: ScanEvent) => void;

export interface Scanner {
  /** The prefilter in use. */
  readonly engine: string;
  /** Scans and closes a document, with all that is inside it. Trouble is emitted, never thrown. */
  scan(document: Document, emit: Emit): Promise<void>;
}

/** Matches of one document further apart than this cannot be parts of one credential, bytes. */
const joinReach = 64 * 1024;
/** Pending matches at which those out of reach are joined and let go. */
const pendingLimit = 4096;

export function createScanner(rules: RuleSet, options: ScannerOptions): Scanner {
  const byId = new Map(rules.rules.map((rule) => [rule.id, rule]));
  const choice: PrefilterChoice = options.engine ? { engine: options.engine } : {};
  const { detector, prefilter } = createDetector(
    rules,
    (keywords) => createPrefilter(keywords, choice),
    options.detect,
  );
  const window = prefilter.input;

  const settle = (matches: readonly Match[], document: Document, emit: Emit): void => {
    if (matches.length === 0) return;
    const { credentials, allowed } = joinMatches(matches, byId, document.provenance, document.id);
    for (const credential of credentials) emit(credential);
    for (const entry of allowed) emit(entry);
  };

  const chunks = async (document: Document, have: number, binary: boolean, emit: Emit): Promise<number> => {
    let pending: Match[] = [];
    const judge = (chunk: Chunk): void => {
      const found = detector.detect(chunk);
      if (found.length === 0) return;
      pending = pending.length === 0 ? [...found] : pending.concat(found);
      if (pending.length < pendingLimit) return;
      const edge = chunk.locate(chunk.offset + chunk.from).offset - joinReach;
      settle(
        pending.filter((match) => match.place.end < edge),
        document,
        emit,
      );
      pending = pending.filter((match) => match.place.end >= edge);
    };
    try {
      return await eachChunk(document, window, have, { binary, path: document.provenance.path }, judge);
    } finally {
      // What was read before a fault still counts.
      settle(pending, document, emit);
    }
  };

  const inside = async (document: Document, kind: Kind, have: number, depth: number, emit: Emit): Promise<number> => {
    const head = window.slice(0, have);
    if (depth >= options.read.maxDepth) {
      const { where, more } = placeOf(document);
      emit(problem('TOO_DEEP', where, `archives are nested more than ${options.read.maxDepth} deep`, more));
      return have;
    }
    for await (const inner of unpack(kind, prefixed(head, document), options.read)) {
      if (isProblem(inner)) emit(inner);
      else await scanAt(inner, depth + 1, emit);
    }
    return have;
  };

  const readOne = async (document: Document, depth: number, emit: Emit): Promise<number> => {
    const have = await fill(document, window, 0);
    if (document.plain) return chunks(document, have, false, emit);
    const kind = recognise(window, have, document.provenance.path);
    if (kind === 'text' || kind === 'binary') return chunks(document, have, kind === 'binary', emit);
    if (isArchive(kind)) return inside(document, kind, have, depth, emit);
    const replay = prefixed(window.slice(0, have), document);
    const normal = kind === 'log' ? normaliseLog(replay) : decodeUtf16(replay, kind);
    return chunks(normal, await fill(normal, window, 0), false, emit);
  };

  const scanAt = async (document: Document, depth: number, emit: Emit): Promise<void> => {
    let bytes = 0;
    try {
      bytes = await readOne(document, depth, emit);
    } catch (cause) {
      emit(asProblem(cause, document));
    } finally {
      document.close?.();
    }
    emit({ kind: 'progress', target: document.provenance.target, documents: 1, bytes });
  };

  return { engine: prefilter.name, scan: (document, emit) => scanAt(document, 0, emit) };
}
