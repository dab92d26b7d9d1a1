/** One thread's worth of scanning: a document in, events out. */

import { createDetector, type DetectOptions } from '../detect/index.ts';
import { joinMatches } from '../findings/join.ts';
import { prefixed } from '../formats/prefixed.ts';
import { isArchive, type Kind, recognise } from '../formats/recognise.ts';
import type { Chunk } from '../model/chunk.ts';
import type { Credential } from '../model/credential.ts';
import type { Detail, Document } from '../model/document.ts';
import type { ScanEvent } from '../model/event.ts';
import type { Match } from '../model/match.ts';
import { isProblem, problem } from '../model/problem.ts';
import type { Keyword, RuleSet } from '../model/rule.ts';
import { ruleBook } from '../model/rule-book.ts';
import type { ReadOptions } from '../model/slice.ts';
import { createPrefilter } from '../prefilter/index.ts';
import type { Keywords, Prefilter, PrefilterChoice } from '../prefilter/prefilter.ts';
import type { BakedScan } from './baked.ts';
import {
  type Carried,
  carriable,
  carry,
  collide,
  createLineTable,
  inOrder,
  isCarriable,
  type LineTable,
  withLines,
} from './carry.ts';
import { type Asked, createMemory, createSharedKeys, type Memory } from './memory.ts';
import { asProblem, placeOf } from './problems.ts';
import { eachRange, judgedIn } from './versions.ts';
import { farKeywords, type Judged as JudgedRanges, type Reaches, reachesOf, type Watch, watched } from './watch.ts';
import { type ChunkShape, eachChunk, type Filled, fill, wholeChunk } from './window.ts';

export interface ScannerOptions extends Pick<PrefilterChoice, 'engine'> {
  /** Of the very rules that the scanner gets. */
  readonly baked?: BakedScan;
  readonly read: ReadOptions;
  readonly detect: DetectOptions;
  /** What the scanners of other threads have met (`createSharedKeys`). */
  readonly keys?: SharedArrayBuffer;
}

export type Emit = (event: ScanEvent) => void;

export interface Scanner {
  /** The prefilter in use. */
  readonly engine: string;
  /**
   * Scans and closes a document, with all that is inside it. Trouble is emitted, never thrown. Undefined where it is done
   * already: what stands in memory is not waited for.
   */
  scan(document: Document, emit: Emit): Promise<void> | undefined;
}

/** Matches of one document further apart than this cannot be parts of one credential, bytes. */
const joinReach = 64 * 1024;
/** Pending matches at which those out of reach are joined and let go. */
const pendingLimit = 4096;

/** Larger documents are read through the window and nothing of them is remembered, bytes. */
const mostInMemory = 8 * 2 ** 20;

/** A document's first window, read or being read. */
type Begun = Filled | Promise<Filled>;

function shapeOf({ provenance }: Document, binary: boolean): ChunkShape {
  return { binary, path: provenance.path };
}

type Contexts = ReadonlyMap<number, readonly Detail[]>;
const noContexts: Contexts = new Map();
const noMatches: ReadonlySet<Match> = new Set();

/** What a log tells of the line a credential stands on: step, command, time. */
function withContext(credential: Credential, contexts: Contexts): Credential {
  const more = contexts.get(credential.parts[0]!.place.start);
  if (!more || more.length === 0) return credential;
  const { provenance } = credential;
  const known = new Set(provenance.details.map((entry) => entry.name));
  return {
    ...credential,
    provenance: { ...provenance, details: [...provenance.details, ...more.filter((entry) => !known.has(entry.name))] },
  };
}

/** What is known of a document that versions may be made from. */
interface Judged {
  readonly id: string;
  /** Rules look at a document's path: a version is compared only with one that stood at the same. */
  readonly path: string;
  readonly binary: boolean;
  /** What is built on it has to be judged whole. */
  readonly whole: boolean;
  /** In the order of their keywords. */
  readonly matches: readonly Match[];
  /** Made when a version is first compared with it. */
  lines?: LineTable;
}

/** Bytes that are judged anew wherever they stand: more than their surroundings decides what is found there. */
function apart(found: readonly Match[], far: readonly number[]): number[] {
  return [
    ...far.flatMap((at) => [at, at + 1]),
    ...found
      .filter((match) => !isCarriable(match))
      .flatMap(({ place, encoded }) => [place, encoded ?? place].flatMap(({ start, end }) => [start, end])),
  ];
}

/** Documents whose path is not known are named by their id; they are all alike in that. */
function pathKey({ id, provenance }: Document): string {
  return id !== undefined && provenance.path.endsWith(id) ? '' : provenance.path;
}

