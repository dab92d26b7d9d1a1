/**
 * `git:https://…`, `ssh://…`, `user@host:path`, `file://…` and bundles: brought into a private temporary folder, bare, with every
 * ref, and removed when the process ends, however it ends.
 *
 * simple-git runs the clone and nothing else; its errors carry what git printed, so that of them only git's own last words are kept.
 */

import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../model/errors.ts';
import { devNull, scrub } from './run.ts';

const url = /^(?:https?|ssh|git|file):\/\//;
const scp = /^[\w.-]+@[\w.-]+:(?!\/\/)/;
const userInfo = /^(\w+:\/\/)[^/\s@]+@/;

export function isRemote(locator: string): boolean {
  return url.test(locator) || scp.test(locator);
}

/** Whether a file is a git bundle, by its first bytes. */
export function isBundle(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  const head = Buffer.alloc(16);
  const fd = openSync(path, 'r');
  try {
    readSync(fd, head, 0, head.length, 0);
  } finally {
    closeSync(fd);
  }
  return /^# v[23] git bundle\n/.test(head.toString('latin1'));
}

/** URLs as they were given, by the name that reports may show. */
const given = new Map<string, string>();
const clones = new Map<string, Promise<string | undefined>>();

/** The locator without a password or token in it; the clone still uses what was given. */
export function withoutCredentials(locator: string): string {
  if (!/^https?:/.test(locator)) return locator;
  const clean = locator.replace(userInfo, '$1');
  given.set(clean, locator);
  return clean;
}

/**
 * The folder to read: the locator itself, or a clone of it, made once; undefined where the clone was interrupted.
 * @throws UsageError GIT_FAILED, GIT_MISSING, TARGET_MISSING
 */
export async function localFolder(locator: string): Promise<string | undefined> {
  if (!isRemote(locator) && !isBundle(locator)) return locator;
  const known = clones.get(locator);
  if (known) return known;
  const made = clone(locator);
  clones.set(locator, made);
  return made;
}

/**
 * Settings of the clone. The new repository's own settings are git's defaults; what the remote sends is data. The user's global
 * settings stay, since credentials for a private remote come from there.
 */
export const cloneSettings: readonly string[] = [
  `core.hooksPath=${devNull}`,
  'core.fsmonitor=false',
  'core.askPass=false',
  'core.sshCommand=ssh -oBatchMode=yes -oConnectTimeout=30',
  'http.lowSpeedLimit=100',
  'http.lowSpeedTime=60',
  'protocol.ext.allow=never',
  'fetch.recurseSubmodules=false',
  'submodule.recurse=false',
  'gc.auto=0',
  'maintenance.auto=false',
];

async function clone(locator: string): Promise<string | undefined> {
  const { simpleGit } = await import('simple-git');
  const { tmpdir } = process.getBuiltinModule('node:os');
  const folder = mkdtempSync(join(tmpdir(), 'leakwalk-'));
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('exit', () => {
    stop.abort();
    rmSync(folder, { recursive: true, force: true });
  });
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    const git = simpleGit({
      baseDir: folder,
      abort: stop.signal,
      config: [...cloneSettings],
      allowEnvironment: ['GIT_TERMINAL_PROMPT', 'GIT_LFS_SKIP_SMUDGE', 'GIT_SSL_CAINFO'],
      // They forbid what hardens: each is named by a setting above.
      unsafe: {
        allowUnsafeHooksPath: true,
        allowUnsafeFsMonitor: true,
        allowUnsafeAskPass: true,
        allowUnsafeSshCommand: true,
        allowUnsafeProtocolOverride: true,
        allowUnsafeTemplateDir: true,
      },
    }).env(environment());
    await git.clone(given.get(locator) ?? locator, join(folder, 'clone.git'), ['--mirror', '--quiet', '--template=']);
    return join(folder, 'clone.git');
  } catch (cause) {
    if (stop.signal.aborted) return undefined;
    if ((cause as { code?: string }).code === 'ENOENT')
      throw new UsageError('GIT_MISSING', 'the program git was not found; install it or add it to PATH', { cause });
    throw new UsageError('GIT_FAILED', `${locator}: it could not be cloned: ${lastWords(cause)}`);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** What git says was fatal; never more of its output. */
function lastWords(cause: unknown): string {
  const lines = (cause instanceof Error ? cause.message : '').split('\n');
  return scrub(lines.find((line) => /^(?:fatal|error|ssh): /.test(line)) ?? 'git gave no reason');
}

const kept =
  /^(?:PATH|HOME|USERPROFILE|SYSTEMROOT|TMPDIR|TEMP|TMP|XDG_CONFIG_HOME|SSH_AUTH_SOCK|(?:https?|all|no)_proxy|GIT_SSL_CAINFO|SSL_CERT_FILE)$/i;

function environment(): Record<string, string> {
  const env: Record<string, string> = { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_LFS_SKIP_SMUDGE: '1' };
  for (const [name, value] of Object.entries(process.env))
    if (value !== undefined && kept.test(name)) env[name] = value;
  return env;
}
