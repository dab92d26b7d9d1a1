/** `leakwalk hook`: puts the scan where git, husky, lefthook or pre-commit will run it. */

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import { gitPath } from '../sources/git/paths.ts';
import type { Io } from './io.ts';

/** Marks what leakwalk wrote, so that it can be replaced and removed. */
const mark = '# written by leakwalk hook install';

const stages = ['pre-commit', 'pre-push', 'pre-receive'] as const;
type Stage = (typeof stages)[number];

/** What each hook runs; git gives it lines about a push on standard input, and the remote's name. */
const commands: Readonly<Record<Stage, string>> = {
  'pre-commit': 'scan --staged',
  'pre-push': 'scan --pushed --remote "$1"',
  'pre-receive': 'scan --pushed',
};

interface Kind {
  readonly name: string;
  /** Whether the repository uses it. */
  present(root: string): boolean;
  /** Writes the hook, or says what to add. Returns what was done. */
  install(root: string, stage: Stage, force: boolean): string;
}

/** Tools that own the hooks of a repository are asked for in this order; plain git is what is left. */
const kinds: readonly Kind[] = [
  {
    name: 'pre-commit',
    present: (root) => existsSync(join(root, '.pre-commit-config.yaml')),
    install: (_root, stage) =>
      'this repository uses pre-commit: add to .pre-commit-config.yaml\n\n' +
      '  - repo: https://github.com/leakwalk/leakwalk\n    rev: <the commit of a release>\n' +
      `    hooks:\n      - id: ${stage === 'pre-push' ? 'leakwalk-push' : 'leakwalk'}\n`,
  },
  {
    name: 'lefthook',
    present: (root) => ['lefthook.yml', 'lefthook.yaml', '.lefthook.yml'].some((name) => existsSync(join(root, name))),
    install: (_root, stage) =>
      `this repository uses lefthook: add to its configuration\n\n${stage}:\n  commands:\n    leakwalk:\n` +
      (stage === 'pre-push' ? '      use_stdin: true\n' : '') +
      `      run: npx --no-install leakwalk ${commands[stage].replace('"$1"', '{1}')}\n`,
  },
  {
    name: 'husky',
    present: (root) => existsSync(join(root, '.husky')),
    install: (root, stage, force) => writeHook(join(root, '.husky', stage), stage, force),
  },
  {
    name: 'git',
    present: () => true,
    install: (root, stage, force) => writeHook(join(gitPath(root, 'hooks'), stage), stage, force),
  },
];

/** A hook runs where the PATH may be another than in the terminal: nothing scanned must not pass for nothing found. */
const guard =
  "command -v leakwalk >/dev/null 2>&1 || { echo 'leakwalk is not on the PATH of this hook, so nothing was scanned: " +
  "npm install --global leakwalk, or skip it once with --no-verify' >&2; exit 1; }";

function writeHook(file: string, stage: Stage, force: boolean): string {
  const lines = `${guard} ${mark}\nleakwalk ${commands[stage]} ${mark}`;
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (before.includes(mark)) {
    const kept = before.split('\n').filter((line) => !line.includes(mark));
    writeFileSync(file, `${kept.join('\n').trimEnd()}\n${lines}\n`);
    return `${file}: brought up to date`;
  }
  if (before && !force) {
    throw new UsageError(
      'HOOK_EXISTS',
      `${file} exists and is not leakwalk's; --append adds a line to it, or remove it first`,
    );
  }
  if (before && stage !== 'pre-commit') {
    throw new UsageError(
      'HOOK_EXISTS',
      `${file} exists, and what git tells such a hook can be read once only: begin it with  lines=$(cat); printf '%s\\n' "$lines" | leakwalk ${commands[stage]} || exit 1  and give its other commands "$lines" in the same way`,
    );
  }
  mkdirSync(join(file, '..'), { recursive: true });
  const start = before ? `${before.trimEnd()}\n` : '#!/bin/sh\n';
  writeFileSync(file, `${start}${lines}\n`);
  chmodSync(file, 0o755);
  return `${file}: installed`;
}

export function registerHook(program: Command, io: Io): void {
  const hook = program.command('hook').description('Scan what is about to be committed or pushed, by itself.');
  hook
    .command('install')
    .description('Install the hook of this repository (plain git, husky; says what to add for lefthook and pre-commit)')
    .argument('[repository]', 'a folder of it', '.')
    .option('--stage <stage>', 'pre-commit, pre-push, or pre-receive (on a server)', 'pre-commit')
    .option('--append', 'add a line to a hook that is already there')
    .addHelpText(
      'after',
      '\nExamples:\n  leakwalk hook install\n  leakwalk hook install --stage pre-push --append\n  leakwalk hook install --stage pre-receive /srv/git/app.git',
    )
    .action((repository: string, options: { stage: string; append?: boolean }) => {
      const stage = stages.find((name) => name === options.stage);
      if (stage === undefined) throw new UsageError('USAGE', `--stage ${options.stage}: choose ${stages.join(', ')}`);
      const root = gitPath(repository, 'root');
      // Tools of the work tree have no say on a server.
      const kind = kinds.find((entry) => (stage === 'pre-receive' ? entry.name === 'git' : entry.present(root)))!;
      io.out(`${kind.install(root, stage, options.append === true)}\n`);
    });
}
