/** The scan command's options, as they are described and parsed. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { severities } from '../model/rule.ts';
import { readDefaults } from '../model/slice.ts';

const gather = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value];

const units: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** `20`, `512k`, `10M`, `2GiB` → bytes. */
export function parseSize(text: string): number {
  const match = /^(\d+)\s*([kmg]?)(?:i?b)?$/i.exec(text);
  if (!match) throw new InvalidArgumentError('a size is a number with k, M or G, such as 10M');
  return Number(match[1]) * units[match[2]!.toLowerCase()]!;
}

function parseCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('a whole number from 0');
  return value;
}

function parseFraction(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('a number from 0 to 1');
  return value;
}

/** `90`, `30s`, `5m`, `1h` → milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+)(s|m|h)?$/.exec(text);
  if (!match) throw new InvalidArgumentError('a duration is a number with s, m or h, such as 90s');
  return Number(match[1]) * { s: 1000, m: 60_000, h: 3_600_000 }[match[2] ?? 's']!;
}

export function addScanOptions(command: Command): Command {
  return command
    .optionsGroup('What to read:')
    .option('--history', 'git: every object the repository holds, reachable or not, with who brought it in')
    .option('--staged', 'git: what the next commit would add (for hooks)')
    .option('--since <date>', 'git history: only commits after this date')
    .option('--range <a..b>', 'git history: only commits in this range; ci = those that the build system says it tests')
    .option(
      '--places <names>',
      'git history: only these hiding places (branches, tags, remotes, refs, notes, replace, stash, reflog, index, unreachable, messages, names, config, grafts, lfs, worktree, submodules)',
      gather,
    )
    .option('--pushed', 'git: what a push brings, read from the lines that git gives a pre-push or pre-receive hook')
    .option('--remote <name>', 'with --pushed: where to; what its remote branches reach is there already')
    .option(
      '--since-state <file>',
      'git history: only what no earlier run with this file has scanned; brings the file up to date',
    )
    .option('--exclude <glob>', 'paths not to scan (repeatable; counted in the report)', gather)
    .option('--max-size <bytes>', 'documents larger than this are reported as not scanned (10M, 2G)', parseSize)
    .option('--max-depth <n>', `how deep archives are opened (default: ${readDefaults.maxDepth})`, parseCount)
    .optionsGroup('What to look for:')
    .option('--rules <file>', 'further rules, as YAML (repeatable)', gather)
    .option('--only <id>', 'only rules whose id begins so (repeatable)', gather)
    .option('--skip <id>', 'not the rules whose id begins so (repeatable)', gather)
    .option(
      '--min-confidence <0..1>',
      'drop findings less sure than this (default: 0.5; with --staged 0.7)',
      parseFraction,
    )
    .option('--baseline <file>', 'findings in it are known and do not fail the run')
    .option('--config <file>', 'configuration (default: .leakwalk.yaml at the root of the repository you stand in)')
    .addOption(
      new Option('--trust-config <yes|no>', 'whether that default file is read').choices(['yes', 'no']).default('yes'),
    )
    .option('--foreign-markers', 'honour gitleaks:allow and pragma: allowlist secret as well')
    .optionsGroup('Whether it is alive:')
    .option('--validate', 'ask the provider about what is found (AWS: STS GetCallerIdentity); sends nothing else')
    .option('--yes', 'do not ask before the first request (needed where nobody can answer)')
    .option('--account <id>', 'ask only about keys of this AWS account (repeatable)', gather)
    .option('--ua-note <text>', 'put in the user agent, so that the account’s log shows whose request it was')
    .option('--validate-timeout <time>', 'for all requests together', parseDuration, 120_000)
    .option('--sts-endpoint <url>', 'for tests: plain http on this machine only')
    .optionsGroup('What comes out:')
    .option(
      '--format <name[=file]>',
      'text, json, jsonl, sarif, markdown, … (repeatable; see leakwalk report --help)',
      gather,
    )
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 for findings at least this severe (default: low)').choices([
        ...severities,
        'never',
      ]),
    )
    .option('-v, --verbose', 'also what was dropped, and why')
    .option('-q, --quiet', 'nothing on stderr but errors')
    .option('--no-progress', 'no progress line')
    .addOption(new Option('--colour <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .optionsGroup('How:')
    .option('--threads <n>', 'worker threads; 0 = none (default: as many as cores for large targets)', parseCount)
    .addOption(new Option('--engine <name>', 'prefilter').choices(['scalar', 'simd', 'relaxed-simd']))
    .option('--deadline <time>', 'how long one document may take before it is given up', parseDuration);
}
