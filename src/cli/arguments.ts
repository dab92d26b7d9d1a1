/** The scan command's arguments: as typed, and as meant. Apart from how they are parsed, since a hook's need no parser. */

import { UsageError } from '../model/errors.ts';
import type { Severity } from '../model/rule.ts';
import { type ReadOptions, readDefaults } from '../model/slice.ts';

/** As typed. */
export interface ScanArguments {
  readonly history?: boolean;
  readonly staged?: boolean;
  readonly since?: string;
  readonly range?: string;
  readonly places?: readonly string[];
  readonly pushed?: boolean;
  readonly remote?: string;
  readonly sinceState?: string;
  readonly exclude?: readonly string[];
  readonly maxSize?: number;
  readonly maxDepth?: number;
  readonly rules?: readonly string[];
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly format?: readonly string[];
  readonly baseline?: string;
  readonly config?: string;
  readonly trustConfig: 'yes' | 'no';
  readonly failOn?: Severity | 'never';
  readonly minConfidence?: number;
  readonly validate?: boolean;
  readonly yes?: boolean;
  readonly stsEndpoint?: string;
  readonly uaNote?: string;
  readonly account?: readonly string[];
  readonly validateTimeout: number;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly progress: boolean;
  readonly colour: 'auto' | 'always' | 'never';
  readonly threads?: number;
  readonly engine?: 'scalar' | 'simd' | 'relaxed-simd';
  readonly deadline?: number;
  readonly foreignMarkers?: boolean;
}

/** What git may take for an option is refused before git sees it. */
function revision(name: string, value: string | undefined): string | undefined {
  if (value?.startsWith('-')) throw new UsageError('USAGE', `--${name} ${value}: may not begin with a dash`);
  return value;
}

export function readOptions(args: ScanArguments, exclude: readonly string[]): ReadOptions {
  const since = revision('since', args.since);
  const range = revision('range', args.range);
  if (range !== undefined && range !== 'ci' && !range.includes('..')) {
    throw new UsageError('USAGE', `--range ${range}: needs two revisions, such as main..HEAD, or ci`);
  }
  return {
    ...readDefaults,
    history:
      args.history === true ||
      [since, range, args.places, args.pushed, args.sinceState].some((option) => option !== undefined),
    staged: args.staged === true,
    exclude: [...exclude, ...(args.exclude ?? [])],
    maxBytes: args.maxSize ?? readDefaults.maxBytes,
    maxDepth: args.maxDepth ?? readDefaults.maxDepth,
    ...(since === undefined ? {} : { since }),
    ...(range === undefined ? {} : { range }),
  };
}
