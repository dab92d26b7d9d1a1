/** Where the configuration is looked for; apart from reading it, so that runs without one load no YAML. */

import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const configNames = ['.leakwalk.yaml', '.leakwalk.json'] as const;

/** The default configuration file: at the root of the repository that the user stands in. */
export function findConfig(from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (exists(join(folder, '.git'))) return configNames.map((name) => join(folder, name)).find(exists);
    if (dirname(folder) === folder) return undefined;
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
