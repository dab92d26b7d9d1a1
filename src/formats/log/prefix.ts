/** What CI systems and log drivers write before each line: stamps, streams, step names. */

/** Filled by `readPrefix`. */
export interface Prefix {
  /** Milliseconds since 1970; time of day without a date is below `day`; 0 = none. */
  stamp: number;
  /** Output stream, from 1; 0 = not said. */
  stream: number;
  /** This line goes on with the last one of its stream. */
  goesOn: boolean;
  /** The next line of this stream goes on with this one. */
  cut: boolean;
  /** The system that writes such a prefix, where there is only one. */
  system: string;
}

export const day = 86_400_000;

const space = 0x20;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const colon = 0x3a;

/** Index after the prefix that starts at `at`, or `at` where there is none. Bytes up to `limit` are there. */
export function readPrefix(bytes: Uint8Array, at: number, limit: number, prefix: Prefix): number {
  const byte = bytes[at]!;
  if (byte === 0x32) {
    const end = readIso(bytes, at, limit, prefix);
    const after = end > at ? afterStamp(bytes, end, limit, prefix) : at;
    if (after > at) return after;
  }
  if (byte >= 0x30 && byte <= 0x32) return readClock(bytes, at, limit, prefix);
  if (byte === openBracket) return readBracket(bytes, at, limit, prefix);
  if (byte === 0x23) return readBuildx(bytes, at, limit, prefix);
  if (byte >= 0x41 && byte <= 0x53) return readSyslog(bytes, at, limit);
  return at;
}

function digitAt(bytes: Uint8Array, at: number): number {
  const digit = bytes[at]! - 0x30;
  return digit >= 0 && digit <= 9 ? digit : -1;
}

/** Two digits; negative where they are not. */
function two(bytes: Uint8Array, at: number): number {
  const high = digitAt(bytes, at);
  const low = digitAt(bytes, at + 1);
  return high < 0 || low < 0 ? -1 : high * 10 + low;
}

/** `2026-03-19T17:43:37.1234567Z`, `2026-03-19 17:43:37,123`, with an offset or none. Sets `stamp`. */
function readIso(bytes: Uint8Array, at: number, limit: number, prefix: Prefix): number {
  if (at + 19 > limit || bytes[at + 4] !== 0x2d || bytes[at + 7] !== 0x2d) return at;
  const middle = bytes[at + 10]!;
  if ((middle !== 0x54 && middle !== space) || bytes[at + 13] !== colon || bytes[at + 16] !== colon) return at;
  const century = two(bytes, at);
  const year = two(bytes, at + 2);
  const month = two(bytes, at + 5);
  const date = two(bytes, at + 8);
  const time = timeOf(bytes, at + 11);
  if (century < 0 || year < 0 || month < 1 || date < 1 || time < 0) return at;
  let end = at + 19;
  let millis = 0;
  let digits = 0;
  if (bytes[end] === 0x2e || bytes[end] === 0x2c) {
    end++;
    for (let digit = digitAt(bytes, end); end < limit && digit >= 0; digit = digitAt(bytes, ++end))
      if (++digits <= 3) millis = millis * 10 + digit;
    if (digits === 1) millis *= 100;
    if (digits === 2) millis *= 10;
  }
  let shift = 0;
  if (bytes[end] === 0x5a) {
    end++;
    if (digits === 7) prefix.system ||= 'github-actions';
  } else if (bytes[end] === 0x2b || bytes[end] === 0x2d) {
    const hours = two(bytes, end + 1);
    const gap = bytes[end + 3] === colon ? 4 : 3;
    const minutes = two(bytes, end + gap);
    if (hours < 0 || minutes < 0) return at;
    shift = (hours * 60 + minutes) * (bytes[end] === 0x2b ? -60_000 : 60_000);
    end += gap + 2;
  }
  if (end > limit) return at;
  prefix.stamp ||= days((century * 100 + year) | 0, month, date) * day + time + millis + shift;
  return end;
}

/** `17:43:37` in milliseconds; negative where it is not one. */
function timeOf(bytes: Uint8Array, at: number): number {
  const hours = two(bytes, at);
  const minutes = two(bytes, at + 3);
  const seconds = two(bytes, at + 6);
  return hours < 0 || minutes < 0 || seconds < 0 ? -1 : ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** Days since 1970-01-01. @see https://howardhinnant.github.io/date_algorithms.html#days_from_civil */
function days(year: number, month: number, date: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1;
  return era * 146097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719468;
}

/** A stamp counts only where a blank or the end of the line follows; GitLab's and CRI's stream words go with it. */
function afterStamp(bytes: Uint8Array, end: number, limit: number, prefix: Prefix): number {
  if (end >= limit || bytes[end] === 10 || bytes[end] === 13) return end;
  if (bytes[end] !== space && bytes[end] !== 9) {
    prefix.stamp = 0;
    return 0;
  }
  const next = end + 1;
  const letter = bytes[next + 2];
  const flag = bytes[next + 3];
  if ((letter === 0x4f || letter === 0x45) && (flag === space || flag === 0x2b) && next + 4 <= limit) {
    const high = hexAt(bytes, next);
    const low = hexAt(bytes, next + 1);
    if (high >= 0 && low >= 0) {
      prefix.stream = (high * 16 + low) * 2 + (letter === 0x45 ? 2 : 1);
      prefix.goesOn = flag === 0x2b;
      prefix.system = 'gitlab-ci';
      return next + 4;
    }
  }
  return readCri(bytes, next, limit, prefix);
}

function hexAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]!;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 87 : -1;
}

