/** `.leakwalk.yaml`: the user's own settings, never those of the thing under suspicion. */

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import { UsageError } from '../model/errors.ts';
import { misfitText } from '../model/misfit.ts';
import { severities } from '../model/rule.ts';

const configSchema = v.strictObject({
  exclude: v.optional(v.array(v.string()), []),
  rules: v.optional(v.array(v.string()), []),
  only: v.optional(v.array(v.string()), []),
  skip: v.optional(v.array(v.string()), []),
  baseline: v.optional(v.string()),
  failOn: v.optional(v.picklist([...severities, 'never'])),
  minConfidence: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  allow: v.optional(
    v.array(
      v.strictObject({
        reason: v.pipe(v.string(), v.minLength(1)),
        rule: v.optional(v.string()),
        path: v.optional(v.string()),
        fingerprint: v.optional(v.string()),
      }),
    ),
    [],
  ),
});

export type Config = v.InferOutput<typeof configSchema>;

/**
 * Reads a configuration file; paths in it are relative to it.
 * @throws UsageError CONFIG_INVALID
 */
export function readConfig(file: string): Config {
  let value: unknown;
  try {
    value = parse(readFileSync(file, 'utf8')) ?? {};
  } catch (cause) {
    const { code } = cause as { code?: string };
    const why = code === 'ENOENT' ? 'there is no such file' : 'it cannot be read as YAML';
    throw new UsageError('CONFIG_INVALID', `${file}: ${why}`, { cause });
  }
  const result = v.safeParse(configSchema, value);
  if (!result.success) {
    const [issue] = result.issues;
    throw new UsageError('CONFIG_INVALID', `${file}: ${v.getDotPath(issue) ?? 'file'}: ${misfitText(issue)}`);
  }
  const here = (path: string): string => resolve(dirname(file), path);
  const { baseline, rules, ...rest } = result.output;
  return { ...rest, rules: rules.map(here), ...(baseline === undefined ? {} : { baseline: here(baseline) }) };
}
