/** `leakwalk hook`: puts the staged scan where git, husky, lefthook or pre-commit will run it. */

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import { gitPath } from '../sources/git/paths.ts';
import type { Io } from './io.ts';

/** Marks what leakwalk wrote, so that it can be replaced and removed. */
const mark = '# written by leakwalk hook install';

type Stage = 'pre-commit' | 'pre-push';

const commands: Readonly<Record<Stage, string>> = {
  'pre-commit': 'leakwalk scan --staged',
  'pre-push':
    'leakwalk scan --history --range "$(git rev-parse @{upstream} 2>/dev/null || git hash-object -t tree /dev/null)..HEAD"',
};

interface Kind {
  readonly name: string;
  /** Whether the repository uses it. */
  present(root: string): boolean;
  /** Writes the hook, or says what to add. Returns what was done. */
  install(root: string, stage: Stage, force: boolean): string;
}

const pinned = 'npx --no-install leakwalk scan --staged';

/** Tools that own the hooks of a repository are asked for in this order; plain git is what is left. */
const kinds: readonly Kind[] = [
  {
    name: 'pre-commit',
    present: (root) => existsSync(join(root, '.pre-commit-config.yaml')),
    install: () =>
      'this repository uses pre-commit: add to .pre-commit-config.yaml\n\n' +
      '  - repo: https://github.com/leakwalk/leakwalk\n    rev: <the commit of a release>\n    hooks:\n      - id: leakwalk\n',
  },
  {
    name: 'lefthook',
    present: (root) => ['lefthook.yml', 'lefthook.yaml', '.lefthook.yml'].some((name) => existsSync(join(root, name))),
    install: (_root, stage) =>
      `this repository uses lefthook: add to its configuration\n\n${stage}:\n  commands:\n    leakwalk:\n      run: ${pinned}\n`,
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

function writeHook(file: string, stage: Stage, force: boolean): string {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (before.includes(mark)) {
    const kept = before.split('\n').filter((line) => !line.includes(mark));
    writeFileSync(file, `${kept.join('\n').trimEnd()}\n${commands[stage]} ${mark}\n`);
    return `${file}: brought up to date`;
  }
  if (before && !force) {
    throw new UsageError(
      'HOOK_EXISTS',
      `${file} exists and is not leakwalk's; --append adds a line to it, or remove it first`,
    );
  }
  mkdirSync(join(file, '..'), { recursive: true });
  const start = before ? `${before.trimEnd()}\n` : '#!/bin/sh\n';
  writeFileSync(file, `${start}${commands[stage]} ${mark}\n`);
  chmodSync(file, 0o755);
  return `${file}: installed`;
}

export function registerHook(program: Command, io: Io): void {
  const hook = program.command('hook').description('Scan what is about to be committed or pushed, by itself.');
  hook
    .command('install')
    .description('Install the hook of this repository (plain git, husky; says what to add for lefthook and pre-commit)')
    .argument('[repository]', 'a folder of it', '.')
    .option('--stage <stage>', 'pre-commit or pre-push', 'pre-commit')
    .option('--append', 'add a line to a hook that is already there')
    .addHelpText('after', '\nExamples:\n  leakwalk hook install\n  leakwalk hook install --stage pre-push --append')
    .action((repository: string, options: { stage: string; append?: boolean }) => {
      if (options.stage !== 'pre-commit' && options.stage !== 'pre-push') {
        throw new UsageError('USAGE', `--stage ${options.stage}: choose pre-commit or pre-push`);
      }
      const root = gitPath(repository, 'root');
      const kind = kinds.find((entry) => entry.present(root))!;
      io.out(`${kind.install(root, options.stage, options.append === true)}\n`);
    });
}
