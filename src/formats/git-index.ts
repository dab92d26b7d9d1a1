/**
 * Git's index: what the next commit will hold, and the trees that were made of it before.
 * @see https://git-scm.com/docs/index-format
 */

export interface GitIndex {
  readonly count: number;
  /** By entry, ascending by path: the path's bytes as latin1. */
  readonly paths: readonly string[];
  readonly modes: Uint32Array;
  /** Only announced (`git add --intent-to-add`): the next commit will not hold it. */
  isIntended(entry: number): boolean;
  /** The object's id, hex. */
  id(entry: number): string;
  /** The tree that holds all entries, as far as it is known; children by name. */
  readonly root: CachedTree | undefined;
}

/** A folder of which git remembers the tree. */
export interface CachedTree {
  /** Hex; undefined where something below changed since. */
  readonly id: string | undefined;
  /** Entries below it, where the id is known. */
  readonly entries: number;
  readonly children: ReadonlyMap<string, CachedTree>;
}

const signature = 0x44495243;
/** Of an entry before its path: times, device, owner, size, id, flags. */
const fixedBytes = 62;
const idBytes = 20;
const extended = 0x4000;
const intended = 0x2000;
const stage = 0x3000;
const longName = 0xfff;

/**
 * An index of SHA-1 ids, version 2 to 4; undefined for any other: damaged, in conflict, split, sparse, or with an extension
 * that must be known to be read.
 */
export function parseGitIndex(bytes: Buffer): GitIndex | undefined {
  if (bytes.length < 12 + idBytes || bytes.readUInt32BE(0) !== signature) return undefined;
  const version = bytes.readUInt32BE(4);
  const count = bytes.readUInt32BE(8);
  const end = bytes.length - idBytes;
  if (version < 2 || version > 4 || count * fixedBytes > end) return undefined;
  const paths: string[] = new Array(count);
  const modes = new Uint32Array(count);
  const ids = new Uint32Array(count);
  const intents = new Set<number>();
  let at = 12;
  let before = '';
  for (let k = 0; k < count; k++) {
    const start = at;
    if (start + fixedBytes > end) return undefined;
    modes[k] = bytes.readUInt32BE(start + 24);
    ids[k] = start + 40;
    const flags = bytes.readUInt16BE(start + 60);
    // In conflict.
    if ((flags & stage) !== 0) return undefined;
    at += fixedBytes;
    if ((flags & extended) !== 0) {
      if (version < 3) return undefined;
      if ((bytes.readUInt16BE(at) & intended) !== 0) intents.add(k);
      at += 2;
    }
    let kept = '';
    if (version === 4) {
      let byte = bytes[at++]!;
      let drop = byte & 127;
      while (byte & 0x80 && at < end) {
        byte = bytes[at++]!;
        drop = (drop + 1) * 128 + (byte & 127);
      }
      if (drop > before.length) return undefined;
      kept = before.slice(0, before.length - drop);
    }
    const length = flags & longName;
    const stop = version === 4 || length === longName ? bytes.indexOf(0, at) : at + length;
    if (stop === -1 || stop >= end) return undefined;
    before = kept + bytes.toString('latin1', at, stop);
    paths[k] = before;
    // One to eight NULs, to a multiple of eight; version 4 has one.
    at = version === 4 ? stop + 1 : start + ((stop - start + 8) & ~7);
  }
  const root = extensions(bytes, at, end);
  if (root === false) return undefined;
  return {
    count,
    paths,
    modes,
    isIntended: (entry) => intents.has(entry),
    id: (entry) => bytes.toString('hex', ids[entry]!, ids[entry]! + idBytes),
    root,
  };
}

/** The cached trees; false where an extension must be known to read the index (their names begin with a small letter). */
function extensions(bytes: Buffer, from: number, end: number): CachedTree | undefined | false {
  let root: CachedTree | undefined;
  let at = from;
  while (at + 8 <= end) {
    const name = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32BE(at + 4);
    at += 8;
    if (at + length > end || !/^[A-Z]/.test(name)) return false;
    if (name === 'TREE') root = cachedTree(bytes, { at, end: at + length }, 0)?.tree;
    at += length;
  }
  return at === end ? root : false;
}

/** Folders inside one another. */
const deepest = 1024;

function cachedTree(
  bytes: Buffer,
  place: { at: number; end: number },
  depth: number,
): { name: string; tree: CachedTree } | undefined {
  const nul = bytes.indexOf(0, place.at);
  const newline = nul === -1 ? -1 : bytes.indexOf(10, nul);
  if (newline === -1 || newline >= place.end || depth > deepest) return undefined;
  const name = bytes.toString('latin1', place.at, nul);
  const [entries = -1, subtrees = 0] = bytes
    .toString('latin1', nul + 1, newline)
    .split(' ')
    .map(Number);
  place.at = newline + 1;
  let id: string | undefined;
  if (entries >= 0) {
    id = bytes.toString('hex', place.at, place.at + idBytes);
    place.at += idBytes;
  }
  const children = new Map<string, CachedTree>();
  for (let k = 0; k < subtrees; k++) {
    const child = cachedTree(bytes, place, depth + 1);
    if (!child) return undefined;
    children.set(child.name, child.tree);
  }
  return { name, tree: { id, entries, children } };
}

/** An entry of a tree object. */
export interface TreeEntry {
  readonly mode: number;
  /** Hex. */
  readonly id: string;
}

/** The entries of a tree object by name; undefined where it is damaged. */
export function parseTree(bytes: Buffer): ReadonlyMap<string, TreeEntry> | undefined {
  const entries = new Map<string, TreeEntry>();
  for (let at = 0; at < bytes.length; ) {
    const nul = bytes.indexOf(0, at);
    if (nul === -1 || nul + 1 + idBytes > bytes.length) return undefined;
    const head = bytes.toString('latin1', at, nul);
    const blank = head.indexOf(' ');
    const mode = Number.parseInt(head.slice(0, blank), 8);
    if (blank === -1 || Number.isNaN(mode)) return undefined;
    entries.set(head.slice(blank + 1), { mode, id: bytes.toString('hex', nul + 1, nul + 1 + idBytes) });
    at = nul + 1 + idBytes;
  }
  return entries;
}
