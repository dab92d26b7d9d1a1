/** The pass over a log's bytes: copies text, leaves out escapes, prefixes and markers, joins the lines of a stream. */

import type { Inlet } from '../inlet.ts';
import { codePoints, type Trail } from '../trail.ts';
import { clockOf, escapeReach, readEscape, type Sequence } from './escapes.ts';
import { readFold, readMarker } from './markers.ts';
import { day, type Prefix, readPrefix } from './prefix.ts';
import { createStory, type Story } from './story.ts';

const newline = 10;
const carriageReturn = 13;
const backspace = 8;
const escapeByte = 0x1b;
const tab = 9;

/** Bytes that must stand after a point where a sequence or a line begins, so that all of it can be seen. */
const lookahead = 2 * escapeReach;
/** Longest line part that is written again to join it with what follows it after another stream's line, bytes. */
const longestRepeat = 8 * 1024;
/** Contents of control strings held until the end of the line. */
const mostExtras = 32;

/** The last line of one stream. */
interface Stream {
  start: number;
  end: number;
  cut: boolean;
}

interface Extra {
  readonly bytes: Uint8Array;
  readonly origin: number;
  readonly column: number;
}

export interface Lines {
  readonly story: Story;
  step(): void;
}

export function createLines(inlet: Inlet, trail: Trail): Lines {
  const story = createStory();
  const sequence: Sequence = { end: 0, effect: 'nothing', from: 0, to: 0 };
  const prefix: Prefix = { stamp: 0, stream: 0, goesOn: false, cut: false, system: '' };
  const streams = new Map<number, Stream>();
  let current: Stream | undefined;
  let extras: Extra[] = [];
  let line = 1;
  let atStart = true;
  let stamp = 0;
  /** Bytes written a second time, bounded by what was read, so that a hostile log cannot blow up. */
  let repeated = 0;
  const steps = createSteps();

  /** Leaves out `[inlet.at, to)`, which stands in the line; output goes on with `to`, parted by a line break where `isParted`. */
  const leaveOut = (to: number, isParted: boolean): void => {
    const column = trail.columnAt(trail.end) + codePoints(inlet.bytes, inlet.at, to);
    if (isParted) trail.bytes[trail.end++] = newline;
    inlet.at = to;
    trail.mark(trail.end, inlet.base + to, line, column, stamp);
  };

  const readSequence = (): void => {
    const at = inlet.at;
    readEscape(inlet.bytes, at, inlet.end, sequence);
    const { effect, from, to, end } = sequence;
    if (inlet.bytes[at + 1] === 0x5f) {
      const clock = clockOf(inlet.bytes, at, end);
      if (clock > day) {
        stamp = clock;
        story.system = 'buildkite';
      }
    } else if (end - at > 8 && inlet.bytes[at + 1] === 0x5b && inlet.bytes[at + 2] === 0x38) story.system ||= 'jenkins';
    if (effect === 'text') {
      const column = trail.columnAt(trail.end) + codePoints(inlet.bytes, at, from);
      extras.push({ bytes: inlet.bytes.slice(from, to), origin: inlet.base + from, column });
    }
    const moves = effect === 'move' && !atStart && trail.end > 0 && trail.bytes[trail.end - 1] !== newline;
    leaveOut(end, moves);
    if (extras.length >= mostExtras) writeExtras();
  };

  /** Contents of control strings, each on a line of its own. */
  const writeExtras = (): void => {
    const held = extras;
    extras = [];
    const column = trail.columnAt(trail.end);
    for (const { bytes, origin, column } of held) {
      trail.reserve(bytes.length + 2 + (inlet.end - inlet.at) + lookahead);
      if (trail.end > 0 && trail.bytes[trail.end - 1] !== newline) trail.bytes[trail.end++] = newline;
      trail.mark(trail.end, origin, line, column, stamp);
      trail.bytes.set(bytes, trail.end);
      trail.end += bytes.length;
      trail.bytes[trail.end++] = newline;
    }
    trail.mark(trail.end, inlet.position, line, column, stamp);
  };

  /** Prefixes, leading escapes and markers of the line at `inlet.at`. */
  const startLine = (): void => {
    prefix.stamp = 0;
    prefix.stream = 0;
    prefix.goesOn = false;
    prefix.cut = false;
    prefix.system = '';
    stamp = 0;
    const start = inlet.at;
    trail.mark(trail.end, inlet.base + start, line, 1, 0);
    const { bytes } = inlet;
    if (start + inlet.base === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) inlet.at = 3;
    steps(inlet, trail, story, line);
    for (let round = 0; round < 8 && inlet.at < inlet.end; round++) {
      const at = inlet.at;
      if (bytes[at] === escapeByte) {
        readSequence();
        if (stamp > 0) prefix.stamp ||= stamp;
        continue;
      }
      let next = readPrefix(bytes, at, inlet.end, prefix);
      if (next === at) next = readFold(bytes, at, inlet.end, trail.base + trail.end, story);
      if (next === at) break;
      inlet.at = next;
    }
    stamp = prefix.stamp;
    if (prefix.system && story.system !== prefix.system && prefix.system !== 'github-actions')
      story.system = prefix.system;
    else story.system ||= prefix.system;
    if (prefix.stream > 0) join();
    else {
      current = undefined;
      trail.held = 0;
    }
    const out = trail.base + trail.end;
    const after = readMarker(bytes, inlet.at, inlet.end, out, story);
    const column = 1 + codePoints(bytes, start, after);
    inlet.at = after;
    trail.mark(trail.end, inlet.base + after, line, column, stamp);
    atStart = false;
  };

  /** Puts the line that begins now after the last one of its stream, where it goes on with it. */
  const join = (): void => {
    let stream = streams.get(prefix.stream);
    const goesOn = stream !== undefined && (prefix.goesOn || stream.cut);
    if (!stream) {
      stream = { start: 0, end: 0, cut: false };
      streams.set(prefix.stream, stream);
    }
    current = stream;
    if (goesOn && trail.held === 1 && stream.end === trail.base + trail.end) trail.end--;
    else {
      const { start, end } = stream;
      stream.start = trail.base + trail.end;
      const length = end - 1 - start;
      if (goesOn && length > 0 && length <= longestRepeat && repeated + length <= inlet.position + longestRepeat) {
        if (trail.repeat(start, end - 1)) repeated += length;
        trail.reserve(inlet.end - inlet.at + lookahead);
      }
    }
    trail.held = 0;
    stream.cut = prefix.cut;
  };

  const endLine = (): void => {
    trail.bytes[trail.end++] = newline;
    inlet.at++;
    if (extras.length > 0) {
      trail.end--;
      writeExtras();
      if (trail.bytes[trail.end - 1] !== newline) trail.bytes[trail.end++] = newline;
    }
    line++;
    atStart = true;
    if (!current) return;
    current.end = trail.base + trail.end;
    trail.held = 1;
  };

  /** `x BS x` and `_ BS x` are one overstruck letter; any other run of backspaces parts what it would have hidden. */
  const readBackspace = (): void => {
    const { bytes, at, end } = inlet;
    const before = trail.end > 0 ? trail.bytes[trail.end - 1]! : newline;
    const isOverstruck =
      at + 1 < end && trail.ready > 0 && before !== newline && (before === bytes[at + 1] || before === 0x5f);
    if (isOverstruck) {
      trail.end--;
      leaveOut(at + 1, false);
      return;
    }
    let after = at;
    while (after < end && bytes[after] === backspace) after++;
    leaveOut(after, true);
  };

  /** Everything that is not plain text, at `inlet.at`. */
  const readSpecial = (byte: number): void => {
    if (byte === newline) endLine();
    else if (byte === escapeByte) readSequence();
    else if (byte === backspace) readBackspace();
    else {
      const isBare = byte === carriageReturn && inlet.at + 1 < inlet.end && inlet.bytes[inlet.at + 1] !== newline;
      trail.bytes[trail.end++] = isBare ? newline : byte;
      inlet.at++;
    }
  };

  const step = (): void => {
    const limit = inlet.ended ? inlet.end : inlet.end - lookahead;
    trail.reserve(inlet.end - inlet.at + lookahead);
    while (inlet.at < limit) {
      if (atStart) {
        startLine();
        continue;
      }
      const byte = copyText(inlet, trail, limit);
      if (byte !== -1) readSpecial(byte);
    }
    if (!inlet.ended || inlet.at < inlet.end) return;
    if (extras.length > 0) writeExtras();
  };

  return { story, step };
}

