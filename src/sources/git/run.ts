/**
 * Runs git on repositories that may be hostile: the only place that starts a process.
 *
 * Nothing that a repository can set is let run (hooks, fsmonitor, external diffs, text conversion, pagers, prompts),
 * and what git prints never becomes part of an error: it may be scanned content.
 */

import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../../model/errors.ts';

export const devNull = process.platform === 'win32' ? '\\\\.\\nul' : '/dev/null';

/** Settings that keep a repository from running anything; the command line wins over every file. */
export const hardened: readonly (readonly [string, string])[] = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', devNull],
  ['core.pager', 'cat'],
  ['core.quotePath', 'false'],
  ['advice.graftFileDeprecated', 'false'],
  ['core.sshCommand', 'false'],
  ['core.askPass', 'false'],
  ['credential.helper', ''],
  ['diff.external', ''],
  ['protocol.ext.allow', 'never'],
  ['log.showSignature', 'false'],
  ['log.showRoot', 'true'],
  ['gpg.program', 'false'],
  ['uploadpack.packObjectsHook', ''],
];

/** Variables by which a caller's git (a hook's) names its own repository. */
const located =
  /^GIT_(?:DIR|INDEX_FILE|WORK_TREE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|QUARANTINE_PATH|COMMON_DIR|NAMESPACE|CEILING_DIRECTORIES)$/;
const kept = /^(?:PATH|HOME|USERPROFILE|SYSTEMROOT|TMPDIR|TEMP|TMP|XDG_CONFIG_HOME)$/;

export interface GitOptions {
  /** Folder to run in. */
  readonly cwd: string;
  /** Keep the variables of a hook: only for the repository that the hook runs in. */
  readonly inHook?: boolean;
  readonly input?: string | Uint8Array;
  /** Another index than the repository's own: that of a linked worktree. */
  readonly indexFile?: string;
  /** Obey grafts: only to see what they hide. */
  readonly grafts?: boolean;
}

/**
 * Whether a folder is the caller's own git folder whose configuration names a work tree that is gone, as that of a submodule
 * which is not checked out: git does not start there unless it is told of another.
 */
function lacksWorktree(cwd: string): boolean {
  const stat = statSync(join(cwd, 'objects'), { throwIfNoEntry: false });
  if (!stat?.isDirectory() || (process.getuid !== undefined && stat.uid !== process.getuid())) return false;
  let config: string;
  try {
    config = readFileSync(join(cwd, 'config'), 'utf8');
  } catch {
    return false;
  }
  const named = /^\s*worktree\s*=\s*"?([^"\n]+?)"?\s*$/im.exec(config)?.[1];
  return named !== undefined && !statSync(resolve(cwd, named), { throwIfNoEntry: false })?.isDirectory();
}

function environment({ cwd, inHook = false, indexFile, grafts = false }: GitOptions): Record<string, string> {
  const env: Record<string, string> = {
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    // Above what the repository allows itself: no transport at all, so that older versions fetch nothing either.
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_PAGER: 'cat',
    GIT_EDITOR: 'false',
    GIT_ASKPASS: 'false',
    GIT_SSH_COMMAND: 'false',
    GIT_EXTERNAL_DIFF: '',
  };
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && (kept.test(name) || (inHook && located.test(name)))) env[name] = value;
  }
  delete env['GIT_EXTERNAL_DIFF'];
  if (!inHook && lacksWorktree(cwd)) {
    env['GIT_DIR'] = resolve(cwd);
    env['GIT_WORK_TREE'] = resolve(cwd);
  }
  if (indexFile !== undefined) env['GIT_INDEX_FILE'] = indexFile;
  // A graft cuts history off from whoever looks.
  if (!grafts) env['GIT_GRAFT_FILE'] = devNull;
  return env;
}

function command(args: readonly string[]): string[] {
  return ['--no-pager', ...hardened.flatMap(([name, value]) => ['-c', `${name}=${value}`]), ...args];
}

/** What git says on stderr, without credentials in URLs: the line that ended it, or the first. */
export function scrub(stderr: string): string {
  const lines = stderr.trim().split('\n');
  const line = lines.find((each) => each.startsWith('fatal: ')) ?? lines[0] ?? '';
  return line.replace(/(\w+:\/\/)[^/\s@]+@/g, '$1***@').slice(0, 300);
}

function missing(cause: unknown): UsageError {
  return new UsageError('GIT_MISSING', 'the program git was not found; install it or add it to PATH', { cause });
}

export interface GitAnswer {
  readonly code: number;
  readonly out: Buffer;
  readonly err: string;
}

/** Waits for git. @throws UsageError GIT_MISSING */
export function gitSync(args: readonly string[], options: GitOptions): GitAnswer {
  const { cwd, input } = options;
  // Loaded when git is run: a hook's scan reads most repositories without.
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const done = spawnSync('git', command(args), {
    cwd,
    env: environment(options),
    maxBuffer: 2 ** 31 - 1,
    ...(input === undefined ? {} : { input }),
  });
  if (done.error && (done.error as { code?: string }).code === 'ENOENT' && cwd !== '') throw missing(done.error);
  return { code: done.status ?? -1, out: done.stdout ?? Buffer.alloc(0), err: scrub(String(done.stderr ?? '')) };
}

/** Standard output of a long run, piece by piece. Ends git when the reader stops. @throws UsageError */
export async function* gitStream(args: readonly string[], options: GitOptions): AsyncGenerator<Buffer> {
  const { cwd, input } = options;
  const { spawn } = process.getBuiltinModule('node:child_process');
  const child = spawn('git', command(args), { cwd, env: environment(options), stdio: ['pipe', 'pipe', 'pipe'] });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (err.length < 4096) err += text;
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', (cause) => reject(missing(cause)));
    child.on('close', (code) => resolve(code ?? -1));
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');
  try {
    yield* child.stdout as AsyncIterable<Buffer>;
    const code = await ended;
    if (code !== 0) throw new UsageError('GIT_FAILED', `${cwd}: git ${args[0]} failed: ${scrub(err)}`);
  } finally {
    child.kill();
    ended.catch(() => {});
  }
}
