/** Runs the built program in a fresh folder, as its user would. */

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Report } from '../../src/model/report.ts';

export const program = join(import.meta.dirname, '../../dist/leakwalk.cjs');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** An environment without anything of the caller's that git or leakwalk would obey. */
export function cleanEnv(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', LC_ALL: 'C.UTF-8', ...more };
}

export function leakwalk(args: readonly string[], options: RunOptions = {}): Ended {
  const done = spawnSync(process.execPath, [program, ...args], {
    cwd: options.cwd,
    input: options.input,
    env: cleanEnv(options.env),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

/** `scan --format json`, parsed. */
export function scanJson(args: readonly string[], options: RunOptions = {}): Report & { readonly exit: number | null } {
  const done = leakwalk(['scan', '--format', 'json', ...args], options);
  if (!done.out) throw new Error(`no report; exit ${done.code}; ${done.err}`);
  return { ...(JSON.parse(done.out) as Report), exit: done.code };
}

/** A folder that goes when the test is over, with the given files. */
export function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'leakwalk-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

/** Runs git in a folder; throws with its stderr when it fails. */
export function git(cwd: string, ...args: readonly string[]): string {
  const done = spawnSync('git', args, {
    cwd,
    encoding: 'utf8',
    env: cleanEnv({
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.org',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.org',
      GIT_CONFIG_NOSYSTEM: '1',
    }),
  });
  if (done.status !== 0) throw new Error(`git ${args.join(' ')}: ${done.stderr}`);
  return done.stdout.trim();
}

/** As `leakwalk`, without blocking: for tests that serve something to it. */
export function leakwalkAside(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: options.cwd,
      env: cleanEnv(options.env),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.end(options.input ?? '');
  });
}