/** Copies up to the next byte that is not plain text, and returns it; -1 where `limit` came first. */
function copyText(inlet: Inlet, trail: Trail, limit: number): number {
  const from = inlet.bytes;
  const to = trail.bytes;
  let at = inlet.at;
  let end = trail.end;
  let byte = -1;
  while (at < limit) {
    byte = from[at]!;
    if (byte < 0x1c && byte !== tab) break;
    to[end++] = byte;
    at++;
  }
  inlet.at = at;
  trail.end = end;
  return at < limit ? byte : -1;
}

type Steps = (inlet: Inlet, trail: Trail, story: Story, line: number) => void;

/**
 * Recognises `job<TAB>step<TAB>stamp` (`gh run view --log`). Each new pair is written once, on a line of its own, since
 * an unnamed step is called after its command. Moves `inlet.at` behind the second tab where there is one.
 */
function createSteps(): Steps {
  let last = new Uint8Array(0);
  let tried = 0;
  return (inlet, trail, story, line) => {
    if (last.length === 0 && tried >= 64) return;
    const { bytes, at, end } = inlet;
    let same = last.length > 0 && at + last.length < end;
    for (let k = 0; same && k < last.length; k++) same = bytes[at + k] === last[k];
    if (!same) {
      tried++;
      const stop = tabbedEnd(bytes, at, Math.min(end, at + 1024));
      if (stop === at) return;
      last = bytes.slice(at, stop);
      const [job, name] = Buffer.from(last).toString('utf8').split('\t');
      story.system = 'github-actions';
      const out = trail.base + trail.end;
      story.tell('job', out, job ?? '');
      story.tell('step', out, name ?? '');
      trail.held = 0;
      trail.mark(trail.end, inlet.base + at, line, 1, 0);
      trail.bytes.set(last, trail.end);
      trail.end += last.length;
      trail.bytes[trail.end - 1] = newline;
    }
    inlet.at = at + last.length;
    if (bytes[inlet.at] === 0xef && bytes[inlet.at + 1] === 0xbb && bytes[inlet.at + 2] === 0xbf) inlet.at += 3;
    trail.mark(trail.end, inlet.position, line, 1 + codePoints(bytes, at, inlet.at), 0);
  };
}

/** Index after the second tab where a stamp follows it. */
function tabbedEnd(bytes: Uint8Array, at: number, stop: number): number {
  let tabs = 0;
  for (let k = at; k < stop && bytes[k] !== newline; k++) {
    if (bytes[k] !== tab || ++tabs < 2) continue;
    const stamp = bytes[k + 1] === 0xef ? k + 4 : k + 1;
    return bytes[stamp] === 0x32 && bytes[stamp + 4] === 0x2d && bytes[stamp + 10] === 0x54 ? k + 1 : at;
  }
  return at;
}