/** `stdout F `, `stderr P `. @see https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md */
function readCri(bytes: Uint8Array, at: number, limit: number, prefix: Prefix): number {
  if (at + 9 > limit || bytes[at] !== 0x73 || bytes[at + 1] !== 0x74 || bytes[at + 2] !== 0x64) return at;
  if (bytes[at + 6] !== space || bytes[at + 8] !== space) return at;
  const flag = bytes[at + 7];
  if (flag !== 0x46 && flag !== 0x50) return at;
  if (bytes[at + 3] === 0x6f && bytes[at + 4] === 0x75 && bytes[at + 5] === 0x74) prefix.stream = 1;
  else if (bytes[at + 3] === 0x65 && bytes[at + 4] === 0x72 && bytes[at + 5] === 0x72) prefix.stream = 2;
  else return at;
  prefix.cut = flag === 0x50;
  prefix.system = 'container';
  return at + 9;
}

/** `17:43:37 ` and `17:43:37.123 `. */
function readClock(bytes: Uint8Array, at: number, limit: number, prefix: Prefix): number {
  const end = clockEnd(bytes, at, limit, prefix);
  return end > at && end < limit && bytes[end] === space ? end + 1 : at;
}

function clockEnd(bytes: Uint8Array, at: number, limit: number, prefix: Prefix): number {
  if (at + 8 > limit || bytes[at + 2] !== colon || bytes[at + 5] !== colon) return at;
  const time = timeOf(bytes, at);
  if (time < 0) return at;
  let end = at + 8;
  if (bytes[end] === 0x2e || bytes[end] === 0x2c) {
    end++;
    while (end < limit && digitAt(bytes, end) >= 0) end++;
  }
  prefix.stamp ||= time + 1;
  return end;
}

/** Jenkins' `[2026-03-19T17:43:37.123Z] `; TeamCity's `[17:43:37]i: ` and `[17:43:37] : `. */
function readBracket(bytes: Uint8Array, at: number, limit: number, prefix: Prefix): number {
  if (bytes[at + 1] === 0x32) {
    const end = readIso(bytes, at + 1, limit, prefix);
    if (end > at + 1 && bytes[end] === closeBracket) return skipBlank(bytes, end + 1, limit);
  }
  const end = clockEnd(bytes, at + 1, limit, prefix);
  if (end === at + 1 || bytes[end] !== closeBracket) return at;
  let next = end + 1;
  if (next < limit && bytes[next] !== colon && bytes[next + 1] === colon) next++;
  if (next < limit && bytes[next] === colon) {
    next++;
    prefix.system ||= 'teamcity';
  }
  return skipBlank(bytes, next, limit);
}

function skipBlank(bytes: Uint8Array, at: number, limit: number): number {
  let end = at;
  while (end < limit && (bytes[end] === space || bytes[end] === 9)) end++;
  return end;
}

/** `#12 0.345 `, docker buildx. */
function readBuildx(bytes: Uint8Array, at: number, limit: number, prefix: Prefix): number {
  let end = at + 1;
  while (end < limit && digitAt(bytes, end) >= 0) end++;
  if (end === at + 1 || bytes[end] !== space) return at;
  const start = ++end;
  while (end < limit && digitAt(bytes, end) >= 0) end++;
  if (end === start || bytes[end] !== 0x2e) return at;
  const fraction = ++end;
  while (end < limit && digitAt(bytes, end) >= 0) end++;
  if (end === fraction || bytes[end] !== space) return at;
  prefix.system ||= 'docker-build';
  return end + 1;
}

/** `Mar 19 17:43:37 host name[123]: `. */
function readSyslog(bytes: Uint8Array, at: number, limit: number): number {
  if (at + 16 > limit || bytes[at + 3] !== space || bytes[at + 6] !== space || bytes[at + 15] !== space) return at;
  if (bytes[at + 9] !== colon || bytes[at + 12] !== colon || timeOf(bytes, at + 7) < 0) return at;
  let end = at + 16;
  const stop = Math.min(limit, end + 128);
  let blanks = 0;
  for (; end < stop && bytes[end] !== 10; end++) {
    if (bytes[end] === space && ++blanks === 2) break;
    if (bytes[end] === closeBracket && bytes[end + 1] === colon && bytes[end + 2] === space && blanks === 1)
      return end + 3;
  }
  return at + 16;
}
