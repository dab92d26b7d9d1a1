// Other scanners, with the settings they are run with: no network, no validation, their own rules, a store that is not kept. Looked for
// in the folder that is given (also its bin/), then in PATH. `codes`: how each ends when it did its work; anything else is told, not
// timed. `count`: its findings, out of what it printed or the file it wrote.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A report without findings may be `null` or none. */
function entriesOf(_, file) {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) ?? []).length : 0;
}

const lines = (out) => out.split('\n').filter((line) => line !== '').length;
const matched = (pattern) => (out) => Number(pattern.exec(out)?.[1] ?? 0);

const peers = [
  {
    name: 'gitleaks',
    version: 'version',
    codes: [0, 1],
    dir: (at, out) => ['dir', '--no-banner', '-r', out, at],
    count: entriesOf,
  },
  {
    name: 'betterleaks',
    version: '--version',
    codes: [0, 1],
    dir: (at, out) => ['dir', '--no-banner', '-r', out, at],
    count: entriesOf,
  },
  {
    name: 'trufflehog',
    version: '--version',
    codes: [0, 183],
    dir: (at) => ['filesystem', at, '--no-verification', '--no-update', '--json'],
    count: lines,
  },
  {
    name: 'kingfisher',
    version: '--version',
    codes: [0, 200],
    dir: (at) => ['scan', at, '--no-validate', '--format', 'jsonl'],
    count: lines,
  },
  {
    name: 'titus',
    version: 'version',
    codes: [0, 1],
    dir: (at) => ['scan', at, '--output', ':memory:'],
    count: matched(/(\d+)\/\d+ new matches/),
  },
  { name: 'ripsecrets', version: '--version', codes: [0, 1], dir: (at) => [at], count: lines },
  {
    name: 'detect-secrets',
    version: '--version',
    codes: [0],
    // Of what lies outside of where it stands it reads nothing.
    inside: true,
    dir: () => ['scan', '--all-files', '.'],
    count: (out) => Object.values(JSON.parse(out).results).flat().length,
  },
  {
    name: 'credsweeper',
    version: '--version',
    codes: [0],
    dir: (at) => ['--path', at],
    count: matched(/Detected Credentials: (\d+)/),
  },
];

export function locate(folder, name) {
  return [join(folder, name), join(folder, 'bin', name)].find((path) => folder !== '' && existsSync(path)) ?? name;
}

/** `name version`, or that it is not there. */
export function versions(folder) {
  return [{ name: 'git', version: '--version' }, { name: 'rg', version: '--version' }, ...peers].map(
    ({ name, version }) => {
      const { error, stdout, stderr } = spawnSync(locate(folder, name), [version], { encoding: 'utf8' });
      const said = `${stdout}${stderr}`
        .trim()
        .split('\n')[0]
        .replace(/^\w+ (?:version )?/, '');
      return error ? `${name} not installed` : `${name} ${said || 'of unknown version'}`;
    },
  );
}

/** Runs over a folder, one for each peer; `files` is where they may write. */
export function onFolder(folder, at, files) {
  const outOf = (name) => join(files, `peer-${name}.json`);
  return peers.map(({ name, codes, dir, inside, count }) => ({
    name: `${name} ${dir('TREE', 'FILE').join(' ')}`,
    command: locate(folder, name),
    args: dir(at, outOf(name)),
    answers: codes,
    ...(inside ? { cwd: at } : {}),
    count: (stdout) => count(stdout.toString('utf8'), outOf(name)),
  }));
}
