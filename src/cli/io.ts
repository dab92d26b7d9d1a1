/** Where a command writes and what it knows of the terminal. */

import { fstatSync, writeSync } from 'node:fs';

export interface Io {
  /** Results. */
  out(text: string): void;
  /** Everything else. */
  err(text: string): void;
  /** Columns. */
  readonly width: number;
  /** Whether results may be coloured. */
  readonly colour: boolean;
  /** Whether a person is looking at stderr: progress is shown. */
  readonly progress: boolean;
  /** Whether a person can be asked. */
  readonly interactive: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** NO_COLOR (any non-empty value) over FORCE_COLOR over whether it is a terminal. @see https://no-color.org */
export function wantsColour(env: Environment, isTerminal: boolean): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0';
  return isTerminal && env['TERM'] !== 'dumb';
}

/** CI=true and its like, on twelve systems. */
export function isCi(env: Environment): boolean {
  const names = [
    'CI',
    'GITHUB_ACTIONS',
    'GITLAB_CI',
    'JENKINS_URL',
    'TF_BUILD',
    'TEAMCITY_VERSION',
    'BUILDKITE',
    'CODEBUILD_BUILD_ID',
  ];
  return names.some(
    (name) => env[name] !== undefined && env[name] !== '' && env[name] !== 'false' && env[name] !== '0',
  );
}

/** Thrown when whoever reads the results has gone (`| head`): the run ends quietly. */
export class BrokenPipe extends Error {
  override readonly name = 'BrokenPipe';
}

/** Writes all of it, also where the pipe is full for a while. */
function write(fd: number, text: string): void {
  let rest: Uint8Array = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (cause) {
      const { code } = cause as { code?: string };
      if (code === 'EPIPE') throw new BrokenPipe();
      if (code !== 'EAGAIN') throw cause;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** Whether a person looks at this end. Most runs have pipes there, and then what terminals need is not loaded. */
function isTerminal(fd: 0 | 1 | 2): boolean {
  try {
    return fstatSync(fd).isCharacterDevice() && process.getBuiltinModule('node:tty').isatty(fd);
  } catch {
    // It is closed.
    return false;
  }
}

/** What is asked of the terminal is found out when it is asked: a run without findings need not know. */
export function processIo(): Io {
  const { env } = process;
  return {
    out: (text) => write(1, text),
    err: (text) => {
      try {
        write(2, text);
      } catch {
        // Nobody reads the remarks: the results still count.
      }
    },
    get width() {
      return (isTerminal(1) ? process.stdout.columns : undefined) ?? (Number(env['COLUMNS']) || 100);
    },
    get colour() {
      return wantsColour(env, isTerminal(1));
    },
    get progress() {
      return isTerminal(2) && !isCi(env);
    },
    get interactive() {
      return isTerminal(0) && isTerminal(2) && !isCi(env);
    },
  };
}
