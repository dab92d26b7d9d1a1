/** The working tree: tracked and untracked files, and ignored ones whose names can hold secrets. */

import { type Problem, problem } from '../../model/problem.ts';
import type { Seen } from '../../model/seen.ts';
import type { ReadOptions, Slice } from '../../model/slice.ts';
import { type Target, targetName } from '../../model/target.ts';
import { batches } from '../dir.ts';
import { excluder } from '../exclude.ts';
import { type BytePath, fromText, shown } from '../names.ts';
import { stateOf } from './beside.ts';
import type { Repository } from './paths.ts';
import { gitSync } from './run.ts';

/** An ignored file of such a name is scanned all the same: this is where secrets are put to keep them out of git. */
const telling =
  /(?:^|\/)(?:\.env[^/]*|[^/]*\.env|\.?credentials[^/]*|\.?secrets?[^/]*|\.npmrc|\.yarnrc(?:\.yml)?|\.pypirc|\.netrc|_netrc|\.pgpass|\.my\.cnf|\.htpasswd|\.git-credentials|\.dockercfg|\.docker\/config\.json|kubeconfig[^/]*|\.kube\/config|\.aws\/[^/]+|\.boto|\.s3cfg|\.terraformrc|rootkey\.csv|accessKeys?\.csv|id_(?:rsa|dsa|ecdsa|ed25519)[^/]*|[^/]*\.(?:pem|key|p12|pfx|jks|keystore|ppk|asc|tfstate|tfstate\.backup|tfvars|tfvars\.json|ovpn|rdp|kdbx|log|sql|dump|bak|ini|properties|secret|local)|local\.settings\.json|appsettings\.[^/]*json|application-[^/]*\.(?:ya?ml|properties)|wp-config\.php|database\.yml|master\.key|settings_local\.py|service[-_]?account[^/]*\.json|google-services\.json|terraform\.rc|config\.local\.[^/]+)$/i;

function list(repository: Repository, args: readonly string[]): BytePath[] {
  const { out } = gitSync(['ls-files', '-z', ...args], { cwd: repository.root, inHook: repository.inHook });
  const paths = out.toString('latin1').split('\0');
  paths.pop();
  return paths;
}

export function* worktreeSlices(
  target: Target,
  repository: Repository,
  options: ReadOptions,
  seen?: Seen,
): Generator<Slice | Problem> {
  const name = targetName(target);
  const excludes = excluder(options.exclude);
  const inPrefix = (path: BytePath): boolean =>
    repository.prefix === '' || path.startsWith(fromText(repository.prefix));
  // With a letter before each; S = left out by a sparse checkout.
  const modes = list(repository, ['-s', '-t']).filter((line) => !line.startsWith('S '));
  const tracked = new Map<BytePath, string>(
    modes.map((line) => [line.slice(line.indexOf('\t') + 1), line.slice(2, 8)]),
  );
  // Deleted and not yet committed: there is nothing to read, and nothing is wrong.
  for (const path of list(repository, ['-d'])) tracked.delete(path);
  const untracked = list(repository, ['-o', '--exclude-standard']);
  const ignored = list(repository, ['-o', '-i', '--exclude-standard']);
  const worth = ignored.filter((path) => telling.test(path) && !/(?:^|\/)node_modules\//.test(path));
  const problems: Problem[] = [];
  const count = (amount: number, code: 'EXCLUDED' | 'SUBMODULE', detail: string): void => {
    if (amount > 0) problems.push(problem(code, name, detail, { count: amount, note: true }));
  };
  const submodules = [...tracked].filter(([, mode]) => mode === '160000').length;
  const links = new Set([...tracked].filter(([, mode]) => mode === '120000').map(([path]) => path));
  const files = [...tracked].filter(([, mode]) => mode.startsWith('100')).map(([path]) => path);
  const nested = untracked.filter((path) => path.endsWith('/'));
  const all = [...files, ...untracked.filter((path) => !path.endsWith('/')), ...worth].filter(
    (path) => inPrefix(path) && !links.has(path),
  );
  const kept = [...new Set(all)].filter((path) => !excludes(shown(path))).sort();
  count(new Set(all).size - kept.length, 'EXCLUDED', 'left out by --exclude');
  count(
    ignored.length - worth.length,
    'EXCLUDED',
    `ignored by git and not of a name that holds secrets; dir:${target.locator} scans them too`,
  );
  count(submodules + nested.length, 'SUBMODULE', 'submodules and nested repositories are targets of their own');
  yield* problems;
  yield* batches(target, fromText(repository.root), seen ? changed(seen, name, repository, kept) : kept);
}

/** Files that are not as an earlier run met them. */
function changed(seen: Seen, scope: string, { root }: Repository, paths: readonly BytePath[]): BytePath[] {
  const states = new Map(paths.map((path) => [`worktree\0${stateOf(fromText(root), path) ?? path}`, path]));
  return seen.fresh(scope, states.keys()).map((state) => states.get(state)!);
}