export function createScanner(rules: RuleSet, options: ScannerOptions): Scanner {
  const byId = ruleBook(rules);
  const { engine, baked } = options;
  const choice: PrefilterChoice = { ...(engine && { engine }), ...(baked && { baked: baked.tables }) };
  let reaches: Reaches | undefined;
  /** Made when the first version comes: a hook meets none. */
  const reachesNow = (): Reaches => {
    reaches ??= reachesOf(rules);
    return reaches;
  };
  let memory: Memory | undefined;
  const memoryNow = (): Memory => {
    memory ??= createMemory(options.keys ?? createSharedKeys(), (rule) => reachesNow().wide.has(rule));
    return memory;
  };
  /** Where the document at hand holds keywords of far reach: versions built on it are not compared with it. */
  let far: number[] = [];
  const met = (at: number): void => {
    far.push(at);
  };
  /** What the prefilter of documents hands on; that of decoded text, made later, hands on all. */
  let watch: Watch | undefined;
  const makePrefilter = (keywords: Keywords): Prefilter => {
    const words = (): readonly Keyword[] => (typeof keywords === 'function' ? keywords() : keywords);
    const farWords = typeof keywords === 'function' ? baked!.far : farKeywords(rules, keywords);
    const made: Watch = { far: farWords, met, tiers: () => reachesNow().of(words()), only: undefined, offset: 0 };
    watch ??= made;
    return watched(createPrefilter(keywords, choice), made);
  };
  const { detector, prefilter } = createDetector(rules, makePrefilter, { ...options.detect, plan: baked?.plan });
  /** The last document, what it was made from, and so on: versions come depth first. */
  const ancestors: Judged[] = [];
  const window = prefilter.input;

  const settle = (
    matches: readonly Match[],
    document: Document,
    emit: Emit,
    { contexts = noContexts, old = noMatches }: { contexts?: Contexts; old?: ReadonlySet<Match> } = {},
  ): void => {
    if (matches.length === 0) return;
    const { credentials, allowed } = joinMatches(matches, byId, document.provenance, { documentId: document.id, old });
    for (const credential of credentials) emit(withContext(credential, contexts));
    for (const entry of allowed) emit(entry);
  };

  const chunks = async (
    document: Document,
    first: Filled,
    binary: boolean,
    emit: Emit,
    all?: Match[],
  ): Promise<number> => {
    const contexts = new Map<number, readonly Detail[]>();
    let pending: Match[] = [];
    const judge = (chunk: Chunk): void => {
      const found = detector.detect(chunk);
      if (found.length === 0) return;
      all?.push(...found);
      for (const { place } of document.context ? found : []) contexts.set(place.start, document.context!(place.start));
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
      return await eachChunk(document, window, first, shapeOf(document, binary), judge, prefilter.countLines);
    } finally {
      // What was read before a fault still counts.
      settle(pending, document, emit, { contexts });
    }
  };

  const inside = async (document: Document, kind: Kind, have: number, depth: number, emit: Emit): Promise<number> => {
    const head = window.slice(0, have);
    if (depth >= options.read.maxDepth) {
      const { where, more } = placeOf(document);
      emit(problem('TOO_DEEP', where, `archives are nested more than ${options.read.maxDepth} deep`, more));
      return have;
    }
    const { unpack } = await import('../sources/archive.ts');
    for await (const inner of unpack(kind, prefixed(head, document), options.read)) {
      if (isProblem(inner)) emit(inner);
      else await scanAt(inner, depth + 1, emit);
    }
    return have;
  };

  const judgeRanges = (ranges: JudgedRanges, { bytes, path, binary }: Asked): Match[] => {
    const found: Match[] = [];
    watch!.only = ranges;
    try {
      eachRange(bytes, ranges, window, path, binary, (chunk) => {
        watch!.offset = chunk.offset;
        found.push(...detector.detect(chunk));
      });
    } finally {
      watch!.only = undefined;
    }
    return found;
  };

  /** What the document was made from, if that was judged and versions may be compared with it. */
  const baseOf = (document: Document, binary: boolean): Judged | undefined => {
    const base = ancestors.at(-1);
    if (!document.novel || !base || base.whole || base.path !== pathKey(document)) return undefined;
    return binary === base.binary ? base : undefined;
  };

  /**
   * A document in memory. Of a version only what is new is judged, the rest is carried over; what stood in other documents
   * with the same surroundings is told again.
   * @returns false where it has to be judged whole
   */
  const inMemory = (document: Document, emit: Emit): boolean => {
    const { bytes, novel } = document;
    if (!bytes) return false;
    while (ancestors.length > 0 && ancestors.at(-1)!.id !== novel?.base) ancestors.pop();
    if (bytes.length > mostInMemory) return false;
    const { path } = document.provenance;
    const kind = document.plain ? 'text' : recognise(bytes, Math.min(bytes.length, window.length), path);
    if (kind !== 'text' && kind !== 'binary') return false;
    const binary = kind === 'binary';
    const base = baseOf(document, binary);
    const all = [0, bytes.length];
    const ranges = base ? judgedIn(novel!.ranges, bytes) : { near: all, wide: all };
    const recalled = memoryNow().recall({ bytes, path: pathKey(document), binary, ranges });
    if (!recalled) return false;
    const fresh = judgeRanges(recalled.left, { bytes, path, binary, ranges });
    const lines = createLineTable(bytes);
    const told = withLines(recalled.matches, lines);
    const found = [...fresh, ...told];
    if (told.length > 0 && collide(found)) return false;
    let carried: Carried | undefined = { matches: found, old: noMatches };
    if (base) {
      base.lines ??= createLineTable(novel!.baseBytes);
      const judged = (rule: string): readonly number[] => (reachesNow().wide.has(rule) ? ranges.wide : ranges.near);
      carried = carry(base.matches, found, judged, bytes, novel!, base.lines);
    }
    if (!carried) return false;
    recalled.learn(fresh.filter(isCarriable), apart(fresh, far));
    remember(document, kind, carried.matches, lines);
    settle(carried.matches, document, emit, { old: carried.old });
    return true;
  };

  const remember = (document: Document, kind: Kind, matches: readonly Match[], lines?: LineTable): void => {
    const { id, bytes } = document;
    if (id === undefined || bytes === undefined) return;
    const readable = kind === 'text' || kind === 'binary';
    const kept = carriable(matches);
    ancestors.push({
      id,
      path: pathKey(document),
      binary: kind === 'binary',
      whole: far.length > 0 || !readable || !kept,
      matches: inOrder(kept ?? []),
      ...(lines && { lines }),
    });
  };

  /** A text in memory, to be read as it is, that the window holds whole: commits and tags. */
  const inWindow = (document: Document, emit: Emit): boolean => {
    const { bytes, context } = document;
    if (!bytes || !document.plain || !context || bytes.length >= window.length) return false;
    window.set(bytes);
    const found = detector.detect(wholeChunk(window, bytes.length, shapeOf(document, false), prefilter.countLines));
    if (found.length === 0) return true;
    const contexts = new Map(found.map(({ place }) => [place.start, context(place.start)]));
    settle(found, document, emit, { contexts });
    return true;
  };

  /** Whether a document in memory could be scanned without waiting. */
  const atOnce = (document: Document, emit: Emit): boolean => {
    if (!document.bytes) return false;
    far = [];
    if (document.context ? inWindow(document, emit) : inMemory(document, emit)) return true;
    far = [];
    return false;
  };

  const readWhole = async (document: Document, depth: number, emit: Emit, begun?: Begun): Promise<number> => {
    const first = await (begun ?? fill(document, window, 0));
    const { have } = first;
    const kind = document.plain ? 'text' : recognise(window, have, document.provenance.path, prefilter.isPlain);
    if (kind === 'text' || kind === 'binary') {
      const all: Match[] = [];
      const bytes = await chunks(document, first, kind === 'binary', emit, document.bytes ? all : undefined);
      remember(document, kind, all);
      return bytes;
    }
    remember(document, kind, []);
    if (isArchive(kind)) return inside(document, kind, have, depth, emit);
    let taken = have;
    const replay = prefixed(window.slice(0, have), document, (bytes) => {
      taken += bytes;
    });
    const normal =
      kind === 'log'
        ? (await import('../formats/log/index.ts')).normaliseLog(replay)
        : (await import('../formats/utf16.ts')).decodeUtf16(replay, kind);
    await chunks(normal, await fill(normal, window, 0), false, emit);
    // What was read, not what was left of it without stamps and colours.
    return taken;
  };

  /** Closes a document that was scanned, and tells of it. */
  const finish = (document: Document, bytes: number, emit: Emit): undefined => {
    document.close?.();
    emit({ kind: 'progress', target: document.provenance.target, documents: 1, bytes });
  };

  const scanAt = async (document: Document, depth: number, emit: Emit, begun?: Begun): Promise<void> => {
    let bytes = 0;
    far = [];
    try {
      bytes = await readWhole(document, depth, emit, begun);
    } catch (cause) {
      emit(asProblem(cause, document));
    }
    finish(document, bytes, emit);
  };

  /** A document that is read: most are files that fit the window and are scanned without waiting. */
  const scanRead = (document: Document, emit: Emit): Promise<void> | undefined => {
    if (document.locate || document.context) return scanAt(document, 0, emit);
    const begun = fill(document, window, 0);
    if (begun instanceof Promise || begun.have === window.length) return scanAt(document, 0, emit, begun);
    const { have, fault } = begun;
    const kind = document.plain ? 'text' : recognise(window, have, document.provenance.path, prefilter.isPlain);
    if (kind !== 'text' && kind !== 'binary') return scanAt(document, 0, emit, begun);
    far = [];
    try {
      const chunk = wholeChunk(window, have, shapeOf(document, kind === 'binary'), prefilter.countLines);
      settle(detector.detect(chunk), document, emit);
      if (fault !== undefined) throw fault;
    } catch (cause) {
      emit(asProblem(cause, document));
    }
    return finish(document, have, emit);
  };

  return {
    engine: prefilter.name,
    scan(document, emit) {
      const { bytes } = document;
      if (!bytes) return scanRead(document, emit);
      try {
        if (!atOnce(document, emit)) return scanAt(document, 0, emit);
      } catch (cause) {
        emit(asProblem(cause, document));
      }
      return finish(document, bytes.length, emit);
    },
  };
}
