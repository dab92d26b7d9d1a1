// Other scanners, with the settings they are run with: no network, no validation, their own rules. Looked for in the folder
// that is given (also its bin/), then in PATH. `codes`: how each ends when it did its work; anything else is told, not timed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const peers = [
  { name: 'gitleaks', version: 'version', codes: [0, 1], dir: (at, out) => ['dir', '--no-banner', '-r', out, at] },
  { name: 'betterleaks', version: '--version', codes: [0, 1], dir: (at, out) => ['dir', '--no-banner', '-r', out, at] },
  {
    name: 'trufflehog',
    version: '--version',
    codes: [0, 183],
    dir: (at) => ['filesystem', at, '--no-verification', '--no-update', '--json'],
  },
  { name: 'kingfisher', version: '--version', codes: [0, 200], dir: (at) => ['scan', at, '--no-validate'] },
  { name: 'titus', version: 'version', codes: [0, 1], dir: (at) => ['scan', at] },
  { name: 'ripsecrets', version: '--version', codes: [0, 1], dir: (at) => [at] },
  { name: 'detect-secrets', version: '--version', codes: [0], dir: (at) => ['scan', '--all-files', at] },
  { name: 'credsweeper', version: '--version', codes: [0], dir: (at) => ['--path', at] },
];

export function locate(folder, name) {
  return [join(folder, name), join(folder, 'bin', name)].find((path) => folder !== '' && existsSync(path)) ?? name;
}

/** `name version`, or that it is not there. */
export function versions(folder) {
  return [{ name: 'git', version: '--version' }, { name: 'rg', version: '--version' }, ...peers].map(
    ({ name, version }) => {
      const { stdout } = spawnSync(locate(folder, name), [version], { encoding: 'utf8' });
      return stdout ? `${name} ${stdout.split('\n')[0].replace(/^\w+ (?:version )?/, '')}` : `${name} not installed`;
    },
  );
}

/** Runs over a folder, one for each peer. */
export function onFolder(folder, at, out) {
  return peers.map(({ name, codes, dir }) => ({
    name: `${name} ${dir('TREE', 'FILE').join(' ')}`,
    command: locate(folder, name),
    args: dir(at, out),
    answers: codes,
  }));
}
