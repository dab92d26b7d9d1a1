/** The list of output formats. */

import { UsageError } from '../model/errors.ts';
import { csv } from './csv.ts';
import type { Format } from './format.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { json } from './json.ts';
import { jsonl } from './jsonl.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

export const formats: readonly Format[] = [text, json, jsonl, sarif, markdown, github, gitlab, junit, csv];

/** @throws UsageError FORMAT_UNKNOWN */
export function findFormat(name: string): Format {
  const format = formats.find((entry) => entry.name === name);
  if (format) return format;
  throw new UsageError(
    'FORMAT_UNKNOWN',
    `there is no format ${name}; choose ${formats.map((entry) => entry.name).join(', ')}`,
  );
}
