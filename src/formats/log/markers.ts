/** Markers at the start of a line: groups, folds, commands. */

import type { Story } from './story.ts';

/** Bytes of a line that are looked at for a step or command. */
const look = 400;

function text(bytes: Uint8Array, from: number, limit: number): string {
  const stop = Math.min(limit, from + look);
  let end = from;
  while (end < stop && bytes[end] !== 10 && bytes[end] !== 13) end++;
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, end - from).toString('utf8');
}

function has(bytes: Uint8Array, at: number, word: string): boolean {
  for (let k = 0; k < word.length; k++) if (bytes[at + k] !== word.charCodeAt(k)) return false;
  return true;
}

const folds = ['section_start:', 'section_end:', 'travis_fold:start:', 'travis_fold:end:', 'travis_time:'];

/** Longest fold marker, bytes. */
const foldReach = 512;

/** Index after a GitLab or Travis fold marker with its carriage return; `at` where there is none. `out` is where output stands. */
export function readFold(bytes: Uint8Array, at: number, limit: number, out: number, story: Story): number {
  const byte = bytes[at];
  if (byte !== 0x73 && byte !== 0x74) return at;
  const fold = folds.find((word) => has(bytes, at, word));
  if (!fold) return at;
  const stop = Math.min(limit, at + foldReach);
  let end = at + fold.length;
  while (end < stop && bytes[end] !== 13 && bytes[end] !== 10) end++;
  if (end === stop || bytes[end] !== 13 || bytes[end + 1] === 10) return at;
  const name = text(bytes, at + fold.length, end);
  // Anything else may be text that only follows a marker which was cut off.
  if (!/^[\w.:=,-]{1,160}(\[[\w=,]{0,80}\])?$/.test(name)) return at;
  story.system = fold.startsWith('section') ? 'gitlab-ci' : 'travis';
  if (fold.endsWith('start:')) story.tell('step', out, name.replace(/^\d+:/, '').replace(/\[.*$/, ''));
  return end + 1;
}

/** Notes what a line says of step and command. Returns the index after a marker that is no part of the text. */
export function readMarker(bytes: Uint8Array, at: number, limit: number, out: number, story: Story): number {
  switch (bytes[at]) {
    case 0x23: // #
      return bytes[at + 1] === 0x23
        ? readDouble(bytes, at, limit, out, story)
        : readVertex(bytes, at, limit, out, story);
    case 0x5b: // [
      return readSquare(bytes, at, limit, out, story);
    case 0x2b: // +
      return readPlus(bytes, at, limit, out, story);
    case 0x24: // $
      if (bytes[at + 1] === 0x20) story.tell('command', out, text(bytes, at + 2, limit));
      return at;
    case 0x2d: // -
    case 0x7e: // ~
      if (
        story.system === 'buildkite' &&
        bytes[at + 1] === bytes[at] &&
        bytes[at + 2] === bytes[at] &&
        bytes[at + 3] === 0x20
      )
        story.tell('step', out, text(bytes, at + 4, limit));
      return at;
    case 0x53: // S
      if (has(bytes, at, 'Step ') && bytes[at + 5]! >= 0x30 && bytes[at + 5]! <= 0x39) {
        const line = text(bytes, at, limit);
        if (/^Step \d+\/\d+ ?:/.test(line)) story.tell('step', out, line);
      }
      return at;
    default:
      return at;
  }
}

/** `##[group]Run x`, `##[command]x`, `##[section]Starting: x`, `##[debug]x`, `##[endgroup]`, `##vso[…]`, `##teamcity[…]`. */
function readDouble(bytes: Uint8Array, at: number, limit: number, out: number, story: Story): number {
  if (bytes[at + 2] !== 0x5b) {
    if (has(bytes, at, '##vso[')) story.system = 'azure-pipelines';
    if (has(bytes, at, '##teamcity[')) story.system = 'teamcity';
    return at;
  }
  let end = at + 3;
  const stop = Math.min(limit, at + 20);
  while (end < stop && bytes[end]! >= 0x61 && bytes[end]! <= 0x7a) end++;
  if (end === stop || bytes[end] !== 0x5d) return at;
  const after = end + 1;
  if (has(bytes, at + 3, 'group]')) {
    const name = text(bytes, after, limit);
    story.tell('step', out, name);
    if (name.startsWith('Run ')) story.tell('command', out, name.slice(4));
  } else if (has(bytes, at + 3, 'command]')) story.tell('command', out, text(bytes, after, limit));
  else if (has(bytes, at + 3, 'section]')) {
    if (has(bytes, after, 'Starting: ')) {
      story.system = 'azure-pipelines';
      story.tell('step', out, text(bytes, after + 10, limit));
    }
  }
  return after;
}

/** `#12 [stage 2/5] RUN x`, docker buildx. */
function readVertex(bytes: Uint8Array, at: number, limit: number, out: number, story: Story): number {
  let end = at + 1;
  while (end < limit && bytes[end]! >= 0x30 && bytes[end]! <= 0x39) end++;
  if (end > at + 1 && bytes[end] === 0x20 && bytes[end + 1] === 0x5b) {
    story.system ||= 'docker-build';
    story.tell('step', out, text(bytes, end + 1, limit));
  }
  return at;
}

/** `[command]/usr/bin/git`, `[Pipeline] sh`, `[Pipeline] { (Build)`, `[Step 1/3] x`. */
function readSquare(bytes: Uint8Array, at: number, limit: number, out: number, story: Story): number {
  if (has(bytes, at, '[command]')) {
    story.tell('command', out, text(bytes, at + 9, limit));
    return at + 9;
  }
  if (has(bytes, at, '[Pipeline] ')) {
    story.system = 'jenkins';
    const name = text(bytes, at + 11, limit);
    const stage = name.match(/^\{ \((.*)\)$/)?.[1];
    if (stage) story.tell('step', out, stage);
    return at;
  }
  if (story.system === 'teamcity' && has(bytes, at, '[Step ')) {
    const step = text(bytes, at, limit).match(/^\[(Step \d+\/\d+)\]\s*/);
    if (step) {
      story.tell('step', out, step[1]!);
      return at + step[0].length;
    }
  }
  return at;
}

/** `+ cmd`, `++ cmd` of `set -x`; `+++ group` of Buildkite. */
function readPlus(bytes: Uint8Array, at: number, limit: number, out: number, story: Story): number {
  let end = at + 1;
  while (end < limit && bytes[end] === 0x2b && end < at + 8) end++;
  if (bytes[end] !== 0x20) return at;
  const line = text(bytes, end + 1, limit);
  story.tell(story.system === 'buildkite' && end === at + 3 ? 'step' : 'command', out, line);
  return at;
}
