/** The list of output formats, each loaded when it is asked for. */

import { UsageError } from '../model/errors.ts';
import type { Format } from './format.ts';

const loaders: Readonly<Record<string, () => Promise<Format>>> = {
  text: async () => (await import('./text.ts')).text,
  json: async () => (await import('./json.ts')).json,
  jsonl: async () => (await import('./jsonl.ts')).jsonl,
  sarif: async () => (await import('./sarif.ts')).sarif,
  markdown: async () => (await import('./markdown.ts')).markdown,
  github: async () => (await import('./github.ts')).github,
  gitlab: async () => (await import('./gitlab.ts')).gitlab,
  junit: async () => (await import('./junit.ts')).junit,
  csv: async () => (await import('./csv.ts')).csv,
};

/** Every format, in the order in which help lists them. */
export function allFormats(): Promise<readonly Format[]> {
  return Promise.all(Object.values(loaders).map((load) => load()));
}

/** @throws UsageError FORMAT_UNKNOWN */
export async function findFormat(name: string): Promise<Format> {
  if (Object.hasOwn(loaders, name)) return loaders[name]!();
  throw new UsageError('FORMAT_UNKNOWN', `there is no format ${name}; choose ${Object.keys(loaders).join(', ')}`);
}
